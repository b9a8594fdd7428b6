"""How long a file is kept: two years in use, an archive, then nothing, as two people decide."""

import datetime
from collections.abc import Callable
from pathlib import Path

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoCaptureOnCommitCallbacks, Settings

from cases import actions, document_store, erasure, retention
from cases.choices import HoldReason, RetentionAction, RetentionStep
from cases.models import (
    LegalHold,
    Minor,
    MinorKey,
    MinorName,
    MinorPhone,
    Requisition,
    RequisitionStep,
    RetentionRule,
    RetentionRun,
    Tombstone,
)
from clinics.models import Consultation
from staff import actions as staff_actions
from staff.choices import Role
from staff.models import Approval, AuditEntry, Site, User
from tests import factories

pytestmark = pytest.mark.django_db(databases=["default", "owner"])

YEAR = datetime.timedelta(days=366)


@pytest.fixture(autouse=True)
def _own_ledger(settings: Settings, tmp_path: Path) -> None:
    settings.ERASURE_LEDGER = tmp_path / "erasures.jsonl"


@pytest.fixture
def coordinator(person: Callable[..., User]) -> User:
    return person(Role.COORDINATOR)


@pytest.fixture
def second(person: Callable[..., User]) -> User:
    return person(Role.COORDINATOR, username="seconde")


@pytest.fixture
def old(site: Site, person: Callable[..., User]) -> Minor:
    """A file of which nothing was heard for nine years."""
    host = person(Role.RECEPTION)
    with time_machine.travel(timezone.now() - 9 * YEAR):
        minor, _arrival = factories.make_minor("Canari Ancien", by=host, site=site)
    return minor


def due(minor: Minor) -> RetentionAction | None:
    return retention.due(timezone.localdate()).get(minor.pk)


def archived(minor: Minor) -> Minor:
    # Yesterday: the database's clock stands at the beginning of the test's transaction.
    minor.archived_at = timezone.now() - datetime.timedelta(days=1)
    minor.save(update_fields=["archived_at"])
    return minor


def decided(coordinator: User, second: User, kind: str) -> Approval:
    run = actions.preview_retention(by=coordinator)
    approval = staff_actions.ask_approval(by=coordinator, kind=kind, subject=run)
    return staff_actions.approve(by=second, approval=approval)


def hold(minor: Minor, by: User) -> LegalHold:
    return actions.place_hold(by=by, hold=LegalHold(minor=minor, reason=HoldReason.PROCEDURE))


# --- what is due ------------------------------------------------------------------------------


def test_the_rules_are_data_and_none_is_confirmed() -> None:
    rules = {rule.step: rule for rule in RetentionRule.objects.all()}
    assert set(rules) == set(RetentionStep)
    assert not any(rule.is_confirmed for rule in rules.values())
    assert all(rule.source for rule in rules.values())


def test_two_years_after_the_last_contact(site: Site, person: Callable[..., User]) -> None:
    today = timezone.localdate()
    limit = retention.months_before(today, 24)
    host = person(Role.RECEPTION)
    found = []
    for days in (-1, 0, 1):
        day = limit + datetime.timedelta(days=days)
        noon = datetime.datetime.combine(day, datetime.time(12), tzinfo=datetime.UTC)
        with time_machine.travel(noon):
            minor, _arrival = factories.make_minor(by=host, site=site)
        found.append(due(minor))
    assert found == [RetentionAction.ARCHIVE, None, None]


def test_a_new_arrival_keeps_it(old: Minor, site: Site, person: Callable[..., User]) -> None:
    assert due(old) == RetentionAction.ARCHIVE
    factories.arrival_on(old, timezone.localdate(), site, person(Role.RECEPTION))
    assert due(old) is None


@pytest.mark.parametrize(
    ("day", "months", "before"),
    [
        (datetime.date(2024, 2, 29), 12, datetime.date(2023, 2, 28)),
        (datetime.date(2026, 3, 31), 1, datetime.date(2026, 2, 28)),
        (datetime.date(2026, 1, 15), 24, datetime.date(2024, 1, 15)),
        (datetime.date(2026, 12, 31), 12, datetime.date(2025, 12, 31)),
    ],
)
def test_months_before(day: datetime.date, months: int, before: datetime.date) -> None:
    assert retention.months_before(day, months) == before


def test_the_medical_file_stays_longer(old: Minor, site: Site, person: Callable[..., User]) -> None:
    nurse = person(Role.NURSE)
    with time_machine.travel(timezone.now() - 9 * YEAR):
        factories.make_consultation(old, by=nurse, site=site)
    assert due(archived(old)) == RetentionAction.ERASE_PART


def test_a_hold_keeps_it(old: Minor, coordinator: User) -> None:
    hold(old, coordinator)
    assert due(old) is None
    assert due(archived(old)) is None


def test_so_does_a_requisition_until_it_is_closed(old: Minor, coordinator: User) -> None:
    made: Requisition = factories.make_requisition(by=coordinator, minor=old)
    assert due(old) is None
    step = RequisitionStep(requisition=made, kind="closed")
    actions.record_requisition_step(by=coordinator, step=step)
    assert due(old) == RetentionAction.ARCHIVE


# --- two people -------------------------------------------------------------------------------


def test_nobody_approves_her_own(old: Minor, coordinator: User) -> None:
    run = actions.preview_retention(by=coordinator)
    approval = staff_actions.ask_approval(by=coordinator, kind="archive_files", subject=run)
    with pytest.raises(PermissionDenied):
        staff_actions.approve(by=coordinator, approval=approval)
    old.refresh_from_db()
    assert old.archived_at is None


def test_archived_by_two_and_found_by_few(
    old: Minor, coordinator: User, second: User, as_role: Callable[..., Client]
) -> None:
    decided(coordinator, second, "archive_files")
    old.refresh_from_db()
    assert old.archived_at is not None
    reception = as_role(Role.RECEPTION)
    found = reception.post("/search/", {"q": "Canari Ancien"})
    assert old.reference not in found.content.decode()
    jurist = as_role(Role.JURIST)
    found = jurist.post(reverse("cases:archive"), {"q": "Canari Ancien"})
    assert old.reference in found.content.decode()
    jurist.post(reverse("cases:reopen_file", args=[old.reference]))
    found = reception.post("/search/", {"q": "Canari Ancien"})
    assert old.reference in found.content.decode()


def test_a_hold_is_lifted_by_two(old: Minor, coordinator: User, second: User) -> None:
    held = hold(old, coordinator)
    approval = staff_actions.ask_approval(by=coordinator, kind="lift_hold", subject=held)
    staff_actions.approve(by=second, approval=approval)
    held.refresh_from_db()
    assert held.lifted_at is not None
    with pytest.raises(ValidationError):
        actions.lift_hold(by=second, approval=approval)


# --- erasure ----------------------------------------------------------------------------------


def erase(
    minor: Minor,
    by: User,
    second: User,
    committed: DjangoCaptureOnCommitCallbacks,
) -> Approval:
    archived(minor)
    with committed(execute=True):
        return decided(by, second, erasure.KIND)


def test_nothing_is_left_and_a_tombstone_says_so(
    old: Minor,
    coordinator: User,
    second: User,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    number = old.pk
    erase(old, coordinator, second, django_capture_on_commit_callbacks)
    for model, path in ((Minor, "pk"), (MinorName, "minor"), (MinorPhone, "minor"),
                        (MinorKey, "minor")):  # fmt: skip
        assert not model._base_manager.filter(**{path: number}).exists()
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM cases_minornamehistory WHERE minor_id = %s", [number])
        assert cursor.fetchone() == (0,)
    stone = Tombstone.objects.get(minor_number=number)
    assert stone.scope == RetentionAction.ERASE
    assert stone.counts["cases.MinorName"] == 1
    assert AuditEntry.objects.filter(action="erase_file", minor_id=number).count() == 1
    [line] = erasure.read_ledger()
    assert line["fingerprint"] == stone.fingerprint
    assert "Canari" not in str(line)
    assert old.reference not in str(line)


def test_the_medical_file_opens_after_the_rest_is_gone(
    old: Minor,
    site: Site,
    coordinator: User,
    second: User,
    person: Callable[..., User],
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    nurse = person(Role.NURSE)
    with time_machine.travel(timezone.now() - 9 * YEAR):
        seen = factories.make_consultation(old, by=nurse, site=site, care="Paracétamol")
    erase(old, coordinator, second, django_capture_on_commit_callbacks)
    assert Consultation.objects.get(pk=seen.pk).care == "Paracétamol"
    assert not MinorPhone.objects.filter(minor=old).exists()
    assert due(Minor.objects.existing().get(pk=old.pk)) is None


@pytest.mark.django_db(databases=["default", "owner"], transaction=True)
def test_after_a_restore_the_ledger_erases_again(
    old: Minor,
    site: Site,
    coordinator: User,
    second: User,
    person: Callable[..., User],
    settings: Settings,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """The backup holds the file, the ledger outside says that it was erased."""
    settings.DOCUMENTS_DIR = tmp_path / "documents"
    with time_machine.travel(timezone.now() - 9 * YEAR):
        paper = factories.make_document(old, by=person(Role.JURIST))
    kept, _arrival = factories.make_minor("Autre", by=coordinator, site=site)
    archived(old)
    with transaction.atomic():
        decided(coordinator, second, erasure.KIND)
        assert erasure.write_ledger() == 1
        stone = Tombstone.objects.get(minor_number=old.pk)
        transaction.set_rollback(True)  # the database is as the backup has it
    assert Minor._base_manager.filter(pk=old.pk).exists()
    assert document_store.path_of(paper.content_hash).exists()
    for again in (1, 0):
        call_command("erasures", "--replay")
        assert capsys.readouterr().out == f"{again} erased again\n"
        assert not Minor._base_manager.filter(pk=old.pk).exists()
        assert not MinorKey.objects.filter(minor=old.pk).exists()
        assert not document_store.path_of(paper.content_hash).exists()
        assert Minor._base_manager.filter(pk=kept.pk).exists()
        repeated = Tombstone.objects.get(minor_number=old.pk)
        assert (repeated.erased_at, repeated.counts) == (stone.erased_at, stone.counts)
        assert AuditEntry.objects.filter(action="replay_erasure", minor_id=old.pk).count() == 1
    call_command("audit_verify")


@pytest.mark.parametrize("what", ["hold", "requisition"])
def test_the_owner_refuses_what_is_held(
    old: Minor, coordinator: User, second: User, what: str
) -> None:
    """Held between the approval and its effect: the application asks, the database says no."""
    archived(old)
    run = actions.preview_retention(by=coordinator)
    approval = staff_actions.ask_approval(by=coordinator, kind=erasure.KIND, subject=run)
    Approval.objects.filter(pk=approval.pk).update(
        decided_at=timezone.now(), decided_by=second, is_granted=True
    )
    if what == "hold":
        hold(old, coordinator)
    else:
        factories.make_requisition(by=coordinator, minor=old)
    with pytest.raises(DatabaseError, match="keeps this file"), transaction.atomic():
        erasure.erase(old, approval=approval, scope=RetentionAction.ERASE)
    assert Minor.objects.existing().filter(pk=old.pk).exists()


def test_the_owner_refuses_what_nobody_approved(old: Minor, coordinator: User) -> None:
    archived(old)
    run: RetentionRun = actions.preview_retention(by=coordinator)
    approval = staff_actions.ask_approval(by=coordinator, kind=erasure.KIND, subject=run)
    with pytest.raises(DatabaseError), transaction.atomic():
        erasure.erase(old, approval=approval, scope=RetentionAction.ERASE)
    assert Minor.objects.existing().filter(pk=old.pk).exists()
