"""What is hidden of a table, attacked: every hidden number keeps its range (docs/adr/0014)."""

import itertools
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reports.suppression import Cell, Name, Sum, protect
from tests.reports.attack import Attack, recovers_nothing

COUNTS = st.one_of(st.integers(0, 4), st.integers(0, 12), st.integers(0, 60))
KS = st.sampled_from([5, 11])
attacked = settings(max_examples=30, deadline=None)  # each example is some hundred programs


class Table:
    """Numbers and their sums; every one is printed, and those under k are small."""

    def __init__(self, k: int) -> None:
        self.k = k
        self.cells: dict[Name, Cell] = {}
        self.sums: list[Sum] = []

    def add(self, name: Name, value: int, *, is_printed: bool = True) -> None:
        floor = min(value, 1) if is_printed else 0
        self.cells[name] = Cell(value, is_printed, 0 < value < self.k, floor)

    def add_sum(self, name: Name, parts: list[Name]) -> None:
        self.add(name, sum(self.cells[part].value for part in parts))
        self.sums.append(Sum(name, tuple(parts)))

    def add_rest(self, whole: Name, part: Name) -> None:
        """What is left of a number without one contained in it: no page says it."""
        name = ("rest", whole, part)
        left = self.cells[whole].value - self.cells[part].value
        self.add(name, left, is_printed=False)
        self.sums.append(Sum(whole, (part, name)))

    def protect(self) -> dict[Name, str]:
        return dict(protect(self.cells, self.sums, self.k))

    def attack(self, hidden: dict[Name, str], *, told: bool) -> None:
        attack = Attack(sums=[(one.whole, one.parts) for one in self.sums])
        for name, cell in self.cells.items():
            if name in hidden or not cell.is_printed:
                attack.unknown[name] = cell.floor if told else 0
            else:
                attack.known[name] = cell.value
        covered = {n for n in attack.unknown if self.cells[n].is_printed or self.cells[n].is_small}
        truth = {name: cell.value for name, cell in self.cells.items()}
        recovers_nothing(attack, covered, truth, self.k, told=told)

    def check(self) -> dict[Name, str]:
        hidden = self.protect()
        for told in (True, False):
            self.attack(hidden, told=told)
        small = [name for name, cell in self.cells.items() if cell.is_printed and cell.is_small]
        assert set(small) <= hidden.keys()
        return hidden


@st.composite
def lists(draw: st.DrawFn) -> Table:
    """One number cut in several ways, as the new people are."""
    table = Table(draw(KS))
    total = draw(st.integers(0, 80))
    table.add("total", total)
    for cut in range(draw(st.integers(1, 4))):
        ends = sorted(draw(st.lists(st.integers(0, total), min_size=1, max_size=5)))
        counts = [b - a for a, b in itertools.pairwise([0, *ends, total])]
        for number, count in enumerate(counts):
            table.add((cut, number), count)
        table.sums.append(Sum("total", tuple((cut, n) for n in range(len(counts)))))
    return table


@st.composite
def squares(draw: st.DrawFn) -> Table:
    """Lines and columns that both add up: sites and their parts."""
    table = Table(draw(KS))
    lines, columns = range(draw(st.integers(2, 4))), range(draw(st.integers(2, 6)))
    for line, column in itertools.product(lines, columns):
        table.add((line, column), draw(COUNTS))
    for line in lines:
        table.add_sum(("line", line), [(line, column) for column in columns])
    for column in columns:
        table.add_sum(("column", column), [(line, column) for line in lines])
    table.add_sum("all", [("line", line) for line in lines])
    table.sums.append(Sum("all", tuple(("column", column) for column in columns)))
    return table


@st.composite
def nested(draw: st.DrawFn) -> Table:
    """Thirty days in sixty in ninety, and a list of which each part holds one of another list."""
    table = Table(draw(KS))
    table.add("30", draw(COUNTS))
    for inner, outer in (("30", "60"), ("60", "90")):
        table.add(outer, table.cells[inner].value + draw(COUNTS))
        table.add_rest(outer, inner)
    parts = range(draw(st.integers(2, 5)))
    for part in parts:
        table.add(("outing", part), draw(COUNTS))
        table.add(("all", part), table.cells["outing", part].value + draw(COUNTS))
        table.add_rest(("all", part), ("outing", part))
    for name in ("outing", "all"):
        table.add_sum(name, [(name, part) for part in parts])
    table.add_rest("all", "outing")
    return table


@attacked
@given(lists())
def test_one_number_cut_in_several_ways(table: Table) -> None:
    table.check()


@attacked
@given(squares())
def test_lines_and_columns(table: Table) -> None:
    table.check()


@attacked
@given(nested())
def test_what_one_may_subtract(table: Table) -> None:
    table.check()


@given(st.one_of(lists(), squares()))
def test_a_table_of_large_numbers_and_zeros_is_left_alone(table: Table) -> None:
    if all(cell.value == 0 or cell.value >= table.k for cell in table.cells.values()):
        assert table.protect() == {}


@attacked
@given(st.lists(st.integers(11, 60), min_size=2, max_size=6), KS)
def test_no_series_is_wiped_for_nothing(counts: list[int], k: int) -> None:
    """One small number beside large ones: it, and one more (cohort-extractor#626)."""
    table = Table(k)
    for number, count in enumerate(counts):
        table.add(number, count)
    table.add("small", 3)
    table.add_sum("all", [*range(len(counts)), "small"])
    hidden = table.check()
    assert hidden == {"small": "small", table_smallest(counts): "guard"}


def table_smallest(counts: list[int]) -> int:
    return counts.index(min(counts))


@given(st.lists(COUNTS, min_size=2, max_size=4), KS)
def test_an_exhaustive_search_finds_no_more(counts: list[int], k: int) -> None:
    """Every way of filling in whole numbers that gives what is printed."""
    table = Table(k)
    for number, count in enumerate(counts):
        table.add(number, count)
    table.add_sum("all", list(range(len(counts))))
    hidden = table.protect()
    if "all" in hidden or not hidden:
        return
    unknown = [name for name in hidden if name != "all"]
    left = table.cells["all"].value - sum(
        cell.value for name, cell in table.cells.items() if name not in hidden and name != "all"
    )
    ways = [
        way for way in itertools.product(range(1, left + 1), repeat=len(unknown) - 1)
        if sum(way) < left
    ] if left <= 40 or len(unknown) <= 3 else []  # fmt: skip
    if not ways:
        return
    for place, name in enumerate(unknown[:-1]):
        values = {way[place] for way in ways}
        assert len(values) > 1
        if table.cells[name].is_small:
            assert set(range(1, k)) <= values


def keeps_its_range(table: Table, unknown: set[Name], name: Name) -> bool:
    """Whether the small number may still be 1, and k - 1, for whoever does not know these."""
    found = []
    for told in (True, False):
        attack = Attack(sums=[(one.whole, one.parts) for one in table.sums])
        for one, cell in table.cells.items():
            if one in unknown:
                attack.unknown[one] = cell.floor if told else 0
            else:
                attack.known[one] = cell.value
        found.append(attack.interval(name))
    (_low, high), (low, _high) = found
    return low <= 1 + 1e-6 and high >= table.k - 1 - 1e-6


@attacked
@given(st.one_of(squares(), lists()), st.data())
def test_beside_numbers_that_she_has_had(table: Table, data: st.DataObject) -> None:
    """What is lost is what was lost before: nothing that could still be hidden would keep it."""
    for name, cell in table.cells.items():
        if data.draw(st.integers(0, 2), label=str(name)) == 0:
            table.cells[name] = replace(cell, is_fixed=True)
    hidden = table.protect()
    free = {name for name, cell in table.cells.items() if not cell.is_fixed}
    for name in free:
        if table.cells[name].is_small:
            kept = keeps_its_range(table, free & hidden.keys(), name)
            assert kept or not keeps_its_range(table, free, name)


def test_beside_numbers_that_she_has_had_one_part_a_list_goes() -> None:
    """A part of the whole was told 4 too few: the whole can hide it, and each of its lists with
    it, by its smallest part; nothing else has to go."""
    table = Table(5)
    table.cells["before"] = Cell(60, is_fixed=True)
    table.cells["small"] = Cell(3, is_printed=False, is_small=True, floor=1)
    table.add("whole", 63)
    table.sums.append(Sum("whole", ("before", "small")))
    for cut in range(6):
        for part, count in enumerate((30, 20, 13)):
            table.add((cut, part), count)
        table.sums.append(Sum("whole", tuple((cut, part) for part in range(3))))
    assert set(table.protect()) == {"whole", *((cut, 2) for cut in range(6))}


def test_what_nothing_is_left_to_guard_is_let_go() -> None:
    """Both ends of its only sum were told: the small one was lost before."""
    table = Table(5)
    table.cells |= {"all": Cell(63, is_fixed=True), "rest": Cell(60, is_fixed=True)}
    table.add("small", 3)
    table.sums.append(Sum("all", ("rest", "small")))
    assert table.protect() == {"small": "small"}


def test_a_total_gives_nothing_back() -> None:
    table = Table(5)
    for name, value in (("a", 3), ("b", 7), ("c", 20)):
        table.add(name, value)
    table.add_sum("all", ["a", "b", "c"])
    assert table.protect() == {"a": "small", "b": "guard"}


def test_two_small_ones_do_not_hide_each_other() -> None:
    """1 and 1 beside a printed total of 12: both would be at most 2."""
    table = Table(5)
    for name, value in (("a", 1), ("b", 1), ("c", 10)):
        table.add(name, value)
    table.add_sum("all", ["a", "b", "c"])
    assert table.protect().keys() == {"a", "b", "c"}


def test_a_zero_stays() -> None:
    table = Table(5)
    for name, value in (("a", 0), ("b", 9), ("c", 4), ("d", 30)):
        table.add(name, value)
    table.add_sum("all", ["a", "b", "c", "d"])
    assert "a" not in table.check()


def test_of_two_numbers_the_cheaper_goes() -> None:
    table = Table(5)
    for name, value in (("a", 3), ("b", 7), ("c", 20)):
        table.add(name, value)
    table.add_sum("all", ["a", "b", "c"])
    table.cells["all"] = replace(table.cells["all"], cost=0)
    assert table.check() == {"a": "small", "all": "guard"}


def test_what_nobody_prints_is_covered_too() -> None:
    """40 within sixty days, 38 within thirty: two persons between."""
    table = Table(5)
    table.add("30", 38)
    table.add("60", 40)
    table.add_rest("60", "30")
    assert table.check() == {"30": "guard"}


@pytest.mark.parametrize("forgotten", ["a", "b"])
def test_the_attack_can_succeed(forgotten: str) -> None:
    table = Table(5)
    for name, value in (("a", 3), ("b", 7), ("c", 20)):
        table.add(name, value)
    table.add_sum("all", ["a", "b", "c"])
    with pytest.raises(AssertionError):
        table.attack({forgotten: "small"}, told=False)
