"""The tests' databases are copies of one that is migrated; another one when that changes."""

from pathlib import Path

import pytest
from django.db import connections

from config.postgresql import template

pytestmark = pytest.mark.django_db(databases=["default", "owner"], transaction=True)


def templates() -> list[str]:
    with connections["owner"].cursor() as cursor:
        cursor.execute(
            "SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [template.PREFIX]
        )
        return [name for (name,) in cursor.fetchall()]


def test_there_is_one_and_it_is_used_again() -> None:
    before = templates()
    assert template.migrated(connections["owner"]) == template.PREFIX + template.digest()
    assert templates() == before == [template.PREFIX + template.digest()]


def test_it_follows_every_line_of_every_migration(monkeypatch: pytest.MonkeyPatch) -> None:
    before, read = template.digest(), Path.read_bytes
    changed = "0008_submissions.py"
    monkeypatch.setattr(
        Path, "read_bytes", lambda path: read(path) + (b" " if path.name == changed else b"")
    )
    assert template.digest() != before
