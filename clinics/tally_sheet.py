"""The tally sheet: a row a motif, a column an age and a sex, from the same lists as the page."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from clinics.choices import Motif
from clinics.choices.anonymous import SHORT_SEXES, AgeBand
from clinics.models import ClinicSession
from staff.templatetags.escale import long_day


@dataclass(frozen=True)
class Columns:
    """The two lines of the heading: bands, then a letter a sex under each."""

    bands: list[str]
    sexes: list[str]
    not_told: str


def columns() -> Columns:
    return Columns(
        bands=[str(band.label) for band in AgeBand],
        sexes=[str(letter) for letter in SHORT_SEXES.values()],
        not_told=_("Sex not said"),
    )


def sheet(session: ClinicSession) -> dict[str, Any]:
    """Return what `prints/tally.typ` shows: empty boxes, and the session without any name."""
    heading = columns()
    return {
        "title": _("Tally sheet"),
        "lead": _("%(kind)s, %(site)s, %(day)s")
        % {
            "kind": session.get_kind_display(),
            "site": session.site.name,
            "day": long_day(session.day),
        },
        "how": _(
            "One stroke a consultation, in the box of the motif, the age said and the sex. No "
            "name, no remark. A row without any: tick the 0. Copy the sheet, then destroy it."
        ),
        "motif": _("Motif"),
        "bands": heading.bands,
        "sexes": heading.sexes,
        "not_told": heading.not_told,
        "none": "0",
        "total": _("Total"),
        "rows": [str(motif.label) for motif in Motif],
        "all": _("Consultations in all:"),
        "none_today": _("None today"),
        "footer": session.site.name,
    }
