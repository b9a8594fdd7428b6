"""The week of the day centre itself: nights, activities, what was handed out, alerts."""

import datetime
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import replace

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone
from django.utils.translation import gettext as _

from cases import choices
from cases.models import (
    Activity,
    Alert,
    AlertStep,
    Night,
    ParticipantStep,
    TallyStep,
)
from reports import periods
from reports.among import among
from reports.figures import Breakdown, Figure, Part, Section, counted, labels_of, share
from reports.lines import Lines, Picks, by_column, persons
from reports.periods import Period
from staff.models import Site
from staff.openings import open_days

ONE_DAY = datetime.timedelta(days=1)
LATE_AFTER = 7  # days: an alert still open


def nights(period: Period, caseload: Lines) -> Section:
    """Where these persons slept, as far as it was known on the period's last day."""
    known = Night.objects.known().filter(night_on__lte=period.end)
    place = Subquery(known.filter(minor=OuterRef("pk")).reverse().values("place")[:1])
    last = caseload.of(lambda rows: rows.annotate(place=place))
    # One pass over the nights of these persons, whom the query names: asked person by person, a
    # database without statistics reads the nights of the whole house again for each of them.
    numbers = list(caseload.rows.order_by().values_list("pk", flat=True))
    nights = known.filter(among("minor", numbers)).order_by("minor", "-night_on", "-pk")
    by_place = Counter(nights.distinct("minor").values_list("place", flat=True))
    total = len(numbers)
    unknown = total - by_place.total()
    said = {
        value: label
        for value, label in labels_of(choices.NightPlace).items()
        if value not in choices.NO_PLACE
    }
    parts = [Part(value, str(label), by_place[value]) for value, label in said.items()]
    parts.append(Part("unknown", _("Unknown"), unknown))

    def cut(is_wanted: Picks) -> Lines:
        wanted = Q(place__in=[value for value in said if is_wanted(value)])
        if is_wanted("unknown"):
            wanted |= Q(place__isnull=True)
        return last.of(lambda rows: rows.filter(wanted))

    return Section(
        _("Where they sleep"),
        [
            Figure("W09", "unknown_share", _("Unknown, in %"),
                   share(unknown, total),
                   _("Of the active caseload, those of whom no night is known."),
                   lines=replace(last, marked=last.rows.filter(place__isnull=True))),
        ],
        [
            Breakdown("W09", "place", _("Last known night"), parts,
                      _("Active caseload, by the last category known on the last day."),
                      cut=cut),
        ],
    )  # fmt: skip


def held_between(period: Period, sites: Sequence[Site]) -> QuerySet[Activity]:
    return Activity.objects.held().filter(
        day__gte=period.start, day__lte=period.end, site__in=sites
    )


def participations(held: QuerySet[Activity]) -> QuerySet[ParticipantStep]:
    """Return who took part in these activities: one row a person and an activity."""
    return ParticipantStep.objects.standing().filter(activity__in=held)


def together(period: Period, sites: Sequence[Site]) -> Section:
    """Group activities: sessions that took place, and who took part."""
    held = held_between(period, sites)
    took_part = participations(held)
    counts = took_part.aggregate(count=Count("pk"), persons=Count("minor", distinct=True))
    kinds = held.order_by().values_list("kind", flat=True)
    return Section(
        _("Activities"),
        [
            Figure("W22", "sessions", _("Sessions"), held.count(),
                   _("Activities and outings that took place, by date."),
                   lines=Lines("activity", held)),
            Figure("W22", "participations", _("Participations"), counts["count"],
                   _("Participants, one a person and a session."),
                   lines=Lines("participation", took_part)),
            Figure("W22", "participants", _("Participants"), counts["persons"],
                   _("Different persons with one participation at least."),
                   lines=persons(took_part.order_by().values("minor"))),
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
    # The last word of a day says whether anybody counted: it may have been corrected to "nobody".
    said = list(
        steps.order_by("pk").values_list("service", "site", "day", "pk", "amount", "is_counted")
    )
    last = {(service, site, day): is_counted for service, site, day, *_step, is_counted in said}
    amounts: dict[str, dict[int, int]] = defaultdict(dict)
    counted_on: dict[str, set[datetime.date]] = defaultdict(set)
    for service, site, day, number, amount, _is_counted in said:
        if last[service, site, day]:
            amounts[service][number] = amount
            counted_on[service].add(day)
    until = periods.end_so_far(period, timezone.localdate())
    opened = len(open_days(sites, period.start, until))
    return Section(
        _("Respite"),
        [
            Figure("W10", service.value, str(service.label),
                   sum(amounts[service].values()) if service in amounts else None,
                   _("Sum of the tallies; counted on %(days)d of %(opened)d opening days.")
                   % {"days": len(counted_on[service.value]), "opened": opened},
                   lines=Lines("tally", steps.filter(pk__in=list(amounts.get(service, {}))),
                               weights=amounts.get(service, {})))
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
    open_long = _open_long(period, sites)
    kinds = raised.order_by().values_list("kind", flat=True)
    return Section(
        _("Protection"),
        [
            Figure("W20", "raised", _("Alerts raised"),
                   raised.count(), _("Alerts, by the day of raising."),
                   lines=Lines("alert", raised)),
            Figure("W20", "concerns", _("Reports of concern"),
                   sent.get(choices.AlertAction.CONCERN, 0),
                   _("Sent to the CRIP, by the day of sending."),
                   lines=Lines("alert_step",
                               reports.filter(action=choices.AlertAction.CONCERN))),
            Figure("W20", "prosecutor", _("Reports to the prosecutor"),
                   sent.get(choices.AlertAction.PROSECUTOR, 0),
                   _("Sent to the prosecutor, by the day of sending."),
                   lines=Lines("alert_step",
                               reports.filter(action=choices.AlertAction.PROSECUTOR))),
            Figure("W20", "open_long", _("Open for more than a week"), open_long.count(),
                   _("Raised more than seven days before the last day and not closed by then."),
                   lines=Lines("alert", open_long)),
        ],
        [
            Breakdown("W20", "kind", _("Alerts by kind"),
                      counted(kinds, labels_of(choices.AlertKind)),
                      _("Alerts, by the day of raising."),
                      cut=by_column(Lines("alert", raised), "kind",
                                    labels_of(choices.AlertKind))),
        ],
        needs="protection",
    )  # fmt: skip


def _open_long(period: Period, sites: Sequence[Site]) -> QuerySet[Alert]:
    """Return those that were still open at the end of the period: as they stood then."""
    ends = AlertStep.objects.filter(
        alert=OuterRef("pk"),
        at__date__lte=period.end,
        kind__in=[choices.AlertStepKind.CLOSED, choices.AlertStepKind.REOPENED],
    )
    old = Alert.objects.filter(
        raised_at__date__lt=period.end - LATE_AFTER * ONE_DAY, site__in=sites
    ).annotate(last_end_then=Subquery(ends.order_by("-pk").values("kind")[:1]))
    then_open = Q(last_end_then__isnull=True) | Q(last_end_then=choices.AlertStepKind.REOPENED)
    return old.filter(then_open)
