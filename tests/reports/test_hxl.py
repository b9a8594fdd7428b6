"""The HXL file: the official validator takes it, reads every cell back, refuses a broken one."""

import csv
import io
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import hxl
import pytest
from django.test import Client
from django.utils import translation

from reports import catalogue
from reports import hxl as file
from reports.figures import Breakdown, Figure, Part, Section
from reports.periods import Week
from reports.weekly import Report, report_on
from staff.choices import Role
from staff.models import Site
from tests import factories
from tests.reports.fortnight import Fortnight
from tests.reports.test_exports import PAYLOADS, report_of
from tests.staff.trail import actions_since, last_entry

W47 = Week(2026, 47)
OURS = Path(__file__).with_name("hxl_schema.csv")
FORMULA = tuple("=+-@\t\r\uff1d\uff0b\uff0d\uff20")


@pytest.fixture
def report(db: None, time_machine: object) -> Report:
    fortnight = Fortnight(time_machine)
    return report_on(W47, [fortnight.pantin, fortnight.mobile], catalogue.EVERYTHING)


def opened(content: bytes) -> hxl.Dataset:
    return hxl.data(io.BytesIO(content))


def rows_of(content: bytes) -> list[dict[str, str]]:
    """Return {hashtag: text} of each line, as the library reads it."""
    read = opened(content)
    heads = [column.display_tag for column in read.columns]
    return [dict(zip(heads, row.values, strict=True)) for row in read]


def ours() -> hxl.Dataset:
    return opened(OURS.read_bytes())


def mistakes(content: bytes, schema: hxl.Dataset | None = None) -> list[str]:
    """Return what the validator calls an error: with its own schema, or with this one."""
    found = []

    def note(error: hxl.validation.HXLValidationException) -> None:
        if error.rule is None or error.rule.severity == "error":
            found.append(f"{error.column}: {error.message} ({error.value})")

    hxl.schema(schema, note).validate(opened(content))
    return found


def cells(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode(), newline="")))


def test_the_official_validator_takes_it(report: Report) -> None:
    content = file.as_csv(report)
    assert mistakes(content) == []
    assert mistakes(content, ours()) == []


def test_the_validator_would_refuse_another_one(report: Report) -> None:
    """The check can fail: a text where a number is due, a date that is none."""
    content = file.as_csv(report)
    lines = content.decode().split("\r\n")
    date = lines[2].replace("2026-11-16", "16th of Brumaire", 1)
    assert any("date" in said for said in mistakes("\r\n".join([*lines[:2], date]).encode()))
    row = cells(content)[2]
    row[15] = "<11"
    buffer = io.StringIO()
    csv.writer(buffer).writerow(row)
    broken = "\r\n".join([*lines[:2], buffer.getvalue()]).encode()
    for schema in (None, ours()):
        assert any("<11" in said for said in mistakes(broken, schema))


def test_cell_for_cell_what_the_report_says(report: Report) -> None:
    read = rows_of(file.as_csv(report))
    rows = list(report.rows())
    assert len(read) == len(rows) > 100
    titles = [s.title for s in report.sections for _row in replace(report, sections=[s]).rows()]
    for found, row, title in zip(read, rows, titles, strict=True):
        value = found["#indicator+value+num"]
        assert (float(value) if value else None) == row.value
        assert found.get("#indicator+code") == ".".join(filter(None, row.key))
        assert found.get("#indicator+name+i_fr") == (
            f"{row.label}, {row.part}" if row.part else row.label
        )
        assert found.get("#meta+comment") == row.definition
        assert found.get("#service+type") == title
        assert found.get("#meta+suppressed") == ("missing" if row.value is None else "")
    assert {row.value is None for row in rows} == {True, False}


def test_where_and_when(report: Report) -> None:
    first = rows_of(file.as_csv(report))[0]
    assert [first.get(f"#date+{what}") for what in ("start", "end", "reported")] == [
        "2026-11-16", "2026-11-22", "2026-11-23",
    ]  # fmt: skip
    assert first.get("#country+code+v_iso2") == "FR"
    assert first.get("#loc+facility+name") == "Pantin, La Chapelle"
    assert first.get("#loc+facility+type") == "mission"
    one = rows_of(file.as_csv(replace(report, sites=report.sites[1:])))[0]
    assert (one.get("#loc+facility+name"), one.get("#loc+facility+type")) == (
        "La Chapelle", "mobile",
    )  # fmt: skip


def test_the_hashtags_stand_directly_under_the_headings(report: Report) -> None:
    lines = cells(file.as_csv(report))
    assert lines[0] == file.header()
    assert lines[1] == file.tags("fr")
    assert all(tag.startswith("#") for tag in lines[1])
    assert {len(line) for line in lines} == {len(file.tags("fr"))}
    assert len(set(lines[1])) == len(lines[1])
    assert not file.as_csv(report).startswith(b"\xef\xbb\xbf")


def test_sex_and_age_have_columns_of_their_own(report: Report) -> None:
    rows = rows_of(file.as_csv(report))
    by_sex = {row.get("#x_sex"): row.get("#indicator+value+num") for row in rows}
    by_age = {row.get("#x_age_range"): row.get("#indicator+value+num") for row in rows}
    [section] = [s for s in report.sections if any(c.name == "sex" for c in s.breakdowns)]
    cuts = {cut.name: cut for cut in section.breakdowns if cut.code == "W07"}
    for name, found in (("sex", by_sex), ("age", by_age)):
        del found[""]
        assert found == {part.name: str(part.count) for part in cuts[name].parts}


def test_care_is_health_and_the_rest_protection(report: Report) -> None:
    sectors = {
        row.get("#indicator+code").partition(".")[0]: row.get("#sector")
        for row in rows_of(file.as_csv(report))
    }
    assert sectors["W11"] == sectors["W13"] == "Health"
    assert sectors["W01"] == sectors["W20"] == "Protection"


def test_in_the_language_of_whoever_asks(report: Report) -> None:
    with translation.override("en"):
        read = opened(file.as_csv(report))
    assert "#indicator+name+i_en" in [column.display_tag for column in read.columns]


@pytest.mark.parametrize("payload", PAYLOADS)
def test_text_is_text(db: None, payload: str) -> None:
    site = factories.make_site()
    Site.objects.filter(pk=site.pk).update(name=payload)
    site.refresh_from_db()
    content = file.as_csv(report_of(payload, [site]))
    assert not [cell for line in cells(content) for cell in line if cell.startswith(FORMULA)]
    assert mistakes(content) == []


def test_what_is_not_told_is_an_empty_cell(db: None) -> None:
    report = Report(
        W47, [factories.make_site()], [
            Section("Arrivées", [Figure("W06", "mean", "Moyenne", None, "Définition"),
                                 Figure("W01", "arrivals", "Passages", 0, "Définition")],
                    [Breakdown("W07", "sex", "Sexe", [Part("female", "Fille", 3)], "Dit")]),
        ],
    )  # fmt: skip
    found = [(r.get("#indicator+value+num"), r.get("#meta+suppressed"))
             for r in rows_of(file.as_csv(report))]  # fmt: skip
    assert found == [("", "missing"), ("0", ""), ("3", "")]


class TestDownload:
    URL = "/reports/2026-W40/week.hxl.csv"

    def test_named_and_recorded(self, as_role: Callable[..., Client]) -> None:
        client = as_role(Role.COORDINATOR)
        start = last_entry()
        response = client.get(self.URL)
        assert response["Content-Disposition"] == ('attachment; filename="escale-2026-W40.hxl.csv"')
        assert actions_since(start, by=client.user) == ["export_week"]
        assert mistakes(response.content, ours()) == []

    def test_it_holds_what_the_reader_may_know(self, as_role: Callable[..., Client]) -> None:
        codes = {}
        for role in (Role.COORDINATOR, Role.DIRECTOR):
            rows = rows_of(as_role(role).get(self.URL).content)
            codes[role] = {row.get("#indicator+code").partition(".")[0] for row in rows}
        assert {"W12", "W13", "W20"} <= codes[Role.COORDINATOR]
        assert not {"W12", "W13", "W20"} & codes[Role.DIRECTOR]

    @pytest.mark.parametrize("week", ["2025-W53", "2099-W01"])
    def test_no_such_week(self, as_role: Callable[..., Client], week: str) -> None:
        response = as_role(Role.COORDINATOR).get(f"/reports/{week}/week.hxl.csv")
        assert response.status_code == 404
        assert "attachment" not in response.headers.get("Content-Disposition", "")
