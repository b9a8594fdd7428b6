"""What may be proposed to somebody whose vaccinations are unknown or incomplete.

Whatever is uncertain is taken on the safe side: an age at its youngest for a minimum and at its
oldest for a maximum, a date of which only the month is known at its worst. A dose without a date
counts for nothing here, and stays in the file.
"""

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from cases.births import anniversary
from clinics.vaccination.answers import Answer, BloodTest, Question
from clinics.vaccination.rules import Rule, Scheme, Series
from clinics.vaccination.vaccines import Live, Valence

MOST = 4  # injections on one day (HAS 2019)
LIVE_APART = datetime.timedelta(days=28)  # two live viral vaccines, unless on the same day
FRESH = 18  # months that a doctor's validation holds
VISITS = 12  # that are looked ahead
TOO_CLOSE = 28  # days after a dose that does not count, where its rule asks for fewer
VISITS_APART = datetime.timedelta(days=28)  # few visits rather than many
NEVER = datetime.date.max


class Hold(StrEnum):
    """Why nothing of a series is proposed."""

    UNVALIDATED = "unvalidated"
    STALE = "stale"
    ASK_FIRST = "ask_first"
    TEST_FIRST = "test_first"
    SEVERE_REACTION = "severe_reaction"
    PREGNANCY = "pregnancy"
    IMMUNODEFICIENCY = "immunodeficiency"
    AGE = "age"
    STOPPED = "stopped"
    COMPLETE = "complete"


@dataclass(frozen=True)
class Person:
    """What is known of somebody today.

    `born`: the first and the last possible day of birth. `reacted_to`: what the vaccines held after
    which a severe reaction was recorded.
    """

    born: tuple[datetime.date, datetime.date] | None
    severe_reaction: Answer = Answer.NOT_ASKED
    reacted_to: frozenset[Valence] = frozenset()
    immunodeficiency: Answer = Answer.NOT_ASKED
    pregnancy: Answer = Answer.NOT_ASKED
    results: Mapping[str, str] = field(default_factory=dict)

    def is_at_least(self, years: int, day: datetime.date) -> bool:
        """For sure: the youngest that she may be."""
        return self.born is not None and anniversary(self.born[1], years) <= day

    def is_under(self, years: int, day: datetime.date) -> bool:
        """For sure: the oldest that she may be."""
        return self.born is not None and day < anniversary(self.born[0], years)

    def is_past(self, years: int, day: datetime.date) -> bool:
        """For sure: even the youngest that she may be is too old."""
        return self.born is not None and anniversary(self.born[1], years) <= day

    def first_day_at(self, years: int, days: int) -> datetime.date:
        """Return when she is so many years, and so many days, old for sure."""
        if self.born is None:
            return NEVER
        return max(anniversary(self.born[1], years), self.born[1] + datetime.timedelta(days=days))


@dataclass(frozen=True)
class Dose:
    """A dose that was given on one of the days from `first` to `last`."""

    valences: frozenset[Valence]
    first: datetime.date
    last: datetime.date
    live: Live = Live.NO


@dataclass(frozen=True)
class Injection:
    """A dose that may be given, by its rule."""

    series: str
    rule: Rule


@dataclass(frozen=True)
class Visit:
    day: datetime.date
    injections: tuple[Injection, ...]


@dataclass(frozen=True)
class ToTest:
    """A test to be done, before the first dose or between two days after it."""

    series: str
    rule: Rule
    first: datetime.date
    last: datetime.date


@dataclass(frozen=True)
class Held:
    """A series of which nothing is proposed, and why; `asks` what would change that."""

    series: Series
    why: Hold
    asks: tuple[Question, ...] = ()
    rule: Rule | None = None


@dataclass(frozen=True)
class Plan:
    """A proposition, to be validated by whoever gives the vaccines."""

    today: tuple[Injection, ...]
    later: tuple[Visit, ...]
    tests: tuple[ToTest, ...]
    held: tuple[Held, ...]

    @property
    def asks(self) -> tuple[Question, ...]:
        wanted = {question for held in self.held for question in held.asks}
        return tuple(question for question in Question if question in wanted)


@dataclass(frozen=True)
class Course:
    """How far somebody is in one scheme."""

    scheme: Scheme
    counted: tuple[Dose, ...]

    @property
    def remaining(self) -> int:
        return max(0, len(self.scheme.doses) - len(self.counted))


def plan(
    series: Sequence[Series],
    person: Person,
    doses: Iterable[Dose],
    today: datetime.date,
    validated: Mapping[tuple[str, int], datetime.date],
) -> Plan:
    """Return what may be proposed; `validated`: when a doctor validated each rule.

    A series with a rule that no doctor has validated, or 18 months ago, is held back.
    """
    given = tuple(doses)
    held = {
        one.code: found for one in series if (found := _held(one, person, given, today, validated))
    }
    open_series = [one for one in series if one.code not in held]
    visits = _visits(open_series, person, given, today)
    now = next((visit.injections for visit in visits if visit.day == today), ())
    later = tuple(visit for visit in visits if visit.day > today)
    for one in open_series:
        if not any(i.series == one.code for visit in visits for i in visit.injections):
            held[one.code] = Held(one, Hold.AGE)
    first_doses = _first_doses(open_series, visits, person, given, today)
    tests = _tests(series, held, first_doses, today, person, given)
    return Plan(now, later, tests, tuple(held.values()))


# --- what holds a series back -----------------------------------------------------------------


def _held(
    series: Series,
    person: Person,
    doses: Sequence[Dose],
    today: datetime.date,
    validated: Mapping[tuple[str, int], datetime.date],
) -> Held | None:
    """Return why nothing of it is proposed; None when something may be."""
    known = [validated.get(rule.key) for rule in series.rules]
    if None in known:
        return Held(series, Hold.UNVALIDATED)
    if any(is_stale(day, today) for day in known if day):
        return Held(series, Hold.STALE)
    return (
        _over(series, person, doses, today)
        or _excluded(series, person)
        or _waiting(series, person, doses, today)
    )


def is_stale(validated_on: datetime.date, today: datetime.date) -> bool:
    """Whether a validation is older than 18 months."""
    years, months = divmod(validated_on.month - 1 + FRESH, 12)
    month = datetime.date(validated_on.year + years, months + 1, 1)
    return today > month + datetime.timedelta(days=validated_on.day - 1)


def _over(
    series: Series, person: Person, doses: Sequence[Dose], today: datetime.date
) -> Held | None:
    """It is stopped by a result, complete, or no more of her age."""
    for rule in series.stops:
        if _holds(rule.when, person):
            return Held(series, Hold.STOPPED, rule=rule)
    current = course(series, person, doses, today)
    if current is not None and current.remaining == 0:
        return Held(series, Hold.COMPLETE)
    has_begun = any(_begun(scheme, series, person, doses) for scheme in series.schemes)
    if not has_begun and all(person.is_past(s.age_max, today) for s in series.schemes):
        return Held(series, Hold.AGE)
    return None


def _excluded(series: Series, person: Person) -> Held | None:
    """What makes it dangerous, or may: a question that nobody has asked is asked first.

    A severe reaction, to nobody knows what, holds everything, whatever else has been recorded.
    """
    if person.severe_reaction == Answer.YES or person.reacted_to & series.held:
        return Held(series, Hold.SEVERE_REACTION)
    states: dict[Question, tuple[Answer, Hold | None]] = {
        Question.SEVERE_REACTION: (person.severe_reaction, None)
    }
    if series.live != Live.NO:
        states[Question.IMMUNODEFICIENCY] = (person.immunodeficiency, Hold.IMMUNODEFICIENCY)
    if series.live != Live.NO or series.waits_in_pregnancy:
        states[Question.PREGNANCY] = (person.pregnancy, Hold.PREGNANCY)
    for answer, hold in states.values():
        if answer == Answer.YES and hold is not None:
            return Held(series, hold)
    asks = [question for question, (answer, _) in states.items() if answer == Answer.NOT_ASKED]
    if person.born is None:
        asks.insert(0, Question.AGE)
    return Held(series, Hold.ASK_FIRST, tuple(asks)) if asks else None


def _waiting(
    series: Series, person: Person, doses: Sequence[Dose], today: datetime.date
) -> Held | None:
    """It waits for an answer or for a test."""
    is_open = course(series, person, doses, today) is not None
    if is_open or course(series, person, doses, today, any_result=True) is None:
        return None
    untold = [rule for rule in series.stops if _question(rule.when) == Question.CHICKENPOX]
    if untold and Question.CHICKENPOX not in person.results:
        return Held(series, Hold.ASK_FIRST, (Question.CHICKENPOX,))
    return Held(series, Hold.TEST_FIRST, rule=next(t for t in series.tests if t.is_before))


def _question(when: str) -> str:
    return when.partition("=")[0]


def _holds(when: str, person: Person) -> bool:
    question, _, result = when.partition("=")
    return not when or person.results.get(question) == result


# --- which doses count ------------------------------------------------------------------------


def counted(
    scheme: Scheme, wanted: frozenset[Valence], person: Person, doses: Iterable[Dose]
) -> tuple[Dose, ...]:
    """Return the past doses that count: old enough, and far enough from the one before.

    However late, a dose counts. Of two that are too close the first one to be sure counts: a dose
    more never makes fewer of them.
    """
    left = sorted(
        (dose for dose in _together(doses) if wanted <= dose.valences),
        key=lambda dose: (dose.last, dose.first),
    )
    kept: list[Dose] = []
    for dose in left:
        if len(kept) == len(scheme.doses):
            break
        rule = scheme.doses[len(kept)]
        is_old_enough = person.first_day_at(0, rule.min_age_days) <= dose.first
        apart = datetime.timedelta(days=rule.interval_days)
        if is_old_enough and (not kept or dose.first - kept[-1].last >= apart):
            kept.append(dose)
    return tuple(kept)


def _together(doses: Iterable[Dose]) -> list[Dose]:
    """Return what was given on the same day as one: together it protects as one vaccine would."""
    held: dict[tuple[datetime.date, datetime.date], frozenset[Valence]] = {}
    for dose in doses:
        span = dose.first, dose.last
        held[span] = held.get(span, frozenset()) | dose.valences
    return [Dose(valences, *span) for span, valences in held.items()]


def course(
    series: Series,
    person: Person,
    doses: Iterable[Dose],
    day: datetime.date,
    *,
    any_result: bool = False,
) -> Course | None:
    """Return the scheme to go on with on a day; None when none is for her.

    Of those of her age the longest, if her age leaves several open; the one that was begun at its
    own age instead, where that leaves fewer doses.
    """
    given = tuple(doses)
    schemes = [s for s in series.schemes if any_result or _holds(s.when, person)]
    begun = [c for s in schemes if (c := _begun(s, series, person, given))]
    todays = [Course(s, counted(s, series.wanted, person, given)) for s in schemes]
    ways: dict[str, list[Course]] = {}
    for one in todays:
        if _may_be_of_age(one.scheme, person, day):
            ways.setdefault(one.scheme.when, []).append(one)
    longest = [
        max(found, key=lambda c: (c.remaining, len(c.scheme.doses)))
        for found in ways.values()
        if _covers([c.scheme for c in found], person, day)
    ]
    return min([*longest, *begun], key=lambda c: c.remaining, default=None)


def _begun(scheme: Scheme, series: Series, person: Person, doses: Iterable[Dose]) -> Course | None:
    """How far this scheme is, if its first dose was given at its age for sure."""
    since = [d for d in doses if person.is_at_least(scheme.age_min, d.first)]
    kept = counted(scheme, series.wanted, person, since)
    if not kept or not person.is_under(scheme.age_max, kept[0].last):
        return None
    return Course(scheme, kept)


def _may_be_of_age(scheme: Scheme, person: Person, day: datetime.date) -> bool:
    """Whether she may be of that age on a day: not too old for sure, nor too young."""
    if person.born is None:
        return False
    return (
        anniversary(person.born[0], scheme.age_min)
        <= day
        < anniversary(person.born[1], scheme.age_max)
    )


def _covers(schemes: Sequence[Scheme], person: Person, day: datetime.date) -> bool:
    """Whether she is of the age of one of them, whichever day she was born."""
    return person.is_at_least(min(s.age_min for s in schemes), day) and person.is_under(
        max(s.age_max for s in schemes), day
    )


# --- visits -----------------------------------------------------------------------------------


def _visits(
    series: Sequence[Series], person: Person, doses: Sequence[Dose], today: datetime.date
) -> list[Visit]:
    """Return the visits, the first one today or later, as if each injection were given."""
    visits: list[Visit] = []
    given, day = list(doses), today
    while len(visits) < VISITS:
        ahead = [n for one in series if (n := _next_day(one, person, given, day)) is not None]
        if not ahead:
            break
        found = _visit(series, person, given, min(ahead))
        if found:
            visits.append(Visit(min(ahead), found))
        given += [_as_given(injection, min(ahead)) for injection in found]
        day = min(ahead) + VISITS_APART
    return visits


def _as_given(injection: Injection, day: datetime.date) -> Dose:
    return Dose(injection.rule.valences, day, day, injection.rule.live)


def _visit(
    series: Sequence[Series], person: Person, given: Sequence[Dose], day: datetime.date
) -> tuple[Injection, ...]:
    """Return what may be given that day, besides what has been already."""
    already = sum(dose.first == dose.last == day for dose in given)
    found: list[Injection] = []
    for one in series:
        rule = _due(one, person, given, day)
        if rule is not None and already + len(found) < MOST:
            found.append(Injection(one.code, rule))
    return tuple(found)


def _due(series: Series, person: Person, given: Sequence[Dose], day: datetime.date) -> Rule | None:
    """Return the rule of the dose that may be given on that day."""
    current = course(series, person, given, day)
    if current is None or current.remaining == 0:
        return None
    rule = current.scheme.doses[len(current.counted)]
    return rule if _earliest(series, rule, person, given) <= day else None


def _earliest(series: Series, rule: Rule, person: Person, given: Sequence[Dose]) -> datetime.date:
    """Return the first day on which a dose may follow what was given."""
    apart = datetime.timedelta(days=max(rule.interval_days, TOO_CLOSE))
    days = [person.first_day_at(rule.age_min, rule.min_age_days)]
    days += [dose.last + apart for dose in _together(given) if series.wanted <= dose.valences]
    # One that holds a part of it does not count, and is not followed at once either.
    part = datetime.timedelta(days=TOO_CLOSE)
    days += [dose.last + part for dose in given if series.held & dose.valences]
    if series.live == Live.VIRAL:
        days += [dose.last + LIVE_APART for dose in given if dose.live == Live.VIRAL]
    return max(days)


def _next_day(
    series: Series, person: Person, given: Sequence[Dose], after: datetime.date
) -> datetime.date | None:
    """Return the first day from this one on which a dose of it may be given; None for never."""
    youngest = min(scheme.age_min for scheme in series.schemes)
    day = max(after, person.first_day_at(youngest, 0))
    current = course(series, person, given, day)
    if current is None or current.remaining == 0:
        return None
    rule = current.scheme.doses[len(current.counted)]
    day = max(day, _earliest(series, rule, person, given))
    return day if _due(series, person, given, day) else None


# --- tests ------------------------------------------------------------------------------------


def _tests(
    series: Sequence[Series],
    held: Mapping[str, Held],
    first_doses: Mapping[str, datetime.date],
    today: datetime.date,
    person: Person,
    given: Sequence[Dose],
) -> tuple[ToTest, ...]:
    """Return the tests: before, where nothing is proposed without; after a first dose."""
    found = []
    for one in series:
        waiting, given_on = held.get(one.code), first_doses.get(one.code)
        for rule in one.tests:
            if rule.is_before:
                if waiting is not None and waiting.rule == rule:
                    first = _first_day_of(rule, given, today)
                    found.append(ToTest(one.code, rule, first, first))
            elif given_on is not None and rule.test not in person.results:
                first, last = (
                    given_on + datetime.timedelta(days=n) for n in (rule.from_days, rule.to_days)
                )
                if today <= last:
                    found.append(ToTest(one.code, rule, max(first, today), last))
    return tuple(found)


def _first_day_of(rule: Rule, given: Sequence[Dose], today: datetime.date) -> datetime.date:
    """Return when a test before may be done: a tuberculin test on the day of a live viral vaccine
    or four weeks after it, which would hide an infection meanwhile."""
    if rule.test != BloodTest.TUBERCULIN:
        return today
    after = [d.last + LIVE_APART for d in given if d.live == Live.VIRAL and d.first < today]
    return max([today, *after])


def _first_doses(
    series: Sequence[Series],
    visits: Sequence[Visit],
    person: Person,
    doses: Sequence[Dose],
    today: datetime.date,
) -> dict[str, datetime.date]:
    """Return, of each series, the day of its first dose: planned, or the only one that counts."""
    planned = {
        injection.series: visit.day
        for visit in visits
        for injection in visit.injections
        if injection.rule.dose_n == 1
    }
    for one in series:
        current = course(one, person, doses, today)
        if current is not None and len(current.counted) == 1:
            planned[one.code] = current.counted[0].last
    return planned
