"""Numbers of days that lie within one another, as cells and sums for reports.suppression.

A month is its weeks and a rest of days, in every line that is counted by day (relations.ADDITIVE).
Whoever had some of these lengths subtracts: what she was told is fixed, what was masked is kept
from her still, and so is the rest. Pure: nothing here asks the database.
"""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from itertools import groupby

from reports import relations
from reports.figures import OTHERS, Key
from reports.periods import NoSuchPeriod, Period, parse
from reports.relations import Line
from reports.suppression import Cell, Name, Sum, Why

TOTAL = "="  # the part that stands for what a list comes to
UNNAMED = "+"  # the part that stands for those of a list whose name was not kept
SENT, REST = "sent", "rest of days"
SHORT = 6  # days: a rest that may lie in the week, or month, that comes after or before
ROUNDS = 4

Days = frozenset[int]  # as datetime.date.toordinal has them
ARRIVALS: Key = ("W01", "arrivals", "")

# {list: the number that its parts come to}, of those that are counted by day.
BOUND: dict[Line, Line] = {
    line: whole for whole, lines in relations.CUTS.items() for line in lines
    if {whole, line} <= relations.ADDITIVE
}  # fmt: skip


@dataclass(frozen=True)
class Sent:
    """What left the house of a period, and what stands behind it.

    `told`: {line: its number, or None where it was masked}; `withheld`: the number of those, and of
    what went into "others", where "others" itself are those of whom no name is known. `k`: the
    smallest number that its readers are told. `number` says which of two came first.
    """

    number: int
    period: str
    start: datetime.date
    end: datetime.date
    k: int
    told: Mapping[Key, int | None]
    withheld: Mapping[Key, int]

    @property
    def days(self) -> Days:
        return days_of(self.start, self.end)

    def number_of(self, key: Key) -> int | None:
        """Return what is known inside of a line; None: nothing."""
        value = self.told.get(key)
        return self.withheld.get(key) if value is None else value

    @cached_property
    def lists(self) -> dict[Line, dict[Key, int]]:
        """Return {list: {part: number}} of what is known inside, folded parts too."""
        found: dict[Line, dict[Key, int]] = defaultdict(dict)
        for key in (*self.told, *self.withheld):
            value = self.number_of(key)
            if key[2] and not _is_sum(key) and value is not None:
                found[key[:2]][key] = value
        return dict(found)

    def parts_of(self, line: Line) -> dict[Key, int]:
        return self.lists.get(line, {})

    def is_told(self, key: Key) -> bool:
        return self.told.get(key) is not None

    def is_masked(self, key: Key) -> bool:
        return key in self.told and self.told[key] is None

    def arrivals(self) -> set[tuple[Days, int]]:
        """Return what was told of arrivals: (days, number), of all of them and of each part."""
        found = set()
        for key, value in self.told.items():
            if value is not None and key == ARRIVALS:
                found.add((self.days, value))
            elif value is not None and key[:2] in relations.STRETCHES and key[2] != TOTAL:
                found.add((stretch_of(key[2], self.start, self.end), value))
        return found

    def is_around(self, start: datetime.date, end: datetime.date) -> bool:
        """Whether these days lie within it, and are not all of it."""
        return self.start <= start and end <= self.end and (start, end) != (self.start, self.end)


@dataclass(frozen=True)
class Node:
    """One number of some days. `number`: of the sending that it is from; None: the report's own."""

    days: Days
    name: Name
    value: int
    number: int | None


@dataclass
class Nested:
    """`own`: {line: (cell, value)} of the report of `period` that is about to leave."""

    k: int
    period: Period
    own: Mapping[Key, tuple[Name, int]]
    sent: Sequence[Sent]
    cells: dict[Name, Cell] = field(default_factory=dict)
    hidden: dict[Name, Why] = field(default_factory=dict)
    lists: dict[Sum, None] = field(default_factory=dict)  # sums within one sending, in order
    sums: dict[Sum, None] = field(default_factory=dict)  # sums over time
    nodes: dict[Key, list[Node]] = field(default_factory=lambda: defaultdict(list))

    def __post_init__(self) -> None:
        days = days_of(self.period.start, self.period.end)
        for key, (name, value) in self.own.items():
            self._put(key, self.period.start, self.period.end, Node(days, name, value, None))
        for one in self.sent:
            if one.days != days:  # of the same days, the report itself stands here
                self._add(one)
        for key, nodes in self.nodes.items():
            _OverTime(self, key, nodes).relate()

    def split(self, whole: Node, parts: Sequence[Node], rest: Name) -> int | None:
        """Add whole = parts + rest, and return the rest.

        None: it does not hold, because something was entered in between; nobody can count on it.
        """
        left = whole.value - sum(part.value for part in parts)
        if left >= 0:
            self.cells[rest, left] = Cell(left, is_printed=False, is_small=0 < left < self.k)
            self.sums[Sum(whole.name, (*(part.name for part in parts), (rest, left)))] = None
        return left if left >= 0 else None

    # --- what was sent ---------------------------------------------------------------------------

    def _add(self, one: Sent) -> None:
        # Of days within what was sent before, a masked number may be none.
        before = [other for other in self.sent if other.number < one.number]
        floor = 0 if any(other.is_around(one.start, one.end) for other in before) else 1
        lines = {key[:2] for key in (*one.told, *one.withheld)} & relations.ADDITIVE
        for line in sorted(lines):
            key = (*line, "")
            value = one.number_of(key)
            if value is not None:
                self._put_cell(one, key, value, floor)
        for line in sorted(lines):
            if any(key[:2] == line and key[2] for key in (*one.told, *one.withheld)):
                self._add_list(one, line, floor)
        self._add_splits(one)

    def _put_cell(self, one: Sent, key: Key, value: int, floor: int = 0) -> Name:
        name = self._cell(one, key, value, floor)
        self._put(key, one.start, one.end, Node(one.days, name, value, one.number))
        return name

    def _cell(self, one: Sent, key: Key, value: int, floor: int = 0) -> Name:
        """Put a number of a sending; the same number sent twice is one cell."""
        name: Name = (SENT, one.period, key, value)
        before = self.cells.get(name)
        if one.is_told(key) or (before and before.is_fixed):
            self.cells[name] = Cell(value, is_fixed=True)
            self.hidden.pop(name, None)
            return name
        # Of what is masked for more people than these, only a number that is small to them counts.
        is_kept = (one.is_masked(key) and one.k <= self.k) or name in self.hidden
        floor = min(value, floor) if one.is_masked(key) else 0
        self.cells[name] = Cell(value, is_kept, 0 < value < self.k, floor)
        if is_kept:
            self.hidden[name] = "sent"
        return name

    def _add_list(self, one: Sent, line: Line, floor: int) -> None:
        parts = one.parts_of(line)
        cells = {key: self._put_cell(one, key, value, floor) for key, value in parts.items()}
        names = list(cells.values())
        value = sum(parts.values())
        if is_open(line):
            unnamed = one.withheld.get((*line, OTHERS), 0)
            value += unnamed
            names = self._with_others(one, line, cells, unnamed)
        total = (*line, TOTAL)
        whole = self._cell(one, total, value)
        self.lists[Sum(whole, tuple(names))] = None
        if line not in BOUND:
            self._put(total, one.start, one.end, Node(one.days, whole, value, one.number))
        elif (number := (SENT, one.period, (*BOUND[line], ""), value)) in self.cells:
            self.lists[Sum(number, (whole,))] = None

    def _with_others(
        self, one: Sent, line: Line, cells: Mapping[Key, Name], unnamed: int
    ) -> list[Name]:
        """Return the parts that are named, and "others", which is those that are not."""
        named = [name for key, name in cells.items() if key in one.told]
        folded = [name for key, name in cells.items() if key not in one.told]
        pool = sum(self.cells[name].value for name in folded) + unnamed
        others: Key = (*line, OTHERS)
        name = self._cell(one, others, pool, 1)
        if others not in one.told:
            self.cells[name] = Cell(pool, is_fixed=True)  # that it is not there says that it is 0
        if unnamed:
            folded.append(self._cell(one, (*line, UNNAMED), unnamed))
        else:
            folded += self._none_of(one, line, cells)
        self.lists[Sum(name, tuple(folded))] = None
        return [*named, name]

    def _none_of(self, one: Sent, line: Line, there: Mapping[Key, Name]) -> Iterator[Name]:
        """Put those whom this sending has none of, and no reader knows that it has none."""
        every = {key for key in self.own if key[:2] == line and not _is_sum(key)}
        for other in self.sent:
            every.update(other.parts_of(line))
        for key in sorted(every.difference(there)):
            yield self._put_cell(one, key, 0)

    def _add_splits(self, one: Sent) -> None:
        pairs: list[tuple[Key, list[Key]]] = [
            ((*split.whole, ""), [(*part, "") for part in split.parts])
            for split in relations.SPLITS
            if split.rest == "counts" and {split.whole, *split.parts} <= relations.ADDITIVE
        ]
        for small, large in relations.CONTAINED:
            pairs += [((*large, key[2]), [key]) for key in one.parts_of(small)]
        for key, keys in pairs:
            names: list[Name] = [
                (SENT, one.period, each, one.number_of(each)) for each in (key, *keys)
            ]
            if not all(name in self.cells for name in names):
                continue
            left = self.cells[names[0]].value - sum(self.cells[name].value for name in names[1:])
            if left >= 0:
                rest = (REST, *names)
                self.cells[rest] = Cell(left, is_printed=False, is_small=0 < left < self.k)
                self.lists[Sum(names[0], (*names[1:], rest))] = None

    def _put(self, key: Key, start: datetime.date, end: datetime.date, node: Node) -> None:
        """Put a number under the line that it is one of: a day's arrivals are arrivals."""
        line, part = key[:2], key[2]
        if line in relations.STRETCHES:
            if part != TOTAL and (days := stretch_of(part, start, end)):
                self.nodes[ARRIVALS].append(Node(days, node.name, node.value, node.number))
        elif line in relations.ADDITIVE and (not _is_sum(key) or line not in BOUND):
            self.nodes[key].append(node)


# --- one line over time ---------------------------------------------------------------------------


class _OverTime:
    """The numbers of one line, of days that lie within one another."""

    def __init__(self, model: Nested, key: Key, nodes: Iterable[Node]) -> None:
        self.model = model
        self.key = key
        self.by_days: dict[Days, list[Node]] = defaultdict(list)
        for node in nodes:
            self.by_days[node.days].append(node)

    def relate(self) -> None:
        for same in self.by_days.values():
            self._equal(same)
        fresh = set(self.by_days)
        for _turn in range(ROUNDS):
            # What is left of a month may be the beginning of a week, and the rest of that week the
            # beginning of the next month.
            rests = {rest.days: rest for rest in self._cuts(fresh)}
            for days, rest in rests.items():
                self.by_days[days].append(rest)
            fresh = set(rests)

    def _equal(self, same: Sequence[Node]) -> None:
        """A day in two lists, a week as a part of its quarter: the same number, if it still is."""
        first: dict[int, Name] = {}
        for node in same:
            name = first.setdefault(node.value, node.name)
            if name != node.name:
                self.model.sums[Sum(name, (node.name,))] = None

    def _cuts(self, fresh: set[Days]) -> list[Node]:
        """Relate every number to those of fresh days within it; return the short rests."""
        found = []
        inner = tuple(sorted(self.by_days, key=lambda days: (-len(days), min(days))))
        for whole in [node for same in self.by_days.values() for node in same]:
            for family in families(whole.days, inner):
                if not fresh.isdisjoint(family):
                    parts = [_of_its_time(self.by_days[days], whole) for days in family]
                    rest = self._cut(whole, parts)
                    if rest and rest.days not in self.by_days and _is_short(rest.days):
                        found.append(rest)
        return found

    def _cut(self, whole: Node, parts: Sequence[Node]) -> Node | None:
        days = whole.days.difference(*(part.days for part in parts))
        if not days:
            if whole.value == sum(part.value for part in parts):
                self.model.sums[Sum(whole.name, tuple(part.name for part in parts))] = None
            return None
        name = (REST, self.key, _stretches(days))
        left = self.model.split(whole, parts, name)
        return None if left is None else Node(days, (name, left), left, whole.number)


def _of_its_time(nodes: Sequence[Node], whole: Node) -> Node:
    """Return the one that is to leave; else that which stood when the longer period was sent."""
    own = [node for node in nodes if node.number is None]
    if own:
        return own[0]
    in_order = sorted(nodes, key=lambda node: node.number or 0)
    if whole.number is None:
        return in_order[-1]
    before = [node for node in in_order if (node.number or 0) <= whole.number]
    return before[-1] if before else in_order[0]


# --- days -----------------------------------------------------------------------------------------


@lru_cache(maxsize=20_000)
def families(whole: Days, inner: tuple[Days, ...]) -> tuple[tuple[Days, ...], ...]:
    """Return some of these days that lie within and do not overlap, in each way worth a try.

    `inner`: the longest first. Months first, then weeks first, then days: each cuts a quarter in
    its own way.
    """
    within = [days for days in inner if days < whole]
    found: dict[frozenset[Days], tuple[Days, ...]] = {}
    for longest in sorted({_rank(days) for days in within}, reverse=True):
        chosen: list[Days] = []
        taken: set[int] = set()
        for days in sorted(within, key=lambda days: _rank(days) > longest):
            if taken.isdisjoint(days):
                chosen.append(days)
                taken |= days
        found[frozenset(chosen)] = tuple(chosen)
    return tuple(found.values())


def _rank(days: Days) -> int:
    """Return 0 for a few days, 1 for a week, 2 for a month, 3 for a quarter."""
    return sum(len(days) > most for most in (SHORT, 7, 31))


def days_of(start: datetime.date, end: datetime.date) -> Days:
    return frozenset(range(start.toordinal(), end.toordinal() + 1))


def _is_short(days: Days) -> bool:
    return len(days) <= SHORT and max(days) - min(days) == len(days) - 1


def _stretches(days: Iterable[int]) -> tuple[tuple[int, int], ...]:
    """Return the first and the last of days that follow one another."""
    runs = groupby(enumerate(sorted(days)), key=lambda pair: pair[1] - pair[0])
    found = [[day for _place, day in run] for _gap, run in runs]
    return tuple((run[0], run[-1]) for run in found)


def stretch_of(part: str, start: datetime.date, end: datetime.date) -> Days:
    """Return the days of a part of the arrivals: "1" to "7" of a week, a day, a week, a month."""
    if len(part) == 1:
        day = start + datetime.timedelta(days=int(part) - 1)
        return days_of(day, day)
    try:
        period = parse(f"{part}_{part}" if len(part) == len("2026-11-03") else part)
    except NoSuchPeriod:
        return frozenset()
    return days_of(max(period.start, start), min(period.end, end))


# --- lists ----------------------------------------------------------------------------------------


def is_open(line: Line) -> bool:
    return line not in relations.CLOSED_LISTS


def _is_sum(key: Key) -> bool:
    """Whether a part is what others come to, and not one of its own."""
    return key[2] in (TOTAL, UNNAMED) or (key[2] == OTHERS and is_open(key[:2]))
