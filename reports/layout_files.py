"""A saved table as a spreadsheet and as a French CSV: the same cells as on the page."""

import csv
import io
from collections.abc import Callable

import xlsxwriter
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from reports.exports import french, neutral
from reports.layouts import Table

STAYS_INSIDE = gettext_lazy(
    "Not masked: before it leaves the house, somebody takes out what is of fewer than five."
)


def header(table: Table) -> list[str]:
    """Return what a line is, a column a number, why cells are empty, what is counted."""
    return [
        _("Code"), _("Indicator"), _("Part"), *(column.label for column in table.columns),
        _("Empty cells"), _("Definition"),
    ]  # fmt: skip


def title(table: Table) -> str:
    """Return "Ville de Paris: 2026-11, 01/11/2026 – 30/11/2026, Pantin", and that it is whole."""
    sites = ", ".join(site.name for site in table.sites)
    period = table.period
    days = f"{period.start:%d/%m/%Y} – {period.end:%d/%m/%Y}"
    return f"{table.layout.name}: {period}, {days}, {sites}. {STAYS_INSIDE}"


def as_xlsx(table: Table) -> bytes:
    """Return a workbook of one sheet: numbers as numbers, text always as text."""
    buffer = io.BytesIO()
    workbook = xlsxwriter.Workbook(
        buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    sheet = workbook.add_worksheet(str(table.period))
    bold = workbook.add_format({"bold": True})
    wrapped = workbook.add_format({"bold": True, "text_wrap": True, "valign": "top"})
    decimal = workbook.add_format({"num_format": "0.0"})
    sheet.write_string(0, 0, title(table), bold)
    names = header(table)
    widths = [8, 36, 28, *(12 for _column in table.columns), 40, 70]
    for column, (text, width) in enumerate(zip(names, widths, strict=True)):
        sheet.write_string(1, column, text, wrapped)
        sheet.set_column(column, column, width)
    sheet.freeze_panes(2, 3)
    for number, line in enumerate(table.lines, start=2):
        for column, text in enumerate((line.code, line.label, line.part)):
            sheet.write_string(number, column, text)
        for column, value in enumerate(line.values, start=3):
            if value is not None:
                number_format = decimal if isinstance(value, float) else None
                sheet.write_number(number, column, value, number_format)
        for column, text in enumerate((line.reason, line.definition), start=len(names) - 2):
            sheet.write_string(number, column, text)
    workbook.close()
    return buffer.getvalue()


def as_csv(table: Table) -> bytes:
    """Return what a French Excel opens by a double click: `;`, UTF-8 with BOM, decimal comma."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, delimiter=";", lineterminator="\r\n")
    writer.writerow([neutral(title(table))])
    writer.writerow([neutral(text) for text in header(table)])
    for line in table.lines:
        texts = [neutral(text) for text in (line.code, line.label, line.part)]
        values = [french(value) for value in line.values]
        writer.writerow([*texts, *values, neutral(line.reason), neutral(line.definition)])
    return buffer.getvalue().encode("utf-8-sig")


# {how the name of the file ends: how its bytes are made}, of the formats of reports.formats.
WRITERS: dict[str, Callable[[Table], bytes]] = {"xlsx": as_xlsx, "csv": as_csv}
