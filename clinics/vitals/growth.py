"""BMI-for-age, as a range: the age is the one said, and one year more or less.

It speaks of nutrition and of nothing else. There is no height-for-age here, no pubertal stage, and
nothing goes on paper: none of it may serve to dispute an age.
"""

from dataclasses import dataclass
from decimal import Decimal

from pygrowup import Observation
from pygrowup.exceptions import PyGrowUpException

from clinics.vitals.limits import BANDS, Band

AROUND = 1  # years more or less than the age said
MONTHS = range(61, 229)  # WHO 2007 tables
TENTH = Decimal("0.1")
SEXES = {"female": Observation.FEMALE, "male": Observation.MALE}


@dataclass(frozen=True)
class Growth:
    """The BMI, and the z-scores that it makes at the youngest and the oldest of these ages."""

    bmi: Decimal
    low: Decimal
    high: Decimal
    age_from: int
    age_to: int

    @property
    def bands(self) -> list[Band]:
        """Every band that the range touches, the lowest first."""
        return [
            band
            for band in BANDS
            if (band.above is None or self.high > band.above)
            and (band.up_to is None or self.low <= band.up_to)
        ]


def bmi(weight: Decimal, height: Decimal) -> Decimal:
    """Return kg/m², of kilograms and centimetres."""
    return weight / (height / 100) ** 2


def growth(weight: Decimal, height: Decimal, sex: str, age: int | None) -> Growth | None:
    """Return the range of z-scores; None without an age or a sex said, or outside the tables.

    `age` is in completed years, so that the range goes from the first month of the year before to
    the last of the year after.
    """
    if age is None or sex not in SEXES:
        return None
    first, last = (age - AROUND) * 12, (age + AROUND) * 12 + 11
    index = bmi(weight, height)
    found = [
        z
        for month in range(first, last + 1)
        if month in MONTHS and (z := _z(index, SEXES[sex], month)) is not None
    ]
    if not found:
        return None
    return Growth(
        index.quantize(TENTH),
        min(found).quantize(TENTH) + 0,  # no "minus zero"
        max(found).quantize(TENTH) + 0,
        age - AROUND,
        age + AROUND,
    )


def _z(index: Decimal, sex: str, month: int) -> Decimal | None:
    try:
        found: Decimal = Observation(sex, age_in_months=month).bmi_for_age(index)
    except PyGrowUpException:  # a build that the tables do not have
        return None
    return found
