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

ROWS = Path(__file__).parent.parent / "data" / "alert_rules.csv"
EACH = "*"


@dataclass(frozen=True)
class Rule:
    """One rule as it counts now.

    `problems` are lines of the list of problems, counted together; without any, each line is
    counted on its own. `ratio` belongs to a trend: so many times the mean of the weeks before.
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
    is_on: bool = True
    last: SignalRule | None = None

    def __str__(self) -> str:
        return self.fr if (get_language() or "").startswith("fr") else self.en


@cache
def shipped() -> tuple[Rule, ...]:
    with ROWS.open(encoding="utf-8", newline="") as lines:
        return tuple(
            Rule(
                code=row["code"],
                kind=SignalKind(row["kind"]),
                problems=frozenset(row["problems"].split()) - {EACH},
                threshold=int(row["threshold"]),
                ratio=Decimal(row["ratio"]) if row["ratio"] else None,
                fr=row["fr"],
                en=row["en"],
                source=row["source"],
                validated_by=row["validated_by"],
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
