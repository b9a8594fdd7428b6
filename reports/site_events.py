"""The scabies events of a period: how many sites, cases and doses; never whose."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from clinics import scabies_counts
from clinics.choices import ScabiesMark
from clinics.models import ScabiesEvent, ScabiesMarkRow, ScabiesStep
from reports.figures import Figure, Section
from reports.lines import Lines
from reports.periods import Period
from staff.models import Site


def scabies(period: Period, sites: Sequence[Site]) -> Section:
    """What was written of these days, people without a file too."""
    found = scabies_counts.between(period.start, period.end, sites)

    def events(numbers: frozenset[int]) -> Lines:
        return Lines("scabies_event", ScabiesEvent.objects.filter(pk__in=numbers))

    def people(mark: ScabiesMark) -> Lines:
        written = found.of(mark)
        marks = [one.row for one in written if one.has_file]
        counts = {one.row: one.count for one in written if not one.has_file}
        steps = Lines(
            "scabies_step", ScabiesStep.objects.filter(pk__in=counts), weights=counts
        )  # people without a file
        return Lines("scabies_mark", ScabiesMarkRow.objects.filter(pk__in=marks), more=[steps])

    return Section(
        _("Scabies"),
        [
            Figure("SCA", "events", _("Scabies events running"), found.event_count,
                   _("Events of these sites that were open on one day of the period at least."),
                   lines=events(found.events)),
            Figure("SCA", "clusters", _("Scabies clusters"), found.cluster_count,
                   _("Of these events, those of two cases or more by the last day of the "
                     "period."),
                   lines=events(found.clusters)),
            Figure("SCA", "cases", _("Scabies cases, new"), found.case_count,
                   _("Put into an event in the period as a case, with or without a file."),
                   lines=people(ScabiesMark.CASE)),
            Figure("SCA", "contacts", _("Scabies contacts, new"), found.contact_count,
                   _("Put into an event in the period as a contact, with or without a file."),
                   lines=people(ScabiesMark.CONTACT)),
            Figure("SCA", "second_doses", _("Scabies, second doses"), found.second_count,
                   _("Given in the period, with or without a file."),
                   lines=people(ScabiesMark.SECOND)),
        ],
    )  # fmt: skip
