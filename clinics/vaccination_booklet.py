"""The pocket booklet of vaccinations, in French, English or Arabic.

What was given, when, which lot: no address, no place, nothing that tells why she came. Its fixed
words are a table of data (data/booklet_words.csv), to be confirmed language by language.
"""

import csv
import datetime
from functools import cache
from pathlib import Path
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from cases.choices import language_name
from cases.models import Minor
from clinics.choices.vaccination import VALENCES, VaccinationDate
from clinics.models import Vaccination
from clinics.vaccination.vaccines import vaccines
from clinics.vaccination_rows import standing
from staff.choices import Language

WORDS = Path(__file__).parent / "data" / "booklet_words.csv"
FIGURES = {
    VaccinationDate.DAY: "%d/%m/%Y",
    VaccinationDate.MONTH: "%m/%Y",
    VaccinationDate.YEAR: "%Y",
}


@cache
def words() -> dict[str, dict[str, str]]:
    """Return {language: {word: text}} of the table."""
    with WORDS.open(encoding="utf-8", newline="") as lines:
        return {row["language"]: row for row in csv.DictReader(lines)}


def languages() -> list[tuple[str, str]]:
    """Return the languages of the booklet, as (code, name)."""
    return [(language, language_name(language)) for language in words()]


def booklet(minor: Minor, rows: list[Vaccination], language: str) -> dict[str, Any]:
    """Return what `prints/vaccination.typ` shows; dates in the figures of the calendar here."""
    said = words()[language]
    given = [row for row in standing(rows) if row.is_given]
    with translation.override(Language.FRENCH):
        note = "" if said["is_confirmed"] == "yes" else _("translation to be confirmed")
    return {
        "title": said["title"],
        "name": minor.display_name,
        "reference": minor.reference,
        "columns": [said[word] for word in ("date", "vaccine", "lot", "source")],
        "rows": [_row(row, said) for row in given],
        "none": said["none"],
        "keep": said["keep"],
        "note": note,
        "footer": minor.reference,
    }


def _row(row: Vaccination, said: dict[str, str]) -> dict[str, str]:
    brand = vaccines().get(str(row.shown("brand")))
    held = f"{said['comma']} ".join(said[code] for code in VALENCES if code in row.held)
    return {
        "date": said["unknown"] if row.given_on is None else _figures(row.given_on, row.precision),
        "vaccine": brand.name if brand else "",
        "held": held,
        "lot": str(row.shown("lot")),
        "source": said[row.source],
    }


def _figures(day: datetime.date, precision: str) -> str:
    return day.strftime(FIGURES[VaccinationDate(precision)])
