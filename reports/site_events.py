"""The scabies events of a period: how many sites, cases and doses; never whose."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from clinics import scabies_counts
from reports.figures import Figure, Section
from reports.periods import Period
from staff.models import Site


def scabies(period: Period, sites: Sequence[Site]) -> Section:
    """What was written of these days, people without a file too."""
    found = scabies_counts.between(period.start, period.end, sites)
    return Section(
        _("Scabies"),
        [
            Figure("SCA", "events", _("Scabies events running"), found.event_count,
                   _("Events of these sites that were open on one day of the period at least.")),
            Figure("SCA", "clusters", _("Scabies clusters"), found.cluster_count,
                   _("Of these events, those of two cases or more by the last day of the period.")),
            Figure("SCA", "cases", _("Scabies cases, new"), found.case_count,
                   _("Put into an event in the period as a case, with or without a file.")),
            Figure("SCA", "contacts", _("Scabies contacts, new"), found.contact_count,
                   _("Put into an event in the period as a contact, with or without a file.")),
            Figure("SCA", "second_doses", _("Scabies, second doses"), found.second_count,
                   _("Given in the period, with or without a file.")),
        ],
    )  # fmt: skip
