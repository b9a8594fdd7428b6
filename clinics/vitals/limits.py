"""The limits, as they stand in `clinics/data/`."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from django.utils.translation import get_language

DATA = Path(__file__).parent.parent / "data"


def read(name: str) -> Iterator[dict[str, str]]:
    """Yield the lines of one file of data."""
    with (DATA / name).open(encoding="utf-8", newline="") as lines:
        yield from csv.DictReader(lines)


def number(text: str) -> Decimal | None:
    return Decimal(text) if text else None


@dataclass(frozen=True)
class Limit:
    """One measure: outside `low` to `high` it cannot be true, outside `ask_low` to `ask_high` one
    asks back. In `unit`.
    """

    name: str
    unit: str
    low: Decimal
    high: Decimal
    ask_low: Decimal
    ask_high: Decimal
    source: str
    validated_by: str

    def can_be_true(self, value: Decimal) -> bool:
        return self.low <= value <= self.high

    def is_likely(self, value: Decimal) -> bool:
        return self.ask_low <= value <= self.ask_high


@dataclass(frozen=True)
class Change:
    """By how much a measure may differ from the last visit: `percent` either way, or `shrinks`."""

    name: str
    rule: str
    amount: Decimal
    source: str
    validated_by: str


@dataclass(frozen=True)
class RedFlag:
    """Below or above it, a measure is alarming, at these ages; both ends included."""

    name: str
    age_from: int | None
    age_to: int | None
    below: Decimal | None
    above: Decimal | None
    source: str
    validated_by: str

    @property
    def is_of_an_age(self) -> bool:
        return self.age_from is not None or self.age_to is not None


@dataclass(frozen=True)
class Band:
    """A band of z-scores of BMI-for-age: more than `above`, up to `up_to`."""

    above: Decimal | None
    up_to: Decimal | None
    fr: str
    en: str
    source: str
    validated_by: str

    def __str__(self) -> str:
        return self.fr if (get_language() or "").startswith("fr") else self.en


def _limit(row: dict[str, str]) -> Limit:
    return Limit(
        row["name"],
        row["unit"],
        Decimal(row["low"]),
        Decimal(row["high"]),
        Decimal(row["ask_low"]),
        Decimal(row["ask_high"]),
        row["source"],
        row["validated_by"],
    )


def _red_flag(row: dict[str, str]) -> RedFlag:
    return RedFlag(
        row["name"],
        int(row["age_from"]) if row["age_from"] else None,
        int(row["age_to"]) if row["age_to"] else None,
        number(row["below"]),
        number(row["above"]),
        row["source"],
        row["validated_by"],
    )


# In the order in which a nurse takes them.
LIMITS = {row["name"]: _limit(row) for row in read("vital_limits.csv")}
CHANGES = [
    Change(row["name"], row["rule"], Decimal(row["amount"]), row["source"], row["validated_by"])
    for row in read("vital_changes.csv")
]
RED_FLAGS = [_red_flag(row) for row in read("red_flags.csv")]
BANDS = [
    Band(
        number(row["above"]),
        number(row["up_to"]),
        row["fr"],
        row["en"],
        row["source"],
        row["validated_by"],
    )
    for row in read("bmi_bands.csv")
]


def is_validated() -> bool:
    """Whether somebody signed every limit: else the pages say that they are to be confirmed."""
    every: list[Limit | Change | RedFlag | Band] = [
        *LIMITS.values(), *CHANGES, *RED_FLAGS, *BANDS,
    ]  # fmt: skip
    return all(row.validated_by for row in every)
