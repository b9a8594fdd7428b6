"""The week as a spreadsheet and as a French CSV: the same object, cell for cell."""

import csv
import io
import re

from django.utils.translation import gettext as _

from reports import sheet_charts, workbooks
from reports.audiences import AUDIENCES, INSIDE
from reports.figures import Row, Value
from reports.weekly import Report
from reports.workbooks import Cell, Sheet

# A cell that begins so may be taken for a formula; the full-width forms too (OWASP, CSV injection).
_FORMULA = re.compile("^[=+\\-@\t\r\uff1d\uff0b\uff0d\uff20]")
WIDTHS = [8, 36, 34, 12, 14, 14, 70, 36]  # characters


def header() -> list[str]:
    return [
        _("Code"), _("Indicator"), _("Part"), _("Value"), _("Mean of the 4 weeks before"),
        _("Same week last year"), _("Definition"),
    ]  # fmt: skip


def columns(report: Report) -> list[str]:
    """Return the heading: outside the house, why a number is missing too."""
    return header() if report.audience == INSIDE else [*header(), _("Masked")]


def numbers(report: Report, row: Row) -> list[Value]:
    """Return the value and what stands beside it."""
    beside = report.beside.get(row.key)
    return [row.value, beside.mean, beside.last_year] if beside else [row.value, None, None]


def title(report: Report) -> str:
    """Return "2026-W47, 16/11/2026 – 22/11/2026, Pantin", and for whom, if not for the house."""
    sites = ", ".join(site.name for site in report.sites)
    said = f"{report.period}, {report.period.start:%d/%m/%Y} – {report.period.end:%d/%m/%Y}"
    if report.audience == INSIDE:
        return f"{said}, {sites}"
    return f"{said}, {sites}, {AUDIENCES[report.audience].label}"


def as_xlsx(report: Report) -> bytes:
    """Return a workbook: numbers as numbers, text as text; their charts on a second sheet."""
    names = columns(report)
    sheet = Sheet(
        str(report.period), names, WIDTHS[: len(names)], title=title(report), decimals="0.0"
    )
    rows = list(report.rows())
    lines = {row.key: line for line, row in enumerate(rows, start=sheet.first_line)}
    return workbooks.as_bytes(
        sheet,
        (_cells(report, row) for row in rows),
        lambda book, figures: sheet_charts.add(book, figures, report, lines),
    )


def _cells(report: Report, row: Row) -> list[Cell]:
    why = [] if report.audience == INSIDE else [row.masked]
    return [row.code, row.label, row.part, *numbers(report, row), row.definition, *why]


def as_csv(report: Report) -> bytes:
    """Return what a French Excel opens by a double click: `;`, UTF-8 with BOM, decimal comma."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, delimiter=";", lineterminator="\r\n")
    writer.writerow([neutral(title(report))])
    writer.writerow(columns(report))
    for row in report.rows():
        texts = [neutral(text) for text in (row.code, row.label, row.part, row.definition)]
        values = [french(value) for value in numbers(report, row)]
        why = [] if report.audience == INSIDE else [row.masked]
        writer.writerow([*texts[:3], *values, texts[3], *why])
    return buffer.getvalue().encode("utf-8-sig")


def neutral(text: str) -> str:
    """Return the text so that no spreadsheet takes it for a formula."""
    return f"'{text}" if _FORMULA.match(text) else text


def french(value: Value) -> str:
    """Return the number with a decimal comma; nothing for what cannot be computed."""
    return "" if value is None else str(value).replace(".", ",")
