"""Who reads a report: the house, its partners, everybody. What the two latter are not told.

Inside, everything. Outside, no number of 1 to k - 1 and none that gives one back (docs/adr/0014).
`masking_of` decides, `masked` writes the report that is sent, `hidden_lines` says what was hidden.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeGuard

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from reports import relations
from reports.figures import OTHERS, Breakdown, Figure, Key, Part, Section, Value
from reports.relations import Line
from reports.suppression import Cell, Name, Sum, Why, protect
from reports.weekly import Report

NO_COUNTS = relations.RATES.keys() | relations.WORKED_OUT.keys() | relations.MEDIANS.keys()
TOTAL, BASE, REST, WITHIN = "=", "#", "rest", "within"  # cells that are no line of a report


@dataclass(frozen=True)
class Audience:
    """`k`: the smallest number that it is told. `inner` is told more, and may talk to this one."""

    code: str
    label: str | Promise
    receives: str | Promise
    k: int
    inner: "Audience | None" = None


PARTNERS = Audience("partners", _("Partners"), _("What partners receive"), 5)
PUBLIC = Audience("public", _("Public"), _("What the public receives"), 11, PARTNERS)
INSIDE = "inside"
AUDIENCES = {one.code: one for one in (PARTNERS, PUBLIC)}

# Inside, what is hidden is said with its reason.
REASONS: dict[str, str | Promise] = {
    "small": _("Too few"),
    "uniform": _("All of them on one line, or none"),
    "guard": _("Would give back another number"),
    "derived": _("Worked out from a masked number"),
    "folded": _("Put into “Others”"),
    "earlier": _("Masked in what was sent before, or for partners"),
    "apart": _("Of this part, only the total leaves"),
}
# Outside, which of two numbers is the small one is not said: it would help to work it out.
TOLD = _("Too few, or would give back too few")
TOLD_OF_A_RATE = REASONS["derived"]


@dataclass(frozen=True)
class Masking:
    """What is hidden of one report: lines and totals with the reason, parts put into "others"."""

    why: Mapping[Key, str]
    folded: Mapping[Line, frozenset[str]]


def masking_for(versions: Sequence[Report], audience: Audience) -> Masking:
    """Return what is hidden of the last of these versions of the same period, the oldest first.

    What was hidden once stays so, and nothing is told to some that is hidden from those who know
    more: two files laid side by side tell no more than the fuller one.
    """
    found: list[Masking] = []
    for number, report in enumerate(versions, start=1):
        earlier = found[-1:]
        if audience.inner:
            earlier = [*earlier, masking_for(versions[:number], audience.inner)]
        found.append(masking_of(report, audience.k, earlier))
    return found[-1]


def masking_of(report: Report, k: int, earlier: Iterable[Masking] = ()) -> Masking:
    model = _Model(k, list(earlier))
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
    earlier: list[Masking]
    cells: dict[Name, Cell] = field(default_factory=dict)
    sums: list[Sum] = field(default_factory=list)
    hidden: dict[Name, Why] = field(default_factory=dict)
    folded: dict[Line, frozenset[str]] = field(default_factory=dict)
    worked_out: dict[Line, Figure] = field(default_factory=dict)
    cuts: dict[Line, Breakdown] = field(default_factory=dict)
    part_cells: dict[Key, Name] = field(default_factory=dict)  # folded parts too

    def is_small(self, value: int) -> bool:
        return 0 < value < self.k

    def add(self, name: Name, value: int, *, cost: int = 1, floor: int = 1) -> None:
        self.cells[name] = Cell(
            value, is_small=self.is_small(value), floor=min(value, floor), cost=cost
        )

    def add_unprinted(self, name: Name, value: int, *, counts: bool = True) -> None:
        self.cells[name] = Cell(
            value, is_printed=False, is_small=counts and self.is_small(value), floor=0
        )

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
            name: Name = key_of(line, part.name)
            count = part.count or 0
            if part.name in folded:
                name = (WITHIN, *key_of(line, part.name))
                self.add_unprinted(name, count)
                inside.append(name)
            else:
                self.add(name, count, floor=self.k)  # a reader knows that no smaller one is named
                lines.append(name)
            if part.name != OTHERS:
                self.part_cells[key_of(line, part.name)] = name
        others = key_of(line, OTHERS)
        self.add(others, sum(self.cells[name].value for name in inside))
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

    def masking(self) -> Masking:
        hidden = protect(self.cells, self.sums, self.k, self.hidden)
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


# --- the report that is sent ---------------------------------------------------------------------


def masked(report: Report, masking: Masking, audience: Audience) -> Report:
    """Return the same report as this audience has it."""
    sections = []
    for section in report.sections:
        told = without_parts(section)
        figures = [_figure(figure, masking) for figure in told.figures]
        cuts = [_cut(cut, masking) for cut in told.breakdowns]
        sections.append(replace(told, figures=figures, breakdowns=cuts))
    return replace(report, sections=sections, audience=audience.code)


def _told(why: str) -> str:
    return str(TOLD_OF_A_RATE if why == "derived" else TOLD)


def _figure(figure: Figure, masking: Masking) -> Figure:
    line = figure.code, figure.name
    said = figure.plain if line in relations.DEFINITIONS_THAT_COUNT else figure.definition
    told = replace(figure, definition=said, bases={}, plain="", beside="")
    why = masking.why.get(figure.key)
    return replace(told, value=None, masked=_told(why)) if why else told


def _cut(cut: Breakdown, masking: Masking) -> Breakdown:
    line = cut.code, cut.name
    folded = masking.folded.get(line, frozenset())
    parts = [_part(part, line, masking) for part in cut.parts if part.name not in folded]
    if line in masking.folded:
        # Where a masked line stood among the others would say between which two it lies.
        parts.sort(key=lambda part: (bool(part.masked), part.label if part.masked else ""))
        pool = sum(part.count or 0 for part in cut.parts if part.name in folded)
        if pool:
            parts.append(_part(Part(OTHERS, str(_("Others")), pool), line, masking))
    total = None if key_of(line, TOTAL) in masking.why else cut.total
    return replace(cut, parts=parts, told_total=total)


def _part(part: Part, line: Line, masking: Masking) -> Part:
    why = masking.why.get(key_of(line, part.name))
    return replace(part, count=None, masked=_told(why)) if why else part


# --- what is hidden, for whoever sends it --------------------------------------------------------


@dataclass(frozen=True)
class HiddenLine:
    """A line of the house's report that this audience does not read, with its value inside."""

    code: str
    label: str
    part: str
    value: Value
    why: str

    @property
    def reason(self) -> str:
        return str(REASONS[self.why])


def hidden_lines(report: Report, masking: Masking) -> list[HiddenLine]:
    """Return what is hidden of a whole report, in the order of the page."""
    found = []
    for section in report.sections:
        kept = {row.key for row in replace(report, sections=[without_parts(section)]).rows()}
        for row in replace(report, sections=[section]).rows():
            why = masking.why.get(row.key, "")
            if row.key[2] in masking.folded.get(row.key[:2], ()):
                why = "folded" if row.value else ""
            if row.key not in kept:
                why = "apart"
            if why:
                found.append(HiddenLine(row.code, row.label, row.part, row.value, why))
    return found


def is_mostly_hidden(report: Report, hidden: Sequence[HiddenLine]) -> bool:
    """Whether more than half of the lines that say something are hidden, those put apart aside."""
    gone = sum(1 for line in hidden if line.value and line.why != "apart")
    sections = [without_parts(section) for section in report.sections]
    lines = sum(1 for row in replace(report, sections=sections).rows() if row.value)
    return 2 * gone > lines
