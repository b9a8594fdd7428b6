"""Files of exports on their way: written and read piece by piece, sealed, gone after a day.

Each piece is sealed under the file's own key and bound to the export, its place in the file and
whether it is the last one: a piece that was changed, moved or cut off does not open. The key lies
in the export's row, sealed too; without it what is left on a disk is noise. No backup copies them.
"""

import contextlib
import io
import os
import struct
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings

from reports.models import ExportJob
from staff import encryption

PIECE = 256 * 1024  # bytes in clear
LENGTH = struct.Struct(">I")


def folder() -> Path:
    """Return the folder, its owner's alone."""
    found = Path(settings.EXPORTS_DIR)
    found.mkdir(mode=0o700, parents=True, exist_ok=True)
    return found


def path_of(job: ExportJob) -> Path:
    return folder() / f"{job.seal_number}.sealed"


def new_key() -> str:
    return encryption.new_key().hex()


class Writer(io.RawIOBase):
    """What a file is written into; it is there, whole, once `finish` has returned."""

    def __init__(self, job: ExportJob) -> None:
        super().__init__()
        self.size = 0
        self._job, self._key = job, bytes.fromhex(job.file_key)
        self._pending, self._number = bytearray(), 0
        made, name = tempfile.mkstemp(dir=folder(), prefix=f".{job.seal_number}.")  # mode 600
        self._own = Path(name)
        self._file = os.fdopen(made, "wb")

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        """`data`: any buffer of bytes."""
        self._pending += data
        self.size += len(data)
        while len(self._pending) > PIECE:
            self._put(bytes(self._pending[:PIECE]), is_last=False)
            del self._pending[:PIECE]
        return len(data)

    def _put(self, piece: bytes, *, is_last: bool) -> None:
        bound_to = place_of(self._job, self._number, is_last=is_last)
        sealed = encryption.seal_with(self._key, piece, bound_to=bound_to)
        self._file.write(LENGTH.pack(len(sealed) << 1 | is_last) + sealed)
        self._number += 1

    def finish(self) -> int:
        """Write the last piece and give the file its name; return its size in clear, in bytes."""
        self._put(bytes(self._pending), is_last=True)
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()
        self._own.replace(path_of(self._job))
        return self.size

    def give_up(self) -> None:
        """Leave nothing behind; once finished it does nothing."""
        self._file.close()
        self._own.unlink(missing_ok=True)


def place_of(job: ExportJob, number: int, *, is_last: bool) -> str:
    return f"reports_exportjob|{job.seal_number}|{number}|{'last' if is_last else 'more'}"


def pieces(job: ExportJob) -> Iterator[bytes]:
    """Yield what was written, piece by piece.

    Raises FileNotFoundError, and SealError for what is not the file that was written.
    """
    key = bytes.fromhex(job.file_key)
    with path_of(job).open("rb") as file:
        number, is_last = 0, False
        while not is_last:
            head = file.read(LENGTH.size)
            if len(head) < LENGTH.size:
                raise encryption.SealError("an export was cut short")
            length = LENGTH.unpack(head)[0]
            is_last = bool(length & 1)
            sealed = file.read(length >> 1)
            yield encryption.open_with(key, sealed, bound_to=place_of(job, number, is_last=is_last))
            number += 1


def erase(job: ExportJob) -> None:
    path_of(job).unlink(missing_ok=True)


def sweep(kept: set[str]) -> int:
    """Delete what a process that was killed has left, and whatever no export names any more.

    `kept`: the seal numbers of the exports whose file, finished or not, may be there.
    """
    count = 0
    for path in folder().iterdir():
        if not any(number in path.name for number in kept):
            with contextlib.suppress(FileNotFoundError, IsADirectoryError):
                path.unlink()
                count += 1
    return count
