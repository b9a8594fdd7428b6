"""The panel of tests of a health assessment, as data (`data/assessment_panel.csv`).

Which tests, for whom, and after how many days one asks what has become of them: none that is
shipped has been validated by a doctor, and the page says so.
"""

import csv
import datetime
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.utils.translation import get_language

from clinics.choices.assessments import PanelGroup
from staff.choices import Compartment

LINES = Path(__file__).parent / "data" / "assessment_panel.csv"
DELAYS = Path(__file__).parent / "data" / "assessment_delays.csv"


@dataclass(frozen=True)
class PanelTest:
    """One test, and after how many days each of its steps is late."""

    code: str
    group: PanelGroup
    compartment: Compartment
    sample_days: int
    result_days: int
    hand_back_days: int
    fr: str
    en: str
    for_fr: str
    for_en: str
    source: str
    validated_by: str

    @property
    def label(self) -> str:
        return self.fr if (get_language() or "").startswith("fr") else self.en

    @property
    def for_whom(self) -> str:
        return self.for_fr if (get_language() or "").startswith("fr") else self.for_en

    def __str__(self) -> str:
        return self.label


@cache
def panel() -> dict[str, PanelTest]:
    """Return {code: test}, in the order of the file."""
    with LINES.open(encoding="utf-8", newline="") as rows:
        return {row["code"]: _test(row) for row in csv.DictReader(rows)}


def _test(row: dict[str, str]) -> PanelTest:
    return PanelTest(
        group=PanelGroup(row.pop("group")),
        compartment=Compartment(row.pop("compartment")),
        sample_days=int(row.pop("sample_days")),
        result_days=int(row.pop("result_days")),
        hand_back_days=int(row.pop("hand_back_days")),
        **row,
    )


@cache
def groups() -> dict[str, list[PanelTest]]:
    """Return the tests of each group, which are of one compartment."""
    found: dict[str, list[PanelTest]] = {group.value: [] for group in PanelGroup}
    for test in panel().values():
        found[test.group].append(test)
    return found


@cache
def delays() -> dict[str, dict[str, str]]:
    """Return the other delays by code, as their rows."""
    with DELAYS.open(encoding="utf-8", newline="") as rows:
        return {row["code"]: row for row in csv.DictReader(rows)}


def second_step_late_on(opened_on: datetime.date) -> datetime.date:
    """Return the day after which one asks why no second step is planned."""
    return late_after(opened_on, int(delays()["second_step"]["days"]))


def is_validated() -> bool:
    return all(test.validated_by for test in panel().values())


def late_after(day: datetime.date, days: int) -> datetime.date:
    return day + datetime.timedelta(days=days)
