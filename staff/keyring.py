"""The master keys of the house, read from files: never in the database, nor in its backup.

One master key a generation, in a file of its own (`1.key`, `2.key`...) in the folder that
ESCALE_KEYS names. The key of each compartment is derived from it (HKDF-SHA256, RFC 5869), so that
one sheet of paper holds all there is to recover. The database keeps a fingerprint of each
generation: a missing or a wrong key is said at the start, before anything is written with it.
"""

import base64
import contextlib
import hashlib
import os
import re
import secrets
import tempfile
from functools import cache
from pathlib import Path

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

SIZE = 32  # bytes
CHECK_SIZE = 3  # bytes: 56 letters in all, fourteen groups of four
_FILE = re.compile(r"([1-9][0-9]*)\.key")


class KeyFileError(ImproperlyConfigured):
    """A key is missing, unreadable or not the one this database was written with."""


def written(key: bytes) -> str:
    """Return the key as a person copies it: groups of four letters, the last ones a check."""
    check = hashlib.sha256(key).digest()[:CHECK_SIZE]
    letters = base64.b32encode(key + check).decode("ascii")
    return "-".join(letters[i : i + 4] for i in range(0, len(letters), 4))


def read(text: str) -> bytes:
    """Return the key that `written` made; spaces, dashes and case do not count.

    Raises ValueError when a letter is wrong or missing.
    """
    letters = re.sub(r"[\s-]", "", text).upper()
    try:
        found = base64.b32decode(letters)
    except ValueError as error:
        raise ValueError("not a key: letters A to Z and digits 2 to 7 only") from error
    key, check = found[:SIZE], found[SIZE:]
    if len(key) != SIZE or check != hashlib.sha256(key).digest()[:CHECK_SIZE]:
        raise ValueError("not a whole key: a letter is wrong or missing")
    return key


def folder() -> Path:
    return Path(settings.KEYS_DIR)


def masters() -> dict[int, bytes]:
    """Return {generation: master key} of the folder; raises KeyFileError."""
    return _masters(folder())


@cache
def _masters(path: Path) -> dict[int, bytes]:
    found = {}
    try:
        for file in sorted(path.glob("*.key")):
            if match := _FILE.fullmatch(file.name):
                found[int(match[1])] = read(file.read_text(encoding="ascii"))
    except (OSError, ValueError) as error:
        raise KeyFileError(f"The key file {file} cannot be used: {error}.") from error
    if not found:
        raise KeyFileError(
            f"No encryption key in {path}: put the key files of this database back there, or name "
            "their folder in ESCALE_KEYS. `manage.py keys recover` writes one from its paper copy."
        )
    return found


def forget() -> None:
    """Read the files again at the next use, and derive again."""
    _masters.cache_clear()
    purpose_key.cache_clear()


def current() -> int:
    """Return the generation that new values are sealed with."""
    return max(masters())


def store(generation: int, key: bytes) -> Path:
    """Write a key file, readable by its owner only; raises FileExistsError, never overwrites."""
    path = folder() / f"{generation}.key"
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    made, own = tempfile.mkstemp(dir=path.parent)
    try:
        with os.fdopen(made, "w", encoding="ascii") as file:
            file.write(written(key) + "\n")
            file.flush()
            os.fsync(file.fileno())
        os.link(own, path)  # whole or not at all, and of two at once, one
    finally:
        os.unlink(own)
    forget()
    return path


def make(generation: int) -> bytes:
    """Make the master key of a generation; the one a colleague made meanwhile is kept."""
    with contextlib.suppress(FileExistsError):
        store(generation, secrets.token_bytes(SIZE))
    return masters()[generation]


def derive(generation: int, purpose: str) -> bytes:
    """Return the key of one purpose ("compartment/health"); raises KeyFileError."""
    found = masters().get(generation)
    if found is None:
        raise KeyFileError(f"Encryption key {generation} is missing from {folder()}.")
    return purpose_key(found, purpose)


@cache
def purpose_key(master: bytes, purpose: str) -> bytes:
    """Return what HKDF makes of a master key for one purpose."""
    info = f"escale/{purpose}".encode()
    return HKDF(algorithm=SHA256(), length=SIZE, salt=None, info=info).derive(master)


def fingerprint(generation: int) -> str:
    """Return what the database remembers of a key: enough to know it again, not to use it."""
    return derive(generation, "fingerprint")[:8].hex()


def fingerprint_of(key: bytes) -> str:
    """Return the fingerprint of a key that is in no file."""
    return purpose_key(key, "fingerprint")[:8].hex()
