"""The certificate that somebody came: a name, a day, a place, in French and in her language.

It says neither who received her nor what for, and it is no medical certificate: that is a doctor's.
Its fixed words are a table of data (data/attendance_words.csv), to be confirmed language by
language.
"""

import datetime
from pathlib import Path
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from cases import slips
from cases.models import Arrival, Minor
from staff import pdf
from staff.choices import Language

WORDS = Path(__file__).parent / "data" / "attendance_words.csv"


def arrival_on(minor: Minor, day: datetime.date) -> Arrival | None:
    """Return an arrival of that day, of those that count; None when she did not come."""
    rows = Arrival.objects.counted().filter(minor=minor, day=day)
    return rows.select_related("site").order_by("pk").first()


def certificate(arrival: Arrival) -> dict[str, Any]:
    """Return what `prints/attendance.typ` shows: a part in French, and one in her language."""
    other = slips.language_of(arrival.minor.language, WORDS)
    with translation.override(Language.FRENCH):
        parts = [_part(arrival, Language.FRENCH, _french())]
        title, to_confirm = _("Attendance certificate"), _("translation to be confirmed")
        signed = _("Date, stamp and signature")
    if other:
        said = slips.words(WORDS)[other]
        note = "" if said["is_confirmed"] == "yes" else to_confirm
        parts.append(_part(arrival, other, said) | {"note": note})
    return {"title": title, "parts": parts, "signed": signed, "footer": arrival.minor.reference}


def _french() -> dict[str, str]:
    return {
        "title": _("Attendance certificate"),
        "name": _("Name"),
        "day": _("Day"),
        "where": _("Place"),
        "sentence": _("The person named above came to this place on this day."),
        "keep": _("The name is written as it was said."),
    }


def _part(arrival: Arrival, language: str, said: dict[str, str]) -> dict[str, Any]:
    return {
        "language": language,
        "direction": pdf.direction(language),
        "title": said["title"],
        "facts": [
            {"label": said["name"], "value": arrival.minor.display_name or "-"},
            {"label": said["day"], "value": slips.day_in(arrival.day, language)},
            {"label": said["where"], "value": arrival.site.name},
        ],
        "sentence": said["sentence"],
        "keep": said["keep"],
        "note": "",
    }
