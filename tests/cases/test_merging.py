"""The rows of one file given to another: all of them, readable under the key of the file kept."""

import datetime
from collections.abc import Callable
from pathlib import Path

import pytest
import time_machine
from django.utils import timezone
from pytest_django import Settings

from cases import actions, document_store, erasure, merging, registry
from cases.models import LegalDocument, Minor, MinorName, MinorPhone
from clinics.models import Consultation, SexualHealthConsultation
from referrals.models import Referral
from staff import actions as staff_actions
from staff.choices import Role
from staff.models import Site, User
from tests import factories

pytestmark = pytest.mark.django_db(databases=["default", "owner"], transaction=True)

PAPER = b"%PDF-1.4 a decision"


@pytest.fixture
def two(site: Site, person: Callable[..., User], settings: Settings, tmp_path: Path) -> list[Minor]:
    """The file that is kept, and the same person's second one, with something of everything."""
    settings.DOCUMENTS_DIR = tmp_path / "documents"
    settings.ERASURE_LEDGER = tmp_path / "erasures.jsonl"
    host, nurse, jurist = person(Role.RECEPTION), person(Role.NURSE), person(Role.JURIST)
    kept, _arrival = factories.make_minor("Awa", by=host, site=site, phone="06 12 34 56 78")
    gone, _arrival = factories.make_minor("Hawa", by=host, site=site, phone="07 12 34 56 78")
    factories.arrival_on(gone, timezone.localdate() - datetime.timedelta(days=3), site, host)
    factories.make_consultation(gone, by=nurse, site=site, care="Paracétamol")
    factories.make_sexual_health(gone, by=nurse, site=site, care="Test")
    factories.make_referral(gone, by=jurist, site=site, reason="Domiciliation")
    factories.make_document(gone, by=jurist, content=PAPER)
    return [kept, gone]


def test_everything_goes_and_is_read_under_the_other_key(two: list[Minor]) -> None:
    kept, gone = two
    moved = merging.move(kept=kept, gone=gone)
    assert moved.counts["clinics.Consultation"] == 1
    assert {n.text for n in MinorName.objects.filter(minor=kept)} == {"Awa", "Hawa"}
    assert {p.number for p in MinorPhone.objects.filter(minor=kept)} == {
        "+33612345678", "+33712345678",
    }  # fmt: skip
    assert Consultation.objects.get(minor=kept).care == "Paracétamol"
    assert SexualHealthConsultation.objects.get(minor=kept).care == "Test"
    assert Referral.objects.get(minor=kept).reason == "Domiciliation"
    assert document_store.read(LegalDocument.objects.get(minor=kept)) == PAPER


def test_what_stays_is_what_the_kept_file_already_says(two: list[Minor]) -> None:
    kept, gone = two
    moved = merging.move(kept=kept, gone=gone)
    stayed = {(type(row)._meta.label, row.pk) for row in moved.left}
    for held in registry.held():
        if held.merge in (registry.Merge.MOVE, registry.Merge.RESEAL):
            rows = {(held.model._meta.label, row.pk) for row in held.rows(gone)}
            assert rows <= stayed or "__" in held.path
    assert "cases.Arrival" in {label for label, _pk in stayed}  # both came today to this site


def test_nothing_depends_on_the_former_key(two: list[Minor]) -> None:
    kept, gone = two
    merging.move(kept=kept, gone=gone)
    gone.keys.using("owner").all().delete()
    assert Consultation.objects.get(minor=kept).care == "Paracétamol"
    assert document_store.read(LegalDocument.objects.get(minor=kept)) == PAPER


def test_erasing_the_former_file_spares_what_it_gave(
    two: list[Minor], person: Callable[..., User]
) -> None:
    kept, gone = two
    merging.move(kept=kept, gone=gone)
    erase(gone, person(Role.COORDINATOR), person(Role.COORDINATOR, username="seconde"))
    assert not Minor._base_manager.filter(pk=gone.pk).exists()
    assert Consultation.objects.get(minor=kept).care == "Paracétamol"
    assert document_store.read(LegalDocument.objects.get(minor=kept)) == PAPER


def erase(minor: Minor, by: User, second: User) -> None:
    """Erase as two people would, nine years later."""
    Minor._base_manager.filter(pk=minor.pk).update(archived_at=timezone.now())
    with time_machine.travel(timezone.now() + datetime.timedelta(days=366 * 9)):
        run = actions.preview_retention(by=by)
        approval = staff_actions.ask_approval(by=by, kind=erasure.KIND, subject=run)
        staff_actions.approve(by=second, approval=approval)
