"""Work that outlasts a page: a management command apart from the server, one of a kind at a time.

A page starts it and shows how far it is. The command keeps its state in a row of its own table and
holds a lock of PostgreSQL as long as it lives: however it ends, even with the machine, the lock is
gone with its connection, and `is_running` says so.
"""

import datetime
import subprocess
import sys
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import partial

from django.conf import settings
from django.core.management import call_command
from django.db import connection, connections, transaction
from django.db.backends.base.base import NO_DB_ALIAS
from django.utils import timezone

from staff.grants import APPLICATION_ALIAS

_SPACE = 5113  # ours among the locks that bear a number of two parts
# How long a command may take to begin: Django itself loads in two or three seconds.
STARTING = datetime.timedelta(seconds=20)


def start(command: str, *arguments: str) -> None:
    """Start `manage.py COMMAND ARGUMENTS` once what this page wrote is committed.

    Never a name among the arguments: other users of the machine see them.
    """
    transaction.on_commit(partial(_start, command, *arguments))


def _start(command: str, *arguments: str) -> None:
    if not settings.STARTS_PROCESSES:
        call_command(command, *arguments)
        return
    manage = [sys.executable, str(settings.BASE_DIR / "manage.py")]
    subprocess.Popen(
        [*manage, command, *arguments],
        cwd=settings.BASE_DIR,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        start_new_session=True,  # what ends the server, or one of its workers, leaves it at work
    )


@contextmanager
def turn(kind: str) -> Iterator[None]:
    """Wait until no other process does this kind of work, then keep the others waiting."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s, %s)", [_SPACE, _number(kind)])
        try:
            yield
        finally:
            if connection.is_usable():
                cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [_SPACE, _number(kind)])


def is_running(kind: str) -> bool:
    """Whether a process does this kind of work now, or waits for its turn."""
    return kind in running([kind])


def running(kinds: Iterable[str]) -> set[str]:
    """Return those of these kinds of work that a process does now, or waits to do: one query."""
    numbers = {_number(kind): kind for kind in kinds}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT objid::bigint FROM pg_locks WHERE locktype = 'advisory'"
            " AND objsubid = 2"
            " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
            " AND classid::bigint = %s AND objid::bigint = ANY(%s)",
            [_SPACE, list(numbers)],
        )
        return {numbers[number] for (number,) in cursor.fetchall()}


def has_stopped(kind: str, *, since: datetime.datetime) -> bool:
    """Whether work that was started then has ended without saying so."""
    return timezone.now() - since > STARTING and not is_running(kind)


def _number(kind: str) -> int:
    """Return the number of a kind of work: PostgreSQL names its locks by numbers."""
    return zlib.crc32(kind.encode()) >> 1


@contextmanager
def progress(sql: str, *values: int) -> Iterator[Callable[[int], None]]:
    """Yield what says how much is done: seen at once, whatever transaction the work is in.

    `sql` is an UPDATE whose first parameter is that number, `values` are the others. It runs on
    a connection of its own: the work must not have changed that row yet.
    """
    apart = connections[APPLICATION_ALIAS].copy(alias=NO_DB_ALIAS)
    try:
        with apart.cursor() as cursor:
            yield lambda done: cursor.execute(sql, [done, *values])
    finally:
        apart.close()
