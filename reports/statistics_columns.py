"""The columns of the statistics file, in its order, and what each says."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from reports.line_columns import Offered


@dataclass(frozen=True)
class Described(Offered):
    definition: str | Promise


COLUMNS: list[Described] = [
    Described(
        "quarter",
        _("Quarter"),
        _(
            "Of the civil year: 2026-Q3 is July to September 2026. Of a quarter that the "
            "dates cut, the days within them."
        ),
    ),
    Described("site", _("Site"), _("Where she came.")),
    Described("sex", _("Sex"), _("As said by the young person.")),
    Described(
        "age_band",
        _("Declared age, band"),
        _("In completed years, on her first day there in the quarter."),
    ),
    Described(
        "region",
        _("Region"),
        _("Of the declared country: a region of the United Nations (M49), never the country."),
    ),
    Described(
        "is_new",
        _("New (first arrival ever)"),
        _("Yes when her first arrival ever, at any site, is there and in this quarter."),
    ),
    Described(
        "arrivals",
        _("Arrivals"),
        _("There in the quarter; 0 for who was only seen in a consultation."),
    ),
    Described(
        "nurse",
        _("Nurse’s desk"),
        _("Whether this desk saw her after an arrival there."),
    ),
    Described(
        "social",
        _("Social desk"),
        _("Whether this desk saw her after an arrival there."),
    ),
    Described(
        "legal",
        _("Legal desk"),
        _("Whether this desk saw her after an arrival there."),
    ),
    Described(
        "consultation",
        _("Consultation"),
        _(
            "Whether there was one of the health file; sexual and reproductive health is not "
            "in this file."
        ),
    ),
    Described(
        "referral",
        _("Referral"),
        _("Whether there was one by the social, the legal or the care team."),
    ),
]
