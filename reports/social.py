"""The week of the social desk: who was received, what was asked for and obtained."""

from collections import Counter
from collections.abc import Sequence

from django.db.models import Count
from django.utils.translation import gettext as _

from cases.choices import ActivityKind, DeskKind
from referrals.choices.entitlements import EntitlementKind, EntitlementStatus
from referrals.models import EntitlementStep
from reports import appointments, day_life
from reports.figures import Breakdown, Figure, Section, labels_of
from reports.periods import Week
from staff.models import Site


def social(week: Week, sites: Sequence[Site]) -> Section:
    met = appointments.met_at(DeskKind.SOCIAL, week, sites)
    counts = met.aggregate(count=Count("pk"), persons=Count("minor", distinct=True))
    outside = day_life.held_between(week, sites).filter(kind=ActivityKind.OUTSIDE)
    steps = EntitlementStep.objects.filter(
        entitlement__site__in=sites, happened_on__gte=week.start, happened_on__lte=week.end
    )
    found = Counter(steps.values_list("status", "entitlement__kind"))
    return Section(
        _("Social desk"),
        [
            Figure("W14", _("Social interviews"), counts["count"],
                   _("Appointments of the social desk that took place, by date.")),
            Figure("W14", _("Persons received"), counts["persons"],
                   _("Different persons with one of these interviews at least.")),
            Figure("W14", _("Persons received, new"), appointments.first_ones(met, week),
                   _("Persons without any of these interviews before the week.")),
            Figure("W14", _("Accompanied outside"), day_life.took_part(outside)["count"],
                   _("Participations in what is done outside with somebody.")),
        ],
        [
            Breakdown("W14", str(label), [
                          (str(kind), found[status, code])
                          for code, kind in labels_of(EntitlementKind).items()
                      ], str(definition))
            for status, label, definition in (
                (EntitlementStatus.FILED, _("Entitlements filed"),
                 _("Entitlements, school included, by the day of filing.")),
                (EntitlementStatus.OBTAINED, _("Entitlements obtained"),
                 _("Obtained or renewed, by the day of the answer.")),
                (EntitlementStatus.REFUSED, _("Entitlements refused"),
                 _("Refused, by the day of the answer.")),
            )
        ],
    )  # fmt: skip
