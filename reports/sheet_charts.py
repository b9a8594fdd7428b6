"""The charts of the spreadsheet: drawn by the reader's own program, from the cells of the week."""

from collections.abc import Mapping, Sequence
from typing import Any

import xlsxwriter
from django.utils.translation import gettext as _
from xlsxwriter.utility import quote_sheetname, xl_range_abs, xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from reports import charts, sentences
from reports.figures import Breakdown, Key, Section, Value
from reports.weekly import Report

PART, VALUE = 2, 3  # columns of the sheet of figures, from 0
HEIGHT = 320  # of a chart, in pixels
LINES = 19  # of the sheet that a chart and its sentence take
UPRIGHT = [which for which, draw in charts.DRAWN.items() if draw is charts.columns]


def add(
    workbook: xlsxwriter.Workbook, figures: Worksheet, report: Report, lines: Mapping[Key, int]
) -> None:
    """Add a second sheet with one chart a drawn breakdown; `lines`: where each figure stands."""
    drawn = [
        (section, cut)
        for section in report.sections
        for cut in section.breakdowns
        if (cut.code, cut.name) in charts.DRAWN and sentences.is_drawable(cut)
    ]
    if not drawn:
        return
    sheet = workbook.add_worksheet(_("Charts"))
    sheet.hide_gridlines(2)
    sheet.set_column(0, 0, 100)
    bold = workbook.add_format({"bold": True})
    name = quote_sheetname(figures.get_name())
    for index, (section, cut) in enumerate(drawn):
        sheet.write_string(index * LINES, 0, sentences.sentence_of(section, cut), bold)
        chart = _chart(workbook, name, section, cut, lines)
        sheet.insert_chart(index * LINES + 1, 0, chart)


def _chart(
    workbook: xlsxwriter.Workbook,
    name: str,
    section: Section,
    cut: Breakdown,
    lines: Mapping[Key, int],
) -> Any:
    kind = "column" if (cut.code, cut.name) in UPRIGHT else "bar"  # lies down: its labels are long
    chart = workbook.add_chart({"type": kind})
    where = [lines[cut.code, cut.name, part.name] for part in cut.parts]
    labels = _cells(name, where, PART)
    names = [part.label for part in cut.parts]
    series: dict[str, tuple[list[int], list[Value]]] = (
        _of_waits(section, cut, lines)
        if (cut.code, cut.name) == ("WAIT", "desk")
        else {"": (where, [part.count for part in cut.parts])}
    )
    fills = [{"color": charts.ACCENT}, {"color": "#8fb8b6"}]
    for (title, (rows, values)), fill in zip(series.items(), fills, strict=False):
        # What the cells hold is said here too, for a program that shows a file without counting.
        chart.add_series(
            {"name": title or cut.label, "categories": labels, "values": _cells(name, rows, VALUE),
             "categories_data": names, "values_data": values,
             "fill": fill, "gap": 60, "data_labels": {"value": True}}
        )  # fmt: skip
    chart.set_title({"name": cut.label, "name_font": {"size": 12}})
    chart.set_legend({"position": "bottom"} if len(series) > 1 else {"none": True})
    chart.set_size({"width": 640, "height": HEIGHT})
    if kind == "bar":
        chart.set_y_axis({"reverse": True})
    return chart


def _of_waits(
    section: Section, cut: Breakdown, lines: Mapping[Key, int]
) -> dict[str, tuple[list[int], list[Value]]]:
    """Return {what is measured: (its lines, their values)}: minutes, not how many were called."""
    held = {figure.name: figure.value for figure in section.figures if figure.code == cut.code}
    series: dict[str, tuple[list[int], list[Value]]] = {}
    for title, measure in ((_("median, min"), "median"), (_("90th percentile, min"), "ninth")):
        figures = [f"{part.name}_{measure}" for part in cut.parts]
        series[title] = (
            [lines[cut.code, figure, ""] for figure in figures],
            [held.get(figure) for figure in figures],
        )
    return series


def _cells(name: str, rows: Sequence[int], column: int) -> str:
    """Return a reference to these cells: a range where they follow each other, or one by one."""
    first, last = rows[0], rows[-1]
    if list(rows) == list(range(first, last + 1)):
        return f"={name}!{xl_range_abs(first, column, last, column)}"
    found = [f"{name}!{xl_rowcol_to_cell(row, column, True, True)}" for row in rows]
    return f"=({','.join(found)})"
