"""The week as PDF, read back by a second program and compared cell by cell."""

import io
import re
from collections.abc import Callable

import pypdf
import pytest
from django.test import Client
from django.utils import translation

from reports import actions, charts, documents, freezing
from reports.figures import Breakdown, Figure, Part, Section
from reports.periods import Week
from reports.weekly import Report, report_on
from staff.choices import Role
from staff.models import Site
from tests import factories
from tests.reports.fortnight import Fortnight, november
from tests.staff.trail import actions_since, last_entry

W47 = Week(2026, 47)
KNOWN = frozenset({"sexual_health", "psychology", "protection"})
A4 = (595, 842)  # points


@pytest.fixture
def fortnight(db: None, time_machine: object) -> Fortnight:
    return Fortnight(time_machine)


@pytest.fixture
def full(fortnight: Fortnight) -> Report:
    """A week of which every part has something to say."""
    return report_on(W47, [fortnight.pantin, fortnight.mobile], KNOWN)


def pages(content: bytes) -> list[str]:
    """Return the words of each page, one space between two of them."""
    reader = pypdf.PdfReader(io.BytesIO(content))
    return [" ".join(page.extract_text().split()) for page in reader.pages]


def without_foot(page: str) -> str:
    return re.sub(r"2026-W\d\d · .*? \d+ / \d+$", "", page)


def told(report: Report) -> list[str]:
    """Return each cell with the words it stands beside, in the order of the page."""
    found = []
    for section in report.sections:
        found.append(section.title)
        for figure in section.figures:
            found += [f"{figure.value_text} {figure.label}", figure.beside, figure.definition]
        for cut in section.breakdowns:
            found.append(f"{cut.label} {cut.total}")
            chart = charts.chart_of(section, cut)
            found += [chart.sentence] if chart else []
            found += [f"{part.label} {part.count}" for part in cut.parts]
            found.append(cut.definition)
    return [" ".join(one.split()) for one in found if one]


@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_cell_of_the_report_in_its_order(fortnight: Fortnight, language: str) -> None:
    with translation.override(language):
        report = report_on(W47, [fortnight.pantin, fortnight.mobile], KNOWN)
        text = " ".join(map(without_foot, pages(documents.as_pdf(report))))
        wanted = told(report)
    assert len(wanted) > 250
    place = 0
    for cell in wanted:
        found = text.find(cell, place)
        assert found >= 0, (cell, text[place : place + 200])
        place = found + len(cell)


def test_the_head_says_which_week_where_and_that_nobody_validated_it(full: Report) -> None:
    with translation.override("fr"):
        first = pages(documents.as_pdf(full))[0]
    assert first.startswith(
        "Semaine 47, 2026 du lundi 16 novembre 2026 au dimanche 22 novembre 2026 "
        "Pantin, La Chapelle Provisoire : compté le 23/11/2026 09:00, validé par personne"
    )


def test_the_head_of_a_validated_week_says_by_whom_and_which_version(
    fortnight: Fortnight,
) -> None:
    by = fortnight.coordinator()
    site = fortnight.pantin
    actions.freeze_week(by=by, week=W47, sites=[site], site=site)
    fortnight.back("Hawa", november(23))
    fortnight.minors["Hawa"].arrivals.filter(day=november(23)).update(day=november(19))
    frozen = actions.freeze_week(by=by, week=W47, sites=[site], site=site, why="Feuille tardive")
    with translation.override("fr"):
        report = freezing.report_of(frozen, [site], KNOWN)
        first, *_others, last = pages(documents.as_pdf(report))
    assert f"Validée le 23/11/2026 par {by.full_name}, version 2 Feuille tardive" in first
    assert "Provisoire" not in first
    assert last.endswith(f"2026-W47 · Pantin · version 2 {len(_others) + 2} / {len(_others) + 2}")


def test_pages_are_a4_numbered_and_four_to_eight(full: Report) -> None:
    with translation.override("fr"):
        content = documents.as_pdf(full)
    reader = pypdf.PdfReader(io.BytesIO(content))
    count = len(reader.pages)
    assert 4 <= count <= 8
    for number, page in enumerate(reader.pages, start=1):
        assert (round(page.mediabox.width), round(page.mediabox.height)) == A4
        assert page.extract_text().split()[-3:] == [str(number), "/", str(count)]


def test_an_empty_week_is_a_document_too(site: Site) -> None:
    with translation.override("fr"):
        text = " ".join(pages(documents.as_pdf(report_on(Week(2026, 40), [site]))))
    assert "Rien n’a été compté." in text
    assert "– " in text


def test_it_names_no_minor(full: Report, fortnight: Fortnight) -> None:
    text = " ".join(pages(documents.as_pdf(full)))
    for name, minor in fortnight.minors.items():
        assert name not in text
        assert minor.reference not in text


def test_each_chart_is_drawn_in_it(full: Report) -> None:
    """The same report without its charts makes a smaller document, by each of them."""
    drawn = [
        chart
        for section in full.sections
        for cut in section.breakdowns
        if (chart := charts.chart_of(section, cut)) and chart.svg
    ]
    assert len(drawn) >= 4
    sheet = documents.sheet(full)
    assert [cut["chart"] for section in sheet["sections"] for cut in section["cuts"]
            if cut["chart"]] == [chart.svg for chart in drawn]  # fmt: skip
    assert [chart.sentence for chart in drawn] == [
        cut["sentence"] for section in sheet["sections"] for cut in section["cuts"] if cut["chart"]
    ]


def test_what_was_typed_is_text_and_a_masked_cell_stays_masked() -> None:
    typed = '#panic("x") $y$ *z* <b>'
    section = Section(
        typed,
        [Figure("X", "x", typed, None, typed)],
        [Breakdown("W24", "motifs", typed, [
            Part("a", typed, 12), Part("b", "Gale", None),
        ], typed)],
    )  # fmt: skip
    with translation.override("fr"):
        text = " ".join(pages(documents.as_pdf(Report(W47, [], [section]))))
    assert f"– {typed}" in text
    assert f"{typed} 12" in text
    assert "Gale masqué" in text


class TestDownload:
    @pytest.fixture
    def coordinator(self, as_role: Callable[..., Client]) -> Client:
        return as_role(Role.COORDINATOR)

    def test_a_file_named_by_its_week_and_recorded(self, coordinator: Client, site: Site) -> None:
        factories.make_minor(by=coordinator.user, site=site)
        start = last_entry()
        response = coordinator.get("/reports/2026-W40/week.pdf")
        assert response["Content-Type"] == "application/pdf"
        assert response["Content-Disposition"] == 'attachment; filename="escale-2026-W40.pdf"'
        assert response.content.startswith(b"%PDF-")
        assert actions_since(start, by=coordinator.user) == ["export_week"]

    def test_who_sees_no_figures_has_no_document(self, as_role: Callable[..., Client]) -> None:
        assert as_role(Role.NURSE).get("/reports/2026-W40/week.pdf").status_code == 403

    def test_it_speaks_the_language_of_who_asks(self, coordinator: Client) -> None:
        coordinator.user.language = "en"
        coordinator.user.save()
        assert pages(coordinator.get("/reports/2026-W40/week.pdf").content)[0].startswith(
            "Week 40, 2026"
        )
