"""The social desk of a period: who was received, what was asked for and obtained."""

from collections import Counter
from collections.abc import Sequence

from django.db.models import Count
from django.utils.translation import gettext as _

from cases.choices import ActivityKind, DeskKind
from referrals.choices.entitlements import EntitlementKind, EntitlementStatus
from referrals.models import EntitlementStep
from reports import appointments, day_life
from reports.figures import Breakdown, Figure, Part, Section, labels_of
from reports.lines import Lines, by_column, persons
from reports.periods import Period
from staff.models import Site


def social(period: Period, sites: Sequence[Site]) -> Section:
    met = appointments.met_at(DeskKind.SOCIAL, period, sites)
    counts = met.aggregate(count=Count("pk"), persons=Count("minor", distinct=True))
    outside = day_life.held_between(period, sites).filter(kind=ActivityKind.OUTSIDE)
    new = appointments.first_ones(met, period)
    helped = day_life.participations(outside)
    steps = EntitlementStep.objects.filter(
        entitlement__site__in=sites, happened_on__gte=period.start, happened_on__lte=period.end
    )
    found = Counter(steps.values_list("status", "entitlement__kind"))
    return Section(
        _("Social desk"),
        [
            Figure("W14", "interviews", _("Social interviews"), counts["count"],
                   _("Appointments of the social desk that took place, by date."),
                   lines=Lines("appointment", met)),
            Figure("W14", "persons", _("Persons received"), counts["persons"],
                   _("Different persons with one of these interviews at least."),
                   lines=persons(met.order_by().values("minor"))),
            Figure("W14", "new", _("Persons received, new"), new.count(),
                   _("Persons without any of these interviews before the period."),
                   lines=Lines("person", new)),
            Figure("W14", "accompanied", _("Accompanied outside"),
                   helped.count(),
                   _("Participations in what is done outside with somebody."),
                   lines=Lines("participation", helped)),
        ],
        [
            Breakdown("W14", status.value, str(label), [
                          Part(code, str(kind), found[status, code])
                          for code, kind in labels_of(EntitlementKind).items()
                      ], str(definition),
                      cut=by_column(Lines("entitlement", steps.filter(status=status)),
                                    "entitlement__kind", labels_of(EntitlementKind)))
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
