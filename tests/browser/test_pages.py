"""Every page of the house in Chromium, at the size of the shared PC and of a phone.

axe finds nothing, and nothing scrolls sideways.
"""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from staff.choices import Role
from tests import factories
from tests.browser.chromium import DESK, PHONE
from tests.browser.conftest import accessible
from tests.matrix.routes import ROUTES, Route
from tests.matrix.scene import Scene, make_person, make_scene

DOWNLOADS = {
    "cases:finder_progress",  # a part of a page
    "cases:document_file",
    "cases:sharings_pdf",
    "cases:night_handover_pdf",
    "cases:day_list_pdf",
    "cases:intake_form_pdf",
    "cases:appointment_slip",
    "cases:attendance_pdf",
    "clinics:tally_sheet_pdf",
    "clinics:vaccination_booklet_pdf",
    "clinics:assessment_booklet_pdf",
    "clinics:medical_certificate_pdf",
    "referrals:letter_pdf",
    "referrals:sheet_pdf",
    "reports:week_file",
    "reports:export_mapping",
    "reports:layout_file",
}
PAGES = [
    route
    for route in ROUTES
    if route.get == "200" and route.may and route.public is None and route.name not in DOWNLOADS
]


@pytest.fixture
def scene(transactional_db: None) -> Scene:
    return make_scene("Mamadou Alpha Oury Diallo-Barry dit Petit Thierno")


def holds_its_width(page: Page, route: Route, size: dict[str, int]) -> None:
    overflow = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    assert overflow <= 0, f"{route} scrolls sideways by {overflow} px"
    tab = page.locator(".tabs [aria-current]")
    if tab.count():
        box = tab.bounding_box()
        assert box is not None, route
        assert 0 <= box["x"] <= size["width"] - box["width"], f"{route}: its tab is not seen"


@pytest.mark.parametrize("quarter", range(4))
def test_every_page_is_accessible_and_holds_its_width(
    quarter: int, window: Callable[..., Page], scene: Scene
) -> None:
    """Opened on a phone, then given the room of the shared PC: what is loaded is the same."""
    windows: dict[Role, Page] = {}
    for route in PAGES[quarter::4]:
        role = min(route.writers)
        if role not in windows:
            windows[role] = window(make_person(scene, role.value), size=PHONE)
        page = windows[role]
        page.set_viewport_size(PHONE)
        answer = page.goto(route.url(scene))
        assert answer is not None, route
        assert answer.status == 200, route
        for size in (PHONE, DESK):
            page.set_viewport_size(size)
            holds_its_width(page, route, size)
            # What the wider screen shows otherwise: a table has its heads again.
            if size == PHONE or page.locator("main table").count():
                accessible(page)


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_the_sign_in_page(size: dict[str, int], window: Callable[..., Page], scene: Scene) -> None:
    page = window(size=size)
    page.goto("/")
    assert page.url.startswith(page.url.split("/sign-in/")[0] + "/sign-in/")
    accessible(page)


def test_the_first_page_of_an_empty_database(
    window: Callable[..., Page], transactional_db: None
) -> None:
    page = window(size=PHONE)
    page.goto("/")
    page.wait_for_url("**/open-centre/")
    accessible(page)
    for box, text in {
        "name": "Escale de Pantin",
        "site_1": "Pantin",
        "full_name": "Sarah Lenoir",
        "username": "sarah.l",
        "password": "quatre mots tres simples",
        "password_again": "quatre mots tres simples",
    }.items():
        page.fill(f"[name={box}]", text)
    page.locator("main .btn-primary").click()
    page.wait_for_url("**/sign-in/")
    page.fill("[name=login]", "sarah.l")
    page.fill("[name=password]", "quatre mots tres simples")
    page.locator("main .btn-primary").click()
    page.wait_for_url("**/account/second-factor/")
    accessible(page)
    page.locator("main .btn-primary").click()
    page.wait_for_url("**/account/second-factor/app/")
    accessible(page)
    secret = page.locator("main code").inner_text()
    page.fill("[name=code]", factories.code(secret=secret))
    page.locator("main .btn-primary").click()
    page.wait_for_url("**/account/second-factor/codes/")
    accessible(page)
    page.locator("main a.btn-primary").click()
    page.wait_for_url("**/briefing/")


def test_a_person_without_javascript_registers_an_arrival(
    window: Callable[..., Page], scene: Scene
) -> None:
    page = window(make_person(scene, "reception"), javascript=False)
    page.goto("/reception/")
    page.fill("main [name=q]", "diallo barry")
    page.press("main [name=q]", "Enter")
    assert scene.reference in page.locator("#found").inner_text()
    page.locator("#present details.menu summary").first.click()
    page.locator("#present .menu-body a").first.click()
    page.locator(".menu-open .menu-desk button:not([name])").last.click()
    assert page.locator("#present .status-waiting").count() == 2
