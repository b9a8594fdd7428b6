"""When each entitlement is asked for again, and how long its silence is borne before a chase.

The lines are data (`referrals/data/entitlement_rules.csv`): each says where it comes from and who
has validated it. None that is shipped has been validated: the pages say that they are to be
confirmed by a jurist.
"""

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.utils.translation import get_language

LINES = Path(__file__).parent / "data" / "entitlement_rules.csv"


@dataclass(frozen=True)
class Rule:
    """Of one kind. `renew_days`: before its end. `silence_days`: after it was filed."""

    renew_days: int
    silence_days: int
    fr: str
    en: str
    source: str
    validated_by: str

    def __str__(self) -> str:
        return self.fr if (get_language() or "").startswith("fr") else self.en


@cache
def rules() -> dict[str, Rule]:
    """Return the rule of each kind of entitlement."""
    with LINES.open(encoding="utf-8", newline="") as rows:
        return {
            row["kind"]: Rule(
                int(row["renew_days"]),
                int(row["silence_days"]),
                row["fr"],
                row["en"],
                row["source"],
                row["validated_by"],
            )
            for row in csv.DictReader(rows)
        }
