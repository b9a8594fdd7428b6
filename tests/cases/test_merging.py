"""Two files joined: everything goes, everything is read; taken apart, every table is as it was."""

import datetime
import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import DatabaseError, IntegrityError, connection, connections, transaction
from django.utils import timezone
from pytest_django import Settings

from cases import actions, document_store, duplicates, erasure, joined, queries, registry
from cases.choices import DeskKind, Verdict
from cases.models import (
    Arrival,
    BirthClaim,
    FileMerge,
    LegalDocument,
    LegalHold,
    Minor,
    MinorKey,
    MinorName,
    MinorPhone,
    PairVerdict,
    Requisition,
    RequisitionStep,
    Ticket,
    Tombstone,
)
from clinics.models import Consultation, SexualHealthConsultation
from referrals import actions as referral_actions
from referrals.models import Referral, ReferralStep
from staff import actions as staff_actions
from staff import history
from staff.choices import Compartment, Role
from staff.encryption import EncryptedField
from staff.models import AuditEntry, User
from tests import factories
from tests.cases.full_files import Team, empty_tables, fill, make_team
from tests.matrix.scene import make_scene

pytestmark = pytest.mark.django_db(databases=["default", "owner"], transaction=True)

# What a merge and its undoing leave behind: the trail, the record itself, who said what.
TRAIL = {"staff_auditentry", "staff_auditlink", "staff_audithead", "cases_filemerge",
         "cases_pairverdict"}  # fmt: skip

Dump = dict[str, list[str]]


SEARCH_ROWS = """
SELECT to_jsonb(r) - 'words' - 'written_in' || jsonb_build_object('words', (
    SELECT jsonb_agg(w.text ORDER BY w.text) FROM cases_searchword w WHERE w.id = ANY (r.words)
)) FROM cases_searchrow r
"""


def dump() -> Dump:
    """Return {table: its rows, every column}, read as their owner."""
    owner = connections["owner"]
    found = {}
    with owner.cursor() as cursor:
        for table in owner.introspection.get_table_list(cursor):
            cursor.execute(f'SELECT to_jsonb(t) FROM "{table.name}" t')
            found[table.name] = sorted(json.dumps(row, sort_keys=True) for (row,) in cursor)
        # Made from the names: a word that left and came back has another number, and a row
        # written again bears its transaction's.
        del found["cases_searchword"]
        cursor.execute(SEARCH_ROWS)
        found["cases_searchrow"] = sorted(json.dumps(row) for (row,) in cursor)
    return found


def differing(before: Dump, after: Dump) -> set[str]:
    """Return the tables that are not what they were; a history may only have grown."""
    assert set(before) == set(after)
    return {
        name
        for name in set(before) - TRAIL
        if before[name] != after[name]
        and not (name.endswith("history") and set(before[name]) <= set(after[name]))
    }


@pytest.fixture(autouse=True)
def folders(settings: Settings, tmp_path: Path) -> None:
    settings.DOCUMENTS_DIR = tmp_path / "documents"
    settings.ERASURE_LEDGER = tmp_path / "erasures.jsonl"


@pytest.fixture
def team() -> Team:
    return make_team()


@pytest.fixture
def two(team: Team) -> list[Minor]:
    """The file that is kept, and the same person's second one."""
    return [
        fill(team, "Awa", "06 12 34 56 78", days_ago=3),
        fill(team, "Hawa", "07 12 34 56 78", days_ago=5),
    ]


def join(team: Team, kept: Minor, gone: Minor) -> FileMerge:
    actions.judge_pair(by=team.coordinator, one=kept, other=gone, verdict=Verdict.SAME)
    return actions.join_files(by=team.coordinator, kept=kept, gone=gone)


def values_of(minor: Minor) -> dict[str, Any]:
    """Return all that is sealed in a file, opened anew."""
    found = {}
    for held in registry.held():
        sealed = [f.name for f in held.model._meta.fields if isinstance(f, EncryptedField)]
        for row in held.rows(minor):
            for name in sealed:
                found[f"{held.model._meta.label}:{row.pk}:{name}"] = getattr(row, name)
    return found


def test_both_files_have_a_row_in_every_table(two: list[Minor]) -> None:
    """Else the tests below would say nothing of the table that has none."""
    assert [empty_tables(minor) for minor in two] == [set(), set()]


def test_everything_goes_and_is_read(team: Team, two: list[Minor]) -> None:
    kept, gone = two
    said = values_of(kept) | values_of(gone)
    merge = join(team, kept, gone)
    assert values_of(kept) == said
    assert {n.text for n in MinorName.objects.filter(minor=kept)} == {"Awa", "Hawa"}
    assert MinorPhone.objects.filter(minor=kept).count() == 2
    papers = {document_store.read(paper) for paper in LegalDocument.objects.filter(minor=kept)}
    assert papers == {b"%PDF Awa legal", b"%PDF Hawa legal"}
    assert set(merge.moved) == {
        held.model._meta.label
        for held in registry.held()
        if held.merge is registry.Merge.MOVE and held.rows(kept).count() > 1
    } | {"cases.BirthClaim"}  # fmt: skip
    gone.refresh_from_db()
    assert gone.withdrawn_at is not None


def test_what_stays_is_what_the_kept_file_already_says(team: Team, two: list[Minor]) -> None:
    kept, gone = two
    actions.add_name(by=team.host, minor=gone, text="Awa", kind="as_said")
    join(team, kept, gone)
    stayed = {held.model._meta.label for held in registry.held()
              if held.merge is registry.Merge.MOVE and held.rows(gone).exists()}  # fmt: skip
    # The name, the reason of the hold, the opposition, the psychologist: the same in both.
    assert stayed == {"cases.MinorName", "cases.LegalHold", "clinics.CaseTeam"}


def test_undone_every_table_is_as_it_was(team: Team, two: list[Minor]) -> None:
    kept, gone = two
    before = dump()
    merge = join(team, kept, gone)
    assert len(differing(before, dump())) > 20
    actions.undo_join(by=team.coordinator, merge=merge)
    assert differing(before, dump()) == set()


def test_undone_in_the_whole_scene(team: Team) -> None:
    scene = make_scene()
    other, _arrival = factories.make_minor("Autre graphie", by=scene.host, site=scene.site)
    for kept, gone in ((scene.minor, other), (other, scene.minor), (scene.minor, scene.stranger)):
        before = dump()
        merge = join(team, kept, gone)
        assert differing(before, dump())
        actions.undo_join(by=team.coordinator, merge=merge)
        assert differing(before, dump()) == set()


def test_three_files_are_taken_apart_one_after_the_other(team: Team, two: list[Minor]) -> None:
    kept, gone = two
    third = fill(team, "Haoua", "07 98 76 54 32", days_ago=7)
    before, said = dump(), values_of(kept) | values_of(gone) | values_of(third)
    first = join(team, kept, gone)
    second = join(team, third, kept)
    assert values_of(third) == said
    with pytest.raises(ValidationError):
        actions.undo_join(by=team.coordinator, merge=first)
    actions.undo_join(by=team.coordinator, merge=second)
    actions.undo_join(by=team.coordinator, merge=first)
    assert differing(before, dump()) == set()


def test_two_joined_to_one_in_whatever_order_they_leave(team: Team, two: list[Minor]) -> None:
    kept, gone = two
    third = fill(team, "Haoua", "07 98 76 54 32", days_ago=7)
    before = dump()
    first, second = join(team, kept, gone), join(team, kept, third)
    actions.undo_join(by=team.coordinator, merge=first)
    actions.undo_join(by=team.coordinator, merge=second)
    assert differing(before, dump()) == set()


def test_what_was_written_meanwhile_is_read_in_its_own_file(team: Team, two: list[Minor]) -> None:
    """What is new stays; what was added to a row that came, and what was changed in one, goes."""
    kept, gone = two
    came = Referral.objects.get(minor=gone)
    paper = LegalDocument.objects.get(minor=gone)
    merge = join(team, kept, gone)
    new = factories.make_consultation(kept, by=team.nurse, site=team.site, care="Depuis")
    came = Referral.objects.get(pk=came.pk)
    step = ReferralStep(referral=came, status="seen", note="Réponse")
    referral_actions.record_step(by=team.social, step=step)
    paper = LegalDocument.objects.get(pk=paper.pk)
    paper.title = "Corrigé"
    paper.save()
    assert Consultation.objects.get(pk=new.pk).minor == kept
    actions.undo_join(by=team.coordinator, merge=merge)
    assert Consultation.objects.get(pk=new.pk).minor == kept
    assert Consultation.objects.get(pk=new.pk).care == "Depuis"
    answer = ReferralStep.objects.get(pk=step.pk)
    assert (answer.referral.minor, answer.note) == (gone, "Réponse")
    assert LegalDocument.objects.get(pk=paper.pk).title == "Corrigé"
    assert not MinorKey.objects.filter(origin__isnull=False).exists()


def test_a_value_is_the_first_of_its_file_in_a_compartment(team: Team) -> None:
    """The file that came had no key there: it is made for it, and goes back with it."""
    kept, _arrival = factories.make_minor("Awa", by=team.host, site=team.site)
    gone, _arrival = factories.make_minor("Hawa", by=team.host, site=team.site)
    last, _arrival = factories.make_minor("Haoua", by=team.host, site=team.site)
    referral = Referral.objects.create(
        minor=gone, site=team.site, partner=factories.make_partner(), kind="social",
        compartment="social", made_by=team.social,
    )  # fmt: skip
    assert not MinorKey.objects.filter(minor=gone).exists()
    merges = [join(team, kept, gone), join(team, last, kept)]
    step = ReferralStep(referral=Referral.objects.get(pk=referral.pk), status="seen", note="Vue")
    referral_actions.record_step(by=team.social, step=step)
    for merge in reversed(merges):
        assert ReferralStep.objects.get(pk=step.pk).note == "Vue"
        actions.undo_join(by=team.coordinator, merge=merge)
    assert ReferralStep.objects.get(pk=step.pk).note == "Vue"
    assert [key.minor_id for key in MinorKey.objects.all()] == [gone.pk]


def test_who_came_twice_today_came_once_and_waits_once(team: Team, two: list[Minor]) -> None:
    kept, gone = two
    today = timezone.localdate()
    merge = join(team, kept, gone)
    assert Arrival.objects.on(today, team.site).count() == 1
    tickets = Ticket.objects.on(today).select_related("arrival")
    assert {ticket.arrival.minor_id for ticket in tickets} == {kept.pk}
    assert queries.day_at(team.site, today).total == 1
    actions.undo_join(by=team.coordinator, merge=merge)
    assert Arrival.objects.on(today, team.site).count() == 2


# --- what is refused --------------------------------------------------------------------------


def test_nobody_joins_what_nobody_said_to_be_one_person(team: Team, two: list[Minor]) -> None:
    kept, gone = two
    with pytest.raises(ValidationError):
        actions.join_files(by=team.coordinator, kept=kept, gone=gone)
    actions.judge_pair(by=team.host, one=gone, other=kept, verdict=Verdict.SAME)
    actions.judge_pair(by=team.host, one=kept, other=gone, verdict=Verdict.ANOTHER)
    with pytest.raises(ValidationError):
        actions.join_files(by=team.coordinator, kept=kept, gone=gone)
    assert not FileMerge.objects.exists()


def test_a_file_is_joined_once_and_to_another(team: Team, two: list[Minor]) -> None:
    kept, gone = two
    join(team, kept, gone)
    for one, other in ((kept, gone), (gone, kept), (kept, kept)):
        with pytest.raises(ValidationError):
            actions.join_files(by=team.coordinator, kept=one, gone=other)
    assert FileMerge.objects.count() == 1


def test_an_archived_or_withdrawn_file_is_not_joined(team: Team, two: list[Minor]) -> None:
    kept, gone = two
    Minor.objects.filter(pk=kept.pk).update(archived_at=timezone.now())
    with pytest.raises(ValidationError):
        join(team, kept, gone)
    Minor.objects.filter(pk=kept.pk).update(archived_at=None)
    Minor.objects.filter(pk=gone.pk).update(withdrawn_at=timezone.now(), withdrawn_by=team.host)
    with pytest.raises(ValidationError):
        join(team, kept, gone)


def test_two_coordinators_at_once(team: Team, two: list[Minor]) -> None:
    kept, gone = two
    actions.judge_pair(by=team.coordinator, one=kept, other=gone, verdict=Verdict.SAME)

    def attempt(pair: tuple[Minor, Minor]) -> bool:
        try:
            actions.join_files(by=team.coordinator, kept=pair[0], gone=pair[1])
        except ValidationError:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(2) as pool:
        done = list(pool.map(attempt, [(kept, gone), (gone, kept)]))
    assert sorted(done) == [False, True]
    assert FileMerge.objects.standing().count() == 1


def test_it_is_undone_once(team: Team, two: list[Minor]) -> None:
    merge = join(team, *two)
    actions.undo_join(by=team.coordinator, merge=merge)
    with pytest.raises(ValidationError):
        actions.undo_join(by=team.coordinator, merge=merge)


def test_the_application_moves_no_row_by_itself(team: Team, two: list[Minor]) -> None:
    kept, gone = two
    join(team, kept, gone)
    for statement in (
        "UPDATE cases_filemerge SET moved = '{}'",
        "INSERT INTO cases_filemerge DEFAULT VALUES",
        "DELETE FROM cases_pairverdict",
        "UPDATE cases_pairverdict SET verdict = 'same'",
    ):
        with pytest.raises(DatabaseError), connection.cursor() as cursor:
            cursor.execute(statement)


def test_the_record_of_a_merge_holds_together(team: Team, two: list[Minor]) -> None:
    """The owner alone writes it, in functions that refuse before; the table refuses too."""
    merge = join(team, *two)
    right = {"kept_id": two[0].pk, "gone_id": two[0].pk + 9, "moved": {}, "former": {},
             "by_id": team.coordinator.pk}  # fmt: skip
    for changes, name in (
        ({"gone_id": two[0].pk}, "cases_merge_two_files"),
        ({"gone_id": two[1].pk}, "cases_merge_once"),
        ({"undone_at": timezone.now()}, "cases_merge_undone_by_someone"),
        ({"undone_by_id": team.host.pk}, "cases_merge_undone_by_someone"),
    ):
        with pytest.raises(IntegrityError) as refused, transaction.atomic(using="owner"):
            FileMerge.objects.using("owner").create(**(right | changes))
        assert refused.value.__cause__.diag.constraint_name == name
    assert [merge] == list(FileMerge.objects.all())


# --- the trail, and what else reads a file ------------------------------------------------------


def test_both_are_in_the_trail_and_the_history_says_who(team: Team, two: list[Minor]) -> None:
    kept, gone = two
    merge = join(team, kept, gone)
    actions.undo_join(by=team.coordinator, merge=merge)
    entries = AuditEntry.objects.filter(subject=f"cases.filemerge:{merge.pk}", by=team.coordinator)
    assert list(entries.order_by("pk").values_list("action", "minor_id")) == [
        ("merge_files", gone.pk),
        ("join_files", kept.pk),
        ("undo_merge", gone.pk),
        ("undo_join", kept.pk),
    ]
    said = AuditEntry.objects.filter(action="judge_pair").values_list("minor_id", flat=True)
    assert set(said) == {kept.pk, gone.pk}
    claims = BirthClaim.objects.filter(minor=gone)
    assert claims.count() == 1
    former = history.of(MinorName).objects.filter(minor=gone)
    assert former.count() == 1  # the name, before it went


def test_homonyms_are_never_blocked(team: Team) -> None:
    found = [factories.make_minor("Awa Diallo", by=team.host, site=team.site)[0] for _n in "12"]
    actions.judge_pair(by=team.host, one=found[1], other=found[0], verdict=Verdict.ANOTHER)
    factories.make_minor("Awa Diallo", by=team.host, site=team.site)
    assert MinorName.objects.filter(text="Awa Diallo").count() == 3
    verdict = PairVerdict.objects.get()
    assert (verdict.first, verdict.second, verdict.by) == (found[0], found[1], team.host)


# --- erasure, archive -------------------------------------------------------------------------


def erase(minor: Minor, by: User, second: User) -> None:
    """Erase as two people would, forty years later."""
    Minor._base_manager.filter(pk=minor.pk).update(archived_at=timezone.now())
    with time_machine.travel(timezone.now() + datetime.timedelta(days=366 * 40)):
        run = actions.preview_retention(by=by)
        approval = staff_actions.ask_approval(by=by, kind=erasure.KIND, subject=run)
        staff_actions.approve(by=second, approval=approval)


def free(team: Team) -> None:
    """End the holds and the requisitions."""
    LegalHold.objects.filter(lifted_at=None).update(lifted_at=timezone.now(), lifted_by=team.host)
    for requisition in Requisition.objects.all():
        step = RequisitionStep(
            requisition=requisition, kind="closed", happened_on=timezone.localdate()
        )
        actions.record_requisition_step(by=team.host, step=step)


def test_an_erased_file_takes_with_it_what_was_joined_to_it(team: Team, two: list[Minor]) -> None:
    kept, gone = two
    third, _arrival = factories.make_minor("Haoua", by=team.host, site=team.site)
    join(team, third, kept)
    join(team, gone, third)  # three in a line: the last one has them all
    free(team)
    erase(gone, team.coordinator, factories.make_user(Role.COORDINATOR, username="seconde"))
    numbers = [kept.pk, gone.pk, third.pk]
    assert not Minor._base_manager.filter(pk__in=numbers).exists()
    assert not MinorKey.objects.exists()
    assert not FileMerge.objects.exists()
    assert not PairVerdict.objects.exists()
    assert set(Tombstone.objects.values_list("minor_number", flat=True)) == set(numbers)
    assert len(erasure.read_ledger()) == 3
    assert not [path for path in document_store.folder().rglob("*") if path.is_file()]


def test_a_joined_file_is_not_erased_apart(team: Team, two: list[Minor]) -> None:
    kept, gone = two
    join(team, kept, gone)
    free(team)
    erase(gone, team.coordinator, factories.make_user(Role.COORDINATOR, username="seconde"))
    assert not Tombstone.objects.exists()
    assert SexualHealthConsultation.objects.filter(minor=kept).count() == 2


def test_a_hold_that_came_keeps_the_file(team: Team) -> None:
    kept, _arrival = factories.make_minor("Awa", by=team.host, site=team.site)
    gone, _arrival = factories.make_minor("Hawa", by=team.host, site=team.site)
    hold = LegalHold(minor=gone, reason="procedure")
    actions.place_hold(by=team.jurist, hold=hold)
    join(team, kept, gone)
    erase(kept, team.coordinator, factories.make_user(Role.COORDINATOR, username="seconde"))
    assert Minor._base_manager.filter(pk__in=[kept.pk, gone.pk]).count() == 2


def test_an_archived_file_is_taken_apart_too(team: Team, two: list[Minor]) -> None:
    kept, gone = two
    merge = join(team, kept, gone)
    Minor.objects.filter(pk=kept.pk).update(archived_at=timezone.now())
    actions.undo_join(by=team.coordinator, merge=merge)
    assert Minor.objects.current().filter(pk=gone.pk).exists()


def test_after_a_part_was_erased_nothing_is_taken_apart(team: Team, two: list[Minor]) -> None:
    kept, gone = two
    merge = join(team, kept, gone)
    Tombstone.objects.using("owner").create(
        minor_number=kept.pk, scope="erase_part", fingerprint="0" * 64, approval_number=1, counts={}
    )
    with pytest.raises(ValidationError):
        actions.undo_join(by=team.coordinator, merge=merge)


def test_each_desk_checks_the_referrals_that_it_reads(team: Team) -> None:
    """Of a referral of sexual health, nobody learns but those who read it."""
    nurse, social = (factories.make_user(role, team.site) for role in (Role.NURSE, Role.SOCIAL))
    kept, gone = (factories.make_minor(n, by=team.host, site=team.site)[0] for n in ("Awa", "Hawa"))
    apart = factories.make_referral(
        gone, by=nurse, site=team.site, compartment=Compartment.SEXUAL_HEALTH
    )
    assert "Social" not in duplicates.preview(kept, gone, team.coordinator).desks
    merge = join(team, kept, gone)
    assert merge.moved["referrals.Referral"] == [apart.pk]
    assert joined.words_of(merge, DeskKind.SOCIAL) == []
    assert joined.words_of(merge, DeskKind.MIDWIFE) == ["les orientations"]
    assert joined.to_check_by(social).mine == []
    # Many that brought a desk nothing hide none that did.
    for number in range(joined.MOST_LINES + 1):
        other = factories.make_minor(f"Autre {number}", by=team.host, site=team.site)[0]
        factories.make_referral(other, by=social, site=team.site)
        join(team, kept, other)
    last = factories.make_minor("Dernière", by=team.host, site=team.site)[0]
    factories.make_referral(last, by=nurse, site=team.site, compartment=Compartment.HEALTH)
    join(team, kept, last)
    assert [line.what for line in joined.to_check_by(nurse).mine] == ["les orientations"]
    assert len(joined.to_check_by(social).mine) == joined.MOST_LINES
