"""The short screens: their questions, their answers, what these come to.

All of it is data with a source (`clinics/data/instruments.csv`, `instrument_items.csv`,
`instrument_bands.csv`, `tb_screen.csv`): nothing that is shipped has been validated, and the page
says so. An instrument keeps its version with each set of answers: they are read as they were asked.
"""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.db import models
from django.utils.translation import get_language

from clinics.choices import Asked, Frequency, ScreenResult

DATA = Path(__file__).parent / "data"
TUBERCULOSIS = "tb"
ANSWERS: dict[str, type[models.TextChoices]] = {"asked": Asked, "frequency": Frequency}


def _is_french() -> bool:
    return (get_language() or "").startswith("fr")


@dataclass(frozen=True)
class Item:
    """One question. `is_risk`: any yes to it is a risk of suicide."""

    number: str
    is_risk: bool
    fr: str
    en: str

    def __str__(self) -> str:
        return self.fr if _is_french() else self.en


@dataclass(frozen=True)
class Band:
    """What a total from `first` to `last` is called."""

    first: int
    last: int
    fr: str
    en: str
    source: str

    def __str__(self) -> str:
        return self.fr if _is_french() else self.en


@dataclass(frozen=True)
class Instrument:
    code: str
    version: int
    choices: type[models.TextChoices]
    most: int | None
    fr: str
    en: str
    asks_fr: str
    asks_en: str
    source: str
    validated_by: str
    items: tuple[Item, ...]
    bands: tuple[Band, ...]

    def __str__(self) -> str:
        return self.fr if _is_french() else self.en

    @property
    def asks(self) -> str:
        """What is read before the questions; "" for nothing."""
        return self.asks_fr if _is_french() else self.asks_en

    @property
    def is_counted(self) -> bool:
        """Whether its answers make a total."""
        return self.choices is Frequency

    @property
    def is_of_mind(self) -> bool:
        return self.is_counted or any(item.is_risk for item in self.items)

    def takes(self, answers: object) -> bool:
        """Whether these are answers to it: one of each question, and none to another."""
        if not isinstance(answers, Mapping):
            return False
        numbers = {item.number for item in self.items}
        return set(answers) == numbers and set(answers.values()) <= set(self.choices.values)

    def is_risk(self, answers: Mapping[str, str]) -> bool:
        """Whether something of suicide was said: more than "not at all", or a yes."""
        quiet = {Frequency.NEVER, Frequency.NOT_ASKED, Asked.NO}
        return any(item.is_risk and answers[item.number] not in quiet for item in self.items)


@dataclass(frozen=True)
class Reading:
    """What answers come to. `total` and `band` are None while a question was not asked."""

    instrument: Instrument
    lines: list[tuple[Item, str]]
    asked_count: int
    total: int | None
    band: Band | None
    result: ScreenResult | None
    is_risk: bool


def _rows(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


@cache
def versions() -> dict[tuple[str, int], Instrument]:
    """Return {(code, version): instrument}, in the order of the file."""
    items: dict[tuple[str, str], list[Item]] = {}
    for row in _rows("instrument_items.csv"):
        item = Item(row["number"], row["is_risk"] == "yes", row["fr"], row["en"])
        items.setdefault((row["instrument"], row["version"]), []).append(item)
    for row in _rows("tb_screen.csv"):
        item = Item(row["number"], False, row["fr"], row["en"])
        items.setdefault((TUBERCULOSIS, row["version"]), []).append(item)
    bands: dict[tuple[str, str], list[Band]] = {}
    for row in _rows("instrument_bands.csv"):
        band = Band(int(row["first"]), int(row["last"]), row["fr"], row["en"], row["source"])
        bands.setdefault((row["instrument"], row["version"]), []).append(band)
    return {
        (row["code"], int(row["version"])): Instrument(
            code=row["code"],
            version=int(row["version"]),
            choices=ANSWERS[row["answers"]],
            most=int(row["max"]) if row["max"] else None,
            **{name: row[name] for name in TEXTS},
            items=tuple(items[row["code"], row["version"]]),
            bands=tuple(bands.get((row["code"], row["version"]), [])),
        )
        for row in _rows("instruments.csv")
    }


def instruments() -> dict[str, Instrument]:
    """Return {code: instrument} in its last version: what is asked now."""
    last: dict[str, Instrument] = {}
    for instrument in versions().values():
        if instrument.code not in last or last[instrument.code].version < instrument.version:
            last[instrument.code] = instrument
    return last


TEXTS = ("fr", "en", "asks_fr", "asks_en", "source", "validated_by")


def reading(code: str, version: int, answers: Any) -> Reading | None:
    """Return what these answers come to; None for answers that this version does not have."""
    found = versions().get((code, version))
    if found is None or not found.takes(answers):
        return None
    asked = [answer for answer in answers.values() if answer != Asked.NOT_ASKED]
    is_whole = len(asked) == len(found.items)
    total = sum(map(int, asked)) if found.is_counted and is_whole else None
    return Reading(
        instrument=found,
        lines=[(item, str(found.choices(answers[item.number]).label)) for item in found.items],
        asked_count=len(asked),
        total=total,
        band=next(
            (b for b in found.bands if total is not None and b.first <= total <= b.last), None
        ),
        result=None if found.is_counted else _result(answers.values()),
        is_risk=found.is_risk(answers),
    )


def _result(answers: Any) -> ScreenResult:
    """One yes is enough; without any, only when everything was asked."""
    said = set(answers)
    if Asked.YES in said:
        return ScreenResult.POSITIVE
    return ScreenResult.INCOMPLETE if Asked.NOT_ASKED in said else ScreenResult.NEGATIVE
