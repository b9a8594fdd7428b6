"""A birth date as it is said: an age, a year, a month, a day, or nothing.

Age is declared. Nothing here judges it.
"""

import datetime
import re
from dataclasses import dataclass
from typing import Protocol

from django.utils.translation import gettext as _

from cases.choices import Precision
from cases.names import fold

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

    def year_only(self) -> "Birth":
        if self.born_on is None:
            raise ValueError("a birth without a date has no year")
        return Birth(Precision.YEAR, born_on=datetime.date(self.born_on.year, 1, 1))


def parse(text: str, *, today: datetime.date) -> Birth:
    """Understand "16", "16 ans", "2009", "03/2009", "12/3/2009", "2009-03-12".

    Raises NotABirth with a sentence that says what to type.
    """
    plain = fold(text)
    words = plain.split()
    age = re.fullmatch(r"(\d{1,2})( ?(ans?|years?|y|a))?", plain)
    if age:
        return Birth(Precision.AGE, declared_age=int(age[1]))
    if not words or not all(re.fullmatch(r"\d{1,4}", word) for word in words) or len(words) > 3:
        raise NotABirth(_("Type an age (16), a year (2009) or a date (12/03/2009)."))
    numbers = [int(word) for word in words]
    if len(words[0]) == 4:
        numbers.reverse()
    birth = _from_numbers(numbers)
    if birth.born_on is None or birth.born_on > today:
        raise NotABirth(_("This date has not come yet. Check the year."))
    if today.year - birth.born_on.year > OLDEST:
        raise NotABirth(_("This date is more than 99 years ago. Check the year."))
    return birth


def _from_numbers(numbers: list[int]) -> Birth:
    """Day, month, year, from the last one back: as many of them as were typed."""
    year, *rest = reversed(numbers)
    if year < 100:
        raise NotABirth(_("Type the year with its four digits: 2009."))
    month = rest[0] if rest else 1
    day = rest[1] if len(rest) > 1 else 1
    precision = [Precision.YEAR, Precision.MONTH, Precision.DAY][len(rest)]
    try:
        return Birth(precision, born_on=datetime.date(year, month, day))
    except ValueError as error:
        raise NotABirth(
            _("This date is not in the calendar. Type the day, the month, the year.")
        ) from error


def age_on(claim: Claim, day: datetime.date) -> int | None:
    """Return the declared age in completed years on a day; None when nothing was said.

    With a month or a year only, the first day of it counts: the age is the highest possible,
    so that the eighteenth birthday is shown at the earliest it may come.
    """
    if claim.precision == Precision.AGE and claim.declared_age is not None:
        return claim.declared_age + _years(claim.declared_on, day)
    if claim.born_on is None:
        return None
    return _years(claim.born_on, day)


def _years(start: datetime.date, end: datetime.date) -> int:
    return end.year - start.year - ((end.month, end.day) < (start.month, start.day))
