"""Which rules speak in a week: pure, on what was seen.

A case is a person with a new episode of a problem, at a site, in a week; whoever comes twice is
one. Weeks are ISO weeks, named by their Monday. A week in which a site reported nothing is no
zero: it is left out of the mean.
"""

import datetime
from collections.abc import Collection, Hashable, Iterable
from dataclasses import dataclass
from decimal import Decimal

from clinics.choices import SignalKind
from clinics.watch.rules import Rule

WEEKS_BEFORE = 4
WEEK = datetime.timedelta(days=7)
TOGETHER = "all"  # what a signal is about when its rule counts its problems together

# A site and the Monday of a week.
SiteWeek = tuple[int, datetime.date]


@dataclass(frozen=True)
class Seen:
    """One consultation that stands. `person` is whoever it is about, the same each time."""

    site: int
    day: datetime.date
    person: Hashable
    problem: str
    is_new: bool


@dataclass(frozen=True)
class Signal:
    """That a rule speaks. `about` is a problem, or TOGETHER; `mean` belongs to a trend."""

    rule: Rule
    about: str
    site: int
    count: int
    mean: Decimal | None = None

    @property
    def key(self) -> tuple[str, str, int]:
        return self.rule.code, self.about, self.site


def monday_of(day: datetime.date) -> datetime.date:
    return day - datetime.timedelta(days=day.weekday())


def first_day(monday: datetime.date) -> datetime.date:
    """Return the first day that a week's rules look at."""
    return monday - WEEKS_BEFORE * WEEK


def triggered(
    rules: Iterable[Rule],
    seen: Collection[Seen],
    reported: Collection[SiteWeek],
    monday: datetime.date,
) -> list[Signal]:
    """Return the signals of a week, in the order of the rules, then of the sites."""
    persons: dict[tuple[int, datetime.date, str], set[Hashable]] = {}
    for one in seen:
        if one.is_new:
            place = (one.site, monday_of(one.day), one.problem)
            persons.setdefault(place, set()).add(one.person)
    sites = sorted({site for site, start, _problem in persons if start == monday})
    found = (
        _signal(rule, about, problems, site, persons, reported, monday)
        for rule in rules
        if rule.is_on
        for site in sites
        for about, problems in _abouts(rule, site, persons, monday)
    )
    return [signal for signal in found if signal is not None]


Persons = dict[tuple[int, datetime.date, str], set[Hashable]]


def _abouts(
    rule: Rule, site: int, persons: Persons, monday: datetime.date
) -> list[tuple[str, frozenset[str]]]:
    """Return what a rule counts at a site: its problems together, or each there is."""
    if not rule.is_each:
        return [(TOGETHER, rule.problems)]
    there = {problem for at, start, problem in persons if (at, start) == (site, monday)}
    return [(problem, frozenset({problem})) for problem in sorted(there & rule.problems)]


def _count(persons: Persons, site: int, monday: datetime.date, problems: frozenset[str]) -> int:
    return len(set().union(*(persons.get((site, monday, one), set()) for one in problems)))


def _signal(
    rule: Rule,
    about: str,
    problems: frozenset[str],
    site: int,
    persons: Persons,
    reported: Collection[SiteWeek],
    monday: datetime.date,
) -> Signal | None:
    count = _count(persons, site, monday, problems)
    if count < rule.threshold:
        return None
    if rule.kind != SignalKind.TREND:
        return Signal(rule, about, site, count)
    before = [monday - number * WEEK for number in range(1, WEEKS_BEFORE + 1)]
    counts = [
        _count(persons, site, start, problems) for start in before if (site, start) in reported
    ]
    if not counts:
        return None
    mean = Decimal(sum(counts)) / len(counts)
    if rule.ratio is None or count < rule.ratio * mean:
        return None
    return Signal(rule, about, site, count, mean)
