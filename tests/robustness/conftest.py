"""A house of its own to back up, and the commands that do it."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.management import call_command
from pytest_django import Settings

from cases.models import Document
from staff.choices import Role
from staff.models import Site, User
from tests import factories
from tests.robustness.saved import CANARY, IDENTITY, Run


@pytest.fixture
def place(settings: Settings, tmp_path: Path) -> Path:
    """A house of its own: documents, ledger and backups in a folder that goes."""
    root = tmp_path / "backups"
    root.mkdir()
    settings.DOCUMENTS_DIR = tmp_path / "documents"
    settings.ERASURE_LEDGER = tmp_path / "erasures.ledger"
    settings.BACKUPS_DIR = str(root)
    settings.BACKUP_RECIPIENTS = str(IDENTITY.to_public())
    (tmp_path / "identity").write_text(f"# made for the test\n{IDENTITY}\n")
    return root


@pytest.fixture
def jurist(person: Callable[..., User]) -> User:
    return person(Role.JURIST)


@pytest.fixture
def paper(place: Path, site: Site, person: Callable[..., User], jurist: User) -> Document:
    """A file with a name, a note and a document that say the canary."""
    minor, _arrival = factories.make_minor(CANARY, by=person(Role.RECEPTION), site=site)
    factories.make_note(minor, by=person(Role.RECEPTION), site=site, text=CANARY)
    return factories.make_document(minor, by=jurist, content=f"%PDF {CANARY}".encode())


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Run:
    """Return a caller of the commands: run("backup"), run("restore_drill"); says what is said."""

    def call(command: str, *arguments: str) -> str:
        if command.startswith("restore") and not arguments:
            arguments = ("--identity", str(tmp_path / "identity"))
        call_command(command, *arguments)
        return capsys.readouterr().out

    return call
