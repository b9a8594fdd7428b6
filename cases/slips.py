"""The slip of an appointment: a day, a time, a place, in French and in the minor's language.

Its few fixed words are a table of data (data/appointment_words.csv), to be confirmed language by
language. It never says with whom, nor what for.
"""

import csv
import datetime
from functools import cache
from pathlib import Path
from typing import Any

from babel.dates import format_date
from django.utils import translation
from django.utils.translation import gettext as _

from cases.models import Appointment
from staff import pdf
from staff.choices import Language
from staff.templatetags.escale import NO_BREAK_SPACE

WORDS = Path(__file__).parent / "data" / "appointment_words.csv"
# Those who read a language that is written as another one is.
READ_AS = {"apd": "ar", "mey": "ar", "prs": "fa"}


@cache
def words(table: Path = WORDS) -> dict[str, dict[str, str]]:
    """Return {language: {word: text}} of a table of fixed words."""
    with table.open(encoding="utf-8", newline="") as lines:
        return {row["language"]: row for row in csv.DictReader(lines)}


def language_of(language: str, table: Path = WORDS) -> str:
    """Return the language that stands beside French; "" where the table has none."""
    read = READ_AS.get(language, language)
    return read if read in words(table) else ""


def slip(appointment: Appointment) -> dict[str, Any]:
    """Return what `prints/appointment.typ` shows: a part in French, and one in her language."""
    other = language_of(appointment.minor.language)
    with translation.override(Language.FRENCH):
        parts = [_part(appointment, Language.FRENCH, _french())]
        footer = appointment.minor.reference
        title = _("Appointment")
        to_confirm = _("translation to be confirmed")
    if other:
        said = words()[other]
        note = "" if said["is_confirmed"] == "yes" else to_confirm
        parts.append(_part(appointment, other, said) | {"note": note})
    return {"title": title, "parts": parts, "footer": footer}


def _french() -> dict[str, str]:
    return {
        "appointment": _("Appointment"),
        "day": _("Day"),
        "time": _("Time"),
        "where": _("Where"),
        "at_centre": _("At the centre"),
        "outside": _("The place that the team told you"),
        "keep": _("Keep this paper. If you cannot come, tell us."),
    }


def _part(appointment: Appointment, language: str, said: dict[str, str]) -> dict[str, Any]:
    """Figures are written as in French: they are read on the clock and on the calendar here."""
    time = f"{appointment.time.hour}{NO_BREAK_SPACE}h{NO_BREAK_SPACE}{appointment.time:%M}"
    is_french = language == Language.FRENCH
    place = said["outside"] if appointment.is_outside else said["at_centre"]
    if not appointment.is_outside:
        place = f"{place} ({appointment.site.name})"
    return {
        "language": language,
        "direction": pdf.direction(language),
        "title": said["appointment"],
        "facts": [
            {"label": said["day"], "value": day_in(appointment.day, language)},
            {"label": said["time"], "value": time if is_french else f"{appointment.time:%H:%M}"},
            {"label": said["where"], "value": place},
        ],
        "keep": said["keep"],
        "note": "",
    }


def day_in(day: datetime.date, language: str) -> str:
    """The weekday in words, the date in the figures of the calendar on the wall."""
    if language == Language.FRENCH:
        return format_date(day, "EEEE d MMMM y", locale=language)
    return f"{format_date(day, 'EEEE', locale=language)} {day:%d/%m/%Y}"
