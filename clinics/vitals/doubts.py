"""What can be true and is not likely: asked back, once, beside its box."""

import enum
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from clinics.vitals.limits import CHANGES, LIMITS, Change
from clinics.vitals.units import from_mmol

HUNDRED = Decimal(100)


class Why(enum.StrEnum):
    """Why a value is asked back, the most telling reason first."""

    OTHER_UNIT = "other_unit"
    SWAPPED = "swapped"
    SHRUNK = "shrunk"
    JUMPED = "jumped"
    UNLIKELY = "unlikely"


@dataclass(frozen=True)
class Doubt:
    """A value that is asked back; `earlier` is what was measured at the last visit."""

    name: str
    value: Decimal
    why: Why
    earlier: Decimal | None = None

    def token(self, answer: str) -> str:
        """What a box of the page says when it is ticked: it holds for this very value only."""
        return f"{answer} {self.value.normalize():f} {self.why}"

    @property
    def in_grams(self) -> Decimal | None:
        """What it is in g/L if it was typed in mmol/L; None where that cannot be."""
        if self.name != "glycaemia":
            return None
        converted = from_mmol(self.value)
        return converted if LIMITS[self.name].can_be_true(converted) else None

    @property
    def may_be_so(self) -> bool:
        """Whether the value can be confirmed as it was typed."""
        return LIMITS[self.name].can_be_true(self.value)


def with_unit(name: str, value: Decimal) -> str:
    """ "54,5 kg", in the page's own decimal mark."""
    plain = value.normalize() if value % 1 else Decimal(int(value))
    return f"{number_format(plain)} {LIMITS[name].unit}"


def doubts(taken: Mapping[str, Decimal], earlier: Mapping[str, Decimal]) -> list[Doubt]:
    """Return what to ask back of what was measured, one doubt a measure at most.

    `earlier` holds what the last visit measured. What cannot be true is not asked: it is refused.
    """
    found: dict[str, Doubt] = {}
    for doubt in _all(taken, earlier):
        found.setdefault(doubt.name, doubt)
    return list(found.values())


def _all(taken: Mapping[str, Decimal], earlier: Mapping[str, Decimal]) -> Iterator[Doubt]:
    glycaemia = taken.get("glycaemia")
    if glycaemia is not None and glycaemia > LIMITS["glycaemia"].high:
        other = Doubt("glycaemia", glycaemia, Why.OTHER_UNIT)
        if other.in_grams is not None:
            yield other
    possible = {n: v for n, v in taken.items() if LIMITS[n].can_be_true(v)}
    if {"height", "weight"} <= possible.keys() and possible["height"] < possible["weight"]:
        yield Doubt("height", possible["height"], Why.SWAPPED)
    for change in CHANGES:
        if change.name in possible and change.name in earlier:
            yield from _changed(change, possible[change.name], earlier[change.name])
    for name, value in possible.items():
        if not LIMITS[name].is_likely(value):
            yield Doubt(name, value, Why.UNLIKELY)


def _changed(change: Change, value: Decimal, earlier: Decimal) -> Iterator[Doubt]:
    if change.rule == "shrinks" and earlier - value > change.amount:
        yield Doubt(change.name, value, Why.SHRUNK, earlier)
    if change.rule == "percent" and abs(value - earlier) * HUNDRED > change.amount * earlier:
        yield Doubt(change.name, value, Why.JUMPED, earlier)


def sentence(doubt: Doubt) -> str:
    """What the page asks back."""
    words = {"value": with_unit(doubt.name, doubt.value)}
    if doubt.earlier is not None:
        words["earlier"] = with_unit(doubt.name, doubt.earlier)
    return _SENTENCES[doubt.why]() % words


_SENTENCES = {
    Why.OTHER_UNIT: lambda: _("%(value)s is too high: was it measured in mmol/L?"),
    Why.SWAPPED: lambda: _("%(value)s, less than the weight: check that the two are not swapped."),
    Why.SHRUNK: lambda: _("%(value)s, and %(earlier)s at the last visit: check, then confirm."),
    Why.JUMPED: lambda: _("%(value)s, and %(earlier)s at the last visit: check, then confirm."),
    Why.UNLIKELY: lambda: _("%(value)s: check, then confirm."),
}
