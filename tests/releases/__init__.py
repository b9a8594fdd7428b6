"""A populated database of each release, so that every later migration is tried on it.

`NAME.json.gz` holds where the migrations of each app stood, the rows of every table as COPY writes
them, and what opens them: the master keys and the store of documents. Everybody in it is invented;
its keys were made for it and guard nothing.

    .venv/bin/python -m tests.releases 0.3

keeps the present state under that name. It is done once, when a release is made; a file that is
kept never changes.
"""

import base64
import dataclasses
import gzip
import json
from collections import Counter
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from psycopg import sql

FOLDER = Path(__file__).parent
ENDING = ".json.gz"
# Left out: sessions and the cache, as in a backup, and what `migrate` writes by itself.
LEFT_OUT = {
    "django_session",
    "staff_cache",
    "django_migrations",
    "django_content_type",
    "auth_permission",
}


@dataclasses.dataclass(frozen=True)
class Table:
    """Rows as lines of COPY's text format, sorted."""

    columns: list[str]
    rows: list[str]


@dataclasses.dataclass(frozen=True)
class Release:
    """One release's database and what lies beside it."""

    name: str
    leaves: list[tuple[str, str]]  # (app, its last migration)
    tables: dict[str, Table]
    keys: dict[str, str]  # {file name: its text}
    documents: dict[str, str]  # {hash: the sealed content, in base64}


# --- files ------------------------------------------------------------------------------------


def names() -> list[str]:
    """Return the releases that are kept, oldest first."""
    found = [path.name.removesuffix(ENDING) for path in FOLDER.glob(f"*{ENDING}")]
    return sorted(found, key=lambda name: [int(number) for number in name.split(".")])


def read(name: str) -> Release:
    content = json.loads(gzip.decompress((FOLDER / f"{name}{ENDING}").read_bytes()))
    tables = {table: Table(**rows) for table, rows in content.pop("tables").items()}
    leaves = [(app, migration) for app, migration in content.pop("leaves")]
    return Release(leaves=leaves, tables=tables, **content)


def write(release: Release) -> Path:
    """Keep a release; raises FileExistsError when there is one of that name."""
    content = json.dumps(dataclasses.asdict(release), ensure_ascii=False, sort_keys=True)
    path = FOLDER / f"{release.name}{ENDING}"
    with path.open("xb") as file:
        file.write(gzip.compress(content.encode(), mtime=0))
    return path


# --- databases --------------------------------------------------------------------------------


def dump(connection: BaseDatabaseWrapper, name: str) -> Release:
    """Return what the database of this connection holds, and the keys and documents beside it."""
    store, keys = Path(settings.DOCUMENTS_DIR), Path(settings.KEYS_DIR)
    return Release(
        name=name,
        leaves=MigrationLoader(connection).graph.leaf_nodes(),
        tables=tables(connection),
        keys={path.name: path.read_text("ascii") for path in sorted(keys.glob("*.key"))},
        documents={
            path.name: base64.b64encode(path.read_bytes()).decode("ascii")
            for path in sorted(store.glob("??/??/*"))
        },
    )


def tables(connection: BaseDatabaseWrapper) -> dict[str, Table]:
    """Return every table with its rows."""
    return {
        table: rows(connection, table, columns(connection, table))
        for table in sorted(connection.introspection.table_names())
        if table not in LEFT_OUT
    }


def columns(connection: BaseDatabaseWrapper, table: str) -> list[str]:
    with connection.cursor() as cursor:
        found = connection.introspection.get_table_description(cursor, table)
    return [column.name for column in found]


def rows(connection: BaseDatabaseWrapper, table: str, columns: list[str]) -> Table:
    statement = sql.SQL("COPY {} ({}) TO STDOUT").format(*_named(table, columns))
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        text = b"".join(copy).decode()
    return Table(columns, sorted(text.splitlines()))


def migrate_to(connection: BaseDatabaseWrapper, release: Release) -> None:
    """Migrate, up or down, to where the release stood; what apps came since are taken away."""
    executor = MigrationExecutor(connection)
    known = {app for app, _migration in release.leaves}
    since = [(app, None) for app, _name in executor.loader.graph.leaf_nodes() if app not in known]
    executor.migrate([*release.leaves, *since])


def load(connection: BaseDatabaseWrapper, release: Release) -> None:
    """Bring the database to where the release's migrations stood, and put its rows in the tables.

    As the owner of the tables, who is no superuser: foreign keys are checked at the end, and our
    own triggers, which would write history and the audit trail a second time, rest meanwhile.
    """
    migrate_to(connection, release)
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        every = [sql.Identifier(table) for table in release.tables]
        for table in every:
            cursor.execute(sql.SQL("ALTER TABLE {} DISABLE TRIGGER USER").format(table))
        cursor.execute(sql.SQL("TRUNCATE {}").format(sql.SQL(", ").join(every)))
        for name, table in release.tables.items():
            statement = sql.SQL("COPY {} ({}) FROM STDIN").format(*_named(name, table.columns))
            with cursor.copy(statement) as copy:
                copy.write("".join(f"{row}\n" for row in table.rows))
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table in every:
            cursor.execute(sql.SQL("ALTER TABLE {} ENABLE TRIGGER USER").format(table))
        for name in release.tables:
            _go_on_counting(connection, name)


def _named(table: str, columns: list[str]) -> tuple[sql.Composable, sql.Composable]:
    return sql.Identifier(table), sql.SQL(", ").join(map(sql.Identifier, columns))


def _go_on_counting(connection: BaseDatabaseWrapper, table: str) -> None:
    """Let the numbers of new rows begin after those that are there."""
    with connection.cursor() as cursor:
        for sequence in connection.introspection.get_sequences(cursor, table):
            cursor.execute(
                sql.SQL("SELECT setval({}, coalesce(max({}), 0) + 1, false) FROM {}").format(
                    sequence["name"],
                    sql.Identifier(sequence["column"]),
                    sql.Identifier(table),
                )
            )


def put_beside(release: Release) -> None:
    """Write the keys and the documents in the folders that the settings name, both empty."""
    for name, text in release.keys.items():
        path = Path(settings.KEYS_DIR) / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "ascii")
    for name, content in release.documents.items():
        path = Path(settings.DOCUMENTS_DIR) / name[:2] / name[2:4] / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(base64.b64decode(content))


# --- comparing --------------------------------------------------------------------------------


def lost(release: Release, found: dict[str, int], moved: dict[str, str]) -> dict[str, int]:
    """Return {table: how many rows fewer (or, below 0, more)} than the release had.

    `found` is {table: rows}; `moved` is {table: the one that may have taken some of its rows}.
    """
    difference: Counter[str] = Counter()
    for table, held in release.tables.items():
        difference[moved.get(table, table)] += len(held.rows)
    for table, count in found.items():
        if moved.get(table, table) in difference:
            difference[moved.get(table, table)] -= count
    return {table: count for table, count in difference.items() if count}


def differences(
    release: Release, found: dict[str, Table], not_kept: set[tuple[str, str]]
) -> dict[str, str]:
    """Return {table: what is not as it was}, `not_kept` being (table, column)s left out.

    The order of the columns does not count: one that was taken away comes back as the last.
    """
    said = {}
    for table in sorted({*release.tables, *found}):
        before, after = (_records(state.get(table), table, not_kept)
                         for state in (release.tables, found))  # fmt: skip
        gone, more = before - after, after - before
        if gone or more:
            said[table] = f"{gone.total()} gone or changed, {more.total()} more or changed"
    return said


def _records(
    table: Table | None, name: str, not_kept: set[tuple[str, str]]
) -> Counter[tuple[tuple[str, str], ...]]:
    """Return the rows as {((column, value), ...): how often}; no table is one that says so."""
    if table is None:
        return Counter([(("no such table", ""),)])
    return Counter(
        tuple(
            sorted(
                (column, value)
                for column, value in zip(table.columns, row.split("\t"), strict=True)
                if (name, column) not in not_kept
            )
        )
        for row in table.rows
    )
