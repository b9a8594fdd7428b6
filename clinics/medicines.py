"""The medicines of the cupboards and bags: a short list of ours, by international name.

The lines are data (`clinics/data/medicines.csv`), in our own wording, without posology. None that
is shipped has been validated: the page says that the list is to be confirmed by the referring
doctor.
"""

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.utils.translation import get_language

from clinics.choices import MedicineGroup

LINES = Path(__file__).parent / "data" / "medicines.csv"


@dataclass(frozen=True)
class Medicine:
    """One line: an international name and a form, each in French and in English."""

    code: str
    group: MedicineGroup
    names: dict[str, str]
    forms: dict[str, str]
    validated_by: str

    def __str__(self) -> str:
        return f"{self.name}, {self.form}"

    @property
    def name(self) -> str:
        return self.names[_language()]

    @property
    def form(self) -> str:
        return self.forms[_language()]


def _language() -> str:
    return "fr" if (get_language() or "").startswith("fr") else "en"


@cache
def medicines() -> dict[str, Medicine]:
    """Return every medicine by its code, in the order of the file."""
    with LINES.open(encoding="utf-8", newline="") as rows:
        return {
            row["code"]: Medicine(
                row["code"],
                MedicineGroup(row["group"]),
                {"fr": row["fr"], "en": row["en"]},
                {"fr": row["form_fr"], "en": row["form_en"]},
                row["validated_by"],
            )
            for row in csv.DictReader(rows)
        }


def by_group() -> list[tuple[str, list[tuple[str, str]]]]:
    """Return the choices of a list: (group, [(code, name and form)]), by name in each group."""
    found: dict[str, list[tuple[str, str]]] = {str(group.label): [] for group in MedicineGroup}
    for one in medicines().values():
        found[str(one.group.label)].append((one.code, str(one)))
    return [(group, sorted(lines, key=lambda line: line[1])) for group, lines in found.items()]
