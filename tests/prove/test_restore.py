"""A backup of a whole centre, proven by a trial restore, then refused for one byte of it."""

import os
import random
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from pytest_django import Settings

from cases.backups import folder
from cases.models import Minor
from config import demo
from staff import age
from staff.choices import BackupKind, Role
from staff.models import BackupRun, User
from tests import factories

MINORS = int(os.environ.get("ESCALE_PROVE_MINORS", "2000"))
DAYS, DOCUMENTS, FLIPS, SIZE = 90, 500, 10, 200_000


@pytest.mark.prove
@pytest.mark.timeout(3600)
@pytest.mark.django_db(transaction=True, databases=["default", "owner"])
def test_trial_restore(
    settings: Settings, tmp_path: Path, keep_figures: Callable[[str, dict[str, str]], None]
) -> None:
    identity, chance = age.new_identity(), random.Random(15)
    (tmp_path / "identity").write_text(str(identity))
    (tmp_path / "backups").mkdir()
    settings.BACKUPS_DIR = str(tmp_path / "backups")
    settings.BACKUP_RECIPIENTS = str(identity.to_public())
    settings.DOCUMENTS_DIR = tmp_path / "documents"
    settings.ERASURE_LEDGER = tmp_path / "erasures.ledger"
    demo.build(preset="2018", minors=MINORS, days=DAYS, seed=1)
    jurist = User.objects.filter(postings__role=Role.JURIST).order_by("pk")[0]
    for minor in Minor.objects.order_by("pk")[:DOCUMENTS]:
        factories.make_document(minor, by=jurist, content=b"%PDF" + chance.randbytes(SIZE))

    for _time in range(2):
        call_command("backup")
    call_command("restore_drill", identity=str(tmp_path / "identity"))

    first, second = BackupRun.objects.filter(kind=BackupKind.BACKUP).order_by("pk")
    proven = BackupRun.objects.get(kind=BackupKind.DRILL)
    assert proven.row_count == second.row_count
    assert proven.document_count == DOCUMENTS
    dump = tmp_path / "backups" / second.name / folder.DATABASE
    whole = dump.read_bytes()
    for at in chance.sample(range(len(whole)), FLIPS):
        dump.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
        with pytest.raises(CommandError, match="is not the file that was written"):
            call_command("restore_drill", identity=str(tmp_path / "identity"))
    keep_figures(
        f"backup, trial restore: {MINORS} minors, {DOCUMENTS} documents of {SIZE // 1000} kB",
        {
            "rows": str(second.row_count),
            "encrypted dump": f"{second.byte_count / 1e6:.1f} MB",
            "backup with every document": f"{first.seconds:.1f} s",
            "backup with no new document": f"{second.seconds:.1f} s",
            "trial restore (counts, trail, documents, ledger)": f"{proven.seconds:.1f} s",
            "flipped bytes of the dump found": f"{FLIPS} of {FLIPS}",
        },
    )
