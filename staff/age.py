"""Files encrypted with age for public keys: what this machine writes so, it cannot read.

The secret key lies elsewhere, on paper. Everything is streamed: neither the whole of a file nor
any of it in clear is on the disk.
"""

import hashlib
import io
import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import pyrage

from staff.backups import BackupError
from staff.choices import BackupProblem

PUBLIC, SECRET = "age1", "AGE-SECRET-KEY-1"
Recipients = list[pyrage.x25519.Recipient]
Identities = list[pyrage.x25519.Identity]


class Reader(Protocol):
    def read(self, size: int = ..., /) -> bytes: ...


class Writer(Protocol):
    def write(self, data: bytes, /) -> object: ...

    def flush(self) -> object: ...


@dataclass(frozen=True)
class Written:
    """What a file is known by: its size and the SHA-256 of its bytes as they lie."""

    size: int
    sha256: str


class _Counted:
    """Passes bytes on and remembers what went by."""

    def __init__(self, file: Writer) -> None:
        self.file, self.size, self.hash = file, 0, hashlib.sha256()

    def write(self, data: bytes) -> int:
        self.file.write(data)
        self.hash.update(data)
        self.size += len(data)
        return len(data)

    def flush(self) -> None:
        self.file.flush()

    @property
    def written(self) -> Written:
        return Written(self.size, self.hash.hexdigest())


def new_identity() -> pyrage.x25519.Identity:
    return pyrage.x25519.Identity.generate()


def _words(lines: Iterable[str]) -> list[str]:
    """Return the keys of a file as `age-keygen` writes it: comments aside."""
    return [word for line in lines for word in line.partition("#")[0].replace(",", " ").split()]


def recipients(setting: str) -> Recipients:
    """Read public keys: themselves, or the file that holds them. Raises BackupError."""
    if not setting.strip():
        raise BackupError(
            BackupProblem.SETTING,
            "ESCALE_BACKUP_RECIPIENTS is not set: give the public key that backups are encrypted "
            "for, or a file of public keys. `manage.py backup --new-key` makes a pair.",
        )
    try:
        is_key = setting.strip().startswith(PUBLIC)
        text = setting if is_key else Path(setting.strip()).read_text(encoding="utf-8")
        found = [pyrage.x25519.Recipient.from_str(word) for word in _words(text.splitlines())]
    except (OSError, ValueError, pyrage.RecipientError):
        found = []
    if not found:
        raise BackupError(
            BackupProblem.SETTING,
            "ESCALE_BACKUP_RECIPIENTS is neither a public age key, which begins with age1, nor a "
            "file that holds some and nothing else.",
        )
    return found


def identities(text: str) -> Identities:
    """Read the secret keys of a file, or as they were typed. Raises BackupError."""
    try:
        found = [pyrage.x25519.Identity.from_str(word) for word in _words(text.splitlines())]
    except pyrage.IdentityError:
        found = []
    if not found:
        raise BackupError(BackupProblem.KEY, f"This is no secret age key: it begins with {SECRET}.")
    return found


def fingerprint(keys: Recipients) -> str:
    """Return a short name for these public keys together: what one set opens, another does not."""
    return hashlib.sha256("\n".join(sorted(map(str, keys))).encode()).hexdigest()[:12]


def seal(source: Reader, path: Path, keys: Recipients) -> Written:
    """Encrypt what `source` gives into a new file, on the disk when this returns.

    Raises BackupError when the file cannot be written whole.
    """
    try:
        number = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(number, "wb") as file:
            counted = _Counted(file)
            pyrage.encrypt_io(source, counted, keys)
            file.flush()
            os.fsync(file.fileno())
    except (OSError, pyrage.EncryptError) as error:
        raise BackupError(
            BackupProblem.DISK, f"{path.parent} could not be written: {error}."
        ) from None
    return counted.written


def seal_bytes(content: bytes, path: Path, keys: Recipients) -> Written:
    return seal(io.BytesIO(content), path, keys)


def measure(path: Path) -> Written:
    """Return what the file is known by, as it lies. Raises BackupError when it is not there."""
    digest = hashlib.sha256()
    size = 0
    try:
        with path.open("rb") as file:
            while some := file.read(1 << 20):
                digest.update(some)
                size += len(some)
    except OSError as error:
        raise BackupError(
            BackupProblem.CHANGED, f"{path.name} cannot be read: {error.strerror}."
        ) from None
    return Written(size, digest.hexdigest())


def unseal(path: Path, sink: Writer, keys: Identities) -> Written:
    """Decrypt a file into `sink`; return what was in it. Raises BackupError."""
    counted = _Counted(sink)
    try:
        with path.open("rb") as file:
            pyrage.decrypt_io(file, counted, keys)
    except FileNotFoundError:
        raise BackupError(BackupProblem.CHANGED, f"{path.name} is missing.") from None
    except pyrage.DecryptError as error:
        if "No matching keys" in str(error):
            raise BackupError(
                BackupProblem.KEY,
                f"{path.name} does not open with this key: it was made for another one.",
            ) from None
        raise BackupError(
            BackupProblem.CHANGED, f"{path.name} was changed or cut: it does not open."
        ) from None
    except OSError as error:
        raise BackupError(
            BackupProblem.CHANGED, f"{path.name} was changed or cut: {error}."
        ) from None
    return counted.written


def unseal_bytes(path: Path, keys: Identities) -> bytes:
    """Return what is in a small file. Raises BackupError."""
    sink = io.BytesIO()
    unseal(path, sink, keys)
    return sink.getvalue()
