"""The words a medical certificate begins with, as data, and its paper.

None of the texts that are shipped (`data/certificate_texts.csv`) has been validated: the doctor who
signs answers for what she leaves of them.
"""

import csv
import datetime
from functools import cache
from pathlib import Path
from typing import Any

from babel.dates import format_date
from django.utils import translation
from django.utils.translation import gettext as _

from cases.models import Arrival, Minor
from clinics.models import MedicalCertificate
from staff.choices import Language

TEXTS = Path(__file__).parent / "data" / "certificate_texts.csv"
BLANK = "[…]"  # what the doctor fills in


@cache
def texts() -> dict[str, dict[str, str]]:
    """Return {purpose: row}."""
    with TEXTS.open(encoding="utf-8", newline="") as lines:
        return {row["purpose"]: row for row in csv.DictReader(lines)}


def text_of(purpose: str) -> str:
    return texts()[purpose]["fr"]


def is_validated(purpose: str) -> bool:
    return bool(texts()[purpose]["validated_by"])


def nameless() -> str:
    """Return what stands in the place of a name that was not given."""
    with translation.override(Language.FRENCH):
        return _("(no name)")


def came_on(minor: Minor) -> datetime.date | None:
    """Return the last day on which she came: the one that an attendance certificate is for."""
    last = Arrival.objects.counted().filter(minor=minor).order_by("-day").first()
    return last.day if last is not None else None


def paper(certificate: MedicalCertificate) -> dict[str, Any]:
    """Return what `prints/certificate.typ` shows: nothing but the row, the same each time.

    Raises SealError: what does not open is not printed.
    """
    with translation.override(Language.FRENCH):
        return {
            "title": _("Medical certificate"),
            "name": certificate.name,
            "name_label": _("Name as said"),
            "paragraphs": [part for part in certificate.text.splitlines() if part.strip()],
            "day": format_date(certificate.issued_on, "d MMMM y", locale=Language.FRENCH),
            "place": certificate.place,
            "signature": certificate.signature,
            "signed": _("Signature and stamp"),
            "footer": "",
        }
