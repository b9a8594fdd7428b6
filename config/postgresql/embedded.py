"""The embedded server as the processes that use it see it: hold it, find it again, leave it."""

import contextlib
import fcntl
import os
import subprocess
import sys
import threading
import time
from pathlib import Path

import psycopg
from django.db.utils import OperationalError

from config.postgresql.place import PORT, Place, is_free, take

# How long a start may take: a first one makes the data folder (1 s), one after a power cut
# reads its journal again.
START_SECONDS = 60
POLL_SECONDS = 0.05
# How long processes that end together may need to let go, before one counts as staying.
LEAVING_SECONDS = 0.5
PROJECT = Path(__file__).resolve().parent.parent.parent


class UnavailableError(OperationalError):
    """Why there is no database, in one sentence that says what to do."""


# The descriptors of users.lock that this process holds, by folder of a server.
_held: dict[Path, int] = {}
_mutex = threading.RLock()
# Apart from the other: who already holds the server does not wait for a thread that starts it.
_starting = threading.Lock()


def hold(root: Path, *, must_run: bool = True) -> str:
    """Start the server in `root` unless it runs, keep it until this process ends or leaves.

    Without `must_run` it is kept, once somebody starts it, and not waited for. Returns the folder
    of its socket. Raises UnavailableError.
    """
    place = Place(root)
    with _mutex:
        if place.root not in _held:
            _prepare(place)
            # Waits here while a supervisor that found nobody stops the server.
            _held[place.root] = take(place.users_lock, fcntl.LOCK_SH)
            try:
                if must_run:
                    _start(place)
            except BaseException:
                os.close(_held.pop(place.root))
                raise
    return place.socket_dir() or str(place.run)


def revive(root: Path) -> bool:
    """Start the server again if it does not answer; return whether that was needed.

    Raises UnavailableError.
    """
    place = Place(root)
    with _starting:
        if _answers(place):
            return False
        _start(place)
        return True


def leave(root: Path, timeout: float) -> bool:
    """Give up this process's hold; return whether the server stopped within `timeout` seconds.

    False sooner when another process goes on using it.
    """
    place = Place(root)
    with _mutex:
        if place.root in _held:
            os.close(_held.pop(place.root))
    began = time.monotonic()
    while not is_free(place.server_lock):
        waited = time.monotonic() - began
        # Taken, but only shared: by users. A supervisor that stops the server takes it for itself.
        is_used = not is_free(place.users_lock) and is_free(place.users_lock, fcntl.LOCK_SH)
        if waited > (min(LEAVING_SECONDS, timeout) if is_used else timeout):
            return False
        time.sleep(POLL_SECONDS)
    return True


def _prepare(place: Place) -> None:
    try:
        place.prepare()
    except OSError:
        raise UnavailableError(
            f"The database folder {place.root} is not this user's: start Escale as the user who "
            "owns it, or name another folder in ESCALE_VAR_DIR."
        ) from None


def _start(place: Place) -> None:
    give_up = time.monotonic() + START_SECONDS
    while not _answers(place):
        if time.monotonic() > give_up:
            raise UnavailableError(
                f"PostgreSQL is not ready after {START_SECONDS} s: look in {place.log}, then try "
                "again."
            )
        if is_free(place.server_lock):
            _launch(place)
        else:
            time.sleep(POLL_SECONDS)


def _answers(place: Place) -> bool:
    folder = place.socket_dir()
    if folder is None:
        return False
    try:
        # As the superuser: a few connections are reserved to it, so a busy server answers too.
        psycopg.connect(host=folder, port=PORT, user="postgres", dbname="postgres").close()
    except psycopg.OperationalError:
        return False
    return True


def _launch(place: Place) -> None:
    """Start a supervisor; return when its server is ready or another one came first."""
    command = [sys.executable, "-m", "config.postgresql.supervisor", str(place.root)]
    with contextlib.suppress(subprocess.TimeoutExpired):
        done = subprocess.run(
            command, cwd=PROJECT, capture_output=True, text=True, timeout=START_SECONDS
        )
        if done.returncode != 0:
            raise UnavailableError(done.stderr.strip().splitlines()[-1])


def _let_go_in_child() -> None:
    """In a forked child: its copies of the parent's locks would keep the server after it."""
    global _mutex, _starting
    for descriptor in _held.values():
        os.close(descriptor)
    _held.clear()
    _mutex, _starting = threading.RLock(), threading.Lock()


os.register_at_fork(after_in_child=_let_go_in_child)
