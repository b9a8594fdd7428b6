"""What is erased is gone: from every table, the search keys, the history, the documents' folder.

The whole scene of the route matrix, one row of everything, written forty years ago.
"""

import datetime
import uuid
from collections.abc import Iterable
from pathlib import Path

import pytest
import time_machine
from django.db import connections
from django.utils import timezone
from pytest_django import Settings

from cases import actions as case_actions
from cases import erasure, registry
from cases import search as minor_search
from cases.choices import NameKind, RequisitionStepKind, RetentionAction
from cases.models import LegalHold, Minor, MinorKey, MinorName, RequisitionStep, Tombstone
from cases.names import sound
from staff import actions as staff_actions
from staff import drafts
from staff.choices import Role
from staff.grants import OWNER_ALIAS
from staff.models import AuditEntry, Submission
from tests import factories
from tests.cases.test_retention import YEAR
from tests.matrix.scene import Scene, make_scene

pytestmark = pytest.mark.django_db(databases=["default", "owner"], transaction=True)

NAME = "Wolkestra"


@pytest.fixture
def documents(settings: Settings, tmp_path: Path) -> Path:
    settings.DOCUMENTS_DIR = tmp_path / "documents"
    settings.ERASURE_LEDGER = tmp_path / "erasures.ledger"
    return tmp_path / "documents"


@pytest.fixture
def scene(documents: Path) -> Scene:
    with time_machine.travel(timezone.now() - 40 * YEAR):
        scene = make_scene("Canari")
        name = case_actions.add_name(
            by=scene.host, minor=scene.minor, text=NAME, kind=NameKind.ALIAS
        )
        MinorName.objects.filter(pk=name.pk).update(kind=NameKind.SPELLING)  # leaves a history

    return scene


def free(scene: Scene) -> None:
    """End what keeps the file: the hold, the requisition."""
    LegalHold.objects.update(lifted_at=timezone.now(), lifted_by=scene.host)
    case_actions.record_requisition_step(
        by=scene.host,
        step=RequisitionStep(
            requisition=scene.requisition,
            kind=RequisitionStepKind.CLOSED,
            happened_on=timezone.localdate(),
        ),
    )


def erase(scene: Scene) -> None:
    """As two people decide, for a file that is in the archive since yesterday."""
    one = factories.make_user(Role.COORDINATOR, username="premiere")
    two = factories.make_user(Role.COORDINATOR, username="seconde")
    yesterday = timezone.now() - datetime.timedelta(days=1)
    Minor.objects.filter(pk=scene.minor.pk).update(archived_at=yesterday)
    run = case_actions.preview_retention(by=one)
    approval = staff_actions.ask_approval(by=one, kind=erasure.KIND, subject=run)
    staff_actions.approve(by=two, approval=approval)


def where(words: Iterable[str]) -> dict[str, set[str]]:
    """Return {word: the tables in which some row holds it}, each row read whole as its owner."""
    found: dict[str, set[str]] = {word: set() for word in words}
    owner = connections[OWNER_ALIAS]
    with owner.cursor() as cursor:
        for table in owner.introspection.get_table_list(cursor):
            for word, holders in found.items():
                cursor.execute(
                    f'SELECT 1 FROM "{table.name}" AS t WHERE t::text ILIKE %s LIMIT 1',
                    [f"%{word}%"],
                )
                if cursor.fetchone():
                    holders.add(table.name)
    return found


def test_nothing_is_left(scene: Scene, documents: Path) -> None:
    minor, number = scene.minor, scene.minor.pk
    words = [NAME, sound(NAME.lower()), minor.reference]
    before = where(words)
    assert {"cases_minorname", "cases_minornamehistory"} <= before[NAME]
    assert before[minor.reference]
    page = f"/cases/{minor.reference}/notes/desk/new/"
    drafts.keep(scene.host, page, [["text", "Canari"]])
    Submission.objects.create(number=uuid.uuid4(), by=scene.host, digest=b"", location=page)
    papers = [path for path in documents.rglob("*") if path.is_file()]
    assert len(papers) == 2
    assert minor_search.candidates(NAME)
    free(scene)
    erase(scene)
    assert where(words) == {word: set() for word in words}
    for held in registry.held():
        left = held.model._base_manager.filter(**{held.path or "pk": number})
        assert not left.exists(), held.model._meta.label
    assert not MinorKey.objects.filter(minor=number).exists()
    assert not [path for path in documents.rglob("*") if path.is_file()]
    assert not minor_search.candidates(NAME)
    assert Tombstone.objects.get(minor_number=number).scope == RetentionAction.ERASE
    assert AuditEntry.objects.filter(action="erase_file", minor_id=number).count() == 1


@pytest.mark.parametrize("kept", ["hold", "requisition"])
def test_what_is_held_stays_whole(scene: Scene, kept: str) -> None:
    if kept == "requisition":
        LegalHold.objects.update(lifted_at=timezone.now(), lifted_by=scene.host)
    else:
        free(scene)
        LegalHold.objects.update(lifted_at=None, lifted_by=None)
    before = where([NAME])
    erase(scene)
    assert where([NAME]) == before
    assert not Tombstone.objects.exists()
