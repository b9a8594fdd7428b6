"""A saved table as a spreadsheet and as a French CSV: the same cells as on the page."""

import csv
import io
from collections.abc import Callable

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from reports import workbooks
from reports.exports import french, neutral
from reports.layouts import Table
from reports.workbooks import Sheet

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
    sheet = Sheet(
        str(table.period),
        header(table),
        [8, 36, 28, *(12 for _column in table.columns), 40, 70],
        title=title(table),
        decimals="0.0",
        frozen_columns=3,
        is_wrapped=True,
    )
    return workbooks.as_bytes(
        sheet,
        ([one.code, one.label, one.part, *one.values, one.reason, one.definition]
         for one in table.lines),
    )  # fmt: skip


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
