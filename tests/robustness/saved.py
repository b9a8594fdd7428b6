"""What the tests of backups and restores share: a key, a word to look for, ways to do damage."""

import datetime
from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import connections
from django.utils import timezone

from cases.backups import folder, restoring
from cases.models import Document
from staff import age
from staff.choices import BackupKind
from staff.models import BackupRun

committed = pytest.mark.django_db(databases=["default", "owner"], transaction=True)
CANARY = "Zqxcanari"
IDENTITY = age.new_identity()
Run = Callable[..., str]


def newest(place: Path) -> Path:
    return place / folder.names(place)[-1]


def copy_of(place: Path, document: Document) -> Path:
    pool = age.fingerprint([IDENTITY.to_public()])
    return folder.document(place, pool, document.content_hash)


def files(place: Path) -> dict[str, bytes]:
    return {str(p.relative_to(place)): p.read_bytes() for p in place.rglob("*") if p.is_file()}


def scratch_databases() -> list[str]:
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT datname FROM pg_database WHERE datname = %s", [scratch_name()])
        return [name for (name,) in cursor.fetchall()]


def scratch_name() -> str:
    return f"{connections['owner'].settings_dict['NAME']}_{restoring.ALIAS}"


def flip(path: Path, at: int = -20) -> None:
    content = bytearray(path.read_bytes())
    content[at] ^= 1
    path.write_bytes(content)


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-1])


def ran(kind: BackupKind = BackupKind.BACKUP, problem: str = "", **ago: float) -> BackupRun:
    at = timezone.now() - datetime.timedelta(**ago)
    return BackupRun.objects.using("owner").create(
        kind=kind, started_at=at, ended_at=at, problem=problem, name=folder.name_at(at)
    )
