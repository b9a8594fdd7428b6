"""The rules of the week's signals: data with a source (`clinics/data/alert_rules.csv`).

None that is shipped has been validated: the page says so. The referring doctor and the
coordination change from how many cases a rule speaks, or stop it, by a row more (`SignalRule`).
"""

import csv
import dataclasses
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path

from django.utils.translation import get_language

from clinics.choices import SignalKind
from clinics.models import SignalRule
from clinics.problems import problems

ROWS = Path(__file__).parent.parent / "data" / "alert_rules.csv"
EACH = "*"


@dataclass(frozen=True)
class Rule:
    """One rule as it counts now.

    `problems` are lines of the list of problems, counted together, or (`is_each`) each on its own.
    `ratio` belongs to a trend: so many times the mean of the weeks before.
    `last` is the row by which it was changed.
    """

    code: str
    kind: SignalKind
    problems: frozenset[str]
    threshold: int
    ratio: Decimal | None
    fr: str
    en: str
    source: str
    validated_by: str
    is_each: bool = False
    is_on: bool = True
    last: SignalRule | None = None

    def __str__(self) -> str:
        return self.fr if (get_language() or "").startswith("fr") else self.en


def _named(codes: str) -> frozenset[str]:
    return frozenset(codes.split())


def _illnesses() -> frozenset[str]:
    """Return each line that is an illness: a check or a paper asked for warns of nothing.

    In ICD-10 what brings somebody without one begins with Z.
    """
    return frozenset(code for code, line in problems().items() if not line.icd10.startswith("Z"))


@cache
def shipped() -> tuple[Rule, ...]:
    with ROWS.open(encoding="utf-8", newline="") as lines:
        return tuple(
            Rule(
                code=row["code"],
                kind=SignalKind(row["kind"]),
                problems=_illnesses() if row["problems"] == EACH else _named(row["problems"]),
                threshold=int(row["threshold"]),
                ratio=Decimal(row["ratio"]) if row["ratio"] else None,
                fr=row["fr"],
                en=row["en"],
                source=row["source"],
                validated_by=row["validated_by"],
                is_each=row["problems"] == EACH,
            )
            for row in csv.DictReader(lines)
        )


def current() -> list[Rule]:
    """Return the rules, each as its last row has it. One query."""
    rows = SignalRule.objects.order_by("code", "-pk").distinct("code").select_related("by")
    last = {row.code: row for row in rows}
    return [_changed(rule, last[rule.code]) if rule.code in last else rule for rule in shipped()]


def _changed(rule: Rule, row: SignalRule) -> Rule:
    return dataclasses.replace(
        rule, threshold=row.threshold, ratio=row.ratio, is_on=row.is_on, last=row
    )


def rule_or_none(code: str) -> Rule | None:
    return next((rule for rule in current() if rule.code == code), None)
