"""The lock as a person meets it: the key, the cover, the tile, the PIN, the back button."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from cases.models import Minor
from reports.models import ExportJob
from staff import actions
from staff.models import Site, User
from tests import factories
from tests.browser.chromium import DESK, PHONE
from tests.browser.conftest import accessible
from tests.matrix.scene import CANARY, PIN

PICTURES = os.environ.get("PICTURES")  # a folder, to look at the pages


@pytest.fixture
def minor(site: Site) -> Minor:
    by = factories.make_user(site=site)
    return factories.make_minor(CANARY, by=by, site=site)[0]


@pytest.fixture
def nurse(site: Site) -> User:
    user = factories.make_user("nurse", site)
    actions.choose_pin(by=user, pin=PIN)
    return user


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_one_key_locks_and_the_back_button_shows_nothing(
    window: Callable[..., Page], minor: Minor, nurse: User, size: dict[str, int]
) -> None:
    page = window(nurse, size=size)
    page.goto(f"/cases/{minor.reference}/health/")
    assert CANARY in page.content()
    page.keyboard.press("F8")
    page.wait_for_url("**/locked/")
    accessible(page)
    for tile in page.locator(".choice-pills label").all():
        assert tile.bounding_box()["height"] >= 44
    page.go_back()
    page.wait_for_url("**/locked/")
    assert CANARY not in page.content()
    page.fill("[name=pin]", PIN)
    page.press("[name=pin]", "Enter")
    page.wait_for_url("**/reception/")
    expect(page.locator(".narrowed-band")).to_be_visible()
    accessible(page)
    page.locator(".narrowed-band a").click()
    page.wait_for_url("**/locked/open/")
    accessible(page)
    page.fill("[name=password]", factories.PASSWORD)
    page.press("[name=password]", "Enter")
    expect(page.locator(".narrowed-band")).to_have_count(0)


def test_a_page_left_alone_covers_itself(
    window: Callable[..., Page], minor: Minor, nurse: User
) -> None:
    page = window(nurse)
    page.clock.install()
    page.goto(f"/cases/{minor.reference}/health/")
    page.clock.fast_forward("09:50")
    assert "/health/" in page.url
    page.clock.fast_forward("00:20")
    page.wait_for_url("**/locked/")
    assert CANARY not in page.content()


def test_it_locks_without_javascript(window: Callable[..., Page], nurse: User) -> None:
    page = window(nurse, javascript=False)
    page.goto("/reception/")
    page.locator(".lock-form button").click()
    page.wait_for_url("**/locked/")
    page.fill("[name=pin]", PIN)
    page.locator("main .btn-primary").click()
    page.wait_for_url("**/reception/")


def with_a_virtual_key(page: Page) -> str:
    """Give the browser a key of its own; return the address of the second factor, by name.

    A passkey needs a name, not an address of numbers.
    """
    page.goto("/account/second-factor/")
    local = page.url.replace("127.0.0.1", "localhost")
    cookie = {**page.context.cookies()[0], "domain": "localhost"}
    page.context.add_cookies([{k: cookie[k] for k in ("name", "value", "domain", "path")}])
    speak = page.context.new_cdp_session(page)
    speak.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True,
               "hasUserVerification": True, "isUserVerified": True,
               "automaticPresenceSimulation": True}  # fmt: skip
    speak.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    return local


def test_a_passkey_is_added_and_signs_in(window: Callable[..., Page], site: Site) -> None:
    """With the browser's own virtual key."""
    user = factories.make_user("nurse", site, has_factor=False)
    page = window(user)
    local = with_a_virtual_key(page)
    page.goto(f"{local}keys/")
    page.check("[name=passwordless]")
    page.locator("main .btn-primary").click()
    page.wait_for_url("**/account/second-factor/codes/")
    page.goto(local.replace("/account/second-factor/", "/sign-out/"))
    page.locator("main .btn-primary").click()
    page.wait_for_url("**/sign-in/")
    accessible(page)
    page.locator("form[data-passkey] button").click()
    page.wait_for_url("**/desk/")


def test_a_list_with_names_is_asked_with_a_passkey(
    window: Callable[..., Page], minor: Minor
) -> None:
    """Its button asks the key; the other one posts the form as it is, to be told what lacks."""
    page = window(factories.make_user("coordinator", has_factor=False))
    local = with_a_virtual_key(page)
    page.goto(f"{local}keys/")
    page.locator("main .btn-primary").click()
    page.wait_for_url("**/account/second-factor/codes/")
    page.goto(local.replace("/account/second-factor/", "/reports/lists/arrivals/names/"))
    accessible(page)
    if PICTURES:
        page.screenshot(path=Path(PICTURES) / "named-list.png", full_page=True)
    page.fill("[name=reason]", "Rendez-vous du bus de vaccination")
    page.locator("main .btn-primary").click()
    page.wait_for_selector(".is-invalid")
    assert not ExportJob.objects.exists()
    page.locator("[data-passkey-ask]").click()
    page.wait_for_selector(".reference")
    assert ExportJob.objects.get().reason == "Rendez-vous du bus de vaccination"
