"""What stands behind a number: the rows that were counted, as the section that counts gives them.

The section hands over the very query that it counts, so that a figure is defined once; how its rows
read and who sees them is in reports.line_kinds, who may open them in reports.line_rights.
"""

import datetime
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.db.models import QuerySet

from cases.models import Minor
from reports.among import among

Picks = Callable[[str], bool]  # whether a part of this name is wanted


@dataclass(frozen=True)
class Loose:
    """Counted without a row of its own: so many strokes of the sheet of one session."""

    day: datetime.date
    site: str
    text: str
    count: int


@dataclass(frozen=True)
class Lines:
    """Rows of one kind (reports.line_kinds), then `loose`, then those of `more`.

    `marked` are those above the line, where the number is a share of them all. `notes` is what to
    say of a row, words or a day, `weights` how much it counts for, by its number; without `weights`
    each is one. `told` are the rows that whoever does not read sexual health may be shown: the
    others are there because of it alone. `through` are the rows for which persons are there:
    whoever sees none of hers is not shown her.
    """

    kind: str
    rows: QuerySet[Any]
    marked: QuerySet[Any] | None = None
    notes: Mapping[int, str | datetime.date] = field(default_factory=dict)
    weights: Mapping[int, int] | None = None
    told: QuerySet[Any] | None = None
    through: "Lines | None" = None
    loose: Sequence[Loose] = ()
    more: Sequence["Lines"] = ()

    @property
    def each(self) -> list["Lines"]:
        """These and those that follow, each of one kind."""
        return [replace(self, more=()), *(one for more in self.more for one in more.each)]

    def of(self, narrow: Callable[[QuerySet[Any]], QuerySet[Any]]) -> "Lines":
        """Return the same lines, fewer of them."""
        told = None if self.told is None else narrow(self.told)
        return replace(self, rows=narrow(self.rows), told=told)

    def weigh(self, rows: QuerySet[Any]) -> int:
        """Return how much some of the rows come to."""
        if self.weights is None:
            return rows.count()
        numbers = rows.order_by().values_list("pk", flat=True)
        return sum(self.weights[number] for number in numbers)

    @property
    def total(self) -> int:
        """What was counted, whoever reads it."""
        return sum(
            one.weigh(one.rows) + sum(stroke.count for stroke in one.loose) for one in self.each
        )


Cut = Callable[[Picks], Lines]  # the lines of the parts that are wanted


def persons(numbers: Any, notes: Mapping[int, str | datetime.date] | None = None) -> Lines:
    """Return the young persons of these numbers, a list or a subquery."""
    return Lines("person", Minor.objects.filter(among("pk", numbers)), notes=notes or {})


def by_column(lines: Lines, column: str, values: Iterable[str]) -> Cut:
    """Return how to cut lines by a closed list that their rows keep."""
    offered = list(values)

    def cut(is_wanted: Picks) -> Lines:
        wanted = [value for value in offered if is_wanted(value)]
        return lines.of(lambda rows: rows.filter(**{f"{column}__in": wanted}))

    return cut


def by_pairs(lines: Lines, pairs: Iterable[tuple[int, str]]) -> Cut:
    """Return how to cut lines by what was found of each: (its number, name of the part)."""
    found = list(pairs)

    def cut(is_wanted: Picks) -> Lines:
        numbers = [number for number, name in found if is_wanted(name)]
        return lines.of(lambda rows: rows.filter(among("pk", numbers)))

    return cut
