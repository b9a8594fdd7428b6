"""The week of the day centre itself: nights, activities, what was handed out, alerts."""

import datetime
from collections import Counter
from collections.abc import Sequence

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery, Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from cases import choices
from cases.models import (
    Activity,
    Alert,
    AlertStep,
    Minor,
    Night,
    ParticipantStep,
    TallyStep,
)
from reports import periods
from reports.figures import Breakdown, Figure, Part, Section, counted, labels_of
from reports.periods import Period
from staff.models import Site
from staff.openings import open_days

ONE_DAY = datetime.timedelta(days=1)
LATE_AFTER = 7  # days: an alert still open


def nights(period: Period, persons: QuerySet[Minor]) -> Section:
    """Where these persons slept, as far as it was known on the period's last day."""
    # One pass over the nights of these persons, whom the query names: asked person by person, a
    # database without statistics reads the nights of the whole house again for each of them.
    numbers = list(persons.order_by().values_list("pk", flat=True))
    known = Night.objects.known().filter(minor__in=numbers, night_on__lte=period.end)
    last = known.order_by("minor", "-night_on", "-pk").distinct("minor")
    by_place = Counter(last.values_list("place", flat=True))
    total = len(numbers)
    unknown = total - by_place.total()
    said = {
        value: label
        for value, label in labels_of(choices.NightPlace).items()
        if value not in choices.NO_PLACE
    }
    parts = [Part(value, str(label), by_place[value]) for value, label in said.items()]
    parts.append(Part("unknown", _("Unknown"), unknown))
    return Section(
        _("Where they sleep"),
        [
            Figure("W09", "unknown_share", _("Unknown, in %"),
                   round(100 * unknown / total) if total else None,
                   _("Of the active caseload, those of whom no night is known.")),
        ],
        [
            Breakdown("W09", "place", _("Last known night"), parts,
                      _("Active caseload, by the last category known on the last day.")),
        ],
    )  # fmt: skip


def held_between(period: Period, sites: Sequence[Site]) -> QuerySet[Activity]:
    return Activity.objects.held().filter(
        day__gte=period.start, day__lte=period.end, site__in=sites
    )


def took_part(held: QuerySet[Activity]) -> dict[str, int]:
    """Return how many participations there were in these activities, of how many persons."""
    steps = ParticipantStep.objects.standing().filter(activity__in=held)
    return steps.aggregate(count=Count("pk"), persons=Count("minor", distinct=True))


def together(period: Period, sites: Sequence[Site]) -> Section:
    """Group activities: sessions that took place, and who took part."""
    held = held_between(period, sites)
    counts = took_part(held)
    kinds = held.order_by().values_list("kind", flat=True)
    return Section(
        _("Activities"),
        [
            Figure("W22", "sessions", _("Sessions"), held.count(),
                   _("Activities and outings that took place, by date.")),
            Figure("W22", "participations", _("Participations"), counts["count"],
                   _("Participants, one a person and a session.")),
            Figure("W22", "participants", _("Participants"), counts["persons"],
                   _("Different persons with one participation at least.")),
        ],
        [
            Breakdown("W22", "kind", _("Sessions by kind"),
                      counted(kinds, labels_of(choices.ActivityKind)),
                      _("Activities and outings that took place, by date.")),
        ],
    )  # fmt: skip


def respite(period: Period, sites: Sequence[Site]) -> Section:
    """What was handed out. A day on which nobody counted is missing, which is not zero."""
    steps = TallyStep.objects.standing().filter(
        day__gte=period.start, day__lte=period.end, site__in=sites
    )
    totals = dict(steps.order_by().values_list("service").annotate(total=Sum("amount")))
    days = steps.filter(is_counted=True).order_by()
    counted_on = dict(days.values_list("service").annotate(count=Count("day", distinct=True)))
    until = periods.end_so_far(period, timezone.localdate())
    opened = len(open_days(sites, period.start, until))
    return Section(
        _("Respite"),
        [
            Figure("W10", service.value, str(service.label), totals.get(service.value),
                   _("Sum of the tallies; counted on %(days)d of %(opened)d opening days.")
                   % {"days": counted_on.get(service.value, 0), "opened": opened})
            for service in choices.Service
        ],
    )  # fmt: skip


def protection(period: Period, sites: Sequence[Site]) -> Section:
    """Alerts, for those who read them: how many and of which kind, never whose."""
    raised = Alert.objects.filter(
        raised_at__date__gte=period.start, raised_at__date__lte=period.end, site__in=sites
    )
    reports = AlertStep.objects.filter(
        alert__site__in=sites, done_on__gte=period.start, done_on__lte=period.end
    )
    sent = dict(reports.order_by().values_list("action").annotate(count=Count("pk")))
    kinds = raised.order_by().values_list("kind", flat=True)
    return Section(
        _("Protection"),
        [
            Figure("W20", "raised", _("Alerts raised"),
                   raised.count(), _("Alerts, by the day of raising.")),
            Figure("W20", "concerns", _("Reports of concern"),
                   sent.get(choices.AlertAction.CONCERN, 0),
                   _("Sent to the CRIP, by the day of sending.")),
            Figure("W20", "prosecutor", _("Reports to the prosecutor"),
                   sent.get(choices.AlertAction.PROSECUTOR, 0),
                   _("Sent to the prosecutor, by the day of sending.")),
            Figure("W20", "open_long", _("Open for more than a week"), _open_long(period, sites),
                   _("Raised more than seven days before the last day and not closed by then.")),
        ],
        [
            Breakdown("W20", "kind", _("Alerts by kind"),
                      counted(kinds, labels_of(choices.AlertKind)),
                      _("Alerts, by the day of raising.")),
        ],
        needs="protection",
    )  # fmt: skip


def _open_long(period: Period, sites: Sequence[Site]) -> int:
    """Return how many were still open at the end of the period: as they stood then."""
    ends = AlertStep.objects.filter(
        alert=OuterRef("pk"),
        at__date__lte=period.end,
        kind__in=[choices.AlertStepKind.CLOSED, choices.AlertStepKind.REOPENED],
    )
    old = Alert.objects.filter(
        raised_at__date__lt=period.end - LATE_AFTER * ONE_DAY, site__in=sites
    ).annotate(last_end_then=Subquery(ends.order_by("-pk").values("kind")[:1]))
    then_open = Q(last_end_then__isnull=True) | Q(last_end_then=choices.AlertStepKind.REOPENED)
    return old.filter(then_open).count()
