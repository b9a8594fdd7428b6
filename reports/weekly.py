"""A period in figures. Each has its definition beside it; every count is made here and only here.

Codes W01 to W25 are the centre's list of indicators. A period is whole days, from 00:00 to 23:59,
Europe/Paris; arrivals carry that day. Ages are declared ages.
"""

import datetime
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import cache
from typing import Any

from django.db.models import Count, QuerySet
from django.utils import timezone
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from cases import choices
from cases.choices import AppointmentStepKind, DeskKind, InterpreterNeed
from cases.models import Appointment, Minor, keys_of
from clinics.models import Consultation
from referrals.choices import ReferralKind, ReferralStatus
from referrals.models import Referral, ReferralStep
from reports import (
    ages,
    appointments,
    arrivals,
    day_life,
    legal,
    lines,
    periods,
    persons,
    quality,
    site_events,
    social,
    waiting,
    who_came,
    without_file,
)
from reports.among import among
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
    rounded,
    top,
)
from reports.lines import Lines, by_column, by_pairs
from reports.models import FrozenWeek
from reports.periods import Period
from staff.models import Site
from staff.openings import open_days

ROLLING_WEEKS = 13


@dataclass(frozen=True)
class Words:
    """A period in words: sentences, and a few points for the coordination."""

    text: str = ""
    points: Sequence[str] = ()


@dataclass(frozen=True)
class Report:
    """The same object behind the page, the spreadsheet and the CSV."""

    period: Period
    sites: Sequence[Site]
    sections: Sequence[Section] = field(default_factory=list)
    frozen: FrozenWeek | None = None  # the version that this is; None for today's count
    beside: Mapping[Key, Any] = field(default_factory=dict)  # see reports.comparisons
    # Each site's own report, for a file that tells them apart; else empty.
    by_site: Sequence["Report"] = ()
    audience: str = "inside"  # whom it is for: of the others something is masked (audiences)
    words: Words = Words()  # in a few sentences, for the file that has room for them

    def rows(self, *, with_those_of_now: bool = True) -> Iterator[Row]:
        """Yield every line; without those that are others each day, for a comparison."""
        for section in self.sections:
            for figure in section.figures:
                if figure.is_of_now and not with_those_of_now:
                    continue
                yield Row(
                    figure.key, figure.label, "", figure.value, figure.definition, figure.masked
                )
            for cut in section.breakdowns:
                for part in cut.parts:
                    key = cut.code, cut.name, part.name
                    yield Row(key, cut.label, part.label, part.count, cut.definition, part.masked)

    def only(self, codes: frozenset[str] | None) -> "Report":
        """Return the sections that have one of these figures; None: all of them."""
        if codes is None:
            return self
        kept = [section for section in self.sections if section.codes & codes]
        return replace(self, sections=kept)

    def figure(self, code: str) -> Value:
        """Return the value of the first figure with this code; raises KeyError."""
        for section in self.sections:
            for figure in section.figures:
                if figure.code == code:
                    return figure.value
        raise KeyError(code)


def report_on(
    period: Period,
    sites: Sequence[Site],
    known: frozenset[Need] = frozenset(),
    codes: frozenset[str] | None = None,
) -> Report:
    """Return the figures of a period over these sites, in a number of queries that is constant.

    `known`: what the reader may know of beside what every reader of the week does. `codes`: only
    the sections that have one of these figures; None for all of them.
    """

    @cache
    def first_day() -> dict[int, datetime.date]:
        return dict(who_came.first_arrivals(period, sites).values_list("minor_id", "day"))

    @cache
    def stood() -> legal.Stood:
        return legal.standing_on(period.end, sites)

    every: list[tuple[str, Need | None, Callable[[], Section]]] = [
        ("W01 W02 W03 W04 W05 W06", None, lambda: activity(period, sites, len(first_day()))),
        ("W07 W08", None, lambda: profile(first_day())),
        ("W11", None, lambda: nursing(period, sites)),
        ("SCA", None, lambda: site_events.scabies(period, sites)),
        ("W13", "sexual_health", lambda: sexual_health(period, sites)),
        ("W12", "psychology", lambda: mental_health(period, sites)),
        ("W24", None, lambda: without_file.mobile(period, sites)),
        ("WAIT", None, lambda: waiting.waiting(period, sites)),
        (
            "W09",
            None,
            lambda: day_life.nights(period, who_came.caseload(period.start, period.end, sites)),
        ),
        ("W10", None, lambda: day_life.respite(period, sites)),
        ("W22", None, lambda: day_life.together(period, sites)),
        ("W20", "protection", lambda: day_life.protection(period, sites)),
        ("REF", None, lambda: referred(period, sites)),
        ("W14", None, lambda: social.social(period, sites)),
        ("W15", None, lambda: legal.activity(period, sites)),
        ("W16", None, lambda: legal.stock(period, sites, stood())),
        ("W17", None, lambda: legal.recognition(period, sites, stood())),
        ("W18", None, lambda: legal.delays(period, sites)),
        ("W19", None, lambda: persons.majorities(period, sites)),
        ("W21", None, lambda: interpreted(period, sites)),
        ("W23", None, lambda: persons.exits(period, sites)),
        ("W25", None, lambda: quality.quality(period, sites, list(first_day()))),
    ]
    sections = [
        section()
        for held, need, section in every
        if (need is None or need in known) and (codes is None or codes & set(held.split()))
    ]
    return Report(period, sites, sections)


def activity(period: Period, sites: Sequence[Site], new: int) -> Section:
    """`new`: how many came for the first time ever."""
    came = who_came.passages(period, sites)
    by_day = dict(came.order_by().values_list("day").annotate(count=Count("pk")))
    passage_count = sum(by_day.values())
    of_week = who_came.caseload(period.start, period.end, sites)
    persons = who_came.seen_between(period.start, period.end, sites).count()
    first = who_came.first_arrivals(period, sites)
    until = periods.end_so_far(period, timezone.localdate())
    open_count = len(open_days(sites, period.start, until))
    quarter_start = period.end - datetime.timedelta(days=7 * ROLLING_WEEKS - 1)
    year_start = datetime.date(period.end.year, 1, 1)

    return Section(
        _("Activity"),
        [
            Figure("W01", "arrivals", _("Arrivals"), passage_count,
                   _("Arrivals, one a person and a day."), lines=Lines("arrival", came)),
            Figure("W02", "caseload", _("Active caseload"), persons,
                   _("Different persons with one arrival or consultation at least."),
                   lines=of_week),
            Figure("W03", "new", _("New"), new,
                   _("Persons whose first arrival ever is in the period."),
                   lines=Lines("arrival", first)),
            Figure("W04", "known", pgettext("persons", "Known"), persons - new,
                   _("Active caseload minus new people."),
                   lines=of_week.of(lambda rows: rows.exclude(pk__in=first.values("minor")))),
            Figure("W05", "caseload_quarter", _("Active caseload, 3 months"),
                   who_came.seen_between(quarter_start, period.end, sites).count(),
                   _("Different persons over the 13 weeks that end with the period."),
                   lines=who_came.caseload(quarter_start, period.end, sites)),
            Figure("W05", "caseload_year", _("Active caseload, year"),
                   who_came.seen_between(year_start, period.end, sites).count(),
                   _("Different persons from 1 January to the last day of the period."),
                   lines=who_came.caseload(year_start, period.end, sites)),
            Figure("W06", "per_opening_day", _("Average per opening day"),
                   rounded(Fraction(passage_count, open_count), 1) if open_count else None,
                   _("Arrivals divided by the days of opening: %(count)s.")
                   % {"count": open_count}),
        ],
        [
            arrivals.by_step(period, by_day, came),
        ],
    )  # fmt: skip


AGE_BANDS = ["≤ 13", "14", "15", "16", "17", "18 +"]


def age_band(age: int | None) -> str:
    if age is None:
        return "unknown"
    return AGE_BANDS[min(max(age - 13, 0), len(AGE_BANDS) - 1)]


PROFILE = ("sex", "country", "language", "interpreter")


def profile(first_day: dict[int, datetime.date]) -> Section:
    """`first_day`: of each new person, the day of her first arrival."""
    numbers = list(first_day)
    minors = list(
        Minor.objects.filter(among("pk", numbers)).values_list("pk", *PROFILE, named=True)
    )
    whom = lines.persons(numbers)
    claims = ages.claims_of(numbers)
    bands = {pk: age_band(ages.age_on(claims.get(pk), day)) for pk, day in first_day.items()}
    countries = {code: choices.country_name(code) for code in {m.country for m in minors}}
    languages = {code: choices.language_name(code) for code in {m.language for m in minors}}
    no_country = [code for code, _label in choices.NO_ANSWER]
    return Section(
        _("Profile of new people"),
        [],
        [
            Breakdown("W07", "sex", _("Sex"),
                      counted((m.sex for m in minors), labels_of(choices.Sex)),
                      _("As said by the young person."),
                      cut=by_column(whom, "sex", labels_of(choices.Sex))),
            Breakdown("W07", "age", _("Declared age"),
                      counted(bands.values(),
                              {**{band: band for band in AGE_BANDS}, "unknown": _("Unknown")}),
                      _("In completed years on the day of the first arrival."),
                      cut=by_pairs(whom, bands.items())),
            Breakdown("W07", "country", _("Country"),
                      top(((m.country, countries[m.country]) for m in minors), last=no_country),
                      _("Declared country, the ten most frequent."),
                      cut=by_pairs(whom, [(m.pk, m.country) for m in minors])),
            Breakdown("W07", "language", _("Language"),
                      top((m.language, languages[m.language]) for m in minors),
                      _("Language to speak now, the ten most frequent."),
                      cut=by_pairs(whom, [(m.pk, m.language) for m in minors])),
            Breakdown("W07", "interpreter", _("Interpreter"),
                      counted((m.interpreter for m in minors), labels_of(choices.Interpreter)),
                      _("Whether an interpreter is needed."),
                      cut=by_column(whom, "interpreter", labels_of(choices.Interpreter))),
            persons.senders(first_day),
        ],
    )  # fmt: skip


def nursing(period: Period, sites: Sequence[Site]) -> Section:
    """The consultations of the health file."""
    rows = who_came.consultations_between(period.start, period.end, sites)
    nameless = without_file.counted_between(period.start, period.end, sites)
    treated = without_file.treated_between(period.start, period.end, sites)
    seen = Minor.objects.filter(pk__in=treated)
    before = without_file.was_treated_before(period.start)
    persons_count = seen.count()
    first = seen.filter(~before)
    new = first.count()
    motif_of = dict(motifs(rows))
    by_motif = Counter(motif_of.values()) + nameless.by_motif
    return Section(
        _("Nurse"),
        [
            Figure("W11", "consultations", _("Consultations"), by_motif.total(),
                   _("Consultations, by date of care, with or without a file, and those that stand "
                     "on a tally sheet only; sexual and reproductive health apart."),
                   lines=without_file.entries(rows, nameless.rows, nameless.on_sheets)),
            Figure("W11", "persons", _("Persons seen"), persons_count,
                   _("Different persons with a file and one of these consultations at least."),
                   lines=Lines("person", seen)),
            Figure("W11", "new", _("Seen for the first time"), new,
                   _("Persons without any of these consultations before the period."),
                   lines=Lines("person", first)),
            Figure("W11", "followed", _("Already followed"), persons_count - new,
                   _("Persons seen less the ones seen for the first time."),
                   lines=Lines("person", seen.filter(before))),
        ],
        [
            Breakdown("W11", "motifs", _("Motifs"), top(by_motif.elements()),
                      _("The ten most frequent, sexual and reproductive health apart."),
                      cut=without_file.cut_of(
                          {pk: name for pk, (name, _label) in motif_of.items()},
                          {pk: name for pk, (name, _label) in nameless.motifs.items()},
                          [(one.motif[0], one) for one in nameless.on_sheets])),
        ],
    )  # fmt: skip


def sexual_health(period: Period, sites: Sequence[Site]) -> Section:
    """One total, and nothing that says of whom or why."""
    rows = who_came.sexual_health_between(period.start, period.end, sites)
    return Section(
        _("Sexual and reproductive health"),
        [
            Figure("W13", "total", _("Sexual and reproductive health, total"), rows.count(),
                   _("One total: the motifs stay with the care team."),
                   lines=Lines("sexual_health", rows)),
        ],
        needs="sexual_health",
    )  # fmt: skip


def motifs(rows: QuerySet[Consultation]) -> Iterator[tuple[int, Named]]:
    """Open the motif of each row, by its number, in two queries whatever their number."""
    keys = keys_of(rows.order_by().values("minor"), Consultation.compartment)
    language = get_language() or ""
    for row in rows.only("motif", "seal_number", "minor"):
        row.held_keys = keys.get(row.minor_id, [])
        yield row.pk, opened(row, "motif", language)


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
                   _("Referrals, by date."), lines=Lines("referral", made)),
            Figure("REF", "persons", _("Persons referred"), counts["persons"],
                   _("Different persons with one referral at least."),
                   lines=replace(lines.persons(made.order_by().values("minor")),
                                 through=Lines("referral", made))),
            Figure("REF", "without_news", _("Without news"), open_now.count(),
                   _("Of the referrals made in the period, those still without appointment "
                     "or answer when this page is opened."), is_of_now=True,
                   lines=Lines("referral", open_now)),
        ],
        [
            Breakdown("REF", "kind", _("What is asked"),
                      counted(made.values_list("kind", flat=True), labels_of(ReferralKind)),
                      _("Referrals made, by kind."),
                      cut=by_column(Lines("referral", made), "kind", labels_of(ReferralKind))),
            Breakdown("REF", "follow_ups", _("Follow-ups"), counted(by_status, statuses),
                      _("What happened in the period to any referral, by date of the event."),
                      cut=by_column(Lines("referral_step", steps), "status", statuses)),
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
    missed = rows.in_status(*MISSED)
    groups = day_life.held_between(period, sites).filter(kind=choices.ActivityKind.PSYCHOLOGY)
    took_part = day_life.participations(groups)
    return Section(
        _("Mental health"),
        [
            Figure("W12", "sessions", _("Individual sessions"), counts["count"],
                   _("Appointments with a psychologist that took place, by date."),
                   lines=Lines("appointment", met)),
            Figure("W12", "persons", _("Persons followed"), counts["persons"],
                   _("Different persons with one of these sessions at least."),
                   lines=lines.persons(met.order_by().values("minor"))),
            Figure("W12", "new", _("Persons followed, new"), new.count(),
                   _("Persons without any of these sessions before the period."),
                   lines=Lines("person", new)),
            Figure("W12", "missed", _("No-shows"), missed.count(),
                   _("Appointments with a psychologist that were missed, settled since or not."),
                   lines=Lines("appointment", missed)),
            Figure("W12", "groups", _("Groups"), groups.count(),
                   _("Psychological groups that took place, by date."),
                   lines=Lines("activity", groups)),
            Figure("W12", "participations", _("Participations in groups"),
                   took_part.count(),
                   _("Participants, one a person and a session."),
                   lines=Lines("participation", took_part)),
        ],
        needs="psychology",
    )  # fmt: skip


def interpreted(period: Period, sites: Sequence[Site]) -> Section:
    """Appointments of every desk that took place with an interpreter, or wanted one in vain."""
    met = appointments.between(period.start, period.end, sites).in_status(AppointmentStepKind.CAME)
    needed = met.filter(interpreter=InterpreterNeed.NEEDED)
    said = needed.values_list("pk", "language", "interpreter_minutes")  # type: ignore[misc] # annotated
    minutes = {pk: count for pk, _code, count in said if count is not None}
    language = {pk: code for pk, code, _count in said if pk in minutes}
    absent = [pk for pk, _code, _count in said if pk not in minutes]
    heard = Lines("appointment", Appointment.objects.filter(among("pk", minutes)).with_state())
    return Section(
        _("Interpreting"),
        [
            Figure("W21", "sessions", _("Interpreted sessions"), len(minutes),
                   _("Appointments of any desk that took place with an interpreter."),
                   lines=heard),
            Figure("W21", "minutes", _("Minutes interpreted"),
                   sum(minutes.values()),
                   _("As noted after each of these sessions."),
                   lines=replace(heard, weights=minutes)),
            Figure("W21", "absent", _("Interpreter needed, absent"), len(absent),
                   _("Appointments that took place without the interpreter they needed."),
                   lines=heard.of(lambda _rows: needed.filter(among("pk", absent)))),
        ],
        [
            Breakdown("W21", "language", _("Language interpreted"),
                      top((code, choices.language_name(code)) for code in language.values()),
                      _("Interpreted sessions, the ten most frequent languages."),
                      cut=by_pairs(heard, language.items())),
        ],
    )  # fmt: skip
