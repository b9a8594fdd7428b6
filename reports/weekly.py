"""A period in figures. Each has its definition beside it; every count is made here and only here.

Codes W01 to W25 are the centre's list of indicators. A period is whole days, from 00:00 to 23:59,
Europe/Paris; arrivals carry that day. Ages are declared ages.
"""

import datetime
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import (
    Count,
    Exists,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
)
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from cases import births, choices
from cases.choices import AppointmentStepKind, DeskKind, InterpreterNeed
from cases.models import (
    Arrival,
    Minor,
    MinorKey,
)
from clinics.models import Consultation, SexualHealthConsultation
from referrals.choices import ReferralKind, ReferralStatus
from referrals.models import Referral, ReferralStep
from reports import (
    appointments,
    arrivals,
    day_life,
    legal,
    periods,
    persons,
    quality,
    site_events,
    social,
    without_file,
)
from reports.figures import (
    Breakdown,
    Figure,
    Key,
    Named,
    Need,
    Row,
    Section,
    Value,
    counted,
    labels_of,
    opened,
    top,
)
from reports.models import FrozenWeek
from reports.periods import Period
from staff.models import Site
from staff.openings import open_days

ROLLING_WEEKS = 13


@dataclass(frozen=True)
class Report:
    """The same object behind the page, the spreadsheet and the CSV."""

    period: Period
    sites: Sequence[Site]
    sections: Sequence[Section] = field(default_factory=list)
    frozen: FrozenWeek | None = None  # the version that this is; None for today's count
    beside: Mapping[Key, Any] = field(default_factory=dict)  # see reports.comparisons

    def rows(self, *, with_those_of_now: bool = True) -> Iterator[Row]:
        """Yield every line; without those that are others each day, for a comparison."""
        for section in self.sections:
            for figure in section.figures:
                if figure.is_of_now and not with_those_of_now:
                    continue
                yield Row(figure.key, figure.label, "", figure.value, figure.definition)
            for cut in section.breakdowns:
                for part in cut.parts:
                    key = cut.code, cut.name, part.name
                    yield Row(key, cut.label, part.label, part.count, cut.definition)

    def figure(self, code: str) -> Value:
        """Return the value of the first figure with this code; raises KeyError."""
        for section in self.sections:
            for figure in section.figures:
                if figure.code == code:
                    return figure.value
        raise KeyError(code)


def report_on(
    period: Period, sites: Sequence[Site], known: frozenset[Need] = frozenset()
) -> Report:
    """Return the figures of a period over these sites, in a number of queries that is constant.

    `known`: what the reader may know of beside what every reader of the week does.
    """
    first_day = dict(first_arrivals(period, sites).values_list("minor_id", "day"))
    return Report(
        period,
        sites,
        [
            activity(period, sites),
            profile(first_day),
            nursing(period, sites),
            site_events.scabies(period, sites),
            *([sexual_health(period, sites)] if "sexual_health" in known else []),
            *([mental_health(period, sites)] if "psychology" in known else []),
            without_file.mobile(period, sites),
            day_life.nights(period, _seen_in(period, sites)),
            day_life.respite(period, sites),
            day_life.together(period, sites),
            *([day_life.protection(period, sites)] if "protection" in known else []),
            referred(period, sites),
            social.social(period, sites),
            legal.activity(period, sites),
            legal.stock(period, sites),
            legal.recognition(period, sites),
            legal.delays(period, sites),
            persons.majorities(period, sites),
            interpreted(period, sites),
            persons.exits(period, sites),
            quality.quality(period, sites, list(first_day)),
        ],
    )


def arrivals_between(
    start: datetime.date, end: datetime.date, sites: Sequence[Site]
) -> QuerySet[Arrival]:
    return Arrival.objects.counted().filter(day__gte=start, day__lte=end, site__in=sites)


def consultations_between(
    start: datetime.date, end: datetime.date, sites: Sequence[Site]
) -> QuerySet[Consultation]:
    return Consultation.objects.filter(day__gte=start, day__lte=end, site__in=sites)


def sexual_health_between(
    start: datetime.date, end: datetime.date, sites: Sequence[Site]
) -> QuerySet[SexualHealthConsultation]:
    return SexualHealthConsultation.objects.filter(day__gte=start, day__lte=end, site__in=sites)


def persons_between(start: datetime.date, end: datetime.date, sites: Sequence[Site]) -> int:
    """Count the persons with one arrival or one consultation of any kind at least."""
    arrived, treated, apart = _seen_between(start, end, sites)
    return arrived.union(treated, apart).count()


def _seen_between(
    start: datetime.date, end: datetime.date, sites: Sequence[Site]
) -> tuple[QuerySet[Any], QuerySet[Any], QuerySet[Any]]:
    """Return the numbers of who arrived, was treated, was treated in the part kept apart."""
    arrived = arrivals_between(start, end, sites).order_by().values("minor_id")
    treated = without_file.treated_between(start, end, sites)
    apart = sexual_health_between(start, end, sites).order_by().values("minor_id")
    return arrived, treated, apart


def _seen_in(period: Period, sites: Sequence[Site]) -> QuerySet[Minor]:
    """Return the active caseload of a period: whoever came or was treated."""
    arrived, treated, apart = _seen_between(period.start, period.end, sites)
    return Minor.objects.filter(Q(pk__in=arrived) | Q(pk__in=treated) | Q(pk__in=apart))


def first_arrivals(period: Period, sites: Sequence[Site]) -> QuerySet[Arrival]:
    """The arrivals of the period that are their minor's first ever, at any site."""
    earlier = (
        Arrival.objects.counted()
        .filter(minor=OuterRef("minor"))
        .filter(Q(day__lt=OuterRef("day")) | Q(day=OuterRef("day"), pk__lt=OuterRef("pk")))
    )
    return arrivals_between(period.start, period.end, sites).filter(~Exists(earlier))


def activity(period: Period, sites: Sequence[Site]) -> Section:
    by_day = {
        row["day"]: row["count"]
        for row in arrivals_between(period.start, period.end, sites)
        .order_by()
        .values("day")
        .annotate(count=Count("minor", distinct=True))
    }
    today = timezone.localdate()
    passages = sum(by_day.values())
    persons = persons_between(period.start, period.end, sites)
    new = first_arrivals(period, sites).count()
    open_count = len(open_days(sites, period.start, periods.end_so_far(period, today)))
    quarter_start = period.end - datetime.timedelta(days=7 * ROLLING_WEEKS - 1)
    year_start = datetime.date(period.end.year, 1, 1)
    return Section(
        _("Activity"),
        [
            Figure("W01", "arrivals", _("Arrivals"), passages,
                   _("Arrivals, one a person and a day.")),
            Figure("W02", "caseload", _("Active caseload"), persons,
                   _("Different persons with one arrival or consultation at least.")),
            Figure("W03", "new", _("New"), new,
                   _("Persons whose first arrival ever is in the period.")),
            Figure("W04", "known", pgettext("persons", "Known"), persons - new,
                   _("Active caseload minus new people.")),
            Figure("W05", "caseload_quarter", _("Active caseload, 3 months"),
                   persons_between(quarter_start, period.end, sites),
                   _("Different persons over the 13 weeks that end with the period.")),
            Figure("W05", "caseload_year", _("Active caseload, year"),
                   persons_between(year_start, period.end, sites),
                   _("Different persons from 1 January to the last day of the period.")),
            Figure("W06", "per_opening_day", _("Average per opening day"),
                   round(passages / open_count, 1) if open_count else None,
                   _("Arrivals divided by the days of opening: %(count)s.")
                   % {"count": open_count}),
        ],
        [
            arrivals.by_step(period, by_day),
        ],
    )  # fmt: skip


AGE_BANDS = ["≤ 13", "14", "15", "16", "17", "18 +"]


def age_band(age: int | None) -> str:
    if age is None:
        return "unknown"
    return AGE_BANDS[min(max(age - 13, 0), len(AGE_BANDS) - 1)]


def profile(first_day: dict[int, datetime.date]) -> Section:
    """`first_day`: of each new person, the day of her first arrival."""
    minors = list(Minor.objects.filter(pk__in=first_day).prefetch_related("claims"))
    ages = [
        births.age_on(minor.claim, first_day[minor.pk]) if minor.claim else None for minor in minors
    ]
    no_country = [code for code, _label in choices.NO_ANSWER]
    return Section(
        _("Profile of new people"),
        [],
        [
            Breakdown("W07", "sex", _("Sex"),
                      counted((m.sex for m in minors), labels_of(choices.Sex)),
                      _("As said by the young person.")),
            Breakdown("W07", "age", _("Declared age"),
                      counted((age_band(age) for age in ages),
                              {**{band: band for band in AGE_BANDS}, "unknown": _("Unknown")}),
                      _("In completed years on the day of the first arrival.")),
            Breakdown("W07", "country", _("Country"),
                      top(((m.country, m.country_text) for m in minors), last=no_country),
                      _("Declared country, the ten most frequent.")),
            Breakdown("W07", "language", _("Language"),
                      top((m.language, m.language_text) for m in minors),
                      _("Language to speak now, the ten most frequent.")),
            Breakdown("W07", "interpreter", _("Interpreter"),
                      counted((m.interpreter for m in minors), labels_of(choices.Interpreter)),
                      _("Whether an interpreter is needed.")),
            persons.senders(first_day),
        ],
    )  # fmt: skip


def nursing(period: Period, sites: Sequence[Site]) -> Section:
    """The consultations of the health file."""
    rows = consultations_between(period.start, period.end, sites)
    nameless = without_file.counted_between(period.start, period.end, sites)
    treated = without_file.treated_between(period.start, period.end, sites)
    seen = Minor.objects.filter(pk__in=treated)
    before = without_file.treated_before(period.start)
    persons_count = seen.count()
    new = seen.exclude(pk__in=before).count()
    return Section(
        _("Nurse"),
        [
            Figure("W11", "consultations", _("Consultations"), rows.count() + nameless.total(),
                   _("Consultations, by date of care, with or without a file, and those that stand "
                     "on a tally sheet only; sexual and reproductive health apart.")),
            Figure("W11", "persons", _("Persons seen"), persons_count,
                   _("Different persons with a file and one of these consultations at least.")),
            Figure("W11", "new", _("Seen for the first time"), new,
                   _("Persons without any of these consultations before the period.")),
            Figure("W11", "followed", _("Already followed"), persons_count - new,
                   _("Persons seen less the ones seen for the first time.")),
        ],
        [
            Breakdown("W11", "motifs", _("Motifs"), top([*motifs(rows), *nameless.elements()]),
                      _("The ten most frequent, sexual and reproductive health apart.")),
        ],
    )  # fmt: skip


def sexual_health(period: Period, sites: Sequence[Site]) -> Section:
    """One total, and nothing that says of whom or why."""
    total = sexual_health_between(period.start, period.end, sites).count()
    return Section(
        _("Sexual and reproductive health"),
        [
            Figure("W13", "total", _("Sexual and reproductive health, total"), total,
                   _("One total: the motifs stay with the care team.")),
        ],
        needs="sexual_health",
    )  # fmt: skip


def motifs(rows: QuerySet[Consultation]) -> Iterator[Named]:
    """Open the motif of each row, in three queries whatever their number."""
    keys = MinorKey.objects.filter(compartment=Consultation.compartment)
    for row in rows.only("motif", "seal_number", "minor").prefetch_related(
        Prefetch("minor", queryset=Minor.objects.only("pk")),
        Prefetch("minor__keys", queryset=keys),
    ):
        yield opened(row, "motif")


def referred(period: Period, sites: Sequence[Site]) -> Section:
    made = Referral.objects.filter(
        made_on__gte=period.start, made_on__lte=period.end, site__in=sites
    )
    counts = made.aggregate(count=Count("pk"), persons=Count("minor", distinct=True))
    steps = ReferralStep.objects.filter(
        happened_on__gte=period.start, happened_on__lte=period.end, referral__site__in=sites
    ).exclude(status__in=[ReferralStatus.WRITTEN, ReferralStatus.CHASED])
    by_status = steps.order_by().values_list("status", flat=True)
    statuses = labels_of(ReferralStatus)
    del statuses[ReferralStatus.WRITTEN], statuses[ReferralStatus.CHASED]
    open_now = made.in_status(ReferralStatus.WRITTEN, ReferralStatus.HANDED_OVER)
    return Section(
        pgettext("section of the week", "Referrals"),
        [
            Figure("REF", "made", _("Referrals made"), counts["count"],
                   _("Referrals, by date.")),
            Figure("REF", "persons", _("Persons referred"), counts["persons"],
                   _("Different persons with one referral at least.")),
            Figure("REF", "without_news", _("Without news"), open_now.count(),
                   _("Of the referrals made in the period, those still without appointment or "
                     "answer when this page is opened."), is_of_now=True),
        ],
        [
            Breakdown("REF", "kind", _("What is asked"),
                      counted(made.values_list("kind", flat=True), labels_of(ReferralKind)),
                      _("Referrals made, by kind.")),
            Breakdown("REF", "follow_ups", _("Follow-ups"), counted(by_status, statuses),
                      _("What happened in the period to any referral, by date of the event.")),
        ],
    )  # fmt: skip


MISSED = (
    AppointmentStepKind.MISSED,
    AppointmentStepKind.REPLACED,
    AppointmentStepKind.CLOSED,
)


def mental_health(period: Period, sites: Sequence[Site]) -> Section:
    """Meetings with a psychologist that took place, without a word of what was said."""
    rows = appointments.between(period.start, period.end, sites)
    rows = rows.filter(desk_kind=DeskKind.PSYCHOLOGIST, partner__isnull=True)
    met = rows.in_status(AppointmentStepKind.CAME)
    counts = met.aggregate(count=Count("pk"), persons=Count("minor", distinct=True))
    new = appointments.first_ones(met, period)
    groups = day_life.held_between(period, sites).filter(kind=choices.ActivityKind.PSYCHOLOGY)
    return Section(
        _("Mental health"),
        [
            Figure("W12", "sessions", _("Individual sessions"), counts["count"],
                   _("Appointments with a psychologist that took place, by date.")),
            Figure("W12", "persons", _("Persons followed"), counts["persons"],
                   _("Different persons with one of these sessions at least.")),
            Figure("W12", "new", _("Persons followed, new"), new,
                   _("Persons without any of these sessions before the period.")),
            Figure("W12", "missed", _("No-shows"), rows.in_status(*MISSED).count(),
                   _("Appointments with a psychologist that were missed, settled since or not.")),
            Figure("W12", "groups", _("Groups"), groups.count(),
                   _("Psychological groups that took place, by date.")),
            Figure("W12", "participations", _("Participations in groups"),
                   day_life.took_part(groups)["count"],
                   _("Participants, one a person and a session.")),
        ],
        needs="psychology",
    )  # fmt: skip


def interpreted(period: Period, sites: Sequence[Site]) -> Section:
    """Appointments of every desk that took place with an interpreter, or wanted one in vain."""
    met = appointments.between(period.start, period.end, sites).in_status(AppointmentStepKind.CAME)
    needed = met.filter(interpreter=InterpreterNeed.NEEDED)
    said = list(needed.values_list("language", "interpreter_minutes"))  # type: ignore[misc] # annotated
    heard = [(language, minutes) for language, minutes in said if minutes is not None]
    return Section(
        _("Interpreting"),
        [
            Figure("W21", "sessions", _("Interpreted sessions"), len(heard),
                   _("Appointments of any desk that took place with an interpreter.")),
            Figure("W21", "minutes", _("Minutes interpreted"),
                   sum(minutes for _code, minutes in heard),
                   _("As noted after each of these sessions.")),
            Figure("W21", "absent", _("Interpreter needed, absent"), len(said) - len(heard),
                   _("Appointments that took place without the interpreter they needed.")),
        ],
        [
            Breakdown("W21", "language", _("Language interpreted"),
                      top((code, choices.language_name(code)) for code, _minutes in heard),
                      _("Interpreted sessions, the ten most frequent languages.")),
        ],
    )  # fmt: skip
