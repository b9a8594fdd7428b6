"""Psychologists read what is theirs; exceptional access opens the rest for an hour, never more."""

import datetime
from collections.abc import Callable

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test import Client
from django.utils import timezone
from django.utils.translation import override

from cases import actions as case_actions
from cases import registry, scope
from cases.models import ExceptionalAccess, Minor
from clinics import actions
from clinics.models import CaseTeam, PsychologyNote
from staff.choices import Compartment, Role
from staff.models import AuditEntry, Site, User
from tests import factories
from tests.staff.trail import actions_since, last_entry

SECRET = "Ce qu’elle a dit en séance"
WHY = "Idées noires dites à la porte"


@pytest.fixture
def minor(person: Callable[..., User], site: Site) -> Minor:
    return factories.make_minor("Awa Camara", by=person(), site=site)[0]


@pytest.fixture
def psychologist(as_role: Callable[..., Client]) -> Client:
    return as_role(Role.PSYCHOLOGIST)


@pytest.fixture
def followed(minor: Minor, psychologist: Client, site: Site) -> Minor:
    """With one psychologist and one note of hers."""
    actions.follow_case(by=psychologist.user, minor=minor)
    factories.make_note(minor, by=psychologist.user, site=site, model=PsychologyNote, text=SECRET)
    return minor


def page(minor: Minor, *rest: str) -> str:
    return "/".join([f"/cases/{minor.reference}", *rest, ""])


def notes(minor: Minor) -> str:
    return page(minor, "notes", "psychology")


def break_glass(minor: Minor) -> str:
    return page(minor, "exceptional-access", "psychology")


# --- who follows ------------------------------------------------------------------------------


def test_the_first_psychologist_takes_up_the_file_with_one_button(
    psychologist: Client, minor: Minor
) -> None:
    start = last_entry()
    written = {"text": SECRET, "day": str(timezone.localdate())}
    assert psychologist.post(notes(minor) + "new/", written).status_code == 403
    assert "follow/" in psychologist.get(page(minor, "psychology")).content.decode()
    for _twice in range(2):
        assert psychologist.post(page(minor, "psychology", "follow")).status_code == 302
    assert CaseTeam.objects.filter(minor=minor).count() == 1
    assert actions_since(start, action="follow_case", minor_id=minor.pk) == ["follow_case"]
    assert psychologist.post(notes(minor) + "new/", written).status_code == 302
    assert SECRET in psychologist.get(notes(minor)).content.decode()


def test_a_colleague_is_let_in_by_one_of_the_file_and_by_nobody_else(
    as_role: Callable[..., Client], psychologist: Client, followed: Minor
) -> None:
    colleague = as_role(Role.PSYCHOLOGIST)
    assert "follow/" not in colleague.get(page(followed, "psychology")).content.decode()
    assert colleague.post(page(followed, "psychology", "follow")).status_code == 403
    team = page(followed, "psychology", "team", "new")
    assert colleague.post(team, {"user": colleague.user.pk}).status_code == 403
    start = last_entry()
    assert psychologist.post(team, {"user": colleague.user.pk}).status_code == 302
    assert actions_since(start, action="add_psychologist") == ["add_psychologist"]
    assert SECRET in colleague.get(notes(followed)).content.decode()
    again = psychologist.post(team, {"user": colleague.user.pk})
    assert again.status_code == 422
    assert list(again.context["form"].errors) == ["user"]


@pytest.mark.parametrize("role", [Role.NURSE, Role.COORDINATOR])
def test_only_a_psychologist_is_let_in(
    psychologist: Client, followed: Minor, person: Callable[..., User], role: str
) -> None:
    response = psychologist.post(
        page(followed, "psychology", "team", "new"), {"user": person(role).pk}
    )
    assert response.status_code == 422
    assert CaseTeam.objects.count() == 1


def test_who_leaves_reads_nothing_more_and_the_file_may_be_taken_up_again(
    as_role: Callable[..., Client], psychologist: Client, followed: Minor
) -> None:
    assert psychologist.post(page(followed, "psychology", "leave")).status_code == 302
    assert psychologist.get(notes(followed)).status_code == 403
    successor = as_role(Role.PSYCHOLOGIST)
    assert successor.post(page(followed, "psychology", "follow")).status_code == 302
    assert SECRET in successor.get(notes(followed)).content.decode()


def test_a_file_whose_psychologist_has_no_account_any_more_is_free(
    as_role: Callable[..., Client], psychologist: Client, followed: Minor
) -> None:
    User.objects.filter(pk=psychologist.user.pk).update(is_active=False)
    successor = as_role(Role.PSYCHOLOGIST)
    assert successor.post(page(followed, "psychology", "follow")).status_code == 302


# --- what the others know ---------------------------------------------------------------------


def known(client: Client, minor: Minor) -> str:
    User.objects.filter(pk=client.user.pk).update(language="en")
    response = client.get(page(minor, "notes"))
    assert SECRET not in response.content.decode()
    return "".join(s.known for s in response.context["sections"] if s.kind.name == "psychology")


def test_others_know_when_she_was_seen_the_coordination_how_many_times(
    as_role: Callable[..., Client], followed: Minor
) -> None:
    for role in (Role.RECEPTION, Role.NURSE, Role.MIDWIFE, Role.PSYCHOLOGIST):
        assert known(as_role(role), followed).startswith("Last seen on ")
    assert known(as_role(Role.COORDINATOR), followed) == "1 note."
    for role in (Role.SOCIAL, Role.JURIST):
        assert known(as_role(role), followed) == ""


@pytest.mark.parametrize(
    ("role", "marks"),
    [(Role.RECEPTION, 1), (Role.NURSE, 1), (Role.SOCIAL, 0), (Role.COORDINATOR, 0)],
)
def test_the_file_says_when_she_was_seen_to_those_who_may_know(
    as_role: Callable[..., Client], followed: Minor, role: str, marks: int
) -> None:
    found = as_role(role).get(page(followed)).context["marks"]
    with override("en"):
        assert [str(mark.label) for mark in found].count("Psychologist") == marks


# --- exceptional access -----------------------------------------------------------------------


@pytest.fixture
def colleague(as_role: Callable[..., Client], followed: Minor) -> Client:
    return as_role(Role.PSYCHOLOGIST)


def test_a_colleague_of_the_same_profession_is_offered_it(
    colleague: Client, psychologist: Client, followed: Minor
) -> None:
    response = colleague.get(notes(followed))
    html = response.content.decode()
    assert response.status_code == 403
    assert break_glass(followed) in html
    assert psychologist.user.full_name in html
    assert "Awa Camara" not in html
    assert SECRET not in html


@pytest.mark.parametrize("role", [Role.NURSE, Role.RECEPTION, Role.COORDINATOR, Role.SOCIAL])
def test_another_profession_never_is(
    as_role: Callable[..., Client], followed: Minor, role: str
) -> None:
    client = as_role(role)
    assert "exceptional-access/psychology" not in client.get(notes(followed)).content.decode()
    assert client.get(break_glass(followed)).status_code == 403
    assert client.post(break_glass(followed), {"reason": WHY}).status_code == 403
    with pytest.raises(PermissionDenied):
        case_actions.break_glass(
            by=client.user, minor=followed, compartment=Compartment.PSYCHOLOGY, reason=WHY
        )
    assert not ExceptionalAccess.objects.exists()


@pytest.mark.parametrize("reason", ["", "urgent", "         ", "a   b   c   d", "x" * 1001])
def test_it_takes_a_reason(colleague: Client, followed: Minor, reason: str) -> None:
    response = colleague.post(break_glass(followed), {"reason": reason})
    assert response.status_code == 422
    assert list(response.context["form"].errors) == ["reason"]
    assert reason.strip() in response.content.decode()
    assert not ExceptionalAccess.objects.exists()


def test_it_opens_for_one_hour_and_closes_by_itself(colleague: Client, followed: Minor) -> None:
    noon = timezone.now().replace(microsecond=0)
    with time_machine.travel(noon, tick=False):
        assert colleague.post(break_glass(followed), {"reason": WHY}).status_code == 302
        assert SECRET in colleague.get(notes(followed)).content.decode()
    for seconds, status in ((3599, 200), (3600, 403), (3601, 403)):
        with time_machine.travel(noon + datetime.timedelta(seconds=seconds), tick=False):
            colleague.logout()
            colleague.force_login(colleague.user)  # an hour without a page locks the session
            response = colleague.get(notes(followed))
            assert response.status_code == status
            assert (SECRET in response.content.decode()) is (status == 200)
            seen = PsychologyNote.objects.visible_to(colleague.user).exists()
            assert seen is (status == 200)


def test_it_reads_and_does_not_write(colleague: Client, followed: Minor) -> None:
    colleague.post(break_glass(followed), {"reason": WHY})
    note = PsychologyNote.objects.get()
    written = {"text": "Mots", "day": str(timezone.localdate())}
    for rest in ("new/", f"{note.pk}/correct/"):
        assert colleague.post(notes(followed) + rest, written).status_code == 403
    assert PsychologyNote.objects.count() == 1
    html = colleague.get(page(followed, "notes")).content.decode()
    assert "psychology/new/" not in html


def test_it_opens_this_file_this_compartment_to_this_person_only(
    as_role: Callable[..., Client], colleague: Client, followed: Minor, site: Site
) -> None:
    other, _arrival = factories.make_minor("Autre", by=colleague.user, site=site)
    third = as_role(Role.PSYCHOLOGIST)
    actions.follow_case(by=third.user, minor=other)
    fourth = as_role(Role.PSYCHOLOGIST)
    colleague.post(break_glass(followed), {"reason": WHY})
    assert colleague.get(notes(other)).status_code == 403
    assert fourth.get(notes(followed)).status_code == 403
    for compartment in set(Compartment) - {Compartment.PSYCHOLOGY}:
        assert not registry.exceptional_access(followed, colleague.user, compartment)


def test_opening_and_each_read_are_recorded_as_such(colleague: Client, followed: Minor) -> None:
    start = last_entry()
    colleague.post(break_glass(followed), {"reason": WHY})
    assert actions_since(start, purpose=scope.PURPOSE) == ["break_glass"]
    for address in (notes(followed), page(followed, "notes")):
        start = last_entry()
        assert colleague.get(address).status_code == 200
        [entry] = AuditEntry.objects.filter(pk__gt=start)
        assert (entry.by, entry.minor_id) == (colleague.user, followed.pk)
        assert (entry.action, entry.purpose) == ("read_notes", "break_glass")


def test_a_read_within_ones_scope_has_no_such_purpose(
    psychologist: Client, followed: Minor
) -> None:
    start = last_entry()
    psychologist.get(notes(followed))
    assert [e.purpose for e in AuditEntry.objects.filter(pk__gt=start)] == [""]


def test_asked_twice_it_is_one_hour_all_the_same(colleague: Client, followed: Minor) -> None:
    for _twice in range(2):
        assert colleague.post(break_glass(followed), {"reason": WHY}).status_code == 302
    assert ExceptionalAccess.objects.count() == 1


def test_there_is_nothing_to_open_in_ones_own_file(psychologist: Client, followed: Minor) -> None:
    assert psychologist.get(break_glass(followed)).headers["Location"] == notes(followed)
    with pytest.raises(PermissionDenied):
        case_actions.break_glass(
            by=psychologist.user, minor=followed, compartment=Compartment.PSYCHOLOGY, reason=WHY
        )


def test_its_reason_is_sealed(colleague: Client, followed: Minor) -> None:
    colleague.post(break_glass(followed), {"reason": WHY})
    with connection.cursor() as cursor:
        cursor.execute("SELECT reason FROM cases_exceptionalaccess")
        assert b"noires" not in bytes(cursor.fetchone()[0])


def test_a_no_that_is_not_one_is_no_page(colleague: Client, followed: Minor) -> None:
    for compartment in ("nothing", "PSYCHOLOGY"):
        address = page(followed, "exceptional-access", compartment)
        assert colleague.get(address).status_code == 404


class TestReview:
    ADDRESS = "/exceptional-access/"

    @pytest.fixture
    def access(self, colleague: Client, followed: Minor) -> ExceptionalAccess:
        colleague.post(break_glass(followed), {"reason": WHY})
        return ExceptionalAccess.objects.get()

    @staticmethod
    def badge(client: Client) -> list[str]:
        links = client.get("/rights/").context["nav"]
        return [link.badge for link in links if link.url == TestReview.ADDRESS]

    def test_the_coordination_is_told_at_once_on_every_page(
        self, as_role: Callable[..., Client], access: ExceptionalAccess
    ) -> None:
        coordinator = as_role(Role.COORDINATOR)
        assert self.badge(coordinator) == ["1"]
        assert self.badge(as_role(Role.NURSE)) == []
        html = coordinator.get(self.ADDRESS).content.decode()
        assert WHY in html
        assert access.minor.reference in html
        assert access.opened_by.full_name in html
        assert "Awa Camara" not in html

    def test_seen_is_said_with_ones_name_once(
        self, as_role: Callable[..., Client], access: ExceptionalAccess
    ) -> None:
        coordinator, start = as_role(Role.COORDINATOR), last_entry()
        seen = f"{self.ADDRESS}{access.pk}/seen/"
        for _twice in range(2):
            assert coordinator.post(seen).status_code == 302
        access.refresh_from_db()
        assert access.reviewed_by == coordinator.user
        verb = "review_exceptional_access"
        assert actions_since(start, action=verb) == [verb]
        assert self.badge(coordinator) == [""]
        assert coordinator.user.full_name in coordinator.get(self.ADDRESS).content.decode()
        with pytest.raises(ValidationError):
            case_actions.review_exceptional_access(by=coordinator.user, access=access)

    def test_nobody_reviews_her_own(
        self, as_role: Callable[..., Client], followed: Minor, site: Site
    ) -> None:
        both = as_role(Role.COORDINATOR)
        both.user.postings.create(role=Role.PSYCHOLOGIST, site=site)
        assert both.post(break_glass(followed), {"reason": WHY}).status_code == 302
        access = ExceptionalAccess.objects.get()
        seen = f"{self.ADDRESS}{access.pk}/seen/"
        assert seen not in both.get(self.ADDRESS).content.decode()
        assert both.post(seen).status_code == 403
        access.refresh_from_db()
        assert access.reviewed_by is None
        assert as_role(Role.COORDINATOR).post(seen).status_code == 302
        access.refresh_from_db()
        assert access.reviewed_by is not None

    def test_what_nobody_has_seen_comes_first(
        self, as_role: Callable[..., Client], access: ExceptionalAccess, followed: Minor
    ) -> None:
        coordinator = as_role(Role.COORDINATOR)
        coordinator.post(f"{self.ADDRESS}{access.pk}/seen/")
        second = as_role(Role.PSYCHOLOGIST)
        second.post(break_glass(followed), {"reason": WHY})
        found = list(coordinator.get(self.ADDRESS).context["page_obj"])
        assert [row.opened_by for row in found] == [second.user, access.opened_by]


class TestScopeOfOtherApps:
    """The hook: any app may say why a file is not somebody's, in a compartment she reads."""

    @pytest.fixture(autouse=True)
    def _opposition(self, monkeypatch: pytest.MonkeyPatch) -> None:
        def not_with_her(minor: Minor, user: User, compartment: Compartment) -> str:
            return "Opposition" if compartment == Compartment.HEALTH else ""

        monkeypatch.setattr(registry, "_scopes", [*registry._scopes, not_with_her])

    def test_a_nurse_is_refused_offered_and_recorded(
        self, as_role: Callable[..., Client], minor: Minor, site: Site
    ) -> None:
        nurse = as_role(Role.NURSE)
        done = factories.make_consultation(
            minor, by=nurse.user, site=site, care="Pansement refait", motif="wound"
        )
        pages = [page(minor, "health"), page(minor, "health", str(done.pk))]
        for address in pages:
            response = nurse.get(address)
            assert response.status_code == 403
            assert "exceptional-access/health/" in response.content.decode()
            assert "Pansement" not in response.content.decode()
        motif = str(done.get_motif_display())
        assert motif not in nurse.get(page(minor)).content.decode()
        opened = page(minor, "exceptional-access", "health")
        response = nurse.post(opened, {"reason": WHY})
        assert response.headers["Location"] == page(minor, "health")
        start = last_entry()
        for address in pages:
            assert "Pansement refait" in nurse.get(address).content.decode()
        found = AuditEntry.objects.filter(pk__gt=start).values_list("action", "purpose")
        assert set(found) == {("read_health", "break_glass"), ("read_consultation", "break_glass")}
        assert nurse.post(page(minor, "health", "new")).status_code == 403

    def test_reception_is_offered_nothing(
        self, as_role: Callable[..., Client], minor: Minor
    ) -> None:
        response = as_role(Role.RECEPTION).get(page(minor, "health"))
        assert response.status_code == 403
        assert "exceptional-access" not in response.content.decode()
