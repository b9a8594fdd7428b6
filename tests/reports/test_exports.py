"""The spreadsheet and the CSV: cell for cell the report, and never a formula."""

import csv
import io
from collections.abc import Callable

import openpyxl
import pytest
from django.test import Client
from openpyxl.worksheet.worksheet import Worksheet

from reports import exports
from reports.figures import Breakdown, Figure, Part, Section
from reports.periods import Week
from reports.weekly import Report, report_on
from staff.choices import Role
from staff.models import AuditEntry, Site, User
from tests import factories
from tests.reports.fortnight import Fortnight
from tests.staff.trail import actions_since, last_entry

W47 = Week(2026, 47)
PAYLOADS = [
    "=1+1", "+1+1", "-1+1", "@SUM(A1)", "\t=1+1", "\r=1+1", "\uff1d1+1", "\uff0b1", "\uff0d1",
    "\uff20A1", "=cmd|' /C calc'!A0", '=HYPERLINK("http://x.example")',
]  # fmt: skip


@pytest.fixture
def fortnight(db: None, time_machine: object) -> Fortnight:
    return Fortnight(time_machine)


def sheet_of(content: bytes) -> Worksheet:
    workbook = openpyxl.load_workbook(io.BytesIO(content))
    assert len(workbook.worksheets) <= 2  # the charts stand on a sheet of their own
    return workbook.worksheets[0]


def lines_of(content: bytes) -> list[list[str]]:
    text = content.decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=";"))


def report_of(text: str, sites: list[Site] | None = None) -> Report:
    """A report whose every text is this one."""
    section = Section(
        text,
        [
            Figure(text, "one", text, 1, text),
            Figure(text, "half", text, 1.5, text),
            Figure(text, "none", text, None, text),
        ],
        [Breakdown(text, "cut", text, [Part("two", text, 2)], text)],
    )
    return Report(W47, sites or [], [section])


class TestSpreadsheet:
    def test_cell_for_cell(self, fortnight: Fortnight) -> None:
        report = report_on(W47, [fortnight.pantin, fortnight.mobile])
        sheet = sheet_of(exports.as_xlsx(report))
        rows = list(report.rows())
        assert sheet.title == "2026-W47"
        assert "Pantin, La Chapelle" in sheet["A1"].value
        assert "16/11/2026" in sheet["A1"].value
        assert [cell.value for cell in sheet[2]] == exports.header()
        assert sheet.max_row == len(rows) + 2
        for line, row in enumerate(rows, start=3):
            cells = sheet[line]
            texts = [cells[n].value or "" for n in (0, 1, 2, 6)]
            assert texts == [row.code, row.label, row.part, row.definition]
            assert cells[3].value == row.value
            assert type(cells[3].value) is type(row.value)

    def test_what_cannot_be_computed_is_an_empty_cell(self, db: None) -> None:
        sheet = sheet_of(exports.as_xlsx(report_of("text")))
        assert [sheet.cell(line, 4).value for line in (3, 4, 5, 6)] == [1, 1.5, None, 2]
        assert sheet.cell(4, 4).number_format == "0.0"

    @pytest.mark.parametrize("payload", PAYLOADS)
    def test_text_is_text(self, payload: str) -> None:
        sheet = sheet_of(exports.as_xlsx(report_of(payload, [Site(name=payload)])))
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.data_type != "f"
                assert cell.hyperlink is None
        if payload.isprintable():
            assert sheet["A3"].value == payload

    def test_the_heading_stays_in_sight(self, db: None) -> None:
        assert sheet_of(exports.as_xlsx(report_of("text"))).freeze_panes == "A3"


class TestCsv:
    def test_cell_for_cell(self, fortnight: Fortnight) -> None:
        report = report_on(W47, [fortnight.pantin, fortnight.mobile])
        lines = lines_of(exports.as_csv(report))
        rows = list(report.rows())
        assert len(lines) == len(rows) + 2
        assert lines[0] == [exports.title(report)]
        assert lines[1] == exports.header()
        for line, row in zip(lines[2:], rows, strict=True):
            value = "" if row.value is None else str(row.value).replace(".", ",")
            assert line == [row.code, row.label, row.part, value, "", "", row.definition]

    def test_a_french_spreadsheet_opens_it(self, fortnight: Fortnight) -> None:
        content = exports.as_csv(report_on(W47, [fortnight.pantin]))
        assert content.startswith(b"\xef\xbb\xbf")
        assert content.count(b"\n") == content.count(b"\r\n")
        assert b";1,2;" in content

    @pytest.mark.parametrize("payload", PAYLOADS)
    def test_text_is_text(self, payload: str) -> None:
        content = exports.as_csv(report_of(payload, [Site(name=payload)]))
        for line in lines_of(content):
            for cell in line:
                assert not cell.startswith(tuple("=+-@\t\r\uff1d\uff0b\uff0d\uff20"))

    @pytest.mark.parametrize("text", ['a;b"c', "deux\nlignes", "Œuvre", "🙂", "'quoted"])
    def test_what_separates_is_quoted(self, text: str) -> None:
        lines = lines_of(exports.as_csv(report_of(text, [Site(name=text)])))
        assert {len(line) for line in lines[1:]} == {7}
        assert lines[2] == [text, text, "", "1", "", "", text]
        assert text in lines[0][0]


@pytest.mark.parametrize("text", ["Mamadou", "3+4", "–", "", " =1", "≤ 13", "18 +", "a=b"])
def test_what_is_no_formula_is_left_alone(text: str) -> None:
    assert exports.neutral(text) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [(None, ""), (0, "0"), (12, "12"), (1.5, "1,5"), (0.2, "0,2"), (1000, "1000")],
)
def test_french_numbers(value: float | None, text: str) -> None:
    assert exports.french(value) == text


class TestDownload:
    @pytest.fixture
    def coordinator(self, as_role: Callable[..., Client]) -> Client:
        return as_role(Role.COORDINATOR)

    @pytest.mark.parametrize(
        ("kind", "content_type"),
        [
            ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
            ("csv", "text/csv; charset=utf-8"),
        ],
    )
    def test_a_file_named_by_its_week_and_one_line_in_the_trail(
        self, coordinator: Client, kind: str, content_type: str
    ) -> None:
        start = last_entry()
        response = coordinator.get(f"/reports/2026-W40/week.{kind}")
        assert response["Content-Type"] == content_type
        assert response["Content-Disposition"] == f'attachment; filename="escale-2026-W40.{kind}"'
        assert actions_since(start, by=coordinator.user) == ["export_week"]

    def test_looking_exports_nothing(self, coordinator: Client) -> None:
        start = last_entry()
        coordinator.get("/reports/2026-W40/")
        assert actions_since(start, action="export_week") == []

    @pytest.mark.parametrize("kind", ["xlsx", "csv"])
    @pytest.mark.parametrize("week", ["2025-W53", "2099-W01", "2026-W00"])
    def test_a_week_that_is_none_leaves_no_file_and_no_trace(
        self, coordinator: Client, week: str, kind: str
    ) -> None:
        start = last_entry()
        response = coordinator.get(f"/reports/{week}/week.{kind}")
        assert response.status_code == 404
        assert "attachment" not in response.headers.get("Content-Disposition", "")
        assert actions_since(start) == []

    def test_no_record_no_file(self, coordinator: Client, monkeypatch: pytest.MonkeyPatch) -> None:
        def refuse(*args: object, **kwargs: object) -> None:
            raise RuntimeError("the trail cannot be written")

        monkeypatch.setattr(AuditEntry, "save", refuse)
        with pytest.raises(RuntimeError):
            coordinator.get("/reports/2026-W40/week.csv")

    @pytest.mark.parametrize("name", ["=1+1", "+x", "\uff1d1", 'a"b\r\nX-Evil: 1'])
    def test_a_site_named_like_a_formula(self, coordinator: Client, name: str) -> None:
        Site.objects.update(name=name)
        response = coordinator.get("/reports/2026-W40/week.csv")
        assert "X-Evil" not in response.headers
        for line in lines_of(response.content):
            assert not any(cell.startswith(("=", "+", "\uff1d")) for cell in line)
        sheet = sheet_of(coordinator.get("/reports/2026-W40/week.xlsx").content)
        assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "n"}

    def test_only_the_site_that_was_asked(self, coordinator: Client, site: Site) -> None:
        mobile = factories.make_site("La Chapelle", "mobile")
        for sites, expected in (
            ({}, "Pantin, La Chapelle"),
            ({"site": mobile.pk}, "La Chapelle"),
        ):
            response = coordinator.get("/reports/2026-W40/week.csv", sites)
            assert lines_of(response.content)[0][0].endswith(f", {expected}")
        assert site.name not in lines_of(response.content)[0][0]

    def test_in_the_language_of_whoever_asks(self, coordinator: Client) -> None:
        french = lines_of(coordinator.get("/reports/2026-W40/week.csv").content)
        User.objects.filter(pk=coordinator.user.pk).update(language="en")
        english = lines_of(coordinator.get("/reports/2026-W40/week.csv").content)
        assert french[2][1] != english[2][1]
        assert [line[3] for line in french[2:]] == [line[3] for line in english[2:]]
