"""The legal desk of a period: what was filed, heard and decided; where everybody stands; how long.

Counted by the day on which it happened, as far as it is known. A stage that was taken back counts
nowhere. The recognition rate has decisions on the merits under the line, and never petitions.
"""

import datetime
import statistics
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from operator import attrgetter, itemgetter
from typing import Any, NamedTuple

from django.db.models import Exists, Max, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cases.choices import DeskKind
from cases.models import Arrival
from referrals import pathway
from referrals.choices import DayPrecision, ProcedureKind
from referrals.models import Procedure, ProcedureEvent, Situation
from referrals.pathway import STAGES, Situated, Standing
from reports import appointments
from reports.among import among
from reports.figures import Breakdown, Figure, Part, Section, rounded, share
from reports.lines import Lines, Picks, by_column, by_pairs, persons
from reports.periods import Period
from staff.models import Site

ONE_DAY = datetime.timedelta(days=1)
REFUSED, PETITION, APPEAL, URGENT, PLACED_FOR_NOW = "L32", "L41", "L70", "L42", "L50"
# On the merits: the judge and the court of appeal. A référé and the département decide otherwise.
FAVOURABLE, UNFAVOURABLE = ("L60", "A60"), ("L61", "A61")
MEASURED = [REFUSED, PETITION, "L45", "L60", "L61"]
DECISIONS = [
    stage.code
    for stage in STAGES.values()
    if stage.decides
    and stage.kind
    in (
        ProcedureKind.EVALUATION,
        ProcedureKind.CHILDREN_JUDGE,
        ProcedureKind.APPEAL,
        ProcedureKind.CASSATION,
        ProcedureKind.URGENT_APPEAL,
    )
]


def year_to(day: datetime.date) -> datetime.date:
    """Return the first day of the twelve months that end with this one: 366 days in some years."""
    is_leap_day = (day.month, day.day) == (2, 29)
    before = day.replace(year=day.year - 1, day=28 if is_leap_day else day.day)
    return before + ONE_DAY


def events_between(
    start: datetime.date, end: datetime.date, sites: Sequence[Site]
) -> QuerySet[ProcedureEvent]:
    """Return what happened in these days; not what is known to the month or the year only."""
    return ProcedureEvent.objects.standing().filter(
        procedure__site__in=sites,
        precision=DayPrecision.DAY,
        happened_on__gte=start,
        happened_on__lte=end,
    )


def hearings_between(
    start: datetime.date, end: datetime.date, sites: Sequence[Site]
) -> QuerySet[ProcedureEvent]:
    """Return the hearings of these days, but for those set again before they took place."""
    set_again = ProcedureEvent.objects.standing().filter(
        procedure=OuterRef("procedure"),
        hearing_on__isnull=False,
        pk__gt=OuterRef("pk"),
        recorded_at__date__lte=OuterRef("hearing_on"),
    )
    return ProcedureEvent.objects.standing().filter(
        ~Exists(set_again),
        procedure__site__in=sites,
        hearing_on__gte=start,
        hearing_on__lte=end,
    )


def activity(period: Period, sites: Sequence[Site]) -> Section:
    """What the desk did in the period."""
    events = events_between(period.start, period.end, sites)
    stages = Counter(events.order_by().values_list("stage", flat=True))
    hearings = hearings_between(period.start, period.end, sites)
    met = appointments.met_at(DeskKind.LEGAL, period, sites)
    first = appointments.first_ones(met, period)
    decided = Lines("procedure_event", events.filter(stage__in=DECISIONS))

    def at(stage: str) -> Lines:
        return Lines("procedure_event", events.filter(stage=stage))

    return Section(
        _("Legal"),
        [
            Figure("W15", "first_interviews", _("First legal interviews"),
                   first.count(),
                   _("Persons whose first appointment at the legal desk was in the period."),
                   lines=Lines("person", first)),
            Figure("W15", "petitions", _("Petitions filed"), stages[PETITION],
                   _("Petitions to the children’s judge, by the day of sending."),
                   lines=at(PETITION)),
            Figure("W15", "hearings", _("Hearings"),
                   hearings.count(),
                   _("By the day of the hearing, but for those set again before."),
                   lines=Lines("hearing", hearings)),
            Figure("W15", "appeals", _("Appeals"),
                   stages[APPEAL], _("Appeals, by the day of lodging."), lines=at(APPEAL)),
            Figure("W15", "urgent_appeals", _("Urgent appeals"), stages[URGENT],
                   _("Référés-libertés, by the day of filing."), lines=at(URGENT)),
            Figure("W15", "provisional", _("Provisional placements"), stages[PLACED_FOR_NOW],
                   _("Provisional placement orders (OPP), by their day."),
                   lines=at(PLACED_FOR_NOW)),
        ],
        [
            Breakdown("W15", "decisions", _("Decisions"),
                      [Part(code, str(STAGES[code].label), stages[code]) for code in DECISIONS
                       if stages[code]],
                      _("Decisions of the département, the judge and the courts, by their day."),
                      cut=by_column(decided, "stage", DECISIONS)),
        ],
    )  # fmt: skip


# --- where everybody stands ----------------------------------------------------------------------


Stood = dict[int, list[tuple[int, Standing]]]


def standing_on(day: datetime.date, sites: Sequence[Site]) -> Stood:
    """Return {minor: [(procedure, where it stood at the end of a day)]}."""
    last = (
        ProcedureEvent.objects.standing()
        .filter(procedure__site__in=sites, happened_on__lte=day)
        .order_by("procedure", "-happened_on", "-pk")
        .distinct("procedure")
        .values_list("procedure__minor", "procedure", "stage", "happened_on")
    )
    found: Stood = defaultdict(list)
    for minor, procedure, stage, since in last:
        found[minor].append((procedure, Standing(STAGES[stage], since)))
    return found


def stock(period: Period, sites: Sequence[Site], stood: Stood) -> Section:
    """Persons with an open procedure at the end of the last day, by the line of their file.

    `stood`: see `standing_on`.
    """
    still = {
        minor: [standing for _procedure, standing in rows]
        for minor, rows in stood.items()
        if any(not standing.stage.ends for _procedure, standing in rows)
    }
    outside = _situations_on(period.end, sites, still)
    stands = {minor: pathway.headline(rows, outside.get(minor)).state
              for minor, rows in still.items()}  # fmt: skip
    codes = {minor: state.code for minor, state in stands.items()}
    states = {state.code: state for state in stands.values()}
    labels = {code: str(state.label) for code, state in states.items()}
    open_now = persons(still, {minor: labels[code] for minor, code in codes.items()})
    ranked = sorted(Counter(codes.values()).items(),
                    key=lambda pair: -getattr(states[pair[0]], "rank", 0))  # fmt: skip
    return Section(
        _("Where procedures stand"),
        [
            Figure("W16", "persons", _("Persons with an open procedure"), len(still),
                   _("At the end of the last day of the period, by the site of the procedure."),
                   lines=open_now),
        ],
        [
            Breakdown("W16", "headline", _("Headline"),
                      [Part(code, labels[code], count) for code, count in ranked],
                      _("The same persons, by the most advanced procedure that is open."),
                      cut=by_pairs(open_now, codes.items())),
        ],
    )  # fmt: skip


def _situations_on(
    day: datetime.date, sites: Sequence[Site], minors: Collection[int]
) -> dict[int, Situated]:
    """Return the situation that held at the end of a day: the last one, unless she came back.

    `minors` have a procedure at these sites.
    """
    whose = Procedure.objects.filter(site__in=sites).order_by().values("minor")
    rows = Situation.objects.standing().filter(minor__in=whose, happened_on__lte=day)
    last: dict[int, Situation] = {}
    for row in rows.only("minor", "code", "happened_on", "precision", "recorded_at"):
        before = last.get(row.minor_id)
        is_later = before is None or (row.at_latest, row.pk) > (before.at_latest, before.pk)
        if row.minor_id in minors and is_later:
            last[row.minor_id] = row
    came = Arrival.objects.counted().filter(among("minor", last), day__lte=day).order_by()
    came_on = dict(came.values_list("minor").annotate(day=Max("day")))
    return {
        minor: row.situated
        for minor, row in last.items()
        if not pathway.is_over(row.situated, came_on.get(minor))
    }


# --- rates and delays ----------------------------------------------------------------------------


def recognition(period: Period, sites: Sequence[Site], stood: Stood) -> Section:
    """Over twelve months: decisions on the merits alone are under the line.

    `stood`: see `standing_on`.
    """
    start = year_to(period.end)
    decided = ProcedureEvent.objects.standing().filter(
        procedure__site__in=sites,
        stage__in=[*FAVOURABLE, *UNFAVOURABLE],
        happened_on__gte=start,
        happened_on__lte=period.end,
    )
    stages = Counter(decided.order_by().values_list("stage", flat=True))
    favourable = sum(stages[code] for code in FAVOURABLE)
    total = sum(stages.values())
    provisional = [
        procedure
        for rows in stood.values()
        for procedure, standing in rows
        if standing.stage.code == PLACED_FOR_NOW
    ]
    on_merits = Lines("procedure_event", decided)

    def cut(is_wanted: Picks) -> Lines:
        wanted = [
            *(FAVOURABLE if is_wanted("favourable") else ()),
            *(UNFAVOURABLE if is_wanted("unfavourable") else ()),
        ]
        return on_merits.of(lambda rows: rows.filter(stage__in=wanted))

    return Section(
        _("Recognition"),
        [
            Figure("W17", "rate", _("Recognition rate, in %"),
                   share(favourable, total),
                   _("Favourable decisions out of %(count)d on the merits, judge and court "
                     "of appeal, over the twelve months that end with the period.")
                   % {"count": total},
                   lines=replace(on_merits, marked=decided.filter(stage__in=FAVOURABLE)),
                   plain=_("Favourable decisions out of those on the merits, judge and court of "
                           "appeal, over the twelve months that end with the period.")),
            Figure("W17", "decisions", _("Decisions on the merits"), total,
                   _("Placed or not, judge and court of appeal, over the same twelve months."),
                   lines=on_merits),
            Figure("W17", "provisional_under_way", _("Provisional placements under way"),
                   len(provisional),
                   _("Procedures at that stage at the end of the last day, not decided yet."),
                   lines=Lines("procedure", Procedure.objects.filter(among("pk", provisional)))),
        ],
        [
            Breakdown("W17", "outcome", _("Decisions on the merits"), [
                          Part("favourable", _("Favourable"), favourable),
                          Part("unfavourable", _("Unfavourable"), total - favourable),
                      ], _("Judge and court of appeal, over the same twelve months."), cut=cut),
        ],
    )  # fmt: skip


def delays(period: Period, sites: Sequence[Site]) -> Section:
    """Medians over the twelve months in which each of them ended; None of nothing."""
    start = year_to(period.end)
    by_minor = _steps_of(start, period.end, sites)
    measured = [
        ("refusal_to_petition", _("From refusal to petition, days"), _refusal_to_petition,
         _("Median of the petitions of twelve months that followed a refusal.")),
        ("petition_to_hearing", _("From petition to hearing, days"), _petition_to_hearing,
         _("Median of the first hearings of twelve months.")),
        ("petition_to_decision", _("From petition to decision, days"), _petition_to_decision,
         _("Median of the first decisions of the judge, over twelve months.")),
    ]  # fmt: skip
    figures = []
    for name, label, measure, definition in measured:
        took = {
            event.pk: days for events in by_minor.values()
            for event, ended_on, days in measure(events) if start <= ended_on <= period.end
        }  # fmt: skip
        median = rounded(statistics.median(took.values())) if took else None
        said = _("%(definition)s n = %(count)d.") % {"definition": definition, "count": len(took)}
        ended = Lines(
            "hearing" if measure is _petition_to_hearing else "procedure_event",
            ProcedureEvent.objects.filter(among("pk", took)),
            notes={number: _days(days) for number, days in took.items()},
        )
        figures.append(
            Figure("W18", name, label, median, said,
                   bases={"count": len(took)}, plain=definition, lines=ended)
        )  # fmt: skip
    return Section(_("Delays"), figures)


def _days(count: int) -> str:
    return ngettext("%(count)d day", "%(count)d days", count) % {"count": count}


class Step(NamedTuple):
    """What is measured of an event: thousands of them are read, the rest of their rows is not."""

    pk: int
    minor: int
    procedure: int
    stage: str
    happened_on: datetime.date
    hearing_on: datetime.date | None
    recorded_at: datetime.datetime


STEP = ("pk", "procedure__minor", "procedure", "stage", "happened_on", "hearing_on", "recorded_at")


def _steps_of(
    start: datetime.date, end: datetime.date, sites: Sequence[Site]
) -> dict[int, list[Step]]:
    """Return what is measured of whoever petitioned, was heard or judged since a day, in order."""
    recent = events_between(start, end, sites).filter(stage__in=MEASURED)
    heard = hearings_between(start, end, sites)
    whose = Q(procedure__minor__in=recent.values("procedure__minor"))
    whose |= Q(procedure__minor__in=heard.values("procedure__minor"))
    every = events_between(datetime.date.min, end, sites).filter(whose, stage__in=MEASURED)
    found: dict[int, list[Step]] = defaultdict(list)
    for said in every.order_by("happened_on", "pk").values_list(*STEP):
        step = Step(*said)
        found[step.minor].append(step)
    return found


# What ended it, the day on which it did, how many days it took.
Took = Iterator[tuple[Step, datetime.date, int]]


def _refusal_to_petition(events: Sequence[Step]) -> Took:
    refused_on = None
    for event in events:
        if event.stage == REFUSED:
            refused_on = event.happened_on
        elif event.stage == PETITION and refused_on is not None:
            yield event, event.happened_on, (event.happened_on - refused_on).days
            refused_on = None


def _petition_to_hearing(events: Sequence[Step]) -> Took:
    for filed_on, later in _petitions(events):
        heard = [(day, event) for event in later if (day := _held_on(event, later))]
        if heard:
            day, first = min(heard, key=itemgetter(0))
            if day >= filed_on:
                yield first, day, (day - filed_on).days


def _held_on(event: Step, others: Sequence[Step]) -> datetime.date | None:
    """Return the day of a hearing that nobody set again before it (see `hearings_between`)."""
    day = event.hearing_on
    if day is None or any(
        other.hearing_on is not None
        and other.pk > event.pk
        and timezone.localdate(other.recorded_at) <= day
        for other in others
    ):
        return None
    return day


def _petition_to_decision(events: Sequence[Step]) -> Took:
    for filed_on, later in _petitions(events):
        decided = [event for event in later if STAGES[event.stage].decides]
        if decided:
            first = min(decided, key=attrgetter("happened_on"))
            yield first, first.happened_on, (first.happened_on - filed_on).days


def _petitions(
    events: Sequence[Step],
) -> Iterator[tuple[datetime.date, list[Step]]]:
    """Yield each procedure's first petition, with what came to that procedure from then on."""
    by_procedure: dict[int, list[Step]] = defaultdict(list)
    for event in events:
        by_procedure[event.procedure].append(event)
    for rows in by_procedure.values():
        filed = next((n for n, event in enumerate(rows) if event.stage == PETITION), None)
        if filed is not None:
            yield rows[filed].happened_on, rows[filed:]


def with_decision(minors: QuerySet[Any], day: datetime.date) -> set[int]:
    """Return those of whom somebody has decided by a day: recognised, placed, or not."""
    decided = ProcedureEvent.objects.standing().filter(
        procedure__minor__in=minors, happened_on__lte=day,
        stage__in=["L30", *FAVOURABLE, *UNFAVOURABLE],
    )  # fmt: skip
    return set(decided.order_by().values_list("procedure__minor", flat=True))
