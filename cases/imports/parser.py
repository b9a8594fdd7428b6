"""The program that reads a spreadsheet nobody trusts: alone in its process, counted in memory.

Started by cases.imports.reading as `python -I parser.py`, it knows nothing of the house and holds
no key, like cases.document_parser. On standard input a line of JSON (the limits), then the file,
XLSX or CSV; on standard output one JSON object: the cells as texts, each row with its number as a
spreadsheet program shows it, and what is odd about a cell; or the code of a refusal.

An XLSX is a zip of XML: what it unfolds into is counted before anything is opened, and a sheet
that claims a thousand million cells meets the limit of memory. Formulas are not worked out.
"""

import codecs
import csv
import datetime
import io
import json
import re
import resource
import sys
import unicodedata
import zipfile
from collections.abc import Iterator
from typing import Any
from xml.etree import ElementTree

from python_calamine import CalamineSheet, CalamineWorkbook, SheetVisibleEnum

Row = tuple[int, list[str]]  # its number as the user sees it, its cells
# {row: {place of the column: code of what is odd}}
Flags = dict[int, dict[int, str]]
SEPARATORS = ";,\t"
MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
TARGETS = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"


class Refused(Exception):
    """The file is not taken; its text is a code of cases.imports.reading.SENTENCES."""


def limit(memory: int, seconds: int) -> None:
    """Let the system stop what gets out of hand; no file is ever opened for writing."""
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


# --- XLSX -------------------------------------------------------------------------------------


def read_xlsx(content: bytes, limits: dict[str, int]) -> tuple[list[Row], Flags]:
    """Return the rows of the first sheet that is shown and holds something; raises Refused."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            check_expansion(archive, limits)
            book = CalamineWorkbook.from_filelike(io.BytesIO(content))
            name, sheet = first_sheet(book)
            rows = cells_of(sheet, limits)
            return rows, odd_cells(archive, name, sheet, rows)
    except Refused:
        raise
    except Exception as error:  # whatever a library says of a broken file, it is broken
        raise Refused("damaged") from error


def check_expansion(archive: zipfile.ZipFile, limits: dict[str, int]) -> None:
    parts = archive.infolist()
    if "xl/workbook.xml" not in archive.namelist():
        raise Refused("unknown")
    if sum(part.file_size for part in parts) > limits["expanded"]:
        raise Refused("unfolds")


def first_sheet(book: CalamineWorkbook) -> tuple[str, CalamineSheet]:
    for about in book.sheets_metadata:
        if about.visible == SheetVisibleEnum.Visible:
            sheet = book.get_sheet_by_name(about.name)
            if sheet.height:
                return about.name, sheet
    raise Refused("empty")


def cells_of(sheet: CalamineSheet, limits: dict[str, int]) -> list[Row]:
    if sheet.total_height > limits["rows"]:
        raise Refused("too_many_rows")
    if sheet.total_width > limits["columns"]:
        raise Refused("too_many_columns")
    found = sheet.to_python(skip_empty_area=False)
    return [(number, [text_of(cell) for cell in row]) for number, row in enumerate(found, 1)]


def text_of(cell: Any) -> str:
    """Return a cell as somebody would type it: 16, 2009-03-12."""
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else str(cell)
    if isinstance(cell, datetime.datetime):
        return cell.date().isoformat()
    return str(cell)


def odd_cells(archive: zipfile.ZipFile, name: str, sheet: CalamineSheet, rows: list[Row]) -> Flags:
    """Return the cells that are formulas, errors of one, or merged with others."""
    flags: Flags = {}
    last = len(rows)
    for (top, left), (bottom, right) in sheet.merged_cell_ranges or []:
        for row in range(top, min(bottom, last) + 1):
            for column in range(left, min(right, len(rows[0][1]) if rows else 0) + 1):
                flags.setdefault(row + 1, {})[column] = "merged"
    with archive.open(path_of(archive, name)) as file:
        for _event, cell in ElementTree.iterparse(file):  # noqa: S314 - alone in this process, within its limits
            if cell.tag == f"{MAIN}c":
                if cell.find(f"{MAIN}f") is not None or cell.get("t") == "e":
                    row, column = place_of(cell.get("r", ""))
                    flags.setdefault(row, {})[column] = "formula"
            elif cell.tag == f"{MAIN}row":
                cell.clear()
    return flags


def path_of(archive: zipfile.ZipFile, name: str) -> str:
    """Return where a sheet lies in the archive."""
    book = ElementTree.fromstring(archive.read("xl/workbook.xml"))  # noqa: S314 - alone in this process, within its limits
    links = ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))  # noqa: S314 - the same
    wanted = next(s.get(RELATION) for s in book.iter(f"{MAIN}sheet") if s.get("name") == name)
    target = next(str(r.get("Target")) for r in links.iter(TARGETS) if r.get("Id") == wanted)
    return target.lstrip("/") if target.startswith("/") else f"xl/{target}"


def place_of(reference: str) -> tuple[int, int]:
    """Return (row from 1, column from 0) of "AB12"."""
    match = re.fullmatch(r"([A-Z]{1,3})(\d{1,7})", reference)
    if match is None:
        raise Refused("damaged")
    column = 0
    for letter in match[1]:
        column = column * 26 + ord(letter) - 64
    return int(match[2]), column - 1


# --- CSV --------------------------------------------------------------------------------------


def read_csv(content: bytes, limits: dict[str, int]) -> tuple[list[Row], Flags]:
    """Return the rows of a text whose writing and separator are guessed; raises Refused."""
    text = decoded(content)
    csv.field_size_limit(1 << 20)  # a quotation mark that is never closed swallows the file
    # NEL and the like are letters of a cell here: only \r and \n end a line.
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator_of(text), strict=True)
    rows: list[Row] = []
    flags: Flags = {}
    try:
        for number, cells in enumerate(reader, 1):
            if number > limits["rows"]:
                raise Refused("too_many_rows")
            if len(cells) > limits["columns"]:
                raise Refused("too_many_columns")
            rows.append((number, cells))
            for column, cell in enumerate(cells):
                if cell.startswith("="):
                    flags.setdefault(number, {})[column] = "formula"
    except csv.Error as error:
        raise Refused("quotes") from error
    return rows, flags


def decoded(content: bytes) -> str:
    """Return the text of a CSV: UTF-8 and UTF-16, with their mark or not, else Windows-1252."""
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return decode(content, "utf-16")
    sample = content[:4096]
    if len(sample) > 1 and sample.count(0) > len(sample) / 4:
        return decode(content, "utf-16-le" if sample[1] == 0 else "utf-16-be")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return decode(content, "cp1252")


def decode(content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        raise Refused("encoding") from error


def separator_of(text: str) -> str:
    """Return what separates the cells of the first lines that hold something."""
    lines = [line for line in text[:20_000].splitlines() if line.strip()][:10]
    bare = [re.sub(r'"[^"]*"', "", line) for line in lines]
    return max(SEPARATORS, key=lambda mark: sum(line.count(mark) for line in bare))


# --- one file in, its cells out ---------------------------------------------------------------


def clean(rows: list[Row], flags: Flags, limits: dict[str, int]) -> Iterator[Row]:
    """Yield the rows that hold something: no invisible character, no cell longer than a page."""
    total = 0
    for number, cells in rows:
        made = []
        for column, cell in enumerate(cells):
            text = " ".join(cell.split())
            plain = "".join(c for c in text if unicodedata.category(c) not in ("Cc", "Cs"))
            if plain != text:
                flags.setdefault(number, {})[column] = "invisible"
            elif "\N{REPLACEMENT CHARACTER}" in text or re.search("[ÃÂÅÐØÙ][\x80-\xbf]", text):
                flags.setdefault(number, {})[column] = "letters"
            made.append(plain[: limits["cell"]])
            total += len(made[-1])
        if total > limits["characters"]:
            raise Refused("unfolds")
        if any(made):
            yield number, made


def parse(content: bytes, limits: dict[str, int]) -> dict[str, Any]:
    """Return {"rows": [[number, cells]], "flags": {number: {column: code}}}; raises Refused."""
    if not content.strip():
        raise Refused("empty")
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        raise Refused("old")
    read = read_xlsx if content.startswith(b"PK") else read_csv
    rows, flags = read(content, limits)
    kept = list(clean(rows, flags, limits))
    if not kept:
        raise Refused("empty")
    return {"rows": kept, "flags": flags}


def main() -> None:
    limits = json.loads(sys.stdin.buffer.readline())
    limit(limits["memory"], limits["seconds"])
    try:
        answer = parse(sys.stdin.buffer.read(), limits)
    except Refused as refused:
        answer = {"refused": str(refused)}
    except (MemoryError, RecursionError):
        answer = {"refused": "unfolds"}
    sys.stdout.buffer.write(json.dumps(answer).encode())


if __name__ == "__main__":
    main()
