"""A table on its way out, line after line: a French CSV or a workbook, at constant memory."""

import csv
import datetime
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

from reports import workbooks
from reports.exports import neutral
from reports.figures import Label
from reports.workbooks import Cell, Sheet, Sink, said

BATCH = 500  # lines between two looks at the database
NARROWEST, WIDEST = 10, 40  # characters


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


def as_csv(table: Table) -> Iterator[bytes]:
    """Yield the file: `;`, UTF-8 with BOM, one piece for the headings and one a batch."""
    yield "\ufeff".encode() + _csv_lines([[neutral(str(text)) for text in table.headings]])
    for batch in table.batches:
        yield _csv_lines([csv_cell(cell) for cell in row] for row in batch)


def _csv_lines(rows: Iterable[Sequence[str]]) -> bytes:
    buffer = io.StringIO(newline="")
    csv.writer(buffer, delimiter=";", lineterminator="\r\n").writerows(rows)
    return buffer.getvalue().encode()


def write_xlsx(table: Table, file: Sink) -> None:
    """Write a workbook of one sheet: numbers as numbers, days as days, text always as text."""
    headings = [str(text) for text in table.headings]
    widths = [min(max(len(text) + 2, NARROWEST), WIDEST) for text in headings]
    sheet = Sheet(table.title, headings, widths, is_filtered=True)
    workbooks.write(file, sheet, chain.from_iterable(table.batches))
