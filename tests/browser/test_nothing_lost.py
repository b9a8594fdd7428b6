"""Half an hour of interview, and then: an ended sign-in, a lock, a closed browser, no network."""

import re
from collections.abc import Callable

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import Page, expect

from cases.models import Minor
from clinics.models import Consultation
from staff import actions
from staff.models import Draft, Site, User
from tests import factories
from tests.browser.chromium import DESK, PHONE
from tests.browser.conftest import accessible
from tests.matrix.scene import PIN

LANDED = re.compile(r"/health/$")
TEXT = "Fièvre depuis trois jours, dort dehors, toux la nuit."


@pytest.fixture
def minor(site: Site) -> Minor:
    by = factories.make_user(site=site)
    return factories.make_minor("Awa Barry", by=by, site=site)[0]


@pytest.fixture
def nurse(site: Site) -> User:
    user = factories.make_user("nurse", site)
    actions.choose_pin(by=user, pin=PIN)
    return user


def begin(page: Page, minor: Minor, text: str = TEXT) -> None:
    """Fill a consultation as far as one gets before something happens."""
    page.goto(f"/cases/{minor.reference}/health/new/")
    page.check("[name=motif][value=fever]", force=True)
    page.locator("[name=observation]").fill(text)


def kept(page: Page) -> None:
    expect(page.locator("[data-draft-saved]")).to_be_visible()


def recorded(minor: Minor) -> list[str]:
    notes = Consultation.objects.filter(minor=minor)
    return [row.observation for row in notes if row.observation == TEXT]


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_a_browser_closed_in_mid_consultation(
    window: Callable[..., Page], minor: Minor, nurse: User, size: dict[str, int]
) -> None:
    page = window(nurse, size=size)
    begin(page, minor)
    kept(page)
    page.context.close()
    page = window(nurse, size=size)
    page.goto(f"/cases/{minor.reference}/health/new/")
    offer = page.locator(".draft-offer")
    expect(offer).to_be_visible()
    accessible(page)
    offer.locator("[data-draft-take]").click()
    expect(page.locator("[name=observation]")).to_have_value(TEXT)
    page.locator("main .form-actions .btn-primary").click()
    page.wait_for_url(LANDED)
    assert recorded(minor) == [TEXT]
    assert not Draft.objects.exists()


def test_a_draft_is_thrown_away(window: Callable[..., Page], minor: Minor, nurse: User) -> None:
    page = window(nurse)
    begin(page, minor)
    kept(page)
    page.reload()
    page.locator("[data-draft-forget]").click()
    expect(page.locator(".draft-offer")).to_have_count(0)
    page.reload()
    page.wait_for_load_state("networkidle")
    expect(page.locator(".draft-offer")).to_have_count(0)


def test_a_sign_in_that_ended_meanwhile(
    window: Callable[..., Page], minor: Minor, nurse: User
) -> None:
    """One click on "save", one sign-in: it is recorded, once."""
    page = window(nurse)
    begin(page, minor)
    Session.objects.all().delete()
    page.locator("main .form-actions .btn-primary").click()
    page.wait_for_url("**/sign-in/**")
    expect(page.locator("body")).to_contain_text("est gardé")
    accessible(page)
    page.fill("[name=login]", nurse.username)
    page.fill("[name=password]", factories.PASSWORD)
    page.press("[name=password]", "Enter")
    page.wait_for_url("**/sign-in/code/")
    page.fill("[name=code]", factories.code())
    page.press("[name=code]", "Enter")
    page.wait_for_url(LANDED)
    assert recorded(minor) == [TEXT]


@pytest.mark.parametrize("javascript", [True, False], ids=["", "without JavaScript"])
def test_locked_meanwhile(
    window: Callable[..., Page], minor: Minor, nurse: User, javascript: bool
) -> None:
    page = window(nurse, javascript=javascript)
    begin(page, minor)
    if javascript:
        kept(page)
    other = page.context.new_page()
    other.goto("/reception/")
    other.locator(".lock-form button").click()
    other.wait_for_url("**/locked/")
    other.close()
    if javascript:  # the page has covered itself and lost its text: the draft has it
        page.wait_for_url("**/locked/")
    else:
        page.locator("main .form-actions .btn-primary").click()
        page.wait_for_url("**/locked/")
    page.fill("[name=pin]", PIN)
    page.press("[name=pin]", "Enter")
    if javascript:
        page.wait_for_url("**/reception/")
        page.locator(".narrowed-band a").click()
    page.fill("[name=password]", factories.PASSWORD)
    page.press("[name=password]", "Enter")
    if javascript:
        page.wait_for_url("**/desk/")
        page.goto(f"/cases/{minor.reference}/health/new/")
        page.locator("[data-draft-take]").click()
        page.locator("main .form-actions .btn-primary").click()
    else:
        page.wait_for_url("**/resume/")
        page.locator("[data-send-now] button").click()
    page.wait_for_url(LANDED)
    assert recorded(minor) == [TEXT]


def test_no_network(window: Callable[..., Page], minor: Minor, nurse: User) -> None:
    """The page stays, and so does what was typed; one button sends it when the network is back."""
    page = window(nurse)
    begin(page, minor)
    page.context.set_offline(True)
    page.locator("main .form-actions .btn-primary").click()
    retry = page.locator("[data-network-retry]")
    expect(retry).to_be_visible()
    accessible(page)
    expect(page.locator("[name=observation]")).to_have_value(TEXT)
    retry.click()
    expect(retry).to_be_visible()
    page.context.set_offline(False)
    retry.click()
    page.wait_for_url(LANDED)
    assert recorded(minor) == [TEXT]


def test_a_double_click(window: Callable[..., Page], minor: Minor, nurse: User) -> None:
    page = window(nurse)
    begin(page, minor)
    page.locator("main .form-actions .btn-primary").dblclick()
    page.wait_for_url(LANDED)
    assert recorded(minor) == [TEXT]
