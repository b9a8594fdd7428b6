"""Where the embedded server lies on disk, and its two locks. Standard library only.

`users.lock`: every process that uses the server holds it shared; whoever gets it exclusively
knows that nobody does. `server.lock`: held by the supervisor and, inherited, by every process of
PostgreSQL; whoever gets it knows that the last server is gone to its last process, so that a
`postmaster.pid` left behind means nothing, whatever its number names by now.
"""

import fcntl
import os
import shutil
import stat
import tempfile
from pathlib import Path

PORT = 5432  # no port is opened: it is part of the socket's name
SOCKET_BYTES = 103  # the longest socket path every Unix takes (Linux: 107)


class Place:
    """The files of one embedded server."""

    def __init__(self, root: Path) -> None:
        self.root = Path(os.path.realpath(root))
        self.data = self.root / "data"
        self.run = self.root / "run"
        self.log = self.root / "log"
        self.users_lock = self.root / "users.lock"
        self.server_lock = self.root / "server.lock"
        self.pid_file = self.data / "postmaster.pid"

    def prepare(self) -> None:
        """Make the folders, for this user only. Raises PermissionError or another OSError."""
        self.root.mkdir(mode=0o700, parents=True, exist_ok=True)
        for folder in (self.root, self.data):
            if folder.exists() and folder.stat().st_uid != os.geteuid():
                raise PermissionError(f"{folder} belongs to another user")
        self.root.chmod(0o700)
        self.log.mkdir(exist_ok=True)

    def socket_dir(self) -> str | None:
        """Return the socket's folder, or None when there is none that only this user can use."""
        folder = os.path.realpath(self.run)
        return folder if _is_private(folder) else None

    def make_socket_dir(self) -> None:
        """Make `run`: a folder, or a link to a short one where the path is too long for a socket.

        The short one has a new random name each time, so that nobody can make it beforehand.
        """
        self.remove_socket_dir()
        if len(os.fsencode(self.run / f".s.PGSQL.{PORT}")) <= SOCKET_BYTES:
            self.run.mkdir(mode=0o700)
        else:
            self.run.symlink_to(tempfile.mkdtemp(prefix="escale-"))

    def remove_socket_dir(self) -> None:
        """Remove `run` and what it points to; what belongs to another user is left alone."""
        if folder := self.socket_dir():
            shutil.rmtree(folder, ignore_errors=True)
        if self.run.is_symlink():
            self.run.unlink()


def _is_private(folder: str) -> bool:
    try:
        found = os.lstat(folder)
    except OSError:
        return False
    is_ours = found.st_uid == os.geteuid() and not found.st_mode & 0o077
    return stat.S_ISDIR(found.st_mode) and is_ours


def take(path: Path, how: int) -> int:
    """Return a descriptor that holds `path` by flock; BlockingIOError if LOCK_NB finds it taken.

    Closing the descriptor gives the lock back. It does not outlive an exec.
    """
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, how)
    except BaseException:
        os.close(descriptor)
        raise
    return descriptor


def take_now(path: Path, how: int = fcntl.LOCK_EX) -> int | None:
    """Return a descriptor as `take` does, or None if it is taken."""
    try:
        return take(path, how | fcntl.LOCK_NB)
    except BlockingIOError:
        return None


def is_free(path: Path, how: int = fcntl.LOCK_EX) -> bool:
    """Return whether the lock `path` could be taken now."""
    descriptor = take_now(path, how)
    if descriptor is None:
        return False
    os.close(descriptor)
    return True
