"""Weeks and their month, sent one after the other: nobody who has them all subtracts a number.

She reads every content that left, knows that a month is its days and a list its parts, and solves
with scipy; she shares no line of code with reports.nested.
"""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import replace

import pytest

from reports import relations
from reports.audiences import PARTNERS, PUBLIC, Audience
from reports.figures import EVERYTHING, OTHERS, Key
from reports.nested import families
from reports.periods import Month, Period, Quarter, Week
from reports.weekly import report_on
from staff.models import Site
from tests.reports.attack import Attack, Name, recovers_nothing
from tests.reports.days import LISTS, NOVEMBER, ONE_DAY, TOTAL_OF, WEEKS, House, Register

OPEN = [("W07", "country"), ("W11", "motifs"), ("W24", "motifs")]
WHOLE_OF = {**TOTAL_OF, ("W24", "motifs"): ("W24", "consultations")}


def days_of(period: Period) -> list[datetime.date]:
    count = (period.end - period.start).days + 1
    return [period.start + number * ONE_DAY for number in range(count)]


class Reader:
    """Whoever has had these contents. Each day's numbers are unknown; the rest are their sums."""

    def __init__(self, house: House, register: Register, k: int, *, told: bool) -> None:
        self.house, self.told = house, told
        self.attack = Attack()
        self.truth: dict[Name, int] = {}
        self.covered: list[Name] = []
        self.had = [one for one in register.contents if one[2].k >= k]
        self.periods = [report.period for report, _content, _audience in self.had]
        self.k = k
        for number, (report, content, audience) in enumerate(self.had):
            masked_by = {(c, n, p): value for c, n, p, value in content.told}
            for line in {key[:2] for key in masked_by}:
                self._line(number, report.period, line, masked_by, audience)
        self._rests()

    def _atoms(self, key: Key, days: Sequence[datetime.date]) -> list[Name]:
        """Return what a number of some days is made of, stretch by stretch."""
        line, part = key[:2], key[2]
        if line == ("W11", "motifs"):
            inner = self._atoms(("W24", "motifs", part), days)
            return [*inner, *self._stretches(("centre", "motifs", part), days)]
        if line in WHOLE_OF.values() and not part:
            return [
                atom for cut, whole in WHOLE_OF.items() if whole == line
                for name in LISTS.get(cut, LISTS["W11", "motifs"])
                for atom in self._atoms((*cut, name), days)
            ][: None if line != ("W03", "new") else 0] or self._new(days)  # fmt: skip
        return self._stretches(key, days)

    def _new(self, days: Sequence[datetime.date]) -> list[Name]:
        return [atom for name in LISTS["W07", "sex"]
                for atom in self._atoms(("W07", "sex", name), days)]  # fmt: skip

    def _stretches(self, key: Key, days: Sequence[datetime.date]) -> list[Name]:
        """Return the unknown of each stretch of days that no period cuts any further."""
        found: dict[Name, None] = {}
        for day in days:
            place = tuple(one.start <= day <= one.end for one in self.periods)
            if key[:2] == ("W01", "arrivals"):
                place = (*place, day)
            atom = ("atom", key, place)
            if atom not in found:
                found[atom] = None
                if atom not in self.attack.unknown:
                    self.attack.unknown[atom] = 0
                    self.truth[atom] = 0
        return list(found)

    def _number(self, name: Name, atoms: Iterable[Name], value: int | None, truth: int,
                at_least: int) -> None:  # fmt: skip
        self.truth[name] = truth
        self.attack.sums.append((name, list(atoms)))
        if value is None:
            self.attack.unknown[name] = at_least
        else:
            assert value == truth, name
            self.attack.known[name] = value

    def _line(self, number: int, period: Period, line: tuple[str, str], content: dict,
              audience: Audience) -> None:  # fmt: skip
        days = days_of(period)
        truth = self.house.of(period)
        keys = [key for key in content if key[:2] == line]
        is_silent = any(one.start <= period.start and period.end <= one.end and one != period
                        for one in self.periods[:number])  # fmt: skip
        floor = 1 if self.told and not is_silent else 0
        named = {key[2] for key in keys}
        for key in keys:
            part, value = key[2], content[key]
            if line[1].startswith("by_"):
                if part == "=":
                    continue
                day = period.start + (int(part) - 1) * ONE_DAY if len(part) == 1 else None
                day = day or datetime.date.fromisoformat(part)
                atoms, true = self._atoms(("W01", "arrivals", ""), [day]), None
                true = self.house.on(day)["W01", "arrivals", ""]
            elif part == "=":
                names = LISTS.get(line, LISTS["W11", "motifs"])
                atoms = [atom for name in names for atom in self._atoms((*line, name), days)]
                true = sum(truth[*line, name] for name in names)
            elif part == OTHERS and line in OPEN:
                names = [n for n in LISTS.get(line, LISTS["W11", "motifs"]) if n not in named]
                atoms = [atom for name in names for atom in self._atoms((*line, name), days)]
                true = sum(truth[*line, name] for name in names)
            else:
                atoms, true = self._atoms(key, days), truth[key]
            at_least = min(floor, true) if not line[1].startswith("by_") else 0
            self._number((number, key), atoms, value, true, at_least)
            # A month tells its days: a week's arrivals are their sum, whatever the week masks.
            is_new = 0 < true < self.k or line[0] != "W01"
            if value is None and audience.k == self.k and true and is_new:
                self.covered.append((number, key))
        if line in OPEN and OTHERS not in named:
            names = [n for n in LISTS.get(line, LISTS["W11", "motifs"]) if n not in named]
            atoms = [atom for name in names for atom in self._atoms((*line, name), days)]
            self._number((number, "nobody", line), atoms, 0, 0, 0)
        if line == ("W03", "new"):  # every list of new people comes to them
            countries = [atom for name in LISTS["W07", "country"]
                         for atom in self._atoms(("W07", "country", name), days)]  # fmt: skip
            self._number((number, "same", "country"), countries, None, truth["W03", "new", ""], 0)
            sexes = self._new(days)
            self.attack.sums.append(((number, "same", "country"), sexes))

    def _rests(self) -> None:
        """What is left of a month without the weeks that were sent of it, in every line."""
        weeks = [one for one in self.periods if isinstance(one, Week)]
        for month in {one for one in self.periods if not isinstance(one, Week)}:
            inside = [w for w in set(weeks) if month.start <= w.start and w.end <= month.end]
            taken = {day for week in inside for day in days_of(week)}
            days = [day for day in days_of(month) if day not in taken]
            for line in [("W03", "new"), ("W15", "petitions"), *LISTS, ("W24", "motifs")]:
                for part in LISTS.get(line, LISTS["W11", "motifs"] if line[1] == "motifs" else [""]):
                    key = (*line, part)
                    true = sum(self.house.on(day)[key] for day in days)
                    if 0 < true < self.k and days:
                        name = ("rest", month, key)
                        self._number(name, self._atoms(key, days), None, true, 0)
                        self.covered.append(name)

    def finds_nothing(self) -> None:
        for name in self.attack.unknown:
            self.truth.setdefault(name, 0)
        recovers_nothing(self.attack, self.covered, self.truth, self.k, told=self.told)


ORDERS = {
    "weeks first": [*WEEKS, NOVEMBER],
    "month first": [NOVEMBER, *WEEKS],
    "in between": [WEEKS[1], WEEKS[0], NOVEMBER, WEEKS[3], WEEKS[2]],
}


@pytest.mark.parametrize("told", [False, True], ids=["floors unknown", "rules known"])
@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("audience", [PARTNERS, PUBLIC], ids=["partners", "public"])
@pytest.mark.parametrize(("seed", "busy"), [(1, 0.5), (2, 1), (3, 3)])
def test_weeks_and_their_month(
    audience: Audience, order: str, seed: int, busy: float, *, told: bool
) -> None:
    house, register = House(seed, busy), Register()
    for period in ORDERS[order]:
        register.send(house.report(period), audience)
    reader = Reader(house, register, audience.k, told=told)
    assert reader.covered
    reader.finds_nothing()
