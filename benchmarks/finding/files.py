"""A database of invented files and, beside it, the tables that simpler searches read."""

import datetime
import json
import shutil
import time
from collections.abc import Iterator

from django.conf import settings
from django.core.management import call_command
from django.db import connections, transaction
from django.utils import timezone

from benchmarks import seed
from benchmarks.finding.people import Person, Table, generator
from cases import names, references
from cases.choices import Precision
from cases.search import memory
from config import database

CHUNK = 20_000
MARKER = settings.VAR_DIR / "finding.json"
PEOPLE_SEED = 7


def ready(count: int, table: Table, split: int) -> None:
    """Make `count` files, unless an earlier run of the same seed made them."""
    wanted = {"files": count, "seed": split, "version": 6}
    if MARKER.exists() and json.loads(MARKER.read_text(encoding="utf-8")) == wanted:
        call_command("migrate", verbosity=0)
        return
    MARKER.unlink(missing_ok=True)
    memory.forget()
    connections.close_all()  # they lead to the database of another size
    root = database.embedded_root(settings.DATABASES)
    if root is not None and root.exists():
        database.wait_until_stopped(settings.DATABASES, timeout=10)
        shutil.rmtree(root)
    call_command("migrate", verbosity=0)
    began = time.perf_counter()
    _fill(count, generator(table, PEOPLE_SEED))
    print(f"{count:,} files made in {time.perf_counter() - began:.0f} s.")
    MARKER.write_text(json.dumps(wanted), encoding="utf-8")


def people(count: int, table: Table) -> Iterator[Person]:
    """Yield the people of the files again, in the order of their numbers."""
    make = generator(table, PEOPLE_SEED)
    return (make() for _number in range(count))


def _fill(count: int, make) -> None:
    now, place = timezone.now(), seed.open_centre()
    by, site = place.reception.pk, place.centre.pk
    with connections["owner"].cursor() as cursor:
        for table in ("cases_minor", "cases_minorname", "cases_birthclaim"):
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        cursor.execute("CREATE TABLE finding (minor_id bigint, plain text, folded text, born date)")
        for start in range(1, count + 1, CHUNK):
            with transaction.atomic(using="owner"):
                _chunk(cursor, range(start, min(count, start + CHUNK - 1) + 1), make, by, site, now)
        for table in ("cases_minor", "cases_minorname", "cases_birthclaim"):
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
        cursor.execute("CREATE INDEX ON finding USING gin (folded gin_trgm_ops)")
        cursor.execute("CREATE INDEX ON finding (born)")
    with connections["owner"].cursor() as cursor:
        cursor.execute("VACUUM (ANALYZE)")


_taken: set[str] = set()


def _reference() -> str:
    while (found := references.new()) in _taken:
        pass
    _taken.add(found)
    return found


def _chunk(cursor, numbers: range, make, by: int, site: int, now: datetime.datetime) -> None:
    minors, rows, claims, plain = [], [], [], []
    for number in numbers:
        person = make()
        minors.append((number, _reference(), "known", "male", person.country, person.language,
                       "not_asked", site, now, by))  # fmt: skip
        said = " ".join(text for _name, text in person.names)
        for kind, text in (("as_said", said), ("alias", person.alias)):
            if text:
                folded = names.fold(text)
                rows.append((number, text, kind, folded, now, by))
        birth = person.birth
        assert birth.precision in (Precision.DAY, Precision.YEAR)
        claims.append(
            (number, birth.precision.value, birth.born_on, now.date(), "declared", now, by)
        )
        plain.append((number, said, names.fold(said), birth.born_on))
    for table, columns, lines in (
        ("cases_minor", "id, reference, family_name_status, sex, country, language, interpreter,"
         " registered_site_id, registered_at, registered_by_id", minors),
        ("cases_minorname", "minor_id, text, kind, folded, recorded_at, recorded_by_id",
         rows),
        ("cases_birthclaim", "minor_id, precision, born_on, declared_on, source, recorded_at,"
         " recorded_by_id", claims),
        ("finding", "minor_id, plain, folded, born", plain),
    ):  # fmt: skip
        with cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
            for line in lines:
                copy.write_row(line)
    cursor.execute("SELECT cases_search_refresh(%s)", [list(numbers)])
