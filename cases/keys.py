"""Keys of many files at once, and columns sealed where they stand: what goes past the models.

For bulk writes and migrations; a page seals and opens through its rows.
"""

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db import connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models import BinaryField, F, Func

from cases.models.keys import MinorKey, unwrap, wrap
from staff import encryption, keyring, keys
from staff.grants import OWNER_ALIAS

BATCH = 500  # rows of a transaction, or of an INSERT
Owner = tuple[int, str]  # a minor's number and a compartment


def keys_of(owners: Collection[Owner], using: str = "default") -> dict[Owner, bytes]:
    """Return the key of each of these files in its compartment, those that lacked made at once."""
    with connections[using].cursor() as cursor:
        cursor.execute(
            # Its own: not those of files joined to it, a column that older migrations do not have.
            "SELECT minor_id, compartment, wrapped FROM cases_minorkey k"
            " WHERE minor_id = ANY(%s) AND to_jsonb(k) ->> 'origin_id' IS NULL",
            [sorted({minor for minor, _compartment in owners})],
        )
        found = {
            (minor, compartment): unwrap(bytes(wrapped), minor, compartment)
            for minor, compartment, wrapped in cursor.fetchall()
            if (minor, compartment) in owners
        }
        made = {owner: encryption.new_key() for owner in owners if owner not in found}
        cursor.executemany(
            "INSERT INTO cases_minorkey (minor_id, compartment, wrapped) VALUES (%s, %s, %s)",
            [(*owner, wrap(key, *owner)) for owner, key in made.items()],
        )
    return found | made


@dataclass(frozen=True)
class Columns:
    """Sealed columns of one table, each beside the plain one that held it.

    `minor` and `compartment` are SQL of the row `t` and of what `join` adds to it. `bound_table`
    is the table that the values are bound to, where it is another (a table of history).
    """

    table: str
    plain: dict[str, str]  # {sealed column: plain column}
    compartment: str
    minor: str = "t.minor_id"
    join: str = ""
    key: str = "id"
    bound_table: str = ""

    def bound_to(self, compartment: str, column: str, number: object) -> str:
        return f"{compartment}|{self.bound_table or self.table}|{column}|{number}"


def seal_columns(editor: BaseDatabaseSchemaEditor, columns: Columns) -> None:
    """Fill the sealed columns from the plain ones, for every row."""

    def seal(key: bytes, value: Any, bound_to: str) -> bytes | None:
        if value is None or value == "":
            return None if value is None else b""
        return encryption.seal_with(key, str(value).encode(), bound_to=bound_to)

    _convert(editor.connection, columns, seal, columns.plain)


def open_columns(editor: BaseDatabaseSchemaEditor, columns: Columns) -> None:
    """Fill the plain columns from the sealed ones; raises SealError, and nothing is changed."""

    def plain(key: bytes, value: Any, bound_to: str) -> str | None:
        if not value:
            return None if value is None else ""
        return encryption.open_with(key, bytes(value), bound_to=bound_to).decode()

    back = {plain_column: sealed for sealed, plain_column in columns.plain.items()}
    _convert(editor.connection, columns, plain, back)


def _convert(
    connection: BaseDatabaseWrapper,
    columns: Columns,
    change: Callable[[bytes, Any, str], Any],
    pairs: dict[str, str],  # {column to fill: column to read}
) -> None:
    is_prepared = False
    fill = ", ".join(f'"{to}" = %s' for to in pairs)
    for rows in _batches(connection, columns, list(pairs.values())):
        if not is_prepared:
            keys.prepare(using=connection.alias)
            is_prepared = True
        found = keys_of({(row[2], row[3]) for row in rows}, using=connection.alias)
        changed = []
        for number, seal_number, minor, compartment, *values in rows:
            key = found[minor, compartment]
            filled = [
                change(key, value, columns.bound_to(compartment, _sealed(columns, to), seal_number))
                for to, value in zip(pairs, values, strict=True)
            ]
            changed.append((*filled, number))
        with connection.cursor() as cursor:
            cursor.executemany(
                f'UPDATE "{columns.table}" SET {fill} WHERE "{columns.key}" = %s',  # noqa: S608 - names of ours
                changed,
            )
    if is_prepared:
        settle(connection)


def _sealed(columns: Columns, column: str) -> str:
    """Return the sealed column of a pair, whichever of the two is given."""
    back = {plain: sealed for sealed, plain in columns.plain.items()}
    return back.get(column, column)


def _batches(
    connection: BaseDatabaseWrapper, columns: Columns, read: Iterable[str]
) -> Iterator[list[tuple[Any, ...]]]:
    wanted = ", ".join(f't."{column}"' for column in read)
    last = 0
    while True:
        with connection.cursor() as cursor:
            cursor.execute(
                f'SELECT t."{columns.key}", t.seal_number, {columns.minor},'  # noqa: S608 - the same
                f' {columns.compartment}, {wanted} FROM "{columns.table}" t {columns.join}'
                f' WHERE t."{columns.key}" > %s ORDER BY t."{columns.key}" LIMIT %s',
                [last, BATCH],
            )
            rows = cursor.fetchall()
        if not rows:
            return
        yield rows
        last = rows[-1][0]


def settle(connection: BaseDatabaseWrapper) -> None:
    """Check now what was to be checked at the end: a table with checks to come takes no change."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def rewrap_minor_keys() -> int:
    """Wrap the next keys of files under the current generation; return how many it did."""
    generation = Func(
        F("wrapped"), template="substring(%(expressions)s from 2 for 2)", output_field=BinaryField()
    )
    current = keyring.current().to_bytes(2, "big")
    with transaction.atomic(using=OWNER_ALIAS):
        rows = list(
            MinorKey.objects.using(OWNER_ALIAS)
            .select_for_update()
            .annotate(generation=generation)
            .exclude(generation=current)
            .order_by("pk")[:BATCH]
        )
        for row in rows:
            row.wrap(row.unwrap())
        MinorKey.objects.using(OWNER_ALIAS).bulk_update(rows, ["wrapped"])
    return len(rows)
