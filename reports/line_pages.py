"""The lines behind a number as a page shows them: paged by the database, as far as one may see."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.formats import date_format, localize

from cases.models import FileMerge, Minor
from reports import line_rights
from reports.figures import Breakdown, Figure, Value
from reports.line_kinds import KINDS, seen, with_what_is_shown
from reports.line_rights import Elsewhere, Opens
from reports.lines import Lines, Loose
from reports.weekly import Report
from staff.models import Site, User

PAGE_SIZE = 50  # lines


@dataclass(frozen=True)
class Line:
    """One row that was counted. `count` is how much it counts for; `minor` None: of nobody."""

    day: datetime.date | None
    minor: Minor | None
    text: str
    site: str
    count: int = 1
    is_marked: bool = False
    is_late: bool = False


@dataclass(frozen=True)
class Asked:
    """The number whose lines are asked for, as it counts today, with its words."""

    label: str
    part: str
    definition: str
    value: Value
    lines: Lines
    is_share: bool
    is_of_now: bool
    files_of: list[Any]

    @property
    def value_text(self) -> str:
        return read(self.value)


def read(value: Value) -> str:
    """Return a number as one reads it; a dash for what cannot be computed."""
    return "–" if value is None else str(localize(value))


def asked(report: Report, code: str, name: str, part: str) -> Asked | None:
    """Return the number of this name in today's count; None where there is none, or no lines."""
    behind = line_rights.BEHIND.get((code, name))
    if not isinstance(behind, Opens):
        return None
    for section in report.sections:
        for figure in section.figures:
            if (figure.code, figure.name, "") == (code, name, part) and figure.lines is not None:
                return Asked(figure.label, "", figure.definition, figure.value, figure.lines,
                             behind.is_share, figure.is_of_now, behind.read)  # fmt: skip
        for cut in section.breakdowns:
            if (cut.code, cut.name) == (code, name) and part:
                return _of_part(cut, part, behind)
    return None


def _of_part(cut: Breakdown, part: str, behind: Opens) -> Asked | None:
    """Of a part that no longer counts anybody too: it may have been validated."""
    lines = cut.lines_of(part)
    if lines is None:
        return None
    found = next((one for one in cut.parts if one.name == part), None)
    return Asked(cut.label, found.label if found else "", cut.definition,
                 found.count if found else 0, lines, behind.is_share, is_of_now=False,
                 files_of=behind.read)  # fmt: skip


class Several(Sequence[Line]):
    """Rows of several kinds, one after the other, then what has no row: a page asks for a slice."""

    def __init__(self, shown: Asked, user: User, since: datetime.datetime | None) -> None:
        self.parts = [(one, seen(one, user, shown.files_of)) for one in shown.lines.each]
        self.loose = [
            stroke
            for one in shown.lines.each
            if line_rights.can(user, KINDS[one.kind].compartment, line_rights.READ)
            for stroke in one.loose
        ]
        self.counts = [rows.order_by().count() for _one, rows in self.parts]
        self.since = since
        self.user = user

    def __len__(self) -> int:
        return sum(self.counts) + len(self.loose)

    def __getitem__(self, wanted: Any) -> Any:
        start, stop, _step = wanted.indices(len(self))
        found: list[Line] = []
        before = 0
        for (lines, rows), count in zip(self.parts, self.counts, strict=True):
            first, last = max(start - before, 0), min(stop - before, count)
            if first < last:
                found += self._lines(lines, rows, first, last)
            before += count
        strokes = self.loose[max(start - before, 0) : max(stop - before, 0)]
        return found + [_of_stroke(stroke) for stroke in strokes]

    def _lines(self, lines: Lines, rows: QuerySet[Any], first: int, last: int) -> list[Line]:
        kind = KINDS[lines.kind]
        page = list(with_what_is_shown(kind, rows)[first:last])
        numbers = [row.pk for row in page]
        marked = _among(lines.marked, numbers)
        late: set[int] = set()
        if self.since is not None and kind.written:
            late = _among(rows.filter(kind.late(self.since)), numbers)
        weights = lines.weights or {}
        return [
            Line(
                kind.day(row),
                kind.minor_of(row),
                _said(lines.notes.get(row.pk)) or kind.text(row, self.user),
                site.name if (site := kind.site_of(row)) else "",
                weights.get(row.pk, 1),
                row.pk in marked,
                row.pk in late,
            )
            for row in page
        ]

    @property
    def weight(self) -> int:
        """What the lines that one sees come to."""
        rows = sum(lines.weigh(rows) for lines, rows in self.parts)
        return rows + sum(stroke.count for stroke in self.loose)

    def late_count(self) -> int:
        """Count those written after the instant, pages that are not shown included."""
        return sum(
            rows.order_by().filter(kind.late(self.since)).count()
            for one, rows in self.parts
            if self.since is not None and (kind := KINDS[one.kind]).written
        )

    def joined_count(self) -> int:
        """Count the files of these lines into which another was joined after the instant."""
        if self.since is None:
            return 0
        joined = FileMerge.objects.standing().filter(at__gt=self.since)
        found: set[int] = set()
        for one, rows in self.parts:
            if path := KINDS[one.kind].minor:
                whose = rows.order_by().values(path)
                found |= set(joined.filter(kept__in=whose).values_list("kept", flat=True))
        return len(found)


def _among(rows: QuerySet[Any] | None, numbers: list[int]) -> set[int]:
    if rows is None:
        return set()
    return set(rows.order_by().filter(pk__in=numbers).values_list("pk", flat=True))


def _said(note: str | datetime.date | None) -> str:
    """Return a note as one reads it."""
    if isinstance(note, datetime.date):
        return date_format(note, "SHORT_DATE_FORMAT")
    return note or ""


def _of_stroke(stroke: Loose) -> Line:
    return Line(stroke.day, None, stroke.text, stroke.site, stroke.count)


@dataclass(frozen=True)
class Shown:
    """A page of lines with what is said of them.

    `total`: what was counted; `hidden`: how many of it this reader does not see. `validated` is
    what the validated week says, where that is something else; `late` and `joined`, why.
    """

    asked: Asked
    page: Page[Line]
    total: int
    hidden: int
    marked: int | None
    differs: bool
    validated: Value = None
    late: int = 0
    joined: int = 0

    @property
    def validated_text(self) -> str:
        return read(self.validated)

    @property
    def kinds(self) -> list[Any]:
        return [KINDS[one.kind] for one in self.asked.lines.each]

    @property
    def has_persons(self) -> bool:
        return any(kind.minor for kind in self.kinds)

    @property
    def has_days(self) -> bool:
        return any(kind.order != ("pk",) for kind in self.kinds)

    @property
    def has_sites(self) -> bool:
        return any(kind.site for kind in self.kinds)

    @property
    def has_texts(self) -> bool:
        every = list(self.page)
        return any(line.text or line.is_late or line.is_marked for line in every)

    @property
    def has_counts(self) -> bool:
        every = self.asked.lines.each
        return any(one.weights is not None or one.loose for one in every)


def shown(
    wanted: Asked, user: User, number: str | None, frozen: Report | None, key: tuple[str, str, str]
) -> Shown:
    """Return a page of the lines; `frozen`: the validated week, to compare with."""
    lines = frozen.rows(with_those_of_now=False) if frozen is not None else ()
    was = next((row.value for row in lines if row.key == key), None)
    differs = frozen is not None and not wanted.is_of_now and was != wanted.value
    if key[-1] and not was and not wanted.value:  # a part that is not listed is one of nobody
        differs = False
    since = frozen.frozen.frozen_at if frozen is not None and frozen.frozen is not None else None
    rows = Several(wanted, user, since)
    total = wanted.lines.total
    marked = wanted.lines.marked
    return Shown(
        wanted,
        Paginator(rows, PAGE_SIZE).get_page(number),
        total,
        total - rows.weight,
        marked.count() if marked is not None else None,
        differs,
        was,
        rows.late_count() if differs else 0,
        rows.joined_count() if differs else 0,
    )


# --- from the week to its lines ------------------------------------------------------------------


def with_links(report: Report, user: User, site: Site | None) -> Report:
    """Return the same report, each number that opens something to this reader with its address."""
    query = f"?site={site.pk}" if site else ""

    def url(code: str, name: str, value: Value, part: str = "") -> str:
        if value is None or not line_rights.opens(user, code, name):
            return ""
        behind = line_rights.BEHIND[code, name]
        if isinstance(behind, Elsewhere):
            return reverse(behind.view) if value else ""
        if not value and not (isinstance(behind, Opens) and behind.is_share):
            return ""  # nobody is behind a zero
        where = [str(report.period), code, name, *([part] if part else [])]
        return reverse("reports:lines_of_part" if part else "reports:lines", args=where) + query

    def linked(figure: Figure) -> Figure:
        return replace(figure, lines_url=url(figure.code, figure.name, figure.value))

    def cut(one: Breakdown) -> Breakdown:
        parts = [
            replace(part, lines_url=url(one.code, one.name, part.count, part.name))
            for part in one.parts
        ]
        return replace(one, parts=parts)

    sections = [
        replace(
            section,
            figures=[linked(figure) for figure in section.figures],
            breakdowns=[cut(one) for one in section.breakdowns],
        )
        for section in report.sections
    ]
    return replace(report, sections=sections)
