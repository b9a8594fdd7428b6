"""Legal bases, steps of a pregnancy, methods of contraception: data with a source.

None of the lines that are shipped has been validated: pages say that they are to be confirmed, the
legal ones by the jurist, the others by the referring doctor.
"""

import csv
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import TypeVar

from django.utils.translation import get_language

from clinics.choices import ActKind

DATA = Path(__file__).parent.parent / "data"


@dataclass(frozen=True)
class Line:
    """What every line says: its words, where they come from, who has read them."""

    code: str
    fr: str
    en: str
    source: str
    validated_by: str

    def __str__(self) -> str:
        return self.fr if (get_language() or "").startswith("fr") else self.en


@dataclass(frozen=True)
class LegalBasis(Line):
    """On what an act stands; `acts` are those it is proposed for, none for all of them."""

    acts: frozenset[str]

    def fits(self, kind: str) -> bool:
        return not self.acts or kind in self.acts


@dataclass(frozen=True)
class Method(Line):
    """A method of contraception; `interval_days` until it is due again, None for never."""

    interval_days: int | None


class RuleKind(StrEnum):
    """`term`: the expected date. `limit`: the legal one. `step`: something to do meanwhile."""

    TERM = "term"
    LIMIT = "limit"
    STEP = "step"


@dataclass(frozen=True)
class PregnancyRule(Line):
    """From one week to another, in completed weeks since the last period; the last excluded."""

    kind: RuleKind
    from_week: int
    to_week: int


Found = TypeVar("Found", bound=Line)


def _said(row: Mapping[str, str]) -> dict[str, str]:
    return {name: row[name] for name in ("code", "fr", "en", "source", "validated_by")}


def _read(name: str, make: Callable[[Mapping[str, str]], Found]) -> dict[str, Found]:
    with (DATA / name).open(encoding="utf-8", newline="") as rows:
        return {row["code"]: make(row) for row in csv.DictReader(rows)}


@cache
def legal_bases() -> dict[str, LegalBasis]:
    """Return the bases by their code, in the order of the file; raises ValueError for no act."""
    return _read(
        "legal_bases.csv",
        lambda row: LegalBasis(
            **_said(row), acts=frozenset(ActKind(act).value for act in row["acts"].split())
        ),
    )


@cache
def methods() -> dict[str, Method]:
    """Return the methods of contraception by their code."""
    return _read(
        "contraception_methods.csv",
        lambda row: Method(
            **_said(row), interval_days=int(row["interval_days"]) if row["interval_days"] else None
        ),
    )


@cache
def pregnancy_rules() -> dict[str, PregnancyRule]:
    """Return the term, the legal limit and the steps of a pregnancy by their code."""
    return _read(
        "pregnancy_steps.csv",
        lambda row: PregnancyRule(
            **_said(row),
            kind=RuleKind(row["kind"]),
            from_week=int(row["from_week"]),
            to_week=int(row["to_week"]),
        ),
    )


def pregnancy_steps() -> list[PregnancyRule]:
    return [rule for rule in pregnancy_rules().values() if rule.kind == RuleKind.STEP]
