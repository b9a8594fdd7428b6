"""The house's own list of problems: what stands behind the tiles of a consultation.

The lines are data (`clinics/data/problems.csv`), in our own words: each has its tile, an ICD-10
code, the category of MSF's outpatient report (`opd`), whether one case is an alert, and the days
within which the same problem is the same episode. None that is shipped has been validated: the
page says that the list is to be confirmed by the referring doctor.
"""

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.utils.translation import get_language

from cases.names import fold
from clinics.choices import AnyMotif, Motif, SexualHealthMotif

LINES = Path(__file__).parent / "data" / "problems.csv"


@dataclass(frozen=True)
class Problem:
    """One line. `said` holds the words that people use for it, without accents nor capitals."""

    code: str
    tile: AnyMotif
    fr: str
    en: str
    said: str
    icd10: str
    opd: str
    is_alert: bool
    days: int
    validated_by: str

    def __str__(self) -> str:
        return self.fr if (get_language() or "").startswith("fr") else self.en


@cache
def problems() -> dict[str, Problem]:
    """Return {code: line}, in the order of the file."""
    with LINES.open(encoding="utf-8", newline="") as rows:
        return {row["code"]: _line(row) for row in csv.DictReader(rows)}


def _line(row: dict[str, str]) -> Problem:
    tiles: dict[str, AnyMotif] = {tile.value: tile for tile in (*Motif, *SexualHealthMotif)}
    return Problem(
        code=row["code"],
        tile=tiles[row["tile"]],
        fr=row["fr"],
        en=row["en"],
        said=fold(f"{row['fr']} {row['en']} {row['said']}"),
        icd10=row["icd10"],
        opd=row["opd"],
        is_alert=row["alert"] == "yes",
        days=int(row["days"]),
        validated_by=row["validated_by"],
    )


def of_book(tiles: type[AnyMotif]) -> dict[AnyMotif, list[Problem]]:
    """Return the lines of each tile of one book."""
    found: dict[AnyMotif, list[Problem]] = {tile: [] for tile in tiles}
    for line in problems().values():
        if line.tile in found:
            found[line.tile].append(line)
    return found


def line_of(code: str, tile: str) -> Problem | None:
    """Return the line that a consultation is about: that of its problem, else that of its tile."""
    return problems().get(code) or problems().get(tile)
