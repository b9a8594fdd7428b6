"""From a number of the week to its lines, to a file and back: at a desk and on a phone."""

from collections.abc import Callable

import pytest
from django.utils import timezone
from playwright.sync_api import Page

from reports.periods import week_of
from staff.choices import Role
from staff.models import Site
from tests import factories
from tests.browser.chromium import DESK, PHONE
from tests.browser.conftest import accessible

NAMES = ("Mamadou Diallo", "Fatoumata Bah", "Zarghuna Ahmadzai", "Ibrahima Sow")

# Focusing may scroll: where it stands in the page, not in the window.
IN_PAGE = """one => {
  const {x, y, width, height} = one.getBoundingClientRect();
  return [x, y + scrollY, width, height];
}"""


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_a_number_its_lines_a_file_and_back(
    window: Callable[..., Page], site: Site, size: dict[str, int]
) -> None:
    host = factories.make_user(Role.RECEPTION, site)
    for name in NAMES:
        factories.make_minor(name, by=host, site=site)
    page = window(factories.make_user(Role.COORDINATOR), size=size)
    week = f"/reports/{week_of(timezone.localdate())}/"
    page.goto(week)
    number = page.get_by_role("link", name="4 : voir les lignes").first
    assert number.inner_text() == "4"
    before = number.evaluate(IN_PAGE)
    number.focus()
    assert "underline" in number.evaluate("one => getComputedStyle(one).textDecorationLine")
    assert number.evaluate(IN_PAGE) == before, "nothing moves"
    accessible(page)
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{week}lines/W01/arrivals/")
    for name in NAMES:
        assert page.get_by_role("link", name=name).count() == 1
    accessible(page)
    wide = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
    assert not page.evaluate(wide)
    page.get_by_role("link", name=NAMES[0]).click()
    page.wait_for_url("**/cases/*/")
    assert NAMES[0] in page.locator("h1").inner_text()
    page.go_back()
    page.wait_for_url(f"**{week}lines/W01/arrivals/")
    page.locator("a.back").click()
    page.wait_for_url(f"**{week}")


def test_who_reads_numbers_alone_has_no_link(window: Callable[..., Page], site: Site) -> None:
    host = factories.make_user(Role.RECEPTION, site)
    factories.make_minor(NAMES[0], by=host, site=site)
    page = window(factories.make_user(Role.DIRECTOR))
    week = f"/reports/{week_of(timezone.localdate())}/"
    page.goto(week)
    assert page.locator(".figure-value").first.inner_text().strip() == "1"
    assert page.locator("a[href*='/lines/']").count() == 0
    assert page.goto(f"{week}lines/W01/arrivals/").status == 403
