"""A saved table filled with the figures of a period: cells that count, or say why they do not."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from cases.choices import Sex
from reports import bands, crossings
from reports.crossings import Crossing
from reports.figures import EVERYTHING, Breakdown, Figure, Need, Section, Value, labels_of
from reports.models import Layout, TableColumn
from reports.periods import AnyPeriod
from reports.weekly import report_on
from staff.models import Site


@dataclass(frozen=True)
class Offered:
    """A line that a table can have. `key` is "W02.caseload"."""

    key: str
    code: str
    label: str
    section: str
    is_cut: bool  # into parts: a line each
    knows_sex_and_age: bool


def offered(period: AnyPeriod) -> list[Offered]:
    """Return every line that a report has, in its order.

    Read off the report itself, of no site: the database is asked for next to nothing.
    """
    report = report_on(period, [], EVERYTHING)
    return [
        Offered(
            key_of(one), one.code, one.label, section.title, isinstance(one, Breakdown),
            (one.code, one.name) in crossings.CROSSED,
        )
        for section, one in _all(report.sections)
    ]  # fmt: skip


def _all(sections: Sequence[Section]) -> Iterator[tuple[Section, Figure | Breakdown]]:
    for section in sections:
        found: list[Figure | Breakdown] = [*section.figures, *section.breakdowns]
        for one in found:
            yield section, one


def key_of(one: Figure | Breakdown) -> str:
    """Return how a saved table names a line. What arrivals are cut by depends on the period."""
    is_arrivals = isinstance(one, Breakdown) and one.code == "W01"
    return f"{one.code}.{'by_step' if is_arrivals else one.name}"


# --- columns -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Column:
    """One column of numbers: of one sex, of one band, of both, or (None, None) of everybody."""

    label: str
    kind: TableColumn
    sex: str | None = None
    band: str | None = None


def columns_of(layout: Layout) -> list[Column]:
    """Return the columns in their order: total, sexes, bands, each sex by band."""
    sexes: dict[str, str | Promise] = labels_of(Sex)
    found = []
    names = [*bands.names(layout.bands), bands.UNKNOWN] if layout.bands else []
    said = {name: name for name in names} | {bands.UNKNOWN: _("Age unknown")}
    if TableColumn.TOTAL in layout.columns:
        found.append(Column(_("Total"), TableColumn.TOTAL))
    if TableColumn.SEX in layout.columns:
        found += [Column(str(label), TableColumn.SEX, sex=sex) for sex, label in sexes.items()]
    if TableColumn.AGE in layout.columns:
        found += [Column(said[name], TableColumn.AGE, band=name) for name in names]
    if TableColumn.SEX_AND_AGE in layout.columns:
        found += [
            Column(f"{label}, {said[name]}", TableColumn.SEX_AND_AGE, sex, name)
            for sex, label in sexes.items()
            for name in names
        ]
    return found


# --- the table -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Line:
    """One line: a value a column, None where there is none; `reason` says why."""

    code: str
    label: str
    part: str
    values: Sequence[Value]
    reason: str
    definition: str


@dataclass(frozen=True)
class Table:
    layout: Layout
    period: AnyPeriod
    sites: Sequence[Site]
    columns: Sequence[Column]
    lines: Sequence[Line]

    @property
    def notes(self) -> list[str]:
        """Why some cells are empty, each reason once, in the order of the lines."""
        return list(dict.fromkeys(line.reason for line in self.lines if line.reason))

    def numbered(self) -> list[tuple[Line, int | None]]:
        """Return each line with the number of its note, from 1."""
        notes = self.notes
        return [(one, notes.index(one.reason) + 1 if one.reason else None) for one in self.lines]


def table_of(
    layout: Layout, period: AnyPeriod, sites: Sequence[Site], known: frozenset[Need]
) -> Table:
    """Fill a saved table for a period, as the files stand today.

    A combination that is not counted is an empty cell with a reason, never a number.
    """
    report = report_on(period, sites, known)
    shown = {key_of(one): one for _section, one in _all(report.sections)}
    columns = columns_of(layout)
    wants_parts = any(column.kind != TableColumn.TOTAL for column in columns)
    crossed = crossings.crossings(period, sites) if wants_parts else {}
    is_closed = set(layout.lines) - set(shown)
    labels = {one.key: one for one in offered(period)} if is_closed else {}
    lines: list[Line] = []
    for key in layout.lines:
        if key in shown:
            lines += _lines(shown[key], columns, crossed, layout)
        else:
            lines.append(_closed(key, labels.get(key), columns))
    return Table(layout, period, sites, columns, lines)


def _lines(
    one: Figure | Breakdown,
    columns: Sequence[Column],
    crossed: dict[tuple[str, str], Crossing],
    layout: Layout,
) -> Iterator[Line]:
    if isinstance(one, Figure):
        crossing = crossed.get((one.code, one.name))
        values = [_value(column, one.value, crossing, layout) for column in columns]
        reason = _why(columns, is_crossed=crossing is not None, is_known=one.value is not None)
        yield Line(one.code, one.label, "", values, reason, one.definition)
        return
    for part in one.parts:
        values = [_value(column, part.count, None, layout) for column in columns]
        reason = _why(columns, is_crossed=False, is_known=True)
        yield Line(one.code, one.label, part.label, values, reason, one.definition)
    if not one.parts:
        empty: list[Value] = [None for _column in columns]
        yield Line(one.code, one.label, "", empty, _("Nothing to count."), one.definition)


def _value(column: Column, total: Value, crossing: Crossing | None, layout: Layout) -> Value:
    if column.kind == TableColumn.TOTAL:
        return total
    if crossing is None:
        return None
    found: Counter[tuple[str, str]] = Counter()
    for (sex, age), count in crossing.items():
        found[sex, bands.band_of(age, layout.bands) if layout.bands else ""] += count
    return sum(
        count
        for (sex, band), count in found.items()
        if column.sex in (None, sex) and column.band in (None, band)
    )


def _why(columns: Sequence[Column], *, is_crossed: bool, is_known: bool) -> str:
    """Say why some cells of a line are empty; "" where none is."""
    kinds = {column.kind for column in columns}
    said = []
    if TableColumn.TOTAL in kinds and not is_known:
        said.append(_("It cannot be computed for these days."))
    if not is_crossed and kinds - {TableColumn.TOTAL}:
        said.append(_("It is not counted by sex or age."))
    return " ".join(said)


def _closed(key: str, known: Offered | None, columns: Sequence[Column]) -> Line:
    """A line that the reader may not see, or that no report has any more."""
    nothing: list[Value] = [None for _column in columns]
    code = key.partition(".")[0]
    if known is None:
        return Line(code, key, "", nothing, _("This figure exists no more."), "")
    return Line(code, known.label, "", nothing, _("Your role does not read this figure."), "")
