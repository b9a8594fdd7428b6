"""Line lists: one line an arrival, a person, a consultation or a referral.

The lines come from the same queries as the week, so that their number is the figure. They are read
through a cursor of the server, a batch at a time, whatever the number of them.
"""

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any, TypeVar

from django.db.models import Count, Max, Min, QuerySet

from cases import registry
from cases.models import Arrival, Minor, keys_of
from clinics.models import Consultation, SexualHealthConsultation
from referrals.models import Referral
from reports.among import among
from reports.choices import ListKind
from reports.line_columns import COLUMNS, Column, Line
from reports.line_facts import Asked, Persons
from reports.tables import BATCH, Cell, Table

Rows = QuerySet[Any]
Book = type[Consultation] | type[SexualHealthConsultation]
BOOKS: dict[str, Book] = {
    ListKind.CONSULTATIONS: Consultation,
    ListKind.SEXUAL_HEALTH: SexualHealthConsultation,
}
T = TypeVar("T")


def rows_of(kind: ListKind, asked: Asked, *, with_names: bool = False) -> Rows:
    """Return the rows of a list, in the order of its lines.

    With names, of the files only that this person may open: not of the archive, for most.
    """
    if kind in BOOKS:
        rows = _of_book(BOOKS[kind], asked)
    else:
        rows = {
            ListKind.ARRIVALS: _arrivals,
            ListKind.PERSONS: _persons,
            ListKind.REFERRALS: _referrals,
        }[kind](asked)
    if with_names:
        rows = rows.filter(minor__in=Minor.objects.visible_to(asked.user).values("pk"))
    return rows


def _of_period(rows: Rows, asked: Asked, day: str = "day") -> Rows:
    return rows.filter(**{
        f"{day}__gte": asked.first_day, f"{day}__lte": asked.last_day, "site__in": asked.sites,
    })  # fmt: skip


def _counted(asked: Asked) -> Rows:
    return _of_period(Arrival.objects.visible_to(asked.user).counted(), asked)


def _arrivals(asked: Asked) -> Rows:
    return _counted(asked).order_by("day", "pk").only("minor", "site", "day", "needs", "copied_at")


def _persons(asked: Asked) -> Rows:
    """One row a person: {minor, first, last_day, count}, by the day of the first arrival."""
    rows = _counted(asked).order_by().values("minor")
    rows = rows.annotate(first=Min("day"), last_day=Max("day"), count=Count("pk"))
    return rows.order_by("first", "minor")


def _of_book(book: Book, asked: Asked) -> Rows:
    rows = book.objects.visible_to(asked.user)
    rows = rows.filter(registry.in_scope(asked.user, book.compartment))
    return _of_period(rows, asked).order_by("day", "pk").defer("observation", "care")


def _referrals(asked: Asked) -> Rows:
    rows = Referral.objects.visible_to(asked.user).with_status().select_related("partner")
    return _of_period(rows, asked, "made_on").order_by("made_on", "pk")


def _lines(kind: ListKind, batch: Sequence[Any], asked: Asked) -> list[Line]:
    if kind == ListKind.PERSONS:
        sites = _first_sites(batch, asked)
        return [Line(row["minor"], sites[row["minor"]], row["first"], row) for row in batch]
    if kind in BOOKS:
        keys = keys_of({row.minor_id for row in batch}, BOOKS[kind].compartment)
        for row in batch:
            row.held_keys = keys.get(row.minor_id, [])
    day = "made_on" if kind == ListKind.REFERRALS else "day"
    return [Line(row.minor_id, row.site_id, getattr(row, day), row) for row in batch]


def _first_sites(batch: Sequence[dict[str, Any]], asked: Asked) -> dict[int, int]:
    """Return {minor: the site of her first arrival of the period}."""
    rows = _counted(asked).filter(among("minor", [row["minor"] for row in batch]))
    first = rows.order_by("minor", "day", "arrived_at", "pk").distinct("minor")
    return dict(first.values_list("minor", "site"))


def batches_of(found: Iterator[T], size: int = BATCH) -> Iterator[list[T]]:
    while batch := list(islice(found, size)):
        yield batch


def cells(
    kind: ListKind, asked: Asked, columns: Sequence[Column], *, with_names: bool = False
) -> Iterator[list[list[Cell]]]:
    """Yield the cells of each batch of lines."""
    rows = rows_of(kind, asked, with_names=with_names)
    for batch in batches_of(rows.iterator(chunk_size=BATCH)):
        lines = _lines(kind, batch, asked)
        persons = Persons(asked, [line.minor for line in lines])
        yield [[column.value(line, persons) for column in columns] for line in lines]


def table(kind: ListKind, asked: Asked, names: Sequence[str], *, with_names: bool = False) -> Table:
    """`names`: of the columns that were chosen."""
    columns = [column for column in COLUMNS[kind] if column.name in names]
    return Table(
        str(kind.label),
        [column.label for column in columns],
        cells(kind, asked, columns, with_names=with_names),
    )
