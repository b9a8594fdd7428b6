"""Birth dates said in another calendar than the Gregorian one.

A day gives a day. A month or a year of another calendar begins inside one of ours and ends in the
next: it gives both, the one that holds most of it first. Solar Hijri by persiantools, Islamic
(Umm al-Qura) by hijridate: where the moon is looked for, a day may be one earlier or later.
"""

import datetime
from collections import Counter

from hijridate import Hijri
from persiantools.jdatetime import JalaliDate

from cases.births import Birth, NotABirth, check, date_parts, not_in_the_calendar
from cases.choices import Calendar, Precision

# 1 Maskaram of the year 1 is 29 August 8 in the Julian calendar, day 2796 of Python's count
# (Reingold and Dershowitz, Calendrical Calculations, chapter 4).
ETHIOPIAN_EPOCH = 2796
MONTHS = {Calendar.SOLAR: 12, Calendar.ISLAMIC: 12, Calendar.ETHIOPIAN: 13}
ONE_DAY = datetime.timedelta(days=1)


def possible(text: str, calendar: Calendar, *, today: datetime.date) -> list[Birth]:
    """Return what "12/03/1388", "03/1388" or "1388" may be in ours, the likeliest first.

    Raises NotABirth with a sentence that says what to type.
    """
    year, *rest = date_parts(text)
    try:
        start, end = _period(calendar, year, *rest)
    except (ValueError, OverflowError) as error:
        raise NotABirth(not_in_the_calendar()) from error
    births = _births(start, end, [Precision.YEAR, Precision.MONTH, Precision.DAY][len(rest)])
    come = [birth for birth in births if birth.born_on and birth.born_on <= today]
    for birth in come or births:
        check(birth, today)
    return come


def _births(start: datetime.date, end: datetime.date, precision: Precision) -> list[Birth]:
    """Return each day, month or year that a period touches, those with most of its days first."""
    days = (start + n * ONE_DAY for n in range((end - start).days + 1))
    first_of = {
        Precision.YEAR: lambda day: day.replace(month=1, day=1),
        Precision.MONTH: lambda day: day.replace(day=1),
        Precision.DAY: lambda day: day,
    }[precision]
    counted = Counter(map(first_of, days))
    return [Birth(precision, born_on=first) for first, _days in counted.most_common()]


def _period(
    calendar: Calendar, year: int, month: int | None = None, day: int | None = None
) -> tuple[datetime.date, datetime.date]:
    """Return the first and the last day of ours; raises ValueError, OverflowError."""
    if month is None:
        return _day(calendar, year, 1, 1), _day(calendar, year + 1, 1, 1) - ONE_DAY
    if day is None:
        after = (year + 1, 1) if month == MONTHS[calendar] else (year, month + 1)
        return _day(calendar, year, month, 1), _day(calendar, *after, 1) - ONE_DAY
    found = _day(calendar, year, month, day)
    return found, found


def _day(calendar: Calendar, year: int, month: int, day: int) -> datetime.date:
    if calendar == Calendar.SOLAR:
        return JalaliDate(year, month, day).to_gregorian()
    if calendar == Calendar.ISLAMIC:
        return datetime.date(*Hijri(year, month, day).to_gregorian().datetuple())
    return _ethiopian(year, month, day)


def _ethiopian(year: int, month: int, day: int) -> datetime.date:
    """Twelve months of thirty days, then five days, six in the year before a multiple of four."""
    longest = 30 if month < 13 else 5 + (year % 4 == 3)
    if not (year >= 1 and 1 <= month <= 13 and 1 <= day <= longest):
        raise ValueError("no such day")
    number = ETHIOPIAN_EPOCH + 365 * (year - 1) + year // 4 + 30 * (month - 1) + day - 1
    return datetime.date.fromordinal(number)
