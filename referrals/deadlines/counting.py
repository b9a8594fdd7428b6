"""When a deadline ends, and by which steps that was found.

Every time is aware and in Paris. A date whose hour is unknown is its midnight; one of which only
the month or the year is known is its first day: the earliest that it may be, never a day too late.
"""

import calendar
import datetime
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from zoneinfo import ZoneInfo

from cases.births import anniversary
from referrals.deadlines.holidays import ONE_DAY, closed, working_day
from referrals.deadlines.rules import (
    Direction,
    Effect,
    Event,
    Mode,
    Offset,
    Roll,
    Rule,
    StopKind,
    Unit,
)

PARIS = ZoneInfo("Europe/Paris")
# Years that the calendar of the computation reaches without leaving that of Python.
FIRST_YEAR, LAST_YEAR = 1900, 2200


class Reason(StrEnum):
    """Why nothing is computed. `wording.refused` has the sentences."""

    NO_SUCH_DATE = "no_such_date"
    NO_SUCH_HOUR = "no_such_hour"
    HOUR_WITHOUT_DAY = "hour_without_day"
    OUT_OF_RANGE = "out_of_range"
    NOT_IN_FORCE = "not_in_force"
    DOES_NOT_STOP = "does_not_stop"
    STOP_ENDS_BEFORE_START = "stop_ends_before_start"
    STOPS_OVERLAP = "stops_overlap"
    STOP_BEFORE_TRIGGER = "stop_before_trigger"
    STOP_AFTER_END = "stop_after_end"


class Refused(ValueError):
    """The dates do not go together; `reason` and `values` say how."""

    def __init__(self, reason: Reason, **values: object) -> None:
        super().__init__(reason.value)
        self.reason = reason
        self.values = values


class Precision(StrEnum):
    YEAR = "year"
    MONTH = "month"
    DAY = "day"
    MINUTE = "minute"


@dataclass(frozen=True)
class Trigger:
    """What is known of the event: `at` is the earliest moment that it may have been."""

    at: datetime.datetime
    precision: Precision

    @property
    def day(self) -> datetime.date:
        return self.at.date()

    @property
    def is_earliest(self) -> bool:
        return self.precision in (Precision.YEAR, Precision.MONTH)


@dataclass(frozen=True)
class Stop:
    """The clock stopped, and started again at `ends`; None while it is still stopped."""

    kind: StopKind
    begins: datetime.datetime
    ends: datetime.datetime | None = None


class StepKind(StrEnum):
    """One step of the computation; `wording.formula` has a line for each."""

    EARLIEST = "earliest"
    NO_HOUR = "no_hour"
    TWICE = "twice"
    BIRTHDAY = "birthday"
    LEAP_BIRTHDAY = "leap_birthday"
    COUNTED = "counted"
    LAST_OF_MONTH = "last_of_month"
    FRANC = "franc"
    SUSPENDED = "suspended"
    INTERRUPTED = "interrupted"
    STOPPED = "stopped"
    CARRIED = "carried"


@dataclass(frozen=True)
class Step:
    kind: StepKind
    values: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class Result:
    """`ends_on` before it was carried over closed days, `last_day` after; over at `due_at`.

    `start` is the trigger, or the birthday that the rule counts from. A deadline still stopped
    keeps the end it had: the prudent one, until the clock runs again.
    """

    rule: Rule
    trigger: Trigger
    start: datetime.datetime
    ends_on: datetime.date
    last_day: datetime.date
    due_at: datetime.datetime
    warnings: tuple[datetime.datetime, ...]
    steps: tuple[Step, ...]
    is_stopped: bool

    @property
    def is_carried(self) -> bool:
        return self.last_day != self.ends_on

    @property
    def is_earliest(self) -> bool:
        return self.trigger.is_earliest


def known(
    year: int,
    month: int | None = None,
    day: int | None = None,
    time: datetime.time | None = None,
) -> Trigger:
    """Return a trigger from as much of its date as is known; raises Refused."""
    if time is not None and (month is None or day is None):
        raise Refused(Reason.HOUR_WITHOUT_DAY)
    check_year(year)
    try:
        date = datetime.date(year, month or 1, day or 1)
    except ValueError as error:
        raise Refused(Reason.NO_SUCH_DATE) from error
    if time is not None:
        return Trigger(moment(date, time), Precision.MINUTE)
    precision = Precision.DAY if day else Precision.MONTH if month else Precision.YEAR
    return Trigger(moment(date), precision)


def check_year(year: int) -> None:
    """Raise Refused for a year that the computation does not reach."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise Refused(Reason.OUT_OF_RANGE, first=FIRST_YEAR, last=LAST_YEAR)


def moment(day: datetime.date, time: datetime.time = datetime.time.min) -> datetime.datetime:
    """Return an hour of a day in Paris, to the minute; of an hour said twice, the first.

    Raises Refused for an hour that the clocks skip in March.
    """
    at = datetime.datetime.combine(day, time.replace(second=0, microsecond=0, fold=0), PARIS)
    if at.astimezone(datetime.UTC).astimezone(PARIS).time() != at.time():
        raise Refused(Reason.NO_SUCH_HOUR, day=day, time=time)
    return at


def compute(rule: Rule, trigger: Trigger, stops: Iterable[Stop] = ()) -> Result:
    """Return when it ends; raises Refused when the dates do not go together."""
    pauses = sorted(stops, key=lambda stop: stop.begins)
    _check(rule, trigger, pauses)
    steps = _known_steps(rule, trigger)
    start = _start(rule, trigger, steps)
    count = _by_hours if rule.unit == Unit.HOURS else _by_days
    ends_on, last_day, due_at = count(rule, start, pauses, steps)
    return Result(
        rule=rule,
        trigger=trigger,
        start=start,
        ends_on=ends_on,
        last_day=last_day,
        due_at=due_at,
        warnings=_warnings(rule, start, last_day, due_at),
        steps=tuple(steps),
        is_stopped=bool(pauses) and pauses[-1].ends is None,
    )


def _check(rule: Rule, trigger: Trigger, stops: list[Stop]) -> None:
    if rule.trigger != Event.BIRTH and not rule.holds_on(trigger.day):
        raise Refused(Reason.NOT_IN_FORCE, valid_from=rule.valid_from, valid_to=rule.valid_to)
    ended: datetime.datetime | None = trigger.at
    for number, stop in enumerate(stops):
        if stop.kind not in rule.stops:
            raise Refused(Reason.DOES_NOT_STOP, kind=stop.kind)
        if stop.ends is not None and is_before(stop.ends, stop.begins):
            raise Refused(Reason.STOP_ENDS_BEFORE_START)
        if number == 0 and is_before(stop.begins, trigger.at):
            raise Refused(Reason.STOP_BEFORE_TRIGGER)
        if ended is None or is_before(stop.begins, ended):
            raise Refused(Reason.STOPS_OVERLAP)
        ended = stop.ends


def _known_steps(rule: Rule, trigger: Trigger) -> list[Step]:
    """What has to be said of the trigger itself."""
    if trigger.is_earliest:
        return [Step(StepKind.EARLIEST, {"day": trigger.day, "precision": trigger.precision})]
    if rule.unit == Unit.HOURS and trigger.precision == Precision.DAY:
        return [Step(StepKind.NO_HOUR, {"day": trigger.day})]
    if trigger.at.utcoffset() != trigger.at.replace(fold=1).utcoffset():
        return [Step(StepKind.TWICE, {"at": trigger.at})]
    return []


def _start(rule: Rule, trigger: Trigger, steps: list[Step]) -> datetime.datetime:
    """Where counting begins: the trigger, or the birthday of the rule's age.

    She who was born on 29 February is eighteen on 1 March: her last day as a minor is the last of
    February, as a period of years without the same date ends (CPC art. 641).
    """
    if rule.age is None:
        return trigger.at
    birthday = anniversary(trigger.day, rule.age)
    is_leap = birthday.day != trigger.day.day
    kind = StepKind.LEAP_BIRTHDAY if is_leap else StepKind.BIRTHDAY
    steps.append(Step(kind, {"age": rule.age, "day": birthday}))
    return moment(birthday)


Ends = tuple[datetime.date, datetime.date, datetime.datetime]


def _by_hours(rule: Rule, start: datetime.datetime, stops: list[Stop], steps: list[Step]) -> Ends:
    """Hours that pass, to the minute, whatever the clocks do: counted in UTC."""
    sign = -1 if rule.direction == Direction.BEFORE else 1
    length = sign * datetime.timedelta(hours=rule.amount)
    due_at = later(start, length)
    steps.append(Step(StepKind.COUNTED, {"start": start, "end": due_at}))
    for stop in stops:
        if is_before(due_at, stop.begins):
            raise Refused(Reason.STOP_AFTER_END, end=due_at.date())
        if stop.ends is None:
            steps.append(_stopped(stop))
            break
        if rule.stops[stop.kind] == Effect.SUSPENDS:
            due_at = later(due_at, elapsed(stop.begins, stop.ends))
            steps.append(_stop_step(StepKind.SUSPENDED, stop, due_at))
        else:
            due_at = later(stop.ends, length)
            steps.append(_stop_step(StepKind.INTERRUPTED, stop, stop.ends))
            steps.append(Step(StepKind.COUNTED, {"start": stop.ends, "end": due_at}))
    return due_at.date(), due_at.date(), due_at


def _by_days(rule: Rule, start: datetime.datetime, stops: list[Stop], steps: list[Step]) -> Ends:
    if rule.amount == 0:  # a moment that comes, not a time that is given
        return start.date(), start.date(), start
    end = _count(rule, start.date(), steps)
    for stop in stops:
        begins = stop.begins.date()
        if begins > _carried(rule, end):
            raise Refused(Reason.STOP_AFTER_END, end=_carried(rule, end))
        if stop.ends is None:
            steps.append(_stopped(stop))
            break
        if rule.stops[stop.kind] == Effect.SUSPENDS:
            end = stop.ends.date() + max(end - begins, datetime.timedelta(0))
            steps.append(_stop_step(StepKind.SUSPENDED, stop, end))
        else:
            steps.append(_stop_step(StepKind.INTERRUPTED, stop, stop.ends.date()))
            end = _count(rule, stop.ends.date(), steps)
    last_day = _carried(rule, end)
    day = end
    while day != last_day:
        steps.append(Step(StepKind.CARRIED, {"day": day, "why": closed(day), "to": last_day}))
        day += ONE_DAY
    return end, last_day, moment(last_day + ONE_DAY)


def _count(rule: Rule, start: datetime.date, steps: list[Step]) -> datetime.date:
    """Return the day on which it ends, before it is carried over closed days."""
    sign = -1 if rule.direction == Direction.BEFORE else 1
    end = STEPS_OF[rule.unit](start, sign * rule.amount)
    steps.append(Step(StepKind.COUNTED, {"start": start, "end": end}))
    if rule.unit in (Unit.MONTHS, Unit.YEARS) and end.day != start.day:
        steps.append(Step(StepKind.LAST_OF_MONTH, {"number": start.day, "day": end}))
    if rule.mode == Mode.FRANC:
        end += ONE_DAY
        steps.append(Step(StepKind.FRANC, {"day": end}))
    return end


def _carried(rule: Rule, day: datetime.date) -> datetime.date:
    return working_day(day) if rule.roll == Roll.NEXT else day


def add_days(day: datetime.date, amount: int) -> datetime.date:
    return day + amount * ONE_DAY


def add_working_days(day: datetime.date, amount: int) -> datetime.date:
    step = ONE_DAY if amount > 0 else -ONE_DAY
    for _ in range(abs(amount)):
        day = working_day(day + step, step)
    return day


def add_months(day: datetime.date, amount: int) -> datetime.date:
    """The same date so many months on, or the last day of a month that has none."""
    year, month = divmod(day.year * 12 + day.month - 1 + amount, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return datetime.date(year, month + 1, min(day.day, last))


def add_years(day: datetime.date, amount: int) -> datetime.date:
    return add_months(day, 12 * amount)


STEPS_OF: dict[Unit, Callable[[datetime.date, int], datetime.date]] = {
    Unit.DAYS: add_days,
    Unit.WORKING_DAYS: add_working_days,
    Unit.MONTHS: add_months,
    Unit.YEARS: add_years,
}


def later(at: datetime.datetime, length: datetime.timedelta) -> datetime.datetime:
    """So much time later, as it passes: the sum of Python would follow the hands of the clock."""
    return (at.astimezone(datetime.UTC) + length).astimezone(PARIS)


def elapsed(first: datetime.datetime, last: datetime.datetime) -> datetime.timedelta:
    return last.astimezone(datetime.UTC) - first.astimezone(datetime.UTC)


def is_before(one: datetime.datetime, other: datetime.datetime) -> bool:
    """Whether it came first; Python compares two times of one zone by their hands."""
    return one.astimezone(datetime.UTC) < other.astimezone(datetime.UTC)


def _stopped(stop: Stop) -> Step:
    return Step(StepKind.STOPPED, {"stop": stop.kind, "begins": stop.begins})


def _stop_step(kind: StepKind, stop: Stop, then: datetime.date) -> Step:
    """`then`: the new end of what was suspended, the new start of what was interrupted."""
    return Step(kind, {"stop": stop.kind, "begins": stop.begins, "ends": stop.ends, "then": then})


def _warnings(
    rule: Rule, start: datetime.datetime, last_day: datetime.date, due_at: datetime.datetime
) -> tuple[datetime.datetime, ...]:
    """Return when to warn, the first first; nothing before the event that is counted from."""
    found = {_warning(offset, start, last_day, due_at) for offset in rule.warnings}
    is_dated = rule.direction == Direction.AFTER and rule.age is None and rule.amount > 0
    earliest = moment(start.date()) if is_dated else None
    return tuple(sorted(at for at in found if earliest is None or at >= earliest))


def _warning(
    offset: Offset, start: datetime.datetime, last_day: datetime.date, due_at: datetime.datetime
) -> datetime.datetime:
    if offset.unit == Unit.HOURS:
        return later(due_at if offset.from_due else start, datetime.timedelta(hours=offset.amount))
    day = last_day if offset.from_due else start.date()
    return moment(STEPS_OF[offset.unit](day, offset.amount))
