"""The writer of workbooks: two programs that are not ours read back what was written."""

import datetime
import io
import os
import tempfile
import zipfile
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import python_calamine
from hypothesis import given, settings
from hypothesis import strategies as st

from reports import workbooks
from reports.workbooks import Cell, Sheet
from tests.reports.test_exports import PAYLOADS

TEXTS = [
    *PAYLOADS, "<r>1 & 2</r>", "<r><t>x</t></r>", "a & b < c > d \" '", " before", "after ",
    "two\nlines", "_x0041_", "\x01", "\uffff", "🙂 ÉŒ", "12", "TRUE", "{=1}", "]]>", "</t>",
    "&amp;",
]  # fmt: skip


def sheet(**changed: Any) -> Sheet:
    return Sheet("Feuille", ["Un", "Deux"], [10, 20], **changed)


def read(content: bytes) -> list[list[Any]]:
    """Return the lines below the headings, as openpyxl reads them."""
    rows = openpyxl.load_workbook(io.BytesIO(content)).worksheets[0].iter_rows(min_row=2)
    return [[cell.value for cell in row] for row in rows]


def also_read(content: bytes) -> list[list[Any]]:
    """As `read`, by calamine."""
    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
    return book.get_sheet_by_index(0).to_python()[1:]


@pytest.mark.parametrize("text", TEXTS)
def test_text_is_that_text(text: str) -> None:
    content = workbooks.as_bytes(sheet(title=text), [["a", text]])
    page = openpyxl.load_workbook(io.BytesIO(content)).worksheets[0]
    cells = [page["A1"], page["B3"]]
    assert [cell.data_type for cell in cells] == ["s", "s"]
    assert not [cell for cell in cells if cell.hyperlink]
    for cell in cells:
        assert openpyxl.utils.escape.unescape(cell.value) == text
    if text.isprintable():  # calamine leaves the codes of control characters as they are
        assert also_read(content)[1][1] == text


@settings(max_examples=50)
@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=30))
def test_any_text_is_read_back(text: str) -> None:
    found = read(workbooks.as_bytes(sheet(), [["a", text]]))[0][1]
    assert openpyxl.utils.escape.unescape(found) == text


@pytest.mark.parametrize(
    ("cell", "found"),
    [
        (0, 0), (-3, -3), (10**15, 10**15), (1.5, 1.5), (0.1, 0.1), (1e-7, 1e-7), (-0.25, -0.25),
        (Decimal("2.50"), 2.5), (True, "oui"), (False, "non"), (None, None), ("", None),
        (datetime.date(2026, 11, 29), datetime.date(2026, 11, 29)),
        (datetime.date(1900, 3, 1), datetime.date(1900, 3, 1)),
        (datetime.date(1900, 2, 28), "28/02/1900"), (datetime.date(1850, 7, 4), "04/07/1850"),
    ],
)  # fmt: skip
def test_a_cell_has_the_type_of_what_it_says(cell: Cell, found: object) -> None:
    content = workbooks.as_bytes(sheet(), [["a", cell], ["b", "c"]])
    value = read(content)[0][1]
    if isinstance(value, datetime.datetime):
        value = value.date()
    assert value == found
    assert isinstance(value, type(found))
    assert also_read(content)[0][1] == ("" if found is None else found)


def test_what_is_equal_and_of_another_type_is_kept_apart() -> None:
    lines: list[Sequence[Cell]] = [[1, True], [1.0, 1], [0, False], [False, 0]]
    content = workbooks.as_bytes(sheet(decimals="0.0"), lines)
    assert read(content) == [[1, "oui"], [1, 1], [0, "non"], ["non", 0]]
    page = openpyxl.load_workbook(io.BytesIO(content)).worksheets[0]
    assert [page["A2"].number_format, page["A3"].number_format] == ["General", "0.0"]


@pytest.mark.parametrize("cell", [float("nan"), float("inf"), Decimal("NaN")])
def test_what_is_no_number_makes_no_file(cell: Cell) -> None:
    with pytest.raises(ValueError):
        workbooks.as_bytes(sheet(), [["a", cell]])


@pytest.mark.parametrize("line", [["a"], ["a", "b", "c"]])
def test_a_line_has_a_cell_a_heading(line: list[Cell]) -> None:
    with pytest.raises(ValueError):
        workbooks.as_bytes(sheet(), [line])


@pytest.mark.parametrize("letter", ["a", "é", "🙂"])
def test_a_text_that_no_cell_holds_is_cut_between_two_characters(letter: str) -> None:
    found = read(workbooks.as_bytes(sheet(), [["a", letter * 40_000]]))[0][1]
    assert found == letter * (workbooks.LONGEST_TEXT // (len(letter.encode("utf-16-le")) // 2))


@pytest.mark.parametrize("count", [0, 1, 2, 600])
def test_headings_stay_and_filter_what_is_below(count: int) -> None:
    content = workbooks.as_bytes(sheet(is_filtered=True), [["a", n] for n in range(count)])
    book = openpyxl.load_workbook(io.BytesIO(content))
    page = book.worksheets[0]
    assert page.freeze_panes == "A2"
    assert page["A1"].font.bold
    assert page["A1"].value == "Un"
    assert page.column_dimensions["B"].width == pytest.approx(20, abs=1)
    assert page.auto_filter.ref == f"A1:B{max(count, 1) + 1}"
    assert f"$B${max(count, 1) + 1}" in _part(content, "xl/workbook.xml")
    assert page.max_row == count + 1
    assert [row[1] for row in read(content)] == list(range(count))


def test_the_same_lines_make_the_same_file(time_machine: Any) -> None:
    time_machine.move_to("2026-11-29", tick=False)
    assert len({workbooks.as_bytes(sheet(), [["a", n] for n in range(3)]) for _ in "ab"}) == 1


def test_nothing_waits_on_the_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing but the file itself is written, while it is made and after."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    seen: set[str] = set()

    def lines() -> Any:
        for number in range(1000):
            seen.update(os.listdir(tmp_path))
            yield ["a", number]

    with (tmp_path / "made.xlsx").open("wb") as file:
        workbooks.write(file, sheet(is_filtered=True), lines())
    assert seen | set(os.listdir(tmp_path)) == {"made.xlsx"}


def test_a_file_that_cannot_go_back_is_written_all_the_same(tmp_path: Path) -> None:
    class Stream(io.RawIOBase):
        def __init__(self) -> None:
            self.held = bytearray()

        def writable(self) -> bool:
            return True

        def write(self, data: Any) -> int:
            self.held += data
            return len(data)

    stream = Stream()
    workbooks.write(stream, sheet(), [["a", n] for n in range(700)])
    assert [row[1] for row in read(bytes(stream.held))] == list(range(700))
    assert zipfile.ZipFile(io.BytesIO(stream.held)).testzip() is None


def _part(content: bytes, name: str) -> str:
    return zipfile.ZipFile(io.BytesIO(content)).read(name).decode()
