"""Weeks and their month, sent one after the other: nobody who has them all subtracts a number.

She reads every content that left, knows that a month is its days and a list its parts, and solves
with scipy; she shares no line of code with reports.nested.
"""

import datetime
from collections import Counter
from collections.abc import Iterable, Sequence

import pytest

from reports import nested, relations
from reports.audiences import PARTNERS, PUBLIC, Audience
from reports.figures import EVERYTHING, OTHERS, Breakdown, Figure, Key, Part, Section
from reports.nested import families
from reports.periods import Month, Period, Quarter, Span, Week
from reports.weekly import Report, report_on
from staff.models import Site
from tests.reports.attack import Attack, Name, recovers_nothing
from tests.reports.days import LISTS, NOVEMBER, ONE_DAY, TOTAL_OF, WEEKS, House, Register
from tests.reports.sixty_minors import Sixty

OPEN = [("W07", "country"), ("W11", "motifs"), ("W24", "motifs")]
# Of what a number is made, where several lists come to it.
LIST_OF = {whole: line for line, whole in TOTAL_OF.items() if line != ("W07", "country")}
LIST_OF["W24", "consultations"] = "W24", "motifs"


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
        if not part and line in LIST_OF:
            list_ = LIST_OF[line]
            names = LISTS.get(list_, LISTS["W11", "motifs"])
            return [atom for name in names for atom in self._atoms((*list_, name), days)]
        return self._stretches(key, days)

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
            sexes = self._atoms(("W03", "new", ""), days)
            self.attack.sums.append(((number, "same", "country"), sexes))

    def _rests(self) -> None:
        """What is left of a month without the weeks that were sent of it, in every line."""
        weeks = [one for one in self.periods if isinstance(one, Week)]
        for month in {one for one in self.periods if not isinstance(one, Week)}:
            inside = [w for w in set(weeks) if month.start <= w.start and w.end <= month.end]
            taken = {day for week in inside for day in days_of(week)}
            days = [day for day in days_of(month) if day not in taken]
            for line in [("W03", "new"), ("W15", "petitions"), *LISTS, ("W24", "motifs")]:
                for part in LISTS.get(
                    line, LISTS["W11", "motifs"] if line[1] == "motifs" else [""]
                ):
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
@pytest.mark.parametrize(("seed", "busy"), [(1, 0.5), (3, 3)])
def test_weeks_and_their_month(
    audience: Audience, order: str, seed: int, busy: float, *, told: bool
) -> None:
    house, register = House(seed, busy), Register()
    for period in ORDERS[order]:
        register.send(house.report(period), audience)
    reader = Reader(house, register, audience.k, told=told)
    assert reader.covered
    reader.finds_nothing()


def test_both_audiences_by_turns() -> None:
    """Partners read what the public does, and are told no number under five by both together."""
    house, register = House(5, 1), Register()
    for number, period in enumerate([*WEEKS, NOVEMBER]):
        for audience in [PARTNERS, PUBLIC][:: 1 if number % 2 else -1]:
            register.send(house.report(period), audience)
    for audience in (PARTNERS, PUBLIC):
        Reader(house, register, audience.k, told=True).finds_nothing()


@pytest.mark.parametrize("order", ORDERS)
def test_without_the_register_she_finds_some(order: str) -> None:
    """The attack can do it: each file masked by itself gives numbers back."""
    house, register = House(3, 2), Register()
    for period in ORDERS[order]:
        alone = Register()
        alone.send(house.report(period), PARTNERS)
        register.contents += alone.contents
    reader = Reader(house, register, PARTNERS.k, told=True)
    with pytest.raises(AssertionError, match=r"is (at most|at least|\d)"):
        reader.finds_nothing()


# --- made by hand ---------------------------------------------------------------------------------


def petitions(period: Period, count: int, care: int = 0, school: int = 0) -> Report:
    kinds = Breakdown("REF", "kind", "Kinds", [Part("care", "Care", care),
                                               Part("school", "School", school)], "")  # fmt: skip
    figures = [Figure("W15", "petitions", "Petitions", count, "Sent."),
               Figure("W02", "caseload", "Caseload", 40, "Persons."),
               Figure("REF", "made", "Made", care + school, "Made.")]  # fmt: skip
    return Report(period, [], [Section("Part", figures, [kinds])])


def why(register: Register, report: Report, audience: Audience = PARTNERS) -> dict[str, str]:
    found = register.masking(report, audience).why
    return {" ".join(filter(None, key)): reason for key, reason in found.items()}


class TestByHand:
    @pytest.mark.parametrize(
        ("week", "month", "is_told"),
        [(12, 15, False), (12, 16, False), (12, 17, True), (12, 12, True), (3, 15, True)],
    )
    def test_what_is_left_of_a_month(self, week: int, month: int, *, is_told: bool) -> None:
        register = Register()
        register.send(petitions(WEEKS[0], week), PARTNERS)
        reasons = why(register, petitions(NOVEMBER, month))
        assert reasons.get("W15 petitions") == (None if is_told else "sent")
        assert "W02 caseload" not in reasons  # persons do not add up

    @pytest.mark.parametrize(("week", "is_told"), [(12, False), (10, True), (15, True)])
    def test_a_week_of_a_month(self, week: int, *, is_told: bool) -> None:
        register = Register()
        register.send(petitions(NOVEMBER, 15), PARTNERS)
        reasons = why(register, petitions(WEEKS[0], week))
        assert reasons.get("W15 petitions") == (None if is_told else "sent")

    def test_a_zero_of_a_week_is_masked_once_its_month_has_left(self) -> None:
        """1 + 2 + 1 + 1 of 5, and none of them 0: each would be 2 at most."""
        register = Register()
        register.send(petitions(NOVEMBER, 5), PARTNERS)
        assert why(register, petitions(WEEKS[0], 0))["W15 petitions"] == "sent"
        assert "W15 petitions" not in why(Register(), petitions(WEEKS[0], 0))

    def test_but_not_one_that_was_told(self) -> None:
        register = Register()
        register.send(petitions(WEEKS[0], 0, 7), PARTNERS)
        register.send(petitions(NOVEMBER, 5, 20), PARTNERS)
        reasons = why(register, petitions(WEEKS[0], 0, 7))
        assert "W15 petitions" not in reasons
        assert "REF made" not in reasons

    def test_a_list_part_by_part(self) -> None:
        """The care of the month less that of the week is two: neither it nor its total is told."""
        register = Register()
        register.send(petitions(WEEKS[0], 0, 20, 30), PARTNERS)
        reasons = why(register, petitions(NOVEMBER, 0, 22, 60))
        assert reasons["REF kind care"] == "sent"
        assert {"REF kind school", "REF made", "REF kind ="} & reasons.keys()

    def test_what_a_recount_masked_is_not_told_by_the_next(self) -> None:
        register = Register()
        register.send(petitions(NOVEMBER, 3), PARTNERS)
        assert why(register, petitions(NOVEMBER, 9))["W15 petitions"] == "earlier"

    def test_less_than_its_weeks_is_no_sum(self) -> None:
        register = Register()
        register.send(petitions(WEEKS[0], 12), PARTNERS)
        assert why(register, petitions(NOVEMBER, 9)) == {}

    def test_another_audience(self) -> None:
        """What partners were told, the public does not know; both are masked for both."""
        register = Register()
        register.send(petitions(WEEKS[0], 12), PARTNERS)
        assert why(register, petitions(NOVEMBER, 30), PUBLIC) == {}
        assert why(register, petitions(NOVEMBER, 15), PUBLIC)["W15 petitions"] == "earlier"

    def test_the_last_days_of_a_month_lie_in_a_week(self) -> None:
        """June 2026 begins on a Monday: its weeks leave two days, which week 27 begins with."""
        register = Register()
        for number in range(23, 27):
            register.send(petitions(Week(2026, number), 10), PARTNERS)
        register.send(petitions(Month(2026, 6), 60), PARTNERS)
        assert why(register, petitions(Week(2026, 27), 23)) == {"W15 petitions": "sent"}
        assert why(register, petitions(Week(2026, 27), 25)) == {}

    def test_months_and_weeks_of_a_quarter(self) -> None:
        register = Register()
        register.send(petitions(Month(2026, 10), 30), PARTNERS)
        register.send(petitions(NOVEMBER, 30), PARTNERS)
        for number in (50, 51, 52):
            register.send(petitions(Week(2026, number), 10), PARTNERS)
        assert why(register, petitions(Quarter(2026, 4), 93)) == {"W15 petitions": "sent"}
        assert why(register, petitions(Quarter(2026, 4), 96)) == {}


def test_days_are_cut_in_each_way_worth_a_try() -> None:
    quarter = days_within(Quarter(2026, 4))
    months = [days_within(Month(2026, number)) for number in (10, 11)]
    weeks = [days_within(Week(2026, number)) for number in (44, 45, 50)]
    every = tuple(sorted([*months, *weeks], key=lambda days: (-len(days), min(days))))
    found = [set(family) for family in families(quarter, every)]
    assert found == [{*months, weeks[2]}, {*weeks}]
    assert families(weeks[0], every) == ()


def days_within(period: Period) -> frozenset[int]:
    return nested.days_of(period.start, period.end)


# --- the lines that add up over time --------------------------------------------------------------


def test_every_line_that_adds_up_is_a_line_of_the_report(site: Site) -> None:
    report = report_on(WEEKS[0], [site], EVERYTHING)
    lines = {row.key[:2] for row in report.rows()}
    lines |= {(cut.code, cut.name) for one in report.sections for cut in one.breakdowns}
    assert lines >= relations.ADDITIVE - relations.STRETCHES


@pytest.mark.django_db(databases=["default", "owner"])
def test_they_do_add_up(time_machine: object) -> None:
    """A fortnight of sixty minors: each week is its days, and both weeks are the fortnight."""
    sites = list(Sixty(time_machine).sites.values())

    def numbers(period: Period) -> Counter[Key]:
        report = report_on(period, sites, EVERYTHING)
        return Counter(
            {
                row.key: int(row.value)
                for row in report.rows()
                if row.key[:2] in relations.ADDITIVE - relations.STRETCHES and row.value
            }
        )

    def add_up(whole: Counter[Key], parts: list[Counter[Key]]) -> None:
        total = sum(parts, Counter())
        cut_short = {key[:2] for key in (*whole, *total) if key[2] == OTHERS}  # ten lines at most
        for key in {*whole, *total}:
            if key[:2] not in cut_short:
                assert whole[key] == total[key], key

    weeks = [Week(2026, 46), Week(2026, 47)]
    both = numbers(Span(weeks[0].start, weeks[1].end))
    add_up(both, [numbers(week) for week in weeks])
    add_up(numbers(weeks[0]), [numbers(Span(day, day)) for day in days_of(weeks[0])])
    assert len({key[:2] for key in both}) > 25
