"""A birth date as it is said: an age, a year, a month, a day, or nothing.

Age is declared. Nothing here judges it.
"""

import datetime
import re
from dataclasses import dataclass
from typing import Protocol

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from cases.choices import Precision
from cases.names import fold

MAJORITY = 18  # years
OLDEST = 99  # years; more is a slip of the keyboard


class NotABirth(ValueError):
    """What was typed is no age and no date; the message says what to type."""


class Claim(Protocol):
    """What a birth-date claim holds, saved or not."""

    precision: str
    born_on: datetime.date | None
    declared_age: int | None
    declared_on: datetime.date


@dataclass(frozen=True)
class Birth:
    """What was understood. `born_on` is the first possible day at its precision."""

    precision: Precision
    born_on: datetime.date | None = None
    declared_age: int | None = None

    @property
    def may_be_year_only(self) -> bool:
        """1 January and 31 December stand on many papers for "only the year is known"."""
        return (
            self.precision == Precision.DAY
            and self.born_on is not None
            and (self.born_on.month, self.born_on.day) in {(1, 1), (12, 31)}
        )

    @property
    def in_words(self) -> str:
        """The date as people say it: "2009", "mars 2009", "12 mars 2009"; "" without a date."""
        if self.born_on is None:
            return ""
        said = {Precision.YEAR: "Y", Precision.MONTH: "F Y", Precision.DAY: "j F Y"}
        return date_format(self.born_on, said[self.precision])

    def year_only(self) -> "Birth":
        if self.born_on is None:
            raise ValueError("a birth without a date has no year")
        return Birth(Precision.YEAR, born_on=datetime.date(self.born_on.year, 1, 1))


def parse(text: str, *, today: datetime.date) -> Birth:
    """Understand "16", "16 ans", "2009", "03/2009", "12/3/2009", "2009-03-12".

    Raises NotABirth with a sentence that says what to type.
    """
    age = age_said(text)
    if age is not None:
        return Birth(Precision.AGE, declared_age=age)
    birth = _from_parts(date_parts(text))
    check(birth, today)
    return birth


def age_said(text: str) -> int | None:
    """Return 16 for "16" or "16 ans", None for anything else."""
    age = re.fullmatch(r"(\d{1,2})( ?(ans?|years?|y|a))?", fold(text))
    return int(age[1]) if age else None


def date_parts(text: str) -> list[int]:
    """Return the year, the month and the day that were typed, as many as there are.

    Raises NotABirth.
    """
    words = fold(text).split()
    if not words or not all(re.fullmatch(r"\d{1,4}", word) for word in words) or len(words) > 3:
        raise NotABirth(_("Type an age (16), a year (2009) or a date (12/03/2009)."))
    numbers = [int(word) for word in words]
    if len(words[0]) != 4:
        numbers.reverse()
    if numbers[0] < 100:
        raise NotABirth(_("Type the year with its four digits: 2009."))
    return numbers


def check(birth: Birth, today: datetime.date) -> None:
    """Raise NotABirth unless this date has come, within a lifetime."""
    if birth.born_on is None or birth.born_on > today:
        raise NotABirth(_("This date has not come yet. Check the year."))
    if today.year - birth.born_on.year > OLDEST:
        raise NotABirth(_("This date is more than 99 years ago. Check the year, or the calendar."))


def not_in_the_calendar() -> str:
    return _("This date is not in the calendar. Type the day, the month, the year.")


def _from_parts(parts: list[int]) -> Birth:
    year, *rest = parts
    month = rest[0] if rest else 1
    day = rest[1] if len(rest) > 1 else 1
    precision = [Precision.YEAR, Precision.MONTH, Precision.DAY][len(rest)]
    try:
        return Birth(precision, born_on=datetime.date(year, month, day))
    except ValueError as error:
        raise NotABirth(not_in_the_calendar()) from error


def age_on(claim: Claim, day: datetime.date) -> int | None:
    """Return the declared age in completed years on a day; None when nothing was said.

    With a month or a year only, the first day of it counts: the age is the highest possible,
    so that the eighteenth birthday is shown at the earliest it may come.
    """
    if claim.precision == Precision.AGE and claim.declared_age is not None:
        return claim.declared_age + _years_since(claim.declared_on, day)
    if claim.born_on is None:
        return None
    return _years(claim.born_on, day)


def _years_since(said_on: datetime.date, day: datetime.date) -> int:
    """Whole years from the day on which an age was said; a day before, it is that age too."""
    return _years(said_on, day) if said_on <= day else -_years(day, said_on)


def _years(start: datetime.date, end: datetime.date) -> int:
    return end.year - start.year - ((end.month, end.day) < (start.month, start.day))


def eighteen_on(claim: Claim) -> datetime.date | None:
    """Return the earliest day on which she may turn 18; None when nothing was said.

    An age alone makes her a year older on the anniversary of the day it was said.
    """
    if claim.precision == Precision.AGE and claim.declared_age is not None:
        return anniversary(claim.declared_on, MAJORITY - claim.declared_age)
    return anniversary(claim.born_on, MAJORITY) if claim.born_on else None


def anniversary(day: datetime.date, years: int) -> datetime.date:
    """The anniversary; 1 March for 29 February in a year that has none."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return datetime.date(day.year + years, 3, 1)
