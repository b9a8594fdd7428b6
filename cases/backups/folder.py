"""The folder of the backups: what lies where, what is kept.

    20261124T020000Z/          one backup, whole or not there
        database.dump.age        PostgreSQL's dump
        erasures.ledger.age      what was erased
        manifest.json.age        what was saved, counted
        documents.json           the documents of this backup, by their hashes, which say nothing
    documents/KEYS/ab/cd/HASH.age  each document once, for all backups made for the same keys

A document is encrypted twice: with its file's key, as it always lies, and for the backup's.
"""

import contextlib
import datetime
import fcntl
import json
import os
import re
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings

from staff.backups import BackupError
from staff.choices import BackupProblem

DATABASE, LEDGER = "database.dump.age", "erasures.ledger.age"
MANIFEST, DOCUMENTS = "manifest.json.age", "documents.json"
# The newest backup of each of the last days, and of each of the last weeks, that have one.
DAYS, WEEKS = 7, 4

_FORM = "%Y%m%dT%H%M%SZ"
_NAME = re.compile(r"\d{8}T\d{6}Z")
_PART = ".part"


def root() -> Path:
    """Return the folder; raises BackupError when it is none, or is where it must not be."""
    if not settings.BACKUPS_DIR:
        raise BackupError(
            BackupProblem.SETTING,
            "ESCALE_BACKUPS is not set: name the folder of the backups, on another disk.",
        )
    found = Path(settings.BACKUPS_DIR).resolve()
    if not found.is_dir():
        raise BackupError(
            BackupProblem.SETTING,
            f"ESCALE_BACKUPS names {found}, which is no folder: make it, or mount its disk.",
        )
    for variable, other in (
        ("ESCALE_KEYS", Path(settings.KEYS_DIR).resolve()),
        ("ESCALE_DOCUMENTS", Path(settings.DOCUMENTS_DIR).resolve()),
    ):
        if found.is_relative_to(other) or other.is_relative_to(found):
            raise BackupError(
                BackupProblem.SETTING,
                f"ESCALE_BACKUPS and {variable} lie one in the other: keep them apart.",
            )
    return found


@contextmanager
def only_one(root: Path) -> Iterator[None]:
    """Wait until no other backup or trial restore is at work in this folder."""
    number = os.open(root / ".lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(number, fcntl.LOCK_EX)
        yield
    finally:
        os.close(number)


def sync(folder: Path) -> None:
    """Make sure that the names in a folder outlive a power cut."""
    number = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)


# --- backups ----------------------------------------------------------------------------------


def name_at(at: datetime.datetime) -> str:
    return at.astimezone(datetime.UTC).strftime(_FORM)


def free_name(root: Path, at: datetime.datetime) -> str:
    """Return the name of a backup begun at this instant, or the next that is not taken."""
    while (root / name_at(at)).exists():
        at += datetime.timedelta(seconds=1)
    return name_at(at)


def time_of(name: str) -> datetime.datetime:
    return datetime.datetime.strptime(name, _FORM).replace(tzinfo=datetime.UTC)


def names(root: Path) -> list[str]:
    """Return the backups that are there, oldest first."""
    return sorted(path.name for path in root.iterdir() if _NAME.fullmatch(path.name))


@contextmanager
def new(root: Path, name: str) -> Iterator[Path]:
    """Yield a folder to fill: it becomes the backup `name` at the end, or nothing is left."""
    for left in root.glob(f".*{_PART}"):  # of one that was cut short
        shutil.rmtree(left)
    part = root / f".{name}{_PART}"
    part.mkdir(mode=0o700)
    try:
        yield part
        sync(part)
        part.rename(root / name)
        sync(root)
    except BaseException:
        shutil.rmtree(part, ignore_errors=True)
        raise


def kept(names: Iterable[str]) -> set[str]:
    """Return those to keep: the newest of each of the last days and weeks that have one."""
    days: dict[str, str] = {}
    weeks: dict[str, str] = {}
    for name in sorted(names):
        at = time_of(name)
        days[f"{at:%Y-%m-%d}"] = weeks[f"{at:%G-%V}"] = name
    return {*list(days.values())[-DAYS:], *list(weeks.values())[-WEEKS:]}


def prune(root: Path) -> int:
    """Remove the backups that are not kept, then the documents that none of the others holds.

    So an erased file leaves the backups too, once the last that held it is gone.
    """
    old = set(names(root)) - kept(names(root))
    for name in old:
        shutil.rmtree(root / name)
    held = set()
    for name in names(root):
        listed = read_list(root / name)
        held |= {document(root, listed["keys"], found) for found in listed["documents"]}
    for path in sorted((root / "documents").glob("*/??/??/*")):
        if path not in held:
            path.unlink()
    return len(old)


# --- documents --------------------------------------------------------------------------------


def document(root: Path, keys: str, content_hash: str) -> Path:
    """Return where a document lies among those encrypted for these keys."""
    return root / "documents" / keys / content_hash[:2] / content_hash[2:4] / f"{content_hash}.age"


def add_document(path: Path, sealed: bytes) -> None:
    """Write a document that is whole, or none."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    made, own = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=_PART)
    try:
        with os.fdopen(made, "wb") as file:
            file.write(sealed)
            file.flush()
            os.fsync(file.fileno())
        os.rename(own, path)
    except BaseException:
        with contextlib.suppress(FileNotFoundError):
            os.unlink(own)
        raise
    sync(path.parent)


def write_list(part: Path, keys: str, documents: Iterable[str]) -> None:
    content = json.dumps({"keys": keys, "documents": sorted(documents)})
    number = os.open(part / DOCUMENTS, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(number, "w", encoding="ascii") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def read_list(backup: Path) -> dict[str, Any]:
    """Return {"keys": for whom, "documents": hashes}. Raises BackupError."""
    try:
        found: dict[str, Any] = json.loads((backup / DOCUMENTS).read_text(encoding="ascii"))
    except (OSError, ValueError):
        raise BackupError(
            BackupProblem.CHANGED, f"{backup.name}: {DOCUMENTS} is missing or was changed."
        ) from None
    return found
