"""The files that look alike are met before a new one is opened: beside the form, or announced."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from cases.models import Minor
from staff.choices import Role
from staff.models import User
from tests import factories
from tests.browser.chromium import DESK, PHONE
from tests.browser.conftest import accessible

LONG = "Mamadou Alpha Oury Thierno Souleymane Diallo-Barry"


@pytest.fixture
def host(transactional_db: None) -> User:
    site = factories.make_site()
    host = factories.make_user(Role.RECEPTION, site=site)
    for _i in range(5):
        factories.make_minor(LONG, by=host, site=site)
    return host


def top_of(page: Page, selector: str) -> float:
    box = page.locator(selector).bounding_box()
    assert box is not None, selector
    return box["y"]


def calm(page: Page) -> None:
    """No smooth scrolling: what is measured is where it ends."""
    page.emulate_media(reduced_motion="reduce")


def test_on_a_phone_a_line_announces_them_and_hides_no_field(
    window: Callable[..., Page], host: User
) -> None:
    page = window(host, size=PHONE)
    calm(page)
    page.goto("/minors/new/")
    line = page.locator(".known-line a")
    before = top_of(page, "[name=name]")
    page.locator("[name=name]").press_sequentially(LONG)
    expect(line).to_be_in_viewport()
    assert top_of(page, "[name=name]") == before, "what is being typed has moved"
    accessible(page)
    page.keyboard.press("Tab")
    for _press in range(12):
        page.keyboard.press("Tab")
        expect(line).to_be_in_viewport(ratio=0.9)
    for _press in range(12):
        page.keyboard.press("Shift+Tab")
        hidden = page.evaluate(
            "() => document.activeElement.getBoundingClientRect().top"
            " < document.querySelector('.known-line').getBoundingClientRect().bottom"
            " && !document.querySelector('.known-line').contains(document.activeElement)"
        )
        assert not hidden, page.evaluate("document.activeElement.name")
    line.click()
    expect(page.locator("#known .person-name").first).to_be_in_viewport()


def test_at_the_desk_they_stay_beside_the_form(window: Callable[..., Page], host: User) -> None:
    page = window(host, size=DESK)
    calm(page)
    page.goto("/minors/new/")
    page.locator("[name=name]").press_sequentially(LONG)
    first = page.locator("#known .person-name").first
    expect(first).to_be_in_viewport()
    page.locator("[name=phone]").focus()
    expect(first).to_be_in_viewport()
    expect(page.locator(".known-line")).to_be_hidden()
    accessible(page)


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_without_javascript_no_file_is_opened_before_they_are_seen(
    window: Callable[..., Page], host: User, size: dict[str, int]
) -> None:
    page = window(host, size=size, javascript=False)
    page.goto("/minors/new/")
    page.fill("[name=name]", LONG)
    page.select_option("[name=country]", "GN")
    page.select_option("select[name=language]", "fr")
    for name, value in (("interpreter", "not_needed"), ("sex", "male"), ("needs", "nothing")):
        page.check(f"[name={name}][value={value}]", force=True)
    page.check("[name=birth_unknown]")
    send = page.locator("main .form-actions .btn-primary")
    send.click()
    expect(page.locator("main .notice-waiting")).to_contain_text("regardez-les")
    assert Minor.objects.count() == 5
    send.click()
    page.wait_for_url("**/reception/")
    assert Minor.objects.count() == 6
