"""The rows that wait between two pages: sealed, their author's alone, for a day at most.

In a table and not in the session, which is written anew at each page and lies in clear in its own
table; under the key of identity, bound to the import and the column, so that a row changed for
another does not open. In the table they are one value: nobody searches in them.
"""

import datetime
import json
from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone

from cases.choices import ImportStep, RowAnswer
from cases.imports import columns, matching
from cases.imports.reading import Table
from cases.imports.rows import Person, Problem, Reader
from cases.models import MinorImport
from staff import encryption
from staff.choices import Compartment
from staff.models import User

KEPT = datetime.timedelta(days=1)
WORK = "import of files"  # of staff.background: one at a time in the house


@dataclass
class Findings:
    """What the check found, by row number. A match is [row, minor, is likely, reasons]."""

    problems: dict[int, list[tuple[str, str]]] = field(default_factory=dict)
    matches: dict[int, list[tuple[int, int, bool, list[str]]]] = field(default_factory=dict)
    person_count: int = 0
    # The day of the arrival that a row registers, as in 2025-03-12.
    days: dict[int, str] = field(default_factory=dict)

    @property
    def likely(self) -> set[int]:
        return {row for row, found in self.matches.items() if any(match[2] for match in found)}

    def unanswered(self, answers: dict[str, str]) -> set[int]:
        return {row for row in self.matches if str(row) not in answers}


def _seal(of: MinorImport, column: str, content: Any) -> bytes:
    text = json.dumps(content, ensure_ascii=False)
    return encryption.seal(
        text.encode(), compartment=Compartment.IDENTITY, place=_place(of, column)
    )


def _open(of: MinorImport, column: str) -> Any:
    sealed = bytes(getattr(of, column))
    return json.loads(
        encryption.open_sealed(sealed, compartment=Compartment.IDENTITY, place=_place(of, column))
    )


def _place(of: MinorImport, column: str) -> str:
    return f"cases_minorimport|{column}|{of.number}"


def staged(*, by: User, table: Table) -> MinorImport:
    """Return the unsaved import of a table, its columns as they were last time or guessed."""
    headings = columns.fingerprint(table)
    last = MinorImport.objects.filter(headings=headings).exclude(columns={}).order_by("-pk").first()
    found = MinorImport(
        by=by,
        headings=headings,
        columns=last.columns if last else columns.guess(table),
        is_year_only=last.is_year_only if last else True,
        site_id=last.site_id if last else None,
        row_count=len(table.rows) - columns.head_of(table) - 1,
    )
    found.table = _seal(found, "table", table.as_json())
    return found


def table_of(of: MinorImport) -> Table:
    """Return the table; raises encryption.SealError."""
    return Table.of_json(_open(of, "table"))


def findings_of(of: MinorImport) -> Findings:
    found = _open(of, "findings")
    return Findings(
        problems={int(row): [tuple(p) for p in ps] for row, ps in found["problems"].items()},
        matches={int(row): [tuple(m) for m in ms] for row, ms in found["matches"].items()},
        person_count=found["person_count"],
        days={int(row): day for row, day in found["days"].items()},
    )


def people(of: MinorImport, table: Table) -> tuple[list[Person], dict[int, list[Problem]]]:
    """Return every row below the headings, understood, and what is wrong with them by row."""
    today = timezone.localdate(of.started_at)
    reader = Reader(of.columns, today=today, is_year_only=of.is_year_only)
    found, problems = [], {}
    for number, cells in table.rows[columns.head_of(table) + 1 :]:
        person, wrong = reader.read(number, cells, table.flags.get(number, {}))
        found.append(person)
        if wrong:
            problems[number] = wrong
    return found, problems


def check(of: MinorImport, progress: Any) -> None:
    """Find what is wrong with each row and whom it may be; keeps it sealed."""
    read, problems = people(of, table_of(of))
    found = Findings(
        problems={row: [(p.field, p.sentence) for p in ps] for row, ps in problems.items()},
        person_count=len(read),
    )
    if not problems:
        matches = matching.find(read, today=timezone.localdate(), progress=progress)
        found.matches = {
            row: [(m.row, m.minor, m.is_likely, [*map(str, m.reasons)]) for m in ms]
            for row, ms in matches.items()
        }
    for person in read:
        if person.first_seen_on:
            found.days[person.number] = person.first_seen_on.isoformat()
    of.findings = _seal(of, "findings", vars(found))
    of.answers = {}
    of.go_to(ImportStep.CHECKED, "findings", "answers")


def to_import(of: MinorImport) -> list[Person]:
    """Return the rows that are to become files; raises ValueError while one is in question."""
    found = findings_of(of)
    if found.problems or found.unanswered(of.answers):
        raise ValueError("a row is wrong, or nobody has said who it is")
    read, problems = people(of, table_of(of))
    if problems:  # the lists have changed since the check: a new release, a new day
        raise ValueError("a row is wrong")
    left_out = {int(row) for row, said in of.answers.items() if said == RowAnswer.LEAVE_OUT}
    return [person for person in read if person.number not in left_out]


def empty(of: MinorImport) -> None:
    """Take the rows out of an import; the caller saves."""
    of.table = of.findings = b""
    of.answers = {}


def forget_old() -> int:
    """Empty the imports that were begun more than a day ago and are not done; return how many."""
    old = MinorImport.objects.filter(
        stepped_at__lt=timezone.now() - KEPT,
        step__in=set(ImportStep) - ImportStep.over() - {ImportStep.GIVEN_UP},
    )
    return old.update(table=b"", findings=b"", answers={}, step=ImportStep.GIVEN_UP)
