"""A spreadsheet of 20,000 rows: read, checked, compared, imported and undone; all of it counted."""

import time
from collections.abc import Callable

import pytest
from django.db import transaction

from cases import actions
from cases.choices import ImportStep, RowAnswer
from cases.imports import columns, reading, staging
from cases.models import Arrival, Minor
from staff.choices import Role
from staff.models import AuditEntry, Site, User
from tests.cases import sheets

ROWS = 20_000


def said(lap: tuple[float, float]) -> str:
    return f"{lap[0]:.1f} s, of which {lap[1]:.1f} s of this program's own work"


@pytest.mark.prove
@pytest.mark.django_db(transaction=True, databases=["default", "owner"])
def test_twenty_thousand_rows(
    site: Site,
    person: Callable[..., User],
    keep_figures: Callable[[str, dict[str, str]], None],
) -> None:
    user, content, took = person(Role.COORDINATOR), sheets.many(ROWS), {}
    began = time.monotonic(), time.process_time()

    def lap(what: str) -> None:
        nonlocal began
        ended = time.monotonic(), time.process_time()
        took[what] = ended[0] - began[0], ended[1] - began[1]
        began = ended

    table = reading.read(content)
    of = actions.begin_import(by=user, table=table)
    lap("read and sealed")
    actions.match_columns(
        by=user, of=of, site=site, columns=columns.guess(table), is_year_only=True
    )
    staging.check(of, lambda done: None)
    found = staging.findings_of(of)
    assert not found.problems
    lap("checked and compared with each other")
    answers = {str(row): RowAnswer.IMPORT.value for row in found.matches}
    actions.answer_rows(by=user, of=of, answers=answers)
    of.refresh_from_db()
    people = staging.to_import(of)
    lap("answered and read again")
    with transaction.atomic():
        actions.import_minors(by=user, of=of, site=site, people=people, progress=lambda done: None)
        lap("imported")
    lap("committed")
    assert Minor.objects.existing().count() == ROWS
    assert AuditEntry.objects.filter(action="import_minors").count() == 1
    again = actions.begin_import(by=user, table=table)
    actions.match_columns(
        by=user, of=again, site=site, columns=columns.guess(table), is_year_only=True
    )
    staging.check(again, lambda done: None)
    assert len(staging.findings_of(again).matches) == ROWS
    lap("the same file checked against the files it opened")
    of.step = ImportStep.DONE
    actions.undo_import(by=user, of=of)
    lap("undone")
    assert not Minor.objects.existing().exists()
    assert not Arrival.objects.counted().exists()
    steps = ["read and sealed", "checked and compared with each other", "answered and read again",
             "imported", "committed"]  # fmt: skip
    whole = sum(took[step][0] for step in steps), sum(took[step][1] for step in steps)
    keep_figures(
        f"a spreadsheet of {ROWS:,} rows",
        {
            **{what: said(laps) for what, laps in [*took.items(), ("from file to files", whole)]},
            "rows in question": f"{len(found.matches):,}",
        },
    )
