"""Workbooks: the one place that writes them, line after line, at constant memory.

XlsxWriter makes the frame: styles, widths, headings, and the sheets that stand beside. The lines
are written into it as they come, straight into the archive: none waits on a disk, where it would
lie in clear. Text is an inline string and nothing else, so that no cell is ever a formula.
"""

import datetime
import functools
import io
import math
import re
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import islice
from typing import IO

import xlsxwriter
from django.utils.translation import gettext as _
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

# None: not known, which is an empty cell.
Cell = str | int | float | Decimal | bool | datetime.date | None
Sink = IO[bytes] | io.RawIOBase
# Adds other sheets to a workbook whose first one it is given.
Beside = Callable[[xlsxwriter.Workbook, Worksheet], None]

DAY = "dd/mm/yyyy"
FIRST_SHEET, BOOK = "xl/worksheets/sheet1.xml", "xl/workbook.xml"
LONGEST_NAME = 31  # characters of the name of a sheet
LONGEST_TEXT = 32_767  # UTF-16 units in a cell (Excel, specifications and limits)
PIECE = 250  # lines compressed at once
KEPT = 8192  # cells remembered as they are written: lists repeat themselves

# Days are counted from here; earlier ones are text, for a spreadsheet believes in 29/02/1900.
ORIGIN = datetime.date(1899, 12, 30).toordinal()
FIRST_DAY = 61
# What XML or Excel would read otherwise, and spaces at an end, which XML may drop.
_SPECIAL = re.compile(r"[&<>\x00-\x08\x0b-\x1f\ufffe\uffff]|_x[0-9A-Fa-f]{4}_|^\s|\s$")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\ufffe\uffff]")
_LIKE_CONTROL = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_STYLE = re.compile(r'<c r="[A-Z]+1"( s="[0-9]+")?>')


@dataclass(frozen=True)
class Sheet:
    """How a sheet looks: an optional title line, a bold line of headings that stays in sight.

    `widths`: characters, one a heading. `decimals`: the format of a number that is not whole,
    "" to leave it to the program. `is_filtered`: each heading offers to filter its column.
    """

    name: str
    headings: Sequence[str]
    widths: Sequence[int]
    title: str = ""
    decimals: str = ""
    frozen_columns: int = 0
    is_wrapped: bool = False
    is_filtered: bool = False

    @property
    def first_line(self) -> int:
        """Where the lines begin, counted from 0."""
        return 2 if self.title else 1


def write(
    file: Sink, sheet: Sheet, lines: Iterable[Sequence[Cell]], beside: Beside | None = None
) -> None:
    """Write a workbook: numbers as numbers, days as days, text always as text.

    Each line has as many cells as there are headings. Raises ValueError for a number that is none.
    """
    frame = _Frame(sheet, beside)
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in frame.parts.items():
            if name not in (FIRST_SHEET, BOOK):
                archive.writestr(_entry(name), content)
        count = 0
        with archive.open(_entry(FIRST_SHEET), "w") as part:
            part.write(f"{frame.head}{_headings(sheet, frame.bold)}".encode())
            rows = _rows(lines, sheet, frame)
            while piece := list(islice(rows, PIECE)):
                count += len(piece)
                part.write("".join(piece).encode())
            # The filter says how far it goes, here and in the book.
            last = _Frame(sheet, beside, max(count, 1)) if sheet.is_filtered else frame
            part.write(last.tail.encode())
        archive.writestr(_entry(BOOK), last.parts[BOOK])


def as_bytes(sheet: Sheet, lines: Iterable[Sequence[Cell]], beside: Beside | None = None) -> bytes:
    """Return the whole file, made in memory: for a table that is known to be small."""
    buffer = io.BytesIO()
    write(buffer, sheet, lines, beside)
    return buffer.getvalue()


def said(answer: bool) -> str:
    return _("yes") if answer else _("no")


def _entry(name: str) -> zipfile.ZipInfo:
    """Return a part of the archive, of no day: the same lines make the same file."""
    entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
    entry.compress_type = zipfile.ZIP_DEFLATED
    return entry


class _Frame:
    """The workbook without its lines: its parts by name, its first sheet cut where they go.

    `bold`, `day`, `decimal`: how a cell says that it has this style, such as ' s="2"'; "" for none.
    """

    def __init__(self, sheet: Sheet, beside: Beside | None, count: int = 1) -> None:
        with zipfile.ZipFile(io.BytesIO(_made(sheet, beside, count))) as archive:
            self.parts = {name: archive.read(name) for name in archive.namelist()}
        # A sample line shows how the library marks each style; all lines take its place.
        whole = self.parts[FIRST_SHEET].decode()
        self.head, samples, self.tail = re.split('<row r="1"[^>]*>(.*?)</row>', whole)
        self.head = re.sub("<dimension [^>]*/>", "", self.head)  # optional, and not known yet
        self.bold, self.day, self.decimal = _STYLE.findall(samples)


def _made(sheet: Sheet, beside: Beside | None, count: int) -> bytes:
    """Return the workbook of the library, of a sample line; its filter reaches `count` lines."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        page = book.add_worksheet(sheet.name[:LONGEST_NAME])
        wrapped = {"text_wrap": True, "valign": "top"} if sheet.is_wrapped else {}
        page.write_number(0, 0, 1, book.add_format({"bold": True, **wrapped}))
        page.write_number(0, 1, 1, book.add_format({"num_format": DAY}))
        decimal = book.add_format({"num_format": sheet.decimals}) if sheet.decimals else None
        page.write_number(0, 2, 1, decimal)
        for column, width in enumerate(sheet.widths):
            page.set_column(column, column, width)
        first = sheet.first_line
        page.freeze_panes(first, sheet.frozen_columns)
        if sheet.is_filtered:
            page.autofilter(first - 1, 0, first - 1 + count, len(sheet.headings) - 1)
        if beside is not None:
            beside(book, page)
    return buffer.getvalue()


# --- lines ---------------------------------------------------------------------------------------


def _rows(lines: Iterable[Sequence[Cell]], sheet: Sheet, frame: _Frame) -> Iterator[str]:
    """Yield each line as it stands in the sheet."""
    columns = [f'<c r="{xl_col_to_name(column)}' for column in range(len(sheet.headings))]
    ending = _endings(frame.day, frame.decimal)
    for number, line in enumerate(lines, start=sheet.first_line + 1):
        cells = [
            f"{column}{number}{ending(cell)}"
            for column, cell in zip(columns, line, strict=True)
            if cell is not None and cell != ""
        ]
        yield f'<row r="{number}">{"".join(cells)}</row>'


def _headings(sheet: Sheet, style: str) -> str:
    """Return the title, if there is one, and the headings."""
    lines = [[sheet.title], sheet.headings] if sheet.title else [sheet.headings]
    rows = []
    for number, texts in enumerate(lines, start=1):
        cells = [
            f'<c r="{xl_col_to_name(column)}{number}{_text(text, style)}'
            for column, text in enumerate(texts)
        ]
        rows.append(f'<row r="{number}">{"".join(cells)}</row>')
    return "".join(rows)


def _endings(day: str, decimal: str) -> Callable[[Cell], str]:
    """Return what writes a cell from the end of its address on; it remembers the last cells.

    One a file, and gone with it: what it remembers may be names.
    """

    @functools.lru_cache(maxsize=KEPT, typed=True)
    def ending(cell: Cell) -> str:
        if isinstance(cell, bool):
            return _text(said(cell))
        if isinstance(cell, str):
            return _text(cell)
        if isinstance(cell, datetime.date):
            serial = cell.toordinal() - ORIGIN
            too_early = serial < FIRST_DAY
            return _text(f"{cell:%d/%m/%Y}") if too_early else f'"{day}><v>{serial}</v></c>'
        if isinstance(cell, int):
            return f'"><v>{cell}</v></c>'
        if cell is None or not math.isfinite(cell):
            raise ValueError(f"{cell} is no number that a cell can hold")
        return f'"{decimal}><v>{cell:.16G}</v></c>'

    return ending


def _text(text: str, style: str = "") -> str:
    if len(text) > LONGEST_TEXT // 2:  # it may be too long: cut, and never within a character
        text = text.encode("utf-16-le")[: LONGEST_TEXT * 2].decode("utf-16-le", "ignore")
    if not _SPECIAL.search(text):
        return f'"{style} t="inlineStr"><is><t>{text}</t></is></c>'
    text = _LIKE_CONTROL.sub("_x005F_", text)  # what is typed like a code of Excel is not one
    text = _CONTROL.sub(lambda found: f"_x{ord(found[0]):04X}_", text)
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return f'"{style} t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'
