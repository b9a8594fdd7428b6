"""Restoring: on trial beside the live database, or for good into an empty one.

A backup that was never restored is a hope. On trial the newest one is opened with the secret key,
restored into a scratch database, counted and compared, and removed again: nothing of it is on the
disk elsewhere. Both stop at the first thing that is wrong.
"""

import hashlib
import io
import json
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

from cases import document_store, erasure
from cases.backups import folder
from cases.backups.writing import Say, recorded
from cases.models import DOCUMENTS
from staff import age, audit_chain, audit_queries, dumps
from staff.backups import BackupError
from staff.choices import BackupKind, BackupProblem
from staff.grants import OWNER_ALIAS
from staff.models import BackupRun

ALIAS = "drill"


@dataclass
class Restore:
    """One backup that is restored: the keys that open it, into where, who is told what is found."""

    root: Path
    name: str
    keys: age.Identities
    say: Say
    alias: str = ALIAS
    manifest: dict[str, Any] = field(default_factory=dict)

    @property
    def backup(self) -> Path:
        return self.root / self.name

    def timed(self, what: Callable[[], str]) -> None:
        """Do one step and say what it found and how long it took."""
        began = time.monotonic()
        found = what()
        self.say(f"  {found} ({time.monotonic() - began:.1f} s)")


def prove(keys: age.Identities, say: Say) -> BackupRun:
    """Restore the newest backup beside the live database and compare. Raises BackupError."""
    with recorded(BackupKind.DRILL) as run:
        root = folder.root()
        with folder.only_one(root):
            run.name = _newest(root)
            it = Restore(root, run.name, keys, say)
            say(f"Backup {run.name}:")
            it.timed(lambda: check_files(it, run))
            it.timed(lambda: check_origin(it, run))
            with dumps.scratch(OWNER_ALIAS, ALIAS) as restored:
                it.timed(lambda: fill(it, restored))
                it.timed(lambda: check_counts(it, run, restored))
                it.timed(lambda: check_trail(it))
                it.timed(lambda: check_documents(it, run))
                it.timed(lambda: check_erasures(it))
    return run


def restore(keys: age.Identities, say: Say, name: str = "") -> str:
    """Restore a backup, the newest unless named, into an empty database; return its name.

    The documents that ESCALE_DOCUMENTS lacks come back too. Raises BackupError, with the database
    left as it is then.
    """
    root = folder.root()
    owner = connections[OWNER_ALIAS]
    if dumps.counts(owner):
        raise BackupError(
            BackupProblem.RESTORE,
            "The database is not empty: nothing was restored. Name an empty one in DATABASE_URL "
            "and DATABASE_OWNER_URL.",
        )
    it = Restore(root, name or _newest(root), keys, say, alias=OWNER_ALIAS)
    say(f"Backup {it.name}:")
    run = BackupRun(name=it.name)
    it.timed(lambda: check_files(it, run))
    it.timed(lambda: fill(it, owner))
    it.timed(lambda: check_counts(it, run, owner))
    it.timed(lambda: check_trail(it))
    it.timed(lambda: check_documents(it, run, put=document_store.put))
    it.timed(lambda: put_ledger(it))
    return it.name


def _newest(root: Path) -> str:
    names = folder.names(root)
    if not names:
        raise BackupError(BackupProblem.NO_BACKUP, f"There is no backup in {root}.")
    return names[-1]


def check_files(it: Restore, run: BackupRun) -> str:
    """Every file is the one that the manifest names."""
    path = it.backup / folder.MANIFEST
    run.manifest_hash = age.measure(path).sha256
    try:
        it.manifest = json.loads(age.unseal_bytes(path, it.keys))
        files = {name: age.Written(**said) for name, said in it.manifest["files"].items()}
    except (ValueError, KeyError, TypeError):
        raise _changed(f"{folder.MANIFEST} is not a manifest of ours.") from None
    for name, written in files.items():
        found = age.measure(it.backup / name)
        if found != written:
            raise _changed(
                f"{name} is not the file that was written: {found.size} bytes for {written.size}, "
                "or other ones."
            )
        run.byte_count += written.size
    return f"{len(files) + 1} files, each the one that was written"


def check_origin(it: Restore, run: BackupRun) -> str:
    """The backup is ours: whoever holds the public key could write another."""
    made = BackupRun.objects.using(OWNER_ALIAS).filter(kind=BackupKind.BACKUP, name=it.name)
    known = made.exclude(manifest_hash="").first()
    if known and known.manifest_hash != run.manifest_hash:
        raise _changed("The manifest opens, but is not the one that this house wrote.")
    return "as this database remembers it" if known else "unknown to this database"


def _changed(sentence: str) -> BackupError:
    return BackupError(BackupProblem.CHANGED, sentence)


def fill(it: Restore, restored: BaseDatabaseWrapper) -> str:
    with dumps.restoring(restored) as pipe:
        written = age.unseal(it.backup / folder.DATABASE, pipe, it.keys)
    return f"database restored from a dump of {written.size} bytes"


def check_counts(it: Restore, run: BackupRun, restored: BaseDatabaseWrapper) -> str:
    """Every table holds as many rows as the snapshot did."""
    saved, found = it.manifest["tables"], dumps.counts(restored)
    for table in sorted({*saved, *found}):
        if saved.get(table) != found.get(table):
            raise BackupError(
                BackupProblem.COUNTS,
                f"{table} holds {found.get(table, 'nothing')}, and held {saved.get(table)}.",
            )
    run.row_count = sum(found.values())
    return f"{len(found)} tables, {run.row_count} rows: as many as were saved"


def check_trail(it: Restore) -> str:
    """The audit trail is whole, up to the head that was saved."""
    try:
        head = audit_chain.parse(it.manifest["audit_head"])
        end = audit_queries.verify(head if head.position else None, using=it.alias)
    except audit_chain.BrokenChainError as broken:
        raise BackupError(BackupProblem.TRAIL, f"The audit trail is broken. {broken}") from None
    return f"audit trail whole: {end.position} entries"


def check_documents(
    it: Restore, run: BackupRun, put: Callable[[str, bytes], object] | None = None
) -> str:
    """Each document that the restored database names is there and is the one that was written."""
    listed = folder.read_list(it.backup)
    for model in DOCUMENTS.values():
        hashes = model.objects.using(it.alias).order_by("pk").values_list("content_hash", flat=True)
        for content_hash in hashes.iterator(chunk_size=1000):
            sink = io.BytesIO()
            path = folder.document(it.root, listed["keys"], content_hash)
            age.unseal(path, sink, it.keys)
            content = sink.getvalue()
            if hashlib.sha256(content).hexdigest() != content_hash:
                raise _changed(f"{path.name} holds another document.")
            if put:
                put(content_hash, content)
            run.document_count += 1
    return f"{run.document_count} documents, each the one that was written"


def _saved_ledger(it: Restore) -> list[dict[str, Any]]:
    content = age.unseal_bytes(it.backup / folder.LEDGER, it.keys)
    return erasure.parse_ledger(content.decode("ascii"))


def check_erasures(it: Restore) -> str:
    """What was erased, before the backup or since, is erased again; a second time finds nothing."""
    lines = erasure.joined(_saved_ledger(it), erasure.read_ledger())
    again = sum(erasure.erase_again(line, using=it.alias) for line in lines)
    if any(erasure.erase_again(line, using=it.alias) for line in lines):
        raise BackupError(BackupProblem.ERASURES, "A file that was erased is still there.")
    return f"{len(lines)} erasures in the ledger, {again} done again"


def put_ledger(it: Restore) -> str:
    added = erasure.add_to_ledger(_saved_ledger(it))
    return f"{added} erasures of the backup added to the ledger"
