"""A table on its way out, line after line: a French CSV or a workbook, at constant memory."""

import csv
import datetime
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import IO

import xlsxwriter
from django.utils.translation import gettext as _

from reports.exports import neutral
from reports.figures import Label

# None: not known, which is an empty cell.
Cell = str | int | float | Decimal | bool | datetime.date | None
Sink = IO[bytes] | io.RawIOBase
BATCH = 2000  # lines between two looks at the database
NARROWEST, WIDEST = 10, 40  # characters
DAY = "dd/mm/yyyy"


@dataclass(frozen=True)
class Table:
    """`rows` is read once, batch after batch; each row has as many cells as there are headings."""

    title: str
    headings: Sequence[Label]
    batches: Iterable[Sequence[Sequence[Cell]]]


def csv_cell(cell: Cell) -> str:
    """Return what a French spreadsheet reads back: decimal comma, day/month/year, no formula."""
    if isinstance(cell, bool):
        return said(cell)
    if isinstance(cell, datetime.date):
        return f"{cell:%d/%m/%Y}"
    if isinstance(cell, str):
        return neutral(cell)
    return "" if cell is None else str(cell).replace(".", ",")


def said(answer: bool) -> str:
    return _("yes") if answer else _("no")


def as_csv(table: Table) -> Iterator[bytes]:
    """Yield the file: `;`, UTF-8 with BOM, one piece for the headings and one a batch."""
    yield "\ufeff".encode() + _csv_lines([[neutral(str(text)) for text in table.headings]])
    for batch in table.batches:
        yield _csv_lines([csv_cell(cell) for cell in row] for row in batch)


def _csv_lines(rows: Iterable[Sequence[str]]) -> bytes:
    buffer = io.StringIO(newline="")
    csv.writer(buffer, delimiter=";", lineterminator="\r\n").writerows(rows)
    return buffer.getvalue().encode()


def write_xlsx(table: Table, file: Sink, *, spool: Path | None = None) -> None:
    """Write a workbook of one sheet: numbers as numbers, days as days, text always as text.

    The lines wait in a file of `spool` while it is made, whatever their number; without it in
    memory, for a table that is known to be small.
    """
    options: dict[str, object] = {"strings_to_formulas": False, "strings_to_urls": False}
    if spool is None:
        options |= {"in_memory": True}
    else:
        options |= {"constant_memory": True, "tmpdir": str(spool)}
    with xlsxwriter.Workbook(file, options) as workbook:
        sheet = workbook.add_worksheet(table.title[:31])
        bold = workbook.add_format({"bold": True})
        day = workbook.add_format({"num_format": DAY})
        for column, text in enumerate(table.headings):
            width = min(max(len(str(text)) + 2, NARROWEST), WIDEST)
            sheet.set_column(column, column, width)
        for column, text in enumerate(table.headings):
            sheet.write_string(0, column, str(text), bold)
        sheet.freeze_panes(1, 0)
        line = 0
        for batch in table.batches:
            for row in batch:
                line += 1
                for column, cell in enumerate(row):
                    _write(sheet, line, column, cell, day)
        sheet.autofilter(0, 0, max(line, 1), len(table.headings) - 1)


def _write(
    sheet: xlsxwriter.worksheet.Worksheet,
    line: int,
    column: int,
    cell: Cell,
    day: xlsxwriter.format.Format,
) -> None:
    if isinstance(cell, bool):
        sheet.write_string(line, column, said(cell))
    elif isinstance(cell, datetime.date):
        sheet.write_datetime(line, column, cell, day)
    elif isinstance(cell, str):
        if cell:
            sheet.write_string(line, column, cell)
    elif cell is not None:
        sheet.write_number(line, column, cell)
