"""The spreadsheet's own charts: they point at the cells that hold what they show."""

import io
from collections.abc import Iterator
from typing import Any

import openpyxl
import pytest
from openpyxl.workbook import Workbook

from cases import actions
from cases.choices import DeskKind, TicketStatus
from reports import charts, exports, sentences
from reports.figures import Breakdown
from reports.periods import Week
from reports.weekly import Report, report_on
from tests import factories
from tests.reports.fortnight import Fortnight, november

W47 = Week(2026, 47)


@pytest.fixture
def report(db: None, time_machine: object) -> Report:
    fortnight = Fortnight(time_machine)
    for name, minutes in (("Bakary", 5), ("Elias", 45)):
        fortnight.at(november(17), "10:00")
        arrival = fortnight.minors[name].arrivals.get(day=november(17), cancelled_at=None)
        ticket, _new = actions.send_to_desk(
            by=fortnight.nurse,
            arrival=arrival,
            desk=factories.make_desk(DeskKind.NURSE, fortnight.pantin),
        )
        fortnight.at(november(17), f"10:{minutes:02}")
        actions.end_ticket(by=fortnight.nurse, ticket=ticket, status=TicketStatus.IN_PROGRESS)
    fortnight.at(november(23), "09:00")
    return report_on(W47, [fortnight.pantin, fortnight.mobile])


def opened(report: Report) -> Workbook:
    return openpyxl.load_workbook(io.BytesIO(exports.as_xlsx(report)))


def drawn(report: Report) -> list[tuple[Any, Breakdown]]:
    return [
        (section, cut)
        for section in report.sections
        for cut in section.breakdowns
        if (cut.code, cut.name) in charts.DRAWN and sentences.is_drawable(cut)
    ]


def cells(book: Workbook, reference: str) -> Iterator[object]:
    """Yield what stands in "'2026-W47'!$C$5:$C$11" or in "('2026-W47'!$D$5,'2026-W47'!$D$7)"."""
    for one in reference.strip("()").split(","):
        name, _mark, where = one.rpartition("!")
        found = book[name.strip("'")][where.replace("$", "")]
        for row in found if isinstance(found, tuple) else ((found,),):
            for cell in row:
                yield cell.value


def test_the_figures_stay_on_the_first_sheet_and_are_typed(report: Report) -> None:
    book = opened(report)
    assert len(book.sheetnames) == 2
    assert book.active.title == "2026-W47"
    assert book.active.freeze_panes == "A3"
    for row, line in zip(report.rows(), book.active.iter_rows(min_row=3), strict=True):
        assert (line[0].value, line[1].value) == (row.code, row.label)
        assert line[3].value == row.value


def test_each_chart_points_at_the_cells_of_its_breakdown(report: Report) -> None:
    book = opened(report)
    made = book.worksheets[1]._charts
    wanted = drawn(report)
    assert len(made) == len(wanted) >= 5
    for chart, (section, cut) in zip(made, wanted, strict=True):
        values = [list(cells(book, one.val.numRef.f)) for one in chart.series]
        for one in chart.series:
            categories = one.cat.strRef or one.cat.numRef or one.cat.multiLvlStrRef
            assert list(cells(book, categories.f)) == [part.label for part in cut.parts]
        if (cut.code, cut.name) == ("WAIT", "desk"):
            figures = {figure.name: figure.value for figure in section.figures}
            names = [part.name for part in cut.parts]
            assert values == [
                [figures[f"{name}_median"] for name in names],
                [figures[f"{name}_ninth"] for name in names],
            ]
            assert values[0][0] == 5
            assert values[1][0] == 45
        else:
            assert values == [[part.count for part in cut.parts]]


def test_above_each_chart_stands_what_it_shows(report: Report) -> None:
    sheet = opened(report).worksheets[1]
    said = [cell.value for cell in sheet["A"] if cell.value]
    assert said == [sentences.sentence_of(section, cut) for section, cut in drawn(report)]


def test_an_empty_week_has_no_second_sheet(site: object) -> None:
    assert opened(report_on(Week(2026, 40), [site])).sheetnames == ["2026-W40"]
