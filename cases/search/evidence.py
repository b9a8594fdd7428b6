"""What the rest of a file says for or against it: birth, country, language, telephone, in bits.

I. P. Fellegi, A. B. Sunter, "A Theory for Record Linkage", JASA 64 (1969), pp. 1183-1210: the
evidence that two records are one person's is the logarithm of how much likelier it is to find them
so alike if they are than if they are not; independent pieces add up.
"""

import datetime
import math
from dataclasses import dataclass

from django.utils.translation import gettext as _

from cases.births import Birth
from cases.choices import Precision

# Bits, set on invented people (benchmarks/finding).
SAME_DAY = 11.0
YEAR_ONLY_DAY = 6.0  # 1 January, 31 December: on many papers they mean "only the year is known"
SWAPPED_DAY = 9.0
NEXT_YEAR_DAY = 8.0
SAME_MONTH = 5.5
SAME_YEAR = 2.8
BOTH_YEARS = 0.7  # more: the same age was said in the same year
NEXT_YEAR = 0.0
OTHER_BIRTH = -4.5
SAME_PHONE = 18.0
OTHER_COUNTRY = -2.5
SAME_LANGUAGE = 1.0
OTHER_LANGUAGE = -1.0
MISSING = -4.0  # a word was typed that the file does not bear
EXTRA = -3.0  # the file bears one that was not typed
MOST_OF_A_COUNTRY = 6.0  # however rare the country is


@dataclass(frozen=True)
class Sought:
    """A birth as it is compared: numbers as in SearchRow.births, by how near they come."""

    days: tuple[int, ...] = ()
    swapped: tuple[int, ...] = ()
    next_year_days: tuple[int, ...] = ()
    months: tuple[int, ...] = ()
    years: tuple[int, ...] = ()
    next_years: tuple[int, ...] = ()
    worth: float = 0.0  # of the same day

    @property
    def all(self) -> list[int]:
        return sorted({*self.days, *self.swapped, *self.next_year_days, *self.months, *self.years})


NOTHING = Sought()


def sought(birth: Birth | None, today: datetime.date) -> Sought:
    """Return what to look for when this birth is said today."""
    if birth is None or birth.precision == Precision.UNKNOWN:
        return NOTHING
    if birth.declared_age is not None:
        latest = today.year - birth.declared_age
        return Sought(years=(latest - 1, latest), next_years=(latest - 2, latest + 1))
    born = birth.born_on
    if born is None:
        return NOTHING
    years, next_years = (born.year,), (born.year - 1, born.year + 1)
    if birth.precision == Precision.YEAR:
        return Sought(years=years, next_years=next_years)
    month = born.year * 100 + born.month
    if birth.precision == Precision.MONTH:
        return Sought(months=(month,), years=years, next_years=next_years)
    return Sought(
        days=(_day(born.year, born.month, born.day),),
        swapped=_swapped(born),
        next_year_days=tuple(_day(year, born.month, born.day) for year in next_years),
        months=(month,),
        years=years,
        next_years=next_years,
        worth=YEAR_ONLY_DAY if birth.may_be_year_only else SAME_DAY,
    )


def _day(year: int, month: int, day: int) -> int:
    return year * 10_000 + month * 100 + day


def _swapped(born: datetime.date) -> tuple[int, ...]:
    is_another = born.day <= 12 and born.day != born.month
    return (_day(born.year, born.day, born.month),) if is_another else ()


def of_birth(looked_for: Sought, births: list[int]) -> tuple[float, str]:
    """Return the bits of a file's births, and why in words; ("" where they say nothing)."""
    if looked_for is NOTHING or not births:
        return 0.0, ""
    found = set(births)
    years = sorted(found.intersection(looked_for.years))
    if found.intersection(looked_for.days):
        return looked_for.worth, _("same birth date")
    if found.intersection(looked_for.swapped):
        return SWAPPED_DAY, _("birth date with day and month the other way round")
    if found.intersection(looked_for.next_year_days):
        return NEXT_YEAR_DAY, _("birth date a year apart")
    if found.intersection(looked_for.months):
        return SAME_MONTH, _("born the same month")
    if years:
        return SAME_YEAR + BOTH_YEARS * (len(years) > 1), born_in(years)
    if found.intersection(looked_for.next_years):
        return NEXT_YEAR, born_in(sorted(found.intersection(looked_for.next_years)))
    return OTHER_BIRTH, ""


def born_in(years: list[int]) -> str:
    """Return "born 2009" or "born 2008 or 2009"."""
    if len(years) == 1:
        return _("born %(year)s") % {"year": years[0]}
    return _("born %(year)s or %(next)s") % {"year": years[0], "next": years[-1]}


def of_country(asked: str | None, country: str, countries: dict[str, int]) -> tuple[float, str]:
    """Return the bits of a country: a rare one says more. "Unknown" and the like say nothing."""
    if not asked or len(asked) != 2 or len(country) != 2:  # ISO 3166 codes have two letters
        return 0.0, ""
    if asked != country:
        return OTHER_COUNTRY, ""
    share = countries.get(country, 1) / max(1, sum(countries.values()))
    return min(MOST_OF_A_COUNTRY, -math.log2(min(1.0, share))), _("same country")


def of_language(asked: str | None, language: str) -> float:
    """Return the bits of a language. "Unknown" and "other" say nothing."""
    if not asked or max(len(asked), len(language)) > 3:  # ISO 639 codes have two or three letters
        return 0.0
    return SAME_LANGUAGE if asked == language else OTHER_LANGUAGE
