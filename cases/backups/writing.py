"""Making a backup: documents, the database as it was at one instant, the documents again.

The documents come first, for those that are erased while the database is copied, and again at the
end, for those that have come meanwhile: whichever document the database names is there.
"""

import hashlib
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pyrage
from django.conf import settings
from django.db import DatabaseError, connections
from django.utils import timezone

from cases import document_store, erasure
from cases.backups import folder
from cases.models import DOCUMENTS
from staff import actions, age, audit_queries, dumps
from staff.backups import BackupError
from staff.choices import BackupKind, BackupProblem
from staff.grants import OWNER_ALIAS
from staff.models import BackupRun

Say = Callable[[str], object]


@contextmanager
def recorded(kind: BackupKind) -> Iterator[BackupRun]:
    """Yield a run to fill; it is written down however this ends. Raises BackupError."""
    run = BackupRun(kind=kind, started_at=timezone.now())
    try:
        yield run
    except BaseException as error:
        run.problem = _problem(error)
        actions.record_backup_run(by=None, run=run)
        if isinstance(error, OSError | DatabaseError):
            raise BackupError(BackupProblem(run.problem), _first_line(error)) from None
        raise
    actions.record_backup_run(by=None, run=run)


def _problem(error: BaseException) -> BackupProblem:
    if isinstance(error, BackupError):
        return error.problem
    if isinstance(error, DatabaseError):
        return BackupProblem.DATABASE
    return BackupProblem.DISK if isinstance(error, OSError) else BackupProblem.INTERRUPTED


def _first_line(error: Exception) -> str:
    """Return what went wrong, without the lines in which PostgreSQL quotes a row."""
    return str(error).partition("\n")[0]


def back_up(say: Say) -> BackupRun:
    """Make a backup and remove those that are too old. Raises BackupError."""
    with recorded(BackupKind.BACKUP) as run:
        keys = age.recipients(settings.BACKUP_RECIPIENTS)
        root = folder.root()
        with folder.only_one(root):
            name = folder.free_name(root, timezone.now())
            with folder.new(root, name) as part:
                missing = _write(run, root, part, keys)
            run.name = name
            gone = folder.prune(root)
        say(f"{run.row_count} rows, {run.document_count} documents, {run.byte_count} bytes.")
        if gone:
            say(f"{gone} older backups removed.")
        if missing:
            raise BackupError(
                BackupProblem.DOCUMENTS,
                f"The backup {name} was made, but {missing} of the documents that the database "
                "names are not in ESCALE_DOCUMENTS as they were written: look for them in an "
                "older backup.",
            )
    return run


def _write(run: BackupRun, root: Path, part: Path, keys: age.Recipients) -> int:
    """Fill the folder of a backup; return how many documents are named and not there."""
    pool = age.fingerprint(keys)
    documents = copy_documents(root, pool, keys)
    erasure.write_ledger()
    with dumps.snapshot(OWNER_ALIAS) as snapshot:
        manifest = _described()
        named = _named()
        with dumps.dumping(OWNER_ALIAS, snapshot) as dump:
            files = {folder.DATABASE: age.seal(dump, part / folder.DATABASE, keys)}
    # After the snapshot: what was erased meanwhile is in it, and in the ledger.
    ledger = erasure.copy_of_ledger()
    files[folder.LEDGER] = age.seal_bytes(ledger, part / folder.LEDGER, keys)
    documents |= copy_documents(root, pool, keys)
    folder.write_list(part, pool, documents)
    files[folder.DOCUMENTS] = age.measure(part / folder.DOCUMENTS)
    manifest["files"] = {file: vars(written) for file, written in files.items()}
    content = json.dumps(manifest, indent=1, sort_keys=True).encode()
    files[folder.MANIFEST] = age.seal_bytes(content, part / folder.MANIFEST, keys)
    run.manifest_hash = files[folder.MANIFEST].sha256
    run.byte_count = sum(written.size for written in files.values())
    run.row_count = sum(manifest["tables"].values())
    run.document_count = len(documents)
    return len(named - documents)


def _described() -> dict[str, Any]:
    """Return what the snapshot holds, counted."""
    owner = connections[OWNER_ALIAS]
    with owner.cursor() as cursor:
        cursor.execute("SELECT app, name FROM django_migrations ORDER BY id")
        migrations = [f"{app}.{name}" for app, name in cursor.fetchall()]
    return {
        "made_at": timezone.now().isoformat(),
        "postgresql": owner.pg_version,  # type: ignore[attr-defined] # PostgreSQL's own
        "tables": dumps.counts(owner),
        "audit_head": str(audit_queries.head(using=OWNER_ALIAS)),
        "migrations": migrations,
    }


def _named() -> set[str]:
    """Return the documents that the snapshot names."""
    return {
        found
        for model in DOCUMENTS.values()
        for found in model.objects.using(OWNER_ALIAS).values_list("content_hash", flat=True)
    }


def copy_documents(root: Path, pool: str, keys: age.Recipients) -> set[str]:
    """Copy the documents that the backups lack; return all that are there, as they were written.

    A file that is not the one that was written is left out: it would take the place of the good
    one that an older backup may hold.
    """
    there = set()
    for path in document_store.files():
        to = folder.document(root, pool, path.name)
        if not to.exists():
            try:
                content = path.read_bytes()
            except FileNotFoundError:  # erased this instant
                continue
            if hashlib.sha256(content).hexdigest() != path.name:
                continue
            folder.add_document(to, pyrage.encrypt(content, keys))
        there.add(path.name)
    return there
