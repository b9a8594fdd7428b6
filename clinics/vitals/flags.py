"""Red flags: what is alarming in what was measured, by the band of the age said."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from clinics.vitals.doubts import with_unit
from clinics.vitals.limits import RED_FLAGS, RedFlag

# The oldest band is the one used where nobody said an age.
_BANDS = sorted(
    {(f.age_from, f.age_to) for f in RED_FLAGS if f.is_of_an_age}, key=lambda ends: ends[0] or 0
)


@dataclass(frozen=True)
class Flag:
    """A measure beyond its limit, and the limit. `band` is the ages it holds for, "" for all."""

    name: str
    value: Decimal
    limit: Decimal
    is_low: bool
    band: str

    def __str__(self) -> str:
        words = {
            "value": with_unit(self.name, self.value),
            "limit": with_unit(self.name, self.limit),
        }
        if self.is_low:
            return _("%(value)s, below %(limit)s") % words
        return _("%(value)s, above %(limit)s") % words

    @property
    def band_text(self) -> str:
        return in_words(self.band)


def band_of(age: int | None) -> str:
    """Return the band of an age in years, as it is kept: "5-12", "13-"; of no age, the oldest.

    A child younger than the first band has that one.
    """
    if age is not None:
        for low, high in _BANDS:
            if high is None or age <= high:
                return f"{low}-{high or ''}"
    low, high = _BANDS[-1]
    return f"{low}-{high or ''}"


def in_words(band: str) -> str:
    low, _dash, high = band.partition("-")
    if not low:
        return ""
    if not high:
        return _("from %(low)s years on") % {"low": low}
    return _("from %(low)s to %(high)s years") % {"low": low, "high": high}


def flags(taken: Mapping[str, Decimal], band: str) -> list[Flag]:
    """Return what is alarming of what was measured, by this band (see `band_of`)."""
    found = []
    for red in RED_FLAGS:
        value = taken.get(red.name)
        if value is None or not _is_of(red, band):
            continue
        if red.below is not None and value < red.below:
            found.append(Flag(red.name, value, red.below, True, _band(red)))
        elif red.above is not None and value > red.above:
            found.append(Flag(red.name, value, red.above, False, _band(red)))
    return found


def _band(red: RedFlag) -> str:
    return f"{red.age_from}-{red.age_to or ''}" if red.is_of_an_age else ""


def _is_of(red: RedFlag, band: str) -> bool:
    return not red.is_of_an_age or _band(red) == band
