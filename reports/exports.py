"""The week as a spreadsheet and as a French CSV: the same object, cell for cell."""

import csv
import io
import re

import xlsxwriter
from django.utils.translation import gettext as _

from reports import sheet_charts
from reports.audiences import AUDIENCES, INSIDE
from reports.figures import Row, Value
from reports.weekly import Report

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
    buffer = io.BytesIO()
    workbook = xlsxwriter.Workbook(
        buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    sheet = workbook.add_worksheet(str(report.period))
    bold = workbook.add_format({"bold": True})
    decimal = workbook.add_format({"num_format": "0.0"})
    sheet.write_string(0, 0, title(report), bold)
    for column, (text, width) in enumerate(zip(columns(report), WIDTHS, strict=False)):
        sheet.write_string(1, column, text, bold)
        sheet.set_column(column, column, width)
    sheet.freeze_panes(2, 0)
    lines = {}
    for line, row in enumerate(report.rows(), start=2):
        lines[row.key] = line
        for column, text in ((0, row.code), (1, row.label), (2, row.part), (6, row.definition)):
            sheet.write_string(line, column, text)
        if row.masked:
            sheet.write_string(line, 7, row.masked)
        for column, value in enumerate(numbers(report, row), start=3):
            if value is not None:
                number_format = decimal if isinstance(value, float) else None
                sheet.write_number(line, column, value, number_format)
    sheet_charts.add(workbook, sheet, report, lines)
    workbook.close()
    return buffer.getvalue()


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
