"""Which numbers of a report are hidden, and why: its lines as cells and sums.

The report that leaves is bound by sums of its own (reports.relations), and by what has left before
of days within it or around it (reports.nested).
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeGuard

from reports import nested, relations
from reports.figures import OTHERS, Breakdown, Figure, Key, Section
from reports.nested import TOTAL, Nested, Sent
from reports.periods import Period
from reports.relations import Line
from reports.suppression import Cell, Name, Sum, Why, protect
from reports.weekly import Report

NO_COUNTS = relations.RATES.keys() | relations.WORKED_OUT.keys() | relations.MEDIANS.keys()
BASE, REST, WITHIN = "#", "rest", "within"  # cells that are no line of a report
ZEROS_MASKED = relations.ADDITIVE - relations.NOT_OF_PERSONS


@dataclass(frozen=True)
class Masking:
    """What is hidden of one report: lines and totals with the reason, parts put into "others"."""

    why: Mapping[Key, str]
    folded: Mapping[Line, frozenset[str]]


def masking_of(
    report: Report, k: int, earlier: Iterable[Masking] = (), sent: Sequence[Sent] = ()
) -> Masking:
    """Return what is hidden of a report from those who are told no number under `k`.

    `earlier`: what was hidden of the same period, and stays so. `sent`: all that they have had, of
    days within these or around them; of the same days too.
    """
    model = _Model(k, report.period, list(earlier), list(sent))
    for section in report.sections:
        told = without_parts(section)
        for figure in told.figures:
            model.add_figure(figure)
        for cut in told.breakdowns:
            model.add_cut(cut)
    model.relate()
    return model.masking()


def without_parts(section: Section) -> Section:
    """Return of a part that only some may know of its total, which is the first figure."""
    if section.needs is None:
        return section
    return replace(section, figures=section.figures[:1], breakdowns=[])


def key_of(line: Line, part: str = "") -> Key:
    return (*line, part)


@dataclass
class _Model:
    """The numbers of a report as cells and sums, for reports.suppression."""

    k: int
    period: Period
    earlier: list[Masking]
    sent: list[Sent]
    cells: dict[Name, Cell] = field(default_factory=dict)
    sums: list[Sum] = field(default_factory=list)
    hidden: dict[Name, Why] = field(default_factory=dict)
    folded: dict[Line, frozenset[str]] = field(default_factory=dict)
    worked_out: dict[Line, Figure] = field(default_factory=dict)
    cuts: dict[Line, Breakdown] = field(default_factory=dict)
    part_cells: dict[Key, Name] = field(default_factory=dict)  # folded parts too
    pools: dict[Line, int] = field(default_factory=dict)  # {list: the sum of its "others"}

    def __post_init__(self) -> None:
        start, end = self.period.start, self.period.end
        same = [one for one in self.sent if (one.start, one.end) == (start, end)]
        self.had = {
            (key, value) for one in same for key, value in one.told.items() if value is not None
        }
        self.had_of_days = set().union(*(one.arrivals() for one in self.sent))
        # Of what is masked for more people than these, nothing has to be kept from them.
        self.earlier += [_masking_of_sent(one) for one in same if one.k <= self.k]
        # Of days within what they have had, a zero is masked as any small number is: that none was
        # none would take as much from what is left of the whole for the others.
        self.is_within = any(one.is_around(start, end) for one in self.sent)

    def is_small(self, value: int) -> bool:
        return 0 < value < self.k

    def is_fixed(self, key: Key, value: int) -> bool:
        """Whether these readers have had this number already."""
        if key[:2] in relations.STRETCHES and key[2] != TOTAL:
            days = nested.stretch_of(key[2], self.period.start, self.period.end)
            return (days, value) in self.had_of_days
        is_pool = key[2] == OTHERS and nested.is_open(key[:2])  # may be others than before
        return (key, value) in self.had and not is_pool

    def add(self, name: Key, value: int, *, cost: int = 1, floor: int = 1) -> None:
        is_fixed, is_small = self.is_fixed(name, value), self.is_small(value)
        if not is_fixed and self.is_within and name[:2] in ZEROS_MASKED:
            floor = floor if floor > 1 else 0
            is_small = value < self.k
            if not value:
                self.hidden[name] = "sent"
        self.cells[name] = Cell(
            value, is_small=is_small, floor=min(value, floor), cost=cost, is_fixed=is_fixed
        )

    def add_unprinted(
        self, name: Name, value: int, *, counts: bool = True, is_fixed: bool = False
    ) -> None:
        is_small = counts and self.is_small(value)
        self.cells[name] = Cell(value, False, is_small, floor=0, is_fixed=is_fixed)

    def add_figure(self, figure: Figure) -> None:
        line = figure.code, figure.name
        value = figure.value
        if value is None:
            return
        if line in NO_COUNTS or isinstance(value, float):
            self.worked_out[line] = figure
        else:
            self.add(figure.key, value, cost=2 if line in relations.CUTS else 1)

    def add_cut(self, cut: Breakdown) -> None:
        line = cut.code, cut.name
        self.cuts[line] = cut
        is_closed = line in relations.CLOSED_LISTS
        lines = self._closed(cut, line) if is_closed else self._open(cut, line)
        total = sum(part.count or 0 for part in cut.parts)
        self.add(key_of(line, TOTAL), total, cost=0)
        self.sums.append(Sum(key_of(line, TOTAL), tuple(lines)))

    def _closed(self, cut: Breakdown, line: Line) -> list[Name]:
        some = [part for part in cut.parts if part.count]
        is_uniform = len(some) == 1 and line not in relations.NOT_OF_PERSONS
        lines: list[Name] = []
        for part in cut.parts:
            name = key_of(line, part.name)
            # Hidden as a whole, a list may have zeros under the word; else it has none.
            self.add(name, part.count or 0, floor=0 if is_uniform else 1)
            if is_uniform and not self.cells[name].is_small:
                self.hidden[name] = "uniform"
            self.part_cells[name] = name
            lines.append(name)
        return lines

    def _open(self, cut: Breakdown, line: Line) -> list[Name]:
        """Small lines go into "others", and as many more as make it say nothing small."""
        folded = self.folded[line] = self._to_fold(cut, line)
        lines: list[Name] = []
        inside: list[Name] = []
        for part in cut.parts:
            key = key_of(line, part.name)
            name: Name = key
            count = part.count or 0
            if part.name in folded:
                name = (WITHIN, *key)
                self.add_unprinted(name, count, is_fixed=self.is_fixed(key, count))
                inside.append(name)
            else:
                self.add(key, count, floor=self.k)  # a reader knows that no smaller one is named
                lines.append(name)
            if part.name != OTHERS:
                self.part_cells[key] = name
        others = key_of(line, OTHERS)
        self.add(others, sum(self.cells[name].value for name in inside))
        self.pools[line] = len(self.sums)
        self.sums.append(Sum(others, tuple(inside)))
        return [*lines, others]

    def _to_fold(self, cut: Breakdown, line: Line) -> frozenset[str]:
        before = frozenset[str]().union(*(one.folded.get(line, ()) for one in self.earlier))
        counts = {part.name: part.count or 0 for part in cut.parts}
        folded = {
            name for name, count in counts.items()
            if count < self.k or name == OTHERS or name in before
        }  # fmt: skip
        left = sorted(set(counts) - folded, key=lambda name: (counts[name], name))
        while left and self.is_small(sum(counts[name] for name in folded)):
            folded.add(left.pop(0))
        is_alone = len(left) == 1 and not any(counts[name] for name in folded)
        if is_alone and line not in relations.NOT_OF_PERSONS:
            folded.update(left)
        return frozenset(folded)

    def relate(self) -> None:
        for whole, lines in relations.CUTS.items():
            for line in lines:
                self._equal(key_of(whole), key_of(line, TOTAL))
        for split in relations.SPLITS:
            parts = tuple(key_of(part) for part in split.parts)
            self._split(key_of(split.whole), parts, split.rest)
        for small, large in relations.CONTAINED:
            for part in self.cuts[small].parts if small in self.cuts else ():
                inner = self.part_cells.get(key_of(small, part.name))
                outer = self.part_cells.get(key_of(large, part.name))
                if inner and outer:
                    self._split(outer, (inner,), "counts")
        for line, rate in relations.RATES.items():
            if line in self.worked_out and rate.base:
                self._rate(line, rate, self.worked_out[line].bases.get(rate.base))
        for one in self.earlier:
            for key, why in one.why.items():
                cell = self.cells.get(key)
                if cell and cell.is_printed and not cell.is_small and why:
                    self.hidden.setdefault(key, "earlier")

    def _equal(self, one: Name, other: Name) -> None:
        if not (one in self.cells and other in self.cells):
            return
        if self.cells[one].value == self.cells[other].value:
            self.sums.append(Sum(one, (other,)))

    def _split(self, whole: Name, parts: tuple[Name, ...], rest: str) -> None:
        if not all(name in self.cells for name in (whole, *parts)):
            return
        left = self.cells[whole].value - sum(self.cells[name].value for name in parts)
        if left < 0 and len(parts) == 1 and rest == "counts":
            # Of a period longer than these weeks it is the other way round.
            whole, parts, left = parts[0], (whole,), -left
        if left < 0 or (rest == "none" and left):
            return  # then it does not hold of this report, and nobody can count on it
        if rest != "none":
            name = (REST, whole, parts)
            self.add_unprinted(name, left, counts=rest == "counts")
            parts = (*parts, name)
        self.sums.append(Sum(whole, parts))

    def _rate(self, line: Line, rate: relations.Rate, over: int | None) -> None:
        whole, name = key_of(rate.whole), key_of(line, BASE)
        if over is None or whole not in self.cells:
            return
        self.add(name, over, cost=0)
        self._split(whole, (name,), "counts")
        if over in (0, self.cells[whole].value):
            self.hidden[name] = "uniform"
            return  # whose parts are all of "others", where no reader knows of them
        parts = [self.part_cells.get(key_of(rate.of, part)) for part in rate.parts if rate.of]
        known = tuple(one for one in parts if one)
        if known and sum(self.cells[one].value for one in known) == over:
            self.sums.append(Sum(name, known))

    def hide(self) -> dict[Name, Why]:
        """Return what to hide: for its own sake, then for that of what was sent before."""
        hidden = protect(self.cells, self.sums, self.k, self.hidden)
        days = (self.period.start, self.period.end)
        others = [one for one in self.sent if (one.start, one.end) != days]
        if not others:
            return hidden
        sums = self._sums_with_none(others)
        model = Nested(self.k, self.period, self._by_day(), others)
        return protect(
            {**self.cells, **model.cells},
            [*sums, *model.lists, *model.sums],
            self.k,
            {**model.hidden, **hidden},
            why="sent",
            settled=len(sums) + len(model.lists),
        )

    def _by_day(self) -> dict[Key, tuple[Name, int]]:
        """Return {line: (cell, value)} of what is the sum of its days."""
        every: dict[Key, Name] = {key: key for key in self.cells if _is_key(key) and not key[2]}
        every |= self.part_cells
        every |= {key_of(line, TOTAL): key_of(line, TOTAL) for line in self.cuts}
        return {
            key: (name, self.cells[name].value)
            for key, name in every.items()
            if key[:2] in relations.ADDITIVE
        }

    def _sums_with_none(self, sent: Iterable[Sent]) -> list[Sum]:
        """Put into "others" those whom a list may have had, as far as a reader can know."""
        sums = list(self.sums)
        every = sorted({key for one in sent for line in self.pools for key in one.parts_of(line)})
        for line, number in self.pools.items():
            is_unnamed = any(part.name == OTHERS and part.count for part in self.cuts[line].parts)
            if is_unnamed or line not in relations.ADDITIVE:
                continue  # some of these may be among them: nobody knows how many
            for key in every:
                if key[:2] == line and key not in self.part_cells:
                    name = (WITHIN, *key)
                    self.add_unprinted(name, 0)
                    self.part_cells[key] = name
                    sums[number] = Sum(sums[number].whole, (*sums[number].parts, name))
        return sums

    def masking(self) -> Masking:
        hidden = self.hide()
        why: dict[Key, str] = {key: reason for key, reason in hidden.items() if _is_key(key)}
        for line, figure in self.worked_out.items():
            if reason := self._why_worked_out(line, figure, why):
                why[figure.key] = reason
            elif any(figure.key in one.why for one in self.earlier):
                why[figure.key] = "earlier"
        return Masking(why, self.folded)

    def _why_worked_out(self, line: Line, figure: Figure, why: Mapping[Key, str]) -> str:
        if line in relations.MEDIANS:
            count = figure.bases.get(relations.MEDIANS[line], 0)
            return "small" if count < self.k else ""
        if line in relations.WORKED_OUT:
            needed = [key_of(relations.WORKED_OUT[line])]
        elif line in relations.RATES:
            rate = relations.RATES[line]
            needed = [key_of(rate.whole)]
            if rate.base:
                needed.append(key_of(line, BASE))
            elif rate.of:
                needed += [key_of(rate.of, part) for part in rate.parts]
        else:
            return "derived"  # of what, nobody has said
        is_told = all(key in self.cells and key not in why for key in needed)
        return "" if is_told else "derived"


def _is_key(name: Name) -> TypeGuard[Key]:
    return isinstance(name, tuple) and len(name) == 3 and name[0] != REST


def _masking_of_sent(one: Sent) -> Masking:
    """Return what was masked of a period when it was sent."""
    folded: dict[Line, set[str]] = defaultdict(set)
    for key in one.withheld:
        if key[2] and key not in one.told:
            folded[key[:2]].add(key[2])
    why = {key: "earlier" for key in one.told if one.is_masked(key)}
    return Masking(why, {line: frozenset(parts) for line, parts in folded.items()})
