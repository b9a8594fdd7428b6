"""What a release that is kept holds: an invented centre of a fortnight, one row of everything."""

import uuid

from django.db.models import F, Value
from django.db.models.functions import Concat
from django.utils import timezone

from cases import actions as case_actions
from cases.choices import RetentionAction
from cases.models import DOCUMENTS, HealthDocument, MinorPhone, Tombstone
from config import demo
from reports.periods import week_of
from staff import actions as staff_actions
from staff import drafts
from staff.choices import BackupKind
from staff.grants import OWNER_ALIAS
from staff.models import BackupRun, Centre, Submission, User
from tests import factories
from tests.matrix.scene import PIN, Scene, make_scene

MINORS, DAYS, SEED = 20, 14, 1


def populate() -> None:
    """Fill an empty database. Its centre is a real one: everybody needs a second factor."""
    demo.build(preset="2018", minors=MINORS, days=DAYS, seed=SEED)
    User.objects.update(username=Concat(Value("demo."), F("username")))  # the scene has its own
    Centre.objects.update(is_demo=False)
    scene = make_scene()
    _add_documents(scene)
    _add_what_pages_write(scene)
    _add_what_the_owner_writes(scene)
    _change_what_is_sealed()


def _add_documents(scene: Scene) -> None:
    """One in each compartment: each has tables and a key of its own."""
    for compartment, model in DOCUMENTS.items():
        if not model.objects.exists():
            factories.make_document(scene.minor, by=scene.host, compartment=compartment)


def _add_what_pages_write(scene: Scene) -> None:
    today = timezone.localdate()
    case_actions.withdraw_consent(by=scene.host, consent=scene.consent)
    staff_actions.choose_pin(by=scene.host, pin=PIN)
    staff_actions.confirm_digest(by=scene.account, week=week_of(today).previous.start)
    Submission.objects.create(number=uuid.uuid4(), by=scene.host, digest=bytes(32))
    drafts.keep(scene.host, f"/cases/{scene.reference}/notes/desk/new/", [["text", "Vue hier"]])


def _add_what_the_owner_writes(scene: Scene) -> None:
    now = timezone.now()
    BackupRun.objects.using(OWNER_ALIAS).create(
        kind=BackupKind.BACKUP, started_at=now, ended_at=now
    )
    Tombstone.objects.using(OWNER_ALIAS).create(
        minor_number=scene.minor.pk + 1000,
        scope=RetentionAction.ERASE,
        fingerprint="0" * 64,
        approval_number=scene.approval.pk,
        counts={},
    )


def _change_what_is_sealed() -> None:
    """Leave former values in the history: there, too, what is sealed has to open."""
    phone = MinorPhone.objects.earliest("pk")
    phone.may_call = not phone.may_call
    phone.save(update_fields=["may_call"])
    paper = HealthDocument.objects.earliest("pk")
    paper.title = "Ordonnance corrigée"
    paper.save(update_fields=["title"])
