"""A small chart of a measure over time: the places of its points, for a template to draw."""

import datetime
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal

WIDTH, HEIGHT, MARGIN = 240, 72, 8  # units of the drawing
Series = Sequence[tuple[datetime.date, Decimal]]


@dataclass(frozen=True)
class Point:
    """One measure: where it stands, and in words."""

    x: str
    y: str
    day: datetime.date
    text: str


@dataclass(frozen=True)
class Chart:
    """One line of points a series, over the same days; the rows of the table beside it."""

    lines: list[list[Point]]
    lowest: str
    highest: str

    @property
    def paths(self) -> list[str]:
        return [" ".join(f"{point.x},{point.y}" for point in line) for line in self.lines]

    @property
    def rows(self) -> list[tuple[datetime.date, str]]:
        """Return (day, what was measured), the newest first."""
        days = zip(*self.lines, strict=True)
        return [(same[0].day, " / ".join(p.text for p in same)) for same in days][::-1]

    @property
    def first(self) -> Point:
        return self.lines[0][0]

    @property
    def last(self) -> Point:
        return self.lines[0][-1]

    @property
    def marks(self) -> list[Point]:
        return [point for line in self.lines for point in line]


def chart(lines: Sequence[Series], said: Callable[[Decimal], str]) -> Chart | None:
    """Return the chart of one or more series of (day, value), oldest first; None of one day only.

    Every series has the same days. `said` puts a value in words.
    """
    days = [day for day, _value in lines[0]]
    if len(set(days)) < 2:
        return None
    values = [value for line in lines for _day, value in line]
    first, span = days[0], (days[-1] - days[0]).days
    low, high = min(values), max(values)

    def place(day: datetime.date, value: Decimal) -> Point:
        along = (WIDTH - 2 * MARGIN) * (day - first).days / span
        share = (value - low) / (high - low) if high > low else Decimal("0.5")
        up = (HEIGHT - 2 * MARGIN) * share
        return Point(f"{MARGIN + along:.1f}", f"{HEIGHT - MARGIN - up:.1f}", day, said(value))

    drawn = [[place(day, value) for day, value in line] for line in lines]
    return Chart(drawn, said(low), said(high))
