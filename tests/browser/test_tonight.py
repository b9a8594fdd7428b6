"""Where a young person sleeps tonight: at most three actions, from the evening or from the door."""

import datetime
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from cases import activities, nights
from cases.choices import PartnerKind, Purpose
from cases.consents import Recipient
from cases.models import Arrival, NamedForNight
from staff.choices import Role
from staff.models import Site, User
from tests import factories
from tests.browser.chromium import DESK, PHONE
from tests.browser.conftest import accessible
from tests.browser.counting import at_most


@pytest.fixture
def pantin(transactional_db: None) -> Site:
    return factories.make_site()


@pytest.fixture
def host(pantin: Site) -> User:
    return factories.make_user(Role.RECEPTION, site=pantin)


@pytest.fixture
def awa(pantin: Site, host: User) -> Arrival:
    return factories.make_minor("Awa Diallo", by=host, site=pantin)[1]


def held(arrival: Arrival) -> tuple[str, bool]:
    night = nights.standing_night(arrival.minor, arrival.day)
    assert night is not None
    return night.place, night.is_to_orient


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
@pytest.mark.parametrize("javascript", [True, False], ids=["htmx", "plain"])
def test_from_the_page_of_the_evening(
    window: Callable[..., Page], host: User, awa: Arrival, size: dict[str, int], javascript: bool
) -> None:
    """Open the list, choose, "to be oriented"."""
    page = window(host, size=size, javascript=javascript)
    page.goto("/tonight/")
    line = page.locator(f"#night-{awa.pk}")
    expect(line).to_contain_text("Pas encore de réponse")
    if not javascript:  # the menu holds a link to the page of the whole list
        line.locator("summary").click()
        line.locator(".menu-body a").click()
        page.locator("button[value=squat]").first.click()
        line.get_by_role("button", name="À orienter").click()
    else:
        with at_most(page, 3, "where she sleeps, and that she is to be oriented"):
            line.locator("summary").click()
            box = line.locator(".menu-body").bounding_box()
            assert box is not None
            assert 0 <= box["x"] <= size["width"] - box["width"], "no answer is cut off"
            line.locator("button[value=squat]").click()
            expect(line.locator(".person-status")).to_contain_text("Squat")
            line.get_by_role("button", name="À orienter").click()
            expect(line).to_contain_text("N’est plus à orienter")
        expect(page.locator("#night-counts")).to_contain_text("1 à orienter")
        accessible(page)
    expect(line).to_contain_text("Squat")
    assert held(awa) == ("squat", True)


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_from_the_door(
    window: Callable[..., Page], host: User, awa: Arrival, size: dict[str, int]
) -> None:
    """The menu of her line, "where she sleeps", one tap that says both."""
    page = window(host, size=size)
    page.goto("/reception/")
    row = page.locator("#present li", has_text=awa.minor.reference)
    with at_most(page, 3, "from reception"):
        row.locator("summary").click()
        row.locator("a[href*='/tonight/']").click()
        page.locator("form:has([name=is_to_orient]) button[value=street]").click()
        page.wait_for_url("**/reception/")
    assert held(awa) == ("street", True)
    expect(page.locator("main")).not_to_contain_text("Rue")


def test_as_last_night_by_one_tap(
    window: Callable[..., Page], host: User, pantin: Site, awa: Arrival
) -> None:
    yesterday = awa.day - datetime.timedelta(days=1)
    before = factories.arrival_on(awa.minor, yesterday, pantin, host)
    factories.make_night(before, by=host, place="host_family")
    page = window(host, size=PHONE)
    page.goto("/tonight/")
    with at_most(page, 1, "the same as last time"):
        page.get_by_role("button", name="Comme la dernière fois").click()
        expect(page.locator("#night-counts")).to_contain_text("1 réponse")
    assert held(awa) == ("host_family", False)
    with at_most(page, 1, "undone"):
        page.locator("#toasts form button").click()
        expect(page.locator("#night-counts")).to_contain_text("0 réponse")


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
@pytest.mark.parametrize("javascript", [True, False], ids=["htmx", "plain"])
def test_who_takes_part_is_ticked_by_one_tap_each(
    window: Callable[..., Page], host: User, awa: Arrival, size: dict[str, int], javascript: bool
) -> None:
    binta = factories.make_minor("Binta", by=host, site=awa.site)[1]
    held = factories.make_activity(by=host, site=awa.site)
    page = window(host, size=size, javascript=javascript)
    page.goto(f"/activities/{held.pk}/")
    for number, arrival in enumerate((awa, binta), start=1):
        page.get_by_role("button", name=arrival.minor.reference).click()
        expect(page.locator("#activity-lists .count").first).to_have_text(str(number))
    assert activities.participants(held) == [awa.minor, binta.minor]
    if javascript:
        accessible(page)


def test_the_list_of_the_evening_is_handed_over(
    window: Callable[..., Page], host: User, pantin: Site, awa: Arrival
) -> None:
    partner = factories.make_partner("Maraude du soir", kind=PartnerKind.SHELTER)
    factories.make_night(awa, by=host, is_to_orient=True)
    to = Recipient(partner)
    factories.make_consent(awa.minor, by=host, to=to, purpose=Purpose.SHELTER)
    page = window(factories.make_user(Role.COORDINATOR, site=pantin))
    page.goto("/tonight/orient/")
    with at_most(page, 3, "handing over the list of the evening"):
        page.select_option("#id_partner", str(partner.pk))
        page.locator("main .filter-bar button").click()
        page.get_by_role("button", name="Transmis à Maraude du soir").click()
        page.wait_for_url("**/tonight/handed/*/")
    expect(page.locator(".night-list")).to_contain_text(awa.minor.reference)
    expect(page.locator(".night-list")).not_to_contain_text("Diallo")
    with page.expect_download() as download:
        page.get_by_role("link", name="PDF").click()
    assert download.value.suggested_filename.endswith(".pdf")
    assert NamedForNight.objects.get().sharing.minor == awa.minor
    accessible(page)
