"""What the pages of an import show."""

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from cases.choices import ImportField, ImportStep, PairReason, RowAnswer
from cases.imports import columns, staging, work
from cases.imports.living import lived
from cases.imports.reading import Table
from cases.imports.staging import Findings
from cases.models import Minor, MinorImport
from staff.models import User

BY_PAGE = 50  # rows
SHOWN = 20  # former imports, files that have lived
FIELD = "row-"  # what the name of an answer begins with


@dataclass(frozen=True)
class Problem:
    """One cell that is wrong, as the person finds it in her spreadsheet."""

    row: int
    column: str
    heading: str
    text: str
    sentence: str


@dataclass(frozen=True)
class Match:
    """Who the person of a row may be: a file, or another row of the spreadsheet."""

    minor: Minor | None
    row: int
    text: str
    reasons: list[str]


@dataclass(frozen=True)
class Doubt:
    """A row that may be somebody known, and what was answered."""

    row: int
    text: str
    is_likely: bool
    matches: list[Match]
    answer: str

    @property
    def name(self) -> str:
        return f"{FIELD}{self.row}"


def steps() -> list[str]:
    return [pgettext("import", "File"), _("Columns"), _("Check"), _("Import")]


def first_page(user: User) -> dict[str, Any]:
    rows = MinorImport.objects.visible_to(user).exclude(step=ImportStep.GIVEN_UP)
    rows = rows.select_related("by", "site").order_by("-pk")
    return {"steps": steps(), "imports": rows[:SHOWN]}


def columns_page(of: MinorImport, table: Table) -> dict[str, Any]:
    head = table.rows[columns.head_of(table)][0]
    return {"steps": steps(), "of": of, "headings": columns.headings(table), "head": head}


def working_page(of: MinorImport) -> dict[str, Any]:
    labels = {
        ImportStep.CHECKING: _("Checking the rows"),
        ImportStep.IMPORTING: _("Opening the files"),
        ImportStep.UNDOING: _("Withdrawing the files"),
    }
    return {
        "steps": steps(),
        "current": 3 if of.step == ImportStep.CHECKING else 4,
        "of": of,
        "label": labels[ImportStep(of.step)],
        "has_stopped": work.has_stopped(of),
    }


def check_page(of: MinorImport, page: str) -> dict[str, Any]:
    """What is wrong, cell by cell; when nothing is, who may be known already."""
    table, found = staging.table_of(of), staging.findings_of(of)
    cells = dict(table.rows)
    context = {
        "steps": steps(),
        "of": of,
        "row_count": found.person_count,
        "wrong_count": len(found.problems),
        "doubt_count": len(found.matches),
        "open_count": len(found.unanswered(of.answers)),
        "likely_count": len(found.likely & found.unanswered(of.answers)),
        "to_import": found.person_count - _left_out(of),
        "figures": figures(found, of.answers),
    }
    if found.problems:
        problems = list(_problems(of, found, table))
        return context | {"page_obj": Paginator(problems, BY_PAGE).get_page(page)}
    page_obj = Paginator(sorted(found.matches), BY_PAGE).get_page(page)
    numbers = {match[1] for row in page_obj for match in found.matches[row] if match[1]}
    minors = Minor.objects.existing().with_identity().in_bulk(numbers)
    doubts = [_doubt(of, row, found, cells, minors) for row in page_obj]
    return context | {"page_obj": page_obj, "doubts": doubts, "answers": RowAnswer.choices}


def _left_out(of: MinorImport) -> int:
    return sum(answer == RowAnswer.LEAVE_OUT for answer in of.answers.values())


def _problems(of: MinorImport, found: Findings, table: Table) -> Iterator[Problem]:
    cells, heads = dict(table.rows), table.rows[columns.head_of(table)][1]
    for row, problems in sorted(found.problems.items()):
        for field, sentence in problems:
            place = of.columns.get(field)
            heading = heads[place] if place is not None and place < len(heads) else ""
            text = cells[row][place] if place is not None and place < len(cells[row]) else ""
            column = columns.letter(place) if place is not None else ""
            label = heading or str(ImportField(field).label)
            yield Problem(row, column, label, text, sentence)


def in_words(reasons: list[str]) -> list[str]:
    return [str(PairReason(reason).label) for reason in reasons]


def _doubt(
    of: MinorImport,
    row: int,
    found: Findings,
    cells: dict[int, list[str]],
    minors: dict[int, Minor],
) -> Doubt:
    matches = [
        Match(minors.get(minor), other, _text(of, cells.get(other, [])), in_words(reasons))
        for other, minor, _is_likely, reasons in found.matches[row]
        if not minor or minor in minors  # withdrawn since the check
    ]
    answer = of.answers.get(str(row), "")
    return Doubt(row, _text(of, cells[row]), row in found.likely, matches, answer)


def _text(of: MinorImport, cells: list[str]) -> str:
    """Return what a row says of somebody, in the order of the fields."""
    places = [of.columns[field] for field in ImportField.values if field in of.columns]
    return " · ".join(cells[place] for place in places if place < len(cells) and cells[place])


def figures(found: Findings, answers: Mapping[str, str]) -> str:
    """Say what the import changes in weeks that are over; "" when it registers no arrival."""
    kept = [day for row, day in found.days.items() if answers.get(str(row)) != RowAnswer.LEAVE_OUT]
    if not kept:
        return ""
    days = [datetime.date.fromisoformat(day) for day in (min(kept), max(kept))]
    said = {"count": len(kept), "first": f"{days[0]:%d/%m/%Y}", "last": f"{days[1]:%d/%m/%Y}"}
    if days[0] == days[1]:
        text = ngettext(
            "%(count)s arrival will be registered, on %(first)s: the figures of that week will "
            "count it.",
            "%(count)s arrivals will be registered, on %(first)s: the figures of that week will "
            "count them.",
            len(kept),
        )
    else:
        text = _(
            "%(count)s arrivals will be registered, from %(first)s to %(last)s: the figures of "
            "these weeks will count them."
        )
    return text % said


def answers_in(of: MinorImport, posted: Mapping[str, str]) -> dict[str, str]:
    """Return {row: answer} of what was posted, for the rows that ask for one."""
    if of.step != ImportStep.CHECKED:
        return {}
    found = staging.findings_of(of)
    everyone = posted.get("all", "")
    if everyone == RowAnswer.LEAVE_OUT:
        rows = found.likely & found.unanswered(of.answers)
        return dict.fromkeys(map(str, rows), RowAnswer.LEAVE_OUT.value)
    if everyone == RowAnswer.IMPORT:
        rows = found.unanswered(of.answers)
        return dict.fromkeys(map(str, rows), RowAnswer.IMPORT.value)
    said = ((row, posted.get(f"{FIELD}{row}", "")) for row in found.matches)
    return {str(row): answer for row, answer in said if answer in RowAnswer.values}


def why_not_yet(of: MinorImport) -> str:
    """Return why the rows cannot be imported as they stand; "" when they can."""
    if of.step != ImportStep.CHECKED:
        return _("This import has gone on since. Here is how it stands now.")
    found = staging.findings_of(of)
    if found.problems:
        return _("Nothing is imported as long as one row is wrong.")
    if found.unanswered(of.answers):
        return _("Say first of each row in question whether it is the same person.")
    if not found.person_count - _left_out(of):
        return _("Every row is left out: there is nothing to import.")
    return ""


def sentences(of: MinorImport) -> Iterator[str]:
    """Yield what is wrong, a line a cell, for a terminal."""
    for problem in _problems(of, staging.findings_of(of), staging.table_of(of)):
        yield f"{problem.row} {problem.column} ({problem.heading}): {problem.sentence}"


def doubts(of: MinorImport) -> Iterator[str]:
    """Yield the rows that may be known, and as whom, for a terminal."""
    found = staging.findings_of(of)
    minors = Minor.objects.in_bulk({m[1] for ms in found.matches.values() for m in ms if m[1]})
    for row, matches in sorted(found.matches.items()):
        for other, minor, is_likely, reasons in matches:
            who = (
                minors[minor].reference if minor else _("Row %(row)s of this file") % {"row": other}
            )
            mark = "!" if is_likely else "?"
            yield f"{row} {mark} {who}: {', '.join(in_words(reasons))}"


def done_page(of: MinorImport) -> dict[str, Any]:
    return {"steps": steps(), "of": of}


def undo_page(of: MinorImport) -> dict[str, Any]:
    """Which files stand in the way; one that was erased since is not even named."""
    found = lived(of)[:SHOWN]
    return {"of": of, "lived": found, "is_too_late": found or of.opened.count() < of.done_count}
