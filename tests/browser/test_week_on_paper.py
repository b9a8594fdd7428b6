"""The week's charts on both screens, and the page as the browser prints it."""

import io
from collections.abc import Callable

import pypdf
import pytest
from django.utils import timezone, translation
from playwright.sync_api import Page

from cases import actions
from cases.choices import DeskKind
from reports import charts, permissions
from reports.periods import week_of
from reports.weekly import Report, report_on
from staff.choices import Role
from staff.models import User
from tests import factories
from tests.browser.chromium import DESK, PHONE
from tests.browser.conftest import accessible

HEAVIEST = 100_000  # bytes of a page, after the first visit
SMALLEST_LETTERS = 11  # pixels on the screen
PICTURES = "img[src^='data:image/svg+xml,']"


@pytest.fixture
def coordinator(transactional_db: None) -> User:
    return factories.make_user(Role.COORDINATOR)


@pytest.fixture
def full(coordinator: User) -> Report:
    """This week: some arrivals, consultations, nights, a wait."""
    site = factories.make_site()
    nurse = factories.make_user(Role.NURSE, site=site)
    for sex in ("male", "male", "female", "unknown"):
        minor, arrival = factories.make_minor(by=nurse, site=site, sex=sex)
        factories.make_consultation(minor, by=nurse, site=site)
        desk = factories.make_desk(DeskKind.NURSE, site)
        actions.send_to_desk(by=nurse, arrival=arrival, desk=desk)
        actions.call_next(by=nurse, desk=desk)
    with translation.override("fr"):
        week = week_of(timezone.localdate())
        return report_on(week, [site], permissions.known_to(coordinator))


def address(report: Report) -> str:
    return f"/reports/{report.period}/"


def drawn(report: Report) -> list[charts.Chart]:
    found = [
        charts.chart_of(section, cut) for section in report.sections for cut in section.breakdowns
    ]
    return [chart for chart in found if chart and chart.svg]


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_the_charts_are_seen_and_read_on_both_screens(
    size: dict[str, int], window: Callable[..., Page], coordinator: User, full: Report
) -> None:
    page = window(coordinator, size=size, javascript=False)
    answer = page.goto(address(full))
    assert len(answer.body()) < HEAVIEST
    pictures = page.locator(PICTURES)
    assert pictures.count() == len(drawn(full)) >= 4
    for picture in pictures.all():
        picture.scroll_into_view_if_needed()
        assert picture.evaluate("image => image.complete && image.naturalWidth") == charts.WIDTH
        box = picture.bounding_box()
        assert box["width"] / charts.WIDTH * charts.SMALL >= SMALLEST_LETTERS
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= size["width"]


@pytest.mark.parametrize("query", ["", "?open=1"])
def test_nothing_for_axe_folded_or_not(
    query: str, window: Callable[..., Page], coordinator: User, full: Report
) -> None:
    for size in (DESK, PHONE):
        page = window(coordinator, size=size)
        page.goto(address(full) + query)
        accessible(page)
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


def test_a_folded_part_is_reached_by_its_link_and_by_the_keyboard_without_script(
    window: Callable[..., Page], coordinator: User, full: Report
) -> None:
    page = window(coordinator, javascript=False)
    page.goto(address(full))
    folded = page.locator(".week-section:not([open])").last
    place = folded.locator(".week-part").get_attribute("id")
    inside = page.locator(f"#{place}")
    assert not inside.is_visible()
    page.locator(f".jump a[href='#{place}']").click()
    inside.wait_for(state="visible")
    page.goto(address(full))
    page.locator(".week-section:not([open]) > summary").last.press("Enter")
    inside.wait_for(state="visible")


def test_all_of_it_is_printed_and_nothing_that_is_pressed(
    window: Callable[..., Page], coordinator: User, full: Report
) -> None:
    page = window(coordinator)
    page.goto(address(full))
    paper = pypdf.PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True, format="A4")))
    text = " ".join(" ".join(one.extract_text() for one in paper.pages).split())
    for section in full.sections:
        assert section.title in text
        for figure in section.figures:
            assert figure.label in text
        for cut in section.breakdowns:
            for part in cut.parts:
                assert f"{part.label} {part.count}" in text, part
    for chart in drawn(full):
        assert " ".join(chart.sentence.split()) in text
    assert full.sites[0].name in text
    assert "Provisoire" in text
    for pressed in ("Semaine précédente", "Tableur", "Tout déplier", "Tableau et définition",
                    "Files", "Comparer", "Verrouiller"):  # fmt: skip
        assert pressed not in text
