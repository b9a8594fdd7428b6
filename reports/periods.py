"""Weeks, months, quarters, years and any days, as pure functions of the calendar.

A week runs from Monday to Sunday, in ISO 8601 years of 52 or 53 weeks. Each period is written as it
stands in an address: 2026-W47, 2026-11, 2026-Q4, 2026, 2026-11-01_2026-11-15.
"""

import calendar
import datetime
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Protocol, TypeVar

from django.db.models import TextChoices
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import get_language, gettext_lazy, pgettext_lazy
from django.utils.translation import gettext as _

ONE_DAY = datetime.timedelta(days=1)
LONGEST = 3  # years of a span
DAY_BY_DAY = 31  # days: up to here a period is cut into its days
WEEK_BY_WEEK = 26 * 7  # days: up to here into its weeks; into months beyond


class NoSuchPeriod(ValueError):
    """The calendar has no such period; the message is a sentence for whoever asked."""


class NoSuchWeek(NoSuchPeriod):
    """The year has no such week."""


class PeriodKind(TextChoices):
    WEEK = "week", pgettext_lazy("period", "Week")
    MONTH = "month", pgettext_lazy("period", "Month")
    QUARTER = "quarter", pgettext_lazy("period", "Quarter")
    YEAR = "year", pgettext_lazy("period", "Year")
    SPAN = "span", pgettext_lazy("period", "Other days")


PREVIOUS = {
    PeriodKind.WEEK: gettext_lazy("Previous week"),
    PeriodKind.MONTH: gettext_lazy("Previous month"),
    PeriodKind.QUARTER: gettext_lazy("Previous quarter"),
    PeriodKind.YEAR: gettext_lazy("Previous year"),
}
NEXT = {
    PeriodKind.WEEK: gettext_lazy("Next week"),
    PeriodKind.MONTH: gettext_lazy("Next month"),
    PeriodKind.QUARTER: gettext_lazy("Next quarter"),
    PeriodKind.YEAR: gettext_lazy("Next year"),
}


class Period(Protocol):
    """Whole days of Paris, the last one included."""

    @property
    def start(self) -> datetime.date: ...

    @property
    def end(self) -> datetime.date: ...

    @property
    def title(self) -> str: ...


@dataclass(frozen=True, order=True)
class Week:
    """An ISO week. `Week(2026, 53)` begins on 28 December 2026 and ends on 3 January 2027."""

    year: int
    number: int
    kind = PeriodKind.WEEK

    def __post_init__(self) -> None:
        last = weeks_in(self.year)
        if not 1 <= self.number <= last:
            said = _("%(year)d has %(last)d weeks.")
            raise NoSuchWeek(said % {"year": self.year, "last": last})

    def __str__(self) -> str:
        return f"{self.year}-W{self.number:02d}"

    @property
    def title(self) -> str:
        return _("Week %(number)s, %(year)s") % {"number": self.number, "year": self.year}

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


@dataclass(frozen=True, order=True)
class Month:
    """A calendar month, written 2026-11."""

    year: int
    number: int
    kind = PeriodKind.MONTH

    def __post_init__(self) -> None:
        _check_year(self.year)
        if not 1 <= self.number <= 12:
            raise NoSuchPeriod(_("A year has twelve months."))

    def __str__(self) -> str:
        return f"{self.year:04d}-{self.number:02d}"

    @property
    def title(self) -> str:
        """Return "November 2026", with a capital as a heading has it."""
        return capfirst(date_format(self.start, "F Y"))

    @property
    def start(self) -> datetime.date:
        return datetime.date(self.year, self.number, 1)

    @property
    def end(self) -> datetime.date:
        return datetime.date(self.year, self.number, calendar.monthrange(self.year, self.number)[1])

    @property
    def previous(self) -> "Month":
        return month_of(self.start - ONE_DAY)

    @property
    def next(self) -> "Month":
        return month_of(self.end + ONE_DAY)


@dataclass(frozen=True, order=True)
class Quarter:
    """Three months, written 2026-Q4."""

    year: int
    number: int
    kind = PeriodKind.QUARTER

    def __post_init__(self) -> None:
        _check_year(self.year)
        if not 1 <= self.number <= 4:
            raise NoSuchPeriod(_("A year has four quarters."))

    def __str__(self) -> str:
        return f"{self.year:04d}-Q{self.number}"

    @property
    def title(self) -> str:
        said = {
            1: _("1st quarter of %(year)s"),
            2: _("2nd quarter of %(year)s"),
            3: _("3rd quarter of %(year)s"),
            4: _("4th quarter of %(year)s"),
        }
        return said[self.number] % {"year": self.year}

    @property
    def start(self) -> datetime.date:
        return datetime.date(self.year, 3 * self.number - 2, 1)

    @property
    def end(self) -> datetime.date:
        return Month(self.year, 3 * self.number).end

    @property
    def previous(self) -> "Quarter":
        return quarter_of(self.start - ONE_DAY)

    @property
    def next(self) -> "Quarter":
        return quarter_of(self.end + ONE_DAY)


@dataclass(frozen=True, order=True)
class Year:
    """A calendar year, written 2026."""

    year: int
    kind = PeriodKind.YEAR

    def __post_init__(self) -> None:
        _check_year(self.year)

    def __str__(self) -> str:
        return f"{self.year:04d}"

    @property
    def title(self) -> str:
        return _("Year %(year)s") % {"year": self.year}

    @property
    def start(self) -> datetime.date:
        return datetime.date(self.year, 1, 1)

    @property
    def end(self) -> datetime.date:
        return datetime.date(self.year, 12, 31)

    @property
    def previous(self) -> "Year":
        return Year(self.year - 1)

    @property
    def next(self) -> "Year":
        return Year(self.year + 1)


@dataclass(frozen=True, order=True)
class Span:
    """Any days, both included, three years at most: written 2026-11-01_2026-11-15."""

    start: datetime.date
    end: datetime.date
    kind = PeriodKind.SPAN
    previous = None  # nobody knows which days come next
    next = None

    def __post_init__(self) -> None:
        for day in (self.start, self.end):
            _check_year(day.year)
        if self.end < self.start:
            raise NoSuchPeriod(_("The last day comes before the first."))
        if self.end > _last_day_from(self.start):
            raise NoSuchPeriod(
                _("These days are too many: %(count)d years at most.") % {"count": LONGEST}
            )

    def __str__(self) -> str:
        return f"{self.start.isoformat()}_{self.end.isoformat()}"

    @property
    def title(self) -> str:
        said = _("%(start)s to %(end)s")
        return capfirst(said % {"start": long_date(self.start), "end": long_date(self.end)})


AnyPeriod = Week | Month | Quarter | Year | Span


def _check_year(year: int) -> None:
    """Raise NoSuchPeriod for a year that the calendar does not have, whole and with neighbours."""
    if not datetime.MINYEAR < year < datetime.MAXYEAR:
        raise NoSuchPeriod(_("The calendar has no year %(year)d.") % {"year": year})


def _last_day_from(start: datetime.date) -> datetime.date:
    """Return the last day of the longest span that begins on a day."""
    try:
        return start.replace(year=start.year + LONGEST) - ONE_DAY
    except ValueError:  # 29 February, or the last years of the calendar
        later = min(start.year + LONGEST, datetime.MAXYEAR)
        return datetime.date(later, start.month, min(start.day, 28))


def long_date(day: datetime.date) -> str:
    """Return "15 November 2026"; in French the first of a month is "1er"."""
    text = date_format(day, "j F Y")
    is_first = day.day == 1 and (get_language() or "").startswith("fr")
    return f"1er{text[1:]}" if is_first else text


def weeks_in(year: int) -> int:
    """Return 52 or 53: 28 December always lies in the last week of its ISO year.

    Raises NoSuchWeek for a year that the calendar does not have.
    """
    try:
        _check_year(year)
    except NoSuchPeriod as wrong:
        raise NoSuchWeek(str(wrong)) from None
    return datetime.date(year, 12, 28).isocalendar().week


# --- the period of a day -------------------------------------------------------------------------


def week_of(day: datetime.date) -> Week:
    iso = day.isocalendar()
    return Week(iso.year, iso.week)


def month_of(day: datetime.date) -> Month:
    return Month(day.year, day.month)


def quarter_of(day: datetime.date) -> Quarter:
    return Quarter(day.year, (day.month + 2) // 3)


def year_of(day: datetime.date) -> Year:
    return Year(day.year)


OF_A_DAY: dict[PeriodKind, Callable[[datetime.date], Week | Month | Quarter | Year]] = {
    PeriodKind.WEEK: week_of,
    PeriodKind.MONTH: month_of,
    PeriodKind.QUARTER: quarter_of,
    PeriodKind.YEAR: year_of,
}


# --- as it stands in an address ------------------------------------------------------------------

_WRITTEN = re.compile(
    r"(?P<year>\d{4})(?:-W(?P<week>\d{2})|-Q(?P<quarter>\d)|-(?P<month>\d{2}))?", re.ASCII
)
_DAYS = re.compile(r"(\d{4}-\d{2}-\d{2})_(\d{4}-\d{2}-\d{2})", re.ASCII)


def parse(text: str) -> AnyPeriod:
    """Read "2026-W47", "2026-11", "2026-Q4", "2026" or "2026-11-01_2026-11-15".

    Raises NoSuchPeriod, whose message says in a sentence what is wrong.
    """
    if days := _DAYS.fullmatch(text):
        return Span(_day(days[1]), _day(days[2]))
    match = _WRITTEN.fullmatch(text)
    if match is None:
        raise NoSuchPeriod(_("This is neither a week nor a month, a quarter, a year or two days."))
    year = int(match["year"])
    if match["week"]:
        return Week(year, int(match["week"]))
    if match["quarter"]:
        return Quarter(year, int(match["quarter"]))
    if match["month"]:
        return Month(year, int(match["month"]))
    return Year(year)


def _day(text: str) -> datetime.date:
    try:
        return datetime.date.fromisoformat(text)
    except ValueError:
        raise NoSuchPeriod(_("The calendar has no day %(day)s.") % {"day": text}) from None


# --- a period cut into smaller ones --------------------------------------------------------------

Cut = TypeVar("Cut", Week, Month)


def weeks_of(period: Period) -> list[Week]:
    """Return the weeks that have a day of the period at least."""
    return list(_through(period, week_of))


def months_of(period: Period) -> list[Month]:
    """Return the months that have a day of the period at least."""
    return list(_through(period, month_of))


def _through(period: Period, of_a_day: Callable[[datetime.date], Cut]) -> Iterator[Cut]:
    day = period.start
    while day <= period.end:
        one = of_a_day(day)
        yield one
        day = one.end + ONE_DAY


def end_so_far(period: Period, today: datetime.date) -> datetime.date:
    """Return the last day of a period that is over or under way: today at the latest.

    What is divided by opening days is divided by those there have been. Of a period to come
    nothing is known: its own last day.
    """
    return min(period.end, today) if period.start <= today else period.end


def step_of(period: Period) -> PeriodKind | None:
    """Return what a period is drawn by: None for its days, else its weeks or its months."""
    count = (period.end - period.start).days + 1
    if count <= DAY_BY_DAY:
        return None
    return PeriodKind.WEEK if count <= WEEK_BY_WEEK else PeriodKind.MONTH
