"""Weeks, as pure functions of the calendar: Monday to Sunday, ISO 8601 years of 52 or 53 weeks."""

import datetime
import re
from dataclasses import dataclass
from typing import Protocol


class NoSuchWeek(ValueError):
    """The year has no such week."""


class Period(Protocol):
    """Whole days of Paris, the last one included."""

    @property
    def start(self) -> datetime.date: ...

    @property
    def end(self) -> datetime.date: ...


@dataclass(frozen=True, order=True)
class Week:
    """An ISO week. `Week(2026, 53)` begins on 28 December 2026 and ends on 3 January 2027."""

    year: int
    number: int

    def __post_init__(self) -> None:
        if not 1 <= self.number <= weeks_in(self.year):
            raise NoSuchWeek(f"{self.year} has {weeks_in(self.year)} weeks")

    def __str__(self) -> str:
        return f"{self.year}-W{self.number:02d}"

    @property
    def start(self) -> datetime.date:
        """Monday."""
        return datetime.date.fromisocalendar(self.year, self.number, 1)

    @property
    def end(self) -> datetime.date:
        """Sunday."""
        return datetime.date.fromisocalendar(self.year, self.number, 7)

    @property
    def previous(self) -> "Week":
        return week_of(self.start - datetime.timedelta(days=7))

    @property
    def next(self) -> "Week":
        return week_of(self.start + datetime.timedelta(days=7))


def weeks_in(year: int) -> int:
    """Return 52 or 53: 28 December always lies in the last week of its ISO year.

    Raises NoSuchWeek for a year that the calendar does not have.
    """
    if not datetime.MINYEAR < year < datetime.MAXYEAR:
        raise NoSuchWeek(str(year))
    return datetime.date(year, 12, 28).isocalendar().week


def week_of(day: datetime.date) -> Week:
    calendar = day.isocalendar()
    return Week(calendar.year, calendar.week)


def parse(text: str) -> Week:
    """Read "2026-W47"; raises NoSuchWeek."""
    match = re.fullmatch(r"(\d{4})-W(\d{2})", text)
    if match is None:
        raise NoSuchWeek(text)
    return Week(int(match[1]), int(match[2]))
