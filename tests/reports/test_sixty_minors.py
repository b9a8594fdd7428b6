"""The fortnight of sixty minors: what was counted by hand, line by line, page and spreadsheet."""

import csv
import html
import io
import re
from collections.abc import Iterator

import openpyxl
import pytest
from django.db import connection
from django.test import Client
from django.utils.formats import localize

from reports.figures import EVERYTHING, Key, Value
from reports.periods import Week
from reports.weekly import Report, report_on
from staff.choices import Role
from tests import factories
from tests.reports.recount import Recount, differences
from tests.reports.sixty_minors import TABLE, Sixty

pytestmark = pytest.mark.django_db(databases=["default", "owner"])

WEEKS = (46, 47)
SITES = {"": "", "Pantin": "P", "La Chapelle": "C"}
NOT_COUNTED = "SCA"  # the scabies events, of which there is none here


class Expected:
    """`expected.csv`, read for one week and site. A line that is not there is zero."""

    def __init__(self, week: int, site: str, sixty: Sixty) -> None:
        numbers = {letter: str(one.pk) for letter, one in sixty.sites.items()}
        self.values: dict[Key, Value] = {}
        with (TABLE / "expected.csv").open(encoding="utf-8", newline="") as file:
            for line in csv.DictReader(file):
                key = line["code"], line["name"], numbers.get(line["part"], line["part"])
                self.values[key] = number(line[f"{week} {site}".strip()])

    def of(self, key: Key) -> Value:
        return self.values.get(key, 0)


def number(text: str) -> Value:
    if text == "none":
        return None
    return float(text) if "." in text else int(text)


def cells(page: str) -> Iterator[tuple[str, str]]:
    """Yield (what is counted, the number) of each figure and each line of a table, in order."""
    main = page.partition('class="week-section"')[2]
    figure = r'class="figure-value">(.*?)</p>\s*<p class="figure-label">(.*?)</p>'
    line = r'<td>(.*?)</td>\s*<td class="number *">(.*?)</td>'
    for found in re.finditer(f"{figure}|{line}", main, re.DOTALL):
        value, label, part, count = (plain(text or "") for text in found.groups())
        yield (label, value) if label else (part, count)


def plain(text: str) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]*>", "", text)).split())


def on_page(report: Report, expected: Expected) -> Iterator[tuple[str, str]]:
    """Yield the same of the report's lines, with the numbers that were counted by hand."""
    for section in report.sections:
        for figure in section.figures:
            value = expected.of(figure.key)
            yield plain(str(figure.label)), "–" if value is None else plain(localize(value))
        for cut in section.breakdowns:
            for part in cut.parts:
                value = expected.of((cut.code, cut.name, part.name))
                yield plain(str(part.label)), plain(localize(value))


@pytest.fixture
def sixty(time_machine: object) -> Sixty:
    return Sixty(time_machine)


def test_the_table_is_what_it_says() -> None:
    """Some sixty minors; every number has its reason."""
    with (TABLE / "expected.csv").open(encoding="utf-8", newline="") as file:
        lines = list(csv.DictReader(file))
    assert len(lines) > 150
    assert all(line["how"] for line in lines)
    keys = [(line["code"], line["name"], line["part"]) for line in lines]
    assert len(keys) == len(set(keys))


def test_page_and_sheet_say_what_was_counted_by_hand(sixty: Sixty) -> None:
    coordinator = Client()
    coordinator.force_login(factories.make_user(Role.COORDINATOR))
    for week in WEEKS:
        for name, letter in SITES.items():
            expected = Expected(week, name, sixty)
            asked = {"site": sixty.sites[letter].pk} if letter else {}
            page = coordinator.get(f"/reports/2026-W{week}/", asked)
            report = page.context["report"]
            lines = {row.key: row for row in report.rows()}
            counted = {key for key, value in expected.values.items() if value}
            assert counted <= set(lines), f"{week} {name}: not on the page"
            wrong = {
                key: (row.value, expected.of(key))
                for key, row in lines.items()
                if row.value != expected.of(key) and row.code != NOT_COUNTED
            }
            assert wrong == {}, f"{week} {name}: the report, then by hand"
            assert list(cells(page.content.decode())) == list(on_page(report, expected))
            assert sheet(coordinator, week, asked) == [
                (row.code, row.label, row.part, expected.of(row.key)) for row in lines.values()
            ]


def sheet(client: Client, week: int, asked: dict[str, int]) -> list[tuple[str, str, str, Value]]:
    """Return (code, label, part, value) of each line of the spreadsheet."""
    content = client.get(f"/reports/2026-W{week}/week.xlsx", asked).content
    book = openpyxl.load_workbook(io.BytesIO(content))
    rows = book.worksheets[0].iter_rows(min_row=3, max_col=4, values_only=True)
    return [(code, label, part or "", value) for code, label, part, value in rows]


def test_both_ways(sixty: Sixty) -> None:
    for week in (Week(2026, 46), Week(2026, 47)):
        for sites in ([sixty.sites["P"]], [sixty.sites["C"]], list(sixty.sites.values())):
            again = Recount(connection, week.start, week.end, [site.pk for site in sites])
            assert differences(report_on(week, sites, EVERYTHING), again) == []
