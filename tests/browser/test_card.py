"""The card at the door: the scanner types its code and Enter, then Enter is "present"."""

import datetime
from collections.abc import Callable

from django.utils import timezone
from playwright.sync_api import Page, expect

from cases import actions
from cases.models import Arrival
from staff.choices import Role
from tests import factories


def test_a_scan_then_enter_is_present(transactional_db: None, window: Callable[..., Page]) -> None:
    """Two actions. The scanner's own Enter comes before the list does."""
    site = factories.make_site()
    host = factories.make_user(Role.RECEPTION, site=site)
    minor, arrival = factories.make_minor("Mamadou Diallo", by=host, site=site)
    factories.make_minor("Mamadou Diallo", by=host, site=site)
    day = timezone.localdate() - datetime.timedelta(days=30)
    Arrival.objects.filter(pk=arrival.pk).update(day=day)
    token = actions.make_card(by=host, minor=minor)
    page = window(host)
    page.goto("/reception/")
    expect(page.locator("main [data-search-box]")).to_be_focused()
    page.keyboard.type(token.lower())
    page.keyboard.press("Enter")
    first = page.locator("#found [data-search-item]").first
    expect(first).to_contain_text(minor.reference)
    assert token.lower() not in page.url.lower()
    page.wait_for_selector("main [data-search-box]:not([data-search-stale])")
    expect(page.locator("main [data-search-box]")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#present")).to_contain_text(minor.reference)
    assert minor.arrivals.filter(day=timezone.localdate()).count() == 1


def test_the_card_opens_beside_the_file(
    transactional_db: None, window: Callable[..., Page]
) -> None:
    """The page to print is another tab: the file stays where it is."""
    site = factories.make_site()
    host = factories.make_user(Role.RECEPTION, site=site)
    minor, _arrival = factories.make_minor("Awa", by=host, site=site)
    page = window(host)
    page.goto(f"/cases/{minor.reference}/")
    answers = []
    page.context.on("response", lambda answer: answers.append(answer))
    with page.context.expect_event("response", lambda r: r.url.endswith("/card/")):
        page.locator("#card form[action$='/card/'] button").click()
    [made] = [answer for answer in answers if answer.url.endswith("/card/")]
    assert made.status == 200
    assert made.headers["content-type"] == "application/pdf"
    assert page.url.endswith(f"/cases/{minor.reference}/")
    assert minor.card_steps.count() == 1
