"""The contents of documents: encrypted files, each named by the hash of what is written in it.

A file is written whole or not at all, never changed, and says nothing by its name. It is sealed
with the key that its minor's file has in the document's compartment, and bound to the document:
put in the place of another, it does not open; once the key is destroyed, nothing opens it. Copied
before and after the database, the store holds every document that the database names.
"""

import contextlib
import hashlib
import os
import tempfile
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from cases.models import DOCUMENTS, Document, Minor, documents_of
from staff import encryption
from staff.encryption import SealError

# A file is written before its row is: for a while it may rightly have none.
SETTLED = 60 * 60  # seconds


class StoreError(Exception):
    """A content cannot be read. Its text says why, and nothing of the document."""


class MissingContent(StoreError):
    """The file is not in the store."""


class ChangedContent(StoreError):
    """The file is not the one that was written."""


class ErasedContent(StoreError):
    """The key of this minor's file is gone: the content is erased."""


def folder() -> Path:
    return Path(settings.DOCUMENTS_DIR)


def path_of(content_hash: str) -> Path:
    """Return where a content lies: its first letters spread the files over 65,536 folders."""
    return folder() / content_hash[:2] / content_hash[2:4] / content_hash


def write(document: Document, content: bytes) -> None:
    """Seal the content of a new document and set its hash; the caller saves the row."""
    key = document.sealing_key()
    sealed = encryption.seal_with(key, content, bound_to=document.place)
    document.content_hash = hashlib.sha256(sealed).hexdigest()
    document.size = len(content)
    _store(path_of(document.content_hash), sealed)


def put(content_hash: str, sealed: bytes) -> None:
    """Put back a file of a backup, under the hash that it was found to have."""
    _store(path_of(content_hash), sealed)


def _store(path: Path, sealed: bytes) -> None:
    """Write a file that is whole, readable by its owner only, and never written again."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    made, own = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=".part")  # mode 600
    try:
        with os.fdopen(made, "wb") as file:
            file.write(sealed)
            file.flush()
            os.fsync(file.fileno())
        with contextlib.suppress(FileExistsError):  # the same name is the same content
            os.link(own, path)
    finally:
        os.unlink(own)
    for parent in (path.parent, path.parent.parent, folder()):
        _sync_folder(parent)


def _sync_folder(path: Path) -> None:
    """Make sure that the name itself outlives a power cut."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def read(document: Document) -> bytes:
    """Return the content; raises MissingContent, ChangedContent or ErasedContent."""
    try:
        sealed = path_of(document.content_hash).read_bytes()
    except OSError as error:
        raise MissingContent("the file is not in the store") from error
    if hashlib.sha256(sealed).hexdigest() != document.content_hash:
        raise ChangedContent("the file is not the one that was written")
    keys = document.opening_keys()
    if not keys:
        raise ErasedContent("the key of this file is gone")
    try:
        return encryption.open_with_any(keys, sealed, bound_to=document.place)
    except SealError as error:
        raise ChangedContent("the file belongs to another document") from error


# --- the whole store --------------------------------------------------------------------------


@dataclass(frozen=True)
class Verdict:
    """What was found of one document; `problem` is empty when all is well."""

    document: Document
    problem: str


def all_documents() -> Iterator[Document]:
    """Yield every document of every compartment, the withdrawn ones too."""
    for model in DOCUMENTS.values():
        rows = model.objects.select_related("minor").prefetch_related("minor__keys")
        yield from rows.order_by("pk").iterator(chunk_size=500)


def verify_all() -> Iterator[Verdict]:
    """Open each document; the caller counts, and shows how far it is."""
    for document in all_documents():
        try:
            read(document)
        except StoreError as error:
            yield Verdict(document, str(error))
        else:
            yield Verdict(document, "")


def files() -> Iterator[Path]:
    """Yield every file of the store that is whole."""
    yield from (p for p in folder().glob("??/??/*") if not p.name.startswith("."))


def orphans(older_than: int = SETTLED) -> Iterator[Path]:
    """Yield the files that no document names: what an addition cut short has left.

    A crash may also leave a part of a file: it is one of them.
    """
    before = time.time() - older_than
    files = sorted(folder().glob("??/??/*"))
    for start in range(0, len(files), 1000):
        some = files[start : start + 1000]
        named = _named([path.name for path in some])
        yield from (p for p in some if p.name not in named and p.stat().st_mtime < before)


def _named(hashes: list[str]) -> set[str]:
    """Return those of the hashes that a document bears."""
    return {
        found
        for model in DOCUMENTS.values()
        for found in model.objects.filter(content_hash__in=hashes).values_list(
            "content_hash", flat=True
        )
    }


# --- erasure ----------------------------------------------------------------------------------


def files_of(minor: Minor, compartments: Iterable[str] = tuple(DOCUMENTS)) -> list[str]:
    """Return the hashes of this minor's documents, the withdrawn ones too."""
    return [
        found
        for compartment in DOCUMENTS
        if compartment in compartments
        for found in documents_of(minor, compartment).values_list("content_hash", flat=True)
    ]


def destroy(hashes: Iterable[str]) -> int:
    """Delete these files, once their erasure is committed; return how many there were.

    Doing it again does no harm, and what a crash leaves behind is found by `orphans`: the
    destroyed key has already made it unreadable.
    """
    count = 0
    for content_hash in hashes:
        with contextlib.suppress(FileNotFoundError):
            path_of(content_hash).unlink()
            count += 1
    return count
