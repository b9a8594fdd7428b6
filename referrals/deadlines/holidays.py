"""The public holidays of metropolitan France, of any year (Code du travail, art. L. 3133-1).

Not those of Alsace and Moselle, nor of the departments overseas.
"""

import datetime
from enum import StrEnum
from functools import cache

ONE_DAY = datetime.timedelta(days=1)
SATURDAY = 5


class Closed(StrEnum):
    """Why a day is not a working day."""

    SATURDAY = "saturday"
    SUNDAY = "sunday"
    NEW_YEAR = "new_year"
    EASTER_MONDAY = "easter_monday"
    LABOUR_DAY = "labour_day"
    VICTORY = "victory"
    ASCENSION = "ascension"
    WHIT_MONDAY = "whit_monday"
    NATIONAL_DAY = "national_day"
    ASSUMPTION = "assumption"
    ALL_SAINTS = "all_saints"
    ARMISTICE = "armistice"
    CHRISTMAS = "christmas"


FIXED = {
    (1, 1): Closed.NEW_YEAR,
    (5, 1): Closed.LABOUR_DAY,
    (5, 8): Closed.VICTORY,
    (7, 14): Closed.NATIONAL_DAY,
    (8, 15): Closed.ASSUMPTION,
    (11, 1): Closed.ALL_SAINTS,
    (11, 11): Closed.ARMISTICE,
    (12, 25): Closed.CHRISTMAS,
}
AFTER_EASTER = {1: Closed.EASTER_MONDAY, 39: Closed.ASCENSION, 50: Closed.WHIT_MONDAY}


def easter(year: int) -> datetime.date:
    """Return Easter Sunday in the Gregorian calendar (Meeus, Astronomical Algorithms, ch. 8)."""
    century, rest = divmod(year, 100)
    moon = 19 * (year % 19) + century - century // 4 - (century - (century + 8) // 25 + 1) // 3
    moon = (moon + 15) % 30
    week = (32 + 2 * (century % 4) + 2 * (rest // 4) - moon - rest % 4) % 7
    late = (year % 19 + 11 * moon + 22 * week) // 451
    month, day = divmod(moon + week - 7 * late + 114, 31)
    return datetime.date(year, month, day + 1)


@cache
def public_holidays(year: int) -> dict[datetime.date, Closed]:
    """Return the holidays of a year; of two on one day the fixed one is named."""
    sunday = easter(year)
    movable = {sunday + days * ONE_DAY: name for days, name in AFTER_EASTER.items()}
    return movable | {datetime.date(year, *day): name for day, name in FIXED.items()}


def closed(day: datetime.date) -> Closed | None:
    """Return why a day is not a working day; None when it is one."""
    holiday = public_holidays(day.year).get(day)
    if holiday is not None or day.weekday() < SATURDAY:
        return holiday
    return Closed.SATURDAY if day.weekday() == SATURDAY else Closed.SUNDAY


def working_day(day: datetime.date, step: datetime.timedelta = ONE_DAY) -> datetime.date:
    """Return the first working day from this one on, itself included; back with a step of −1."""
    while closed(day) is not None:
        day += step
    return day
