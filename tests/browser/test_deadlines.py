"""A jurist records what was notified and reads when it ends, in five actions."""

import datetime
from collections.abc import Callable

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from cases.models import Minor
from referrals.deadlines import counting
from referrals.models import Deadline
from staff.choices import Role
from staff.models import Site, User
from tests import factories
from tests.browser.counting import at_most

SUBMIT = "main .form-actions .btn-primary"


@pytest.fixture
def pantin(transactional_db: None) -> Site:
    return factories.make_site()


@pytest.fixture
def jurist(pantin: Site) -> User:
    return factories.make_user(Role.JURIST, site=pantin)


@pytest.fixture
def minor(jurist: User, pantin: Site) -> Minor:
    return factories.make_minor("Mamadou Diallo", by=jurist, site=pantin)[0]


def record(page: Page, minor: Minor, what: str, day: datetime.date) -> None:
    page.goto(f"/cases/{minor.reference}/")
    with at_most(page, 5, what):
        page.locator(f"main a[href='/cases/{minor.reference}/deadlines/']").first.click()
        page.locator("main a.btn-primary").click()
        page.get_by_role("link", name=what).click()
        page.fill("[name=happened_on]", day.isoformat())
        page.locator(SUBMIT).click()
        expect(page.locator("main .notice-progress")).to_be_visible()
        page.locator(SUBMIT).click()
        page.wait_for_url(f"**/cases/{minor.reference}/deadlines/*/")


def test_a_refusal_and_its_aim(window: Callable[..., Page], jurist: User, minor: Minor) -> None:
    page = window(jurist)
    day = timezone.localdate() - datetime.timedelta(days=3)
    record(page, minor, "Refus de prise en charge : requête au juge des enfants", day)
    expect(page.locator("main")).to_contain_text("aucun délai légal, un objectif à nous ; 15 jours")
    assert Deadline.objects.get().computed_on == counting.add_days(day, 15)


def test_a_judgment_notified_on_a_friday(
    window: Callable[..., Page], jurist: User, minor: Minor
) -> None:
    """Fifteen days from a Friday end on a Saturday: carried, and the page says so."""
    page = window(jurist)
    today = timezone.localdate()
    friday = today - datetime.timedelta(days=(today.weekday() - 4) % 7)
    record(page, minor, "Appel d’une décision du juge des enfants", friday)
    expect(page.locator("main")).to_contain_text("reporté au")
    expect(page.locator("main")).to_contain_text("À confirmer par un juriste")
    assert Deadline.objects.get().computed_on > counting.add_days(friday, 15)


def test_without_javascript(window: Callable[..., Page], jurist: User, minor: Minor) -> None:
    page = window(jurist, javascript=False)
    page.goto(f"/cases/{minor.reference}/deadlines/new/D09/1/")
    page.fill("[name=happened_on]", timezone.localdate().isoformat())
    page.locator(SUBMIT).click()
    page.locator(SUBMIT).click()
    assert Deadline.objects.count() == 1
