"""What the tests of the embedded server share: waiting, looking at processes, connecting."""

import time
from collections.abc import Callable
from pathlib import Path

import psycopg

from config.postgresql.place import Place, is_free


def wait_until(condition: Callable[[], object], seconds: float = 20) -> bool:
    """Return whether `condition` came true within `seconds`."""
    give_up = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > give_up:
            return False
        time.sleep(0.02)
    return True


def is_gone(place: Place) -> bool:
    """Return whether neither the supervisor nor any process of PostgreSQL is left."""
    return is_free(place.server_lock)


def connect(place: Place, role: str = "escale_owner") -> psycopg.Connection:
    """Open a connection of its own, past Django."""
    return psycopg.connect(host=place.socket_dir(), user=role, dbname="escale", autocommit=True)


def postmaster(place: Place) -> int:
    """Return the number of PostgreSQL's first process."""
    return int(place.pid_file.read_text().split()[0])


def parent_of(pid: int) -> int:
    """Return the number of the process that started `pid`; the postmaster's is the supervisor."""
    return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])
