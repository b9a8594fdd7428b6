"""From the week to the month and to any days; a funder's table composed, opened and changed."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from reports.models import Layout
from reports.periods import month_of, week_of
from staff.choices import Role
from tests import factories
from tests.browser.chromium import DESK, PHONE
from tests.browser.conftest import accessible

SIZES = pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])


@pytest.fixture
def here(transactional_db: None, window: Callable[..., Page]) -> Callable[..., Page]:
    site = factories.make_site()
    coordinator = factories.make_user(Role.COORDINATOR, None, "coordination")
    for name, sex in (("Awa", "female"), ("Bakary", "male"), ("Chérif", "male")):
        factories.make_minor(name, by=coordinator, site=site, sex=sex)

    def open_window(**kwargs: Any) -> Page:
        return window(coordinator, **kwargs)

    return open_window


@SIZES
def test_the_period_is_changed_without_javascript(
    here: Callable[..., Page], size: dict[str, int]
) -> None:
    today = timezone.localdate()
    page = here(size=size, javascript=False)
    page.goto("/reports/")
    page.get_by_role("link", name="Mois", exact=True).click()
    page.wait_for_url(f"**/reports/{month_of(today)}/")
    page.get_by_role("link", name="Mois précédent").click()
    page.wait_for_url(f"**/reports/{month_of(today).previous}/")
    page.get_by_role("link", name="Mois suivant").click()
    page.get_by_text("Autres dates").click()
    first = today - timedelta(days=10)
    page.get_by_label("Premier jour").fill(first.isoformat())
    page.get_by_label("Dernier jour").fill(today.isoformat())
    page.locator(".period-form").get_by_role("button", name="Afficher").click()
    page.wait_for_url(f"**/reports/{first}_{today}/")
    page.get_by_role("link", name="Semaine", exact=True).click()
    page.wait_for_url(f"**/reports/{week_of(today)}/")


@SIZES
def test_a_month_reads_well(here: Callable[..., Page], size: dict[str, int]) -> None:
    page = here(size=size)
    page.goto(f"/reports/{month_of(timezone.localdate())}/")
    accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]


@SIZES
def test_a_table_is_composed_once_and_opened(
    here: Callable[..., Page], size: dict[str, int]
) -> None:
    today = timezone.localdate()
    page = here(size=size)
    page.goto("/reports/tables/")
    page.get_by_role("link", name="Nouveau tableau").click()
    page.get_by_label("Nom").fill("Ville de Paris")
    for column in ("Total", "Par sexe", "Par tranche d’âge"):
        page.locator("label.form-check-label").get_by_text(column, exact=True).click()
    page.get_by_label("Tranches d’âge").fill("<13, 14-17, 18+")
    page.get_by_role("spinbutton", name="Nouveaux par sexe et âge").fill("1")
    page.get_by_role("button", name="Enregistrer le tableau").click()
    expect(page.get_by_text("commencer à 13").first).to_be_visible()
    accessible(page)
    page.get_by_label("Tranches d’âge").fill("<13, 13-17, 18+")
    page.get_by_label("Passages", exact=True).fill("2")
    page.get_by_role("button", name="Enregistrer le tableau").click()
    page.wait_for_url(f"**/reports/tables/*/{month_of(today).previous}/")
    number = Layout.objects.get().number
    page.get_by_role("link", name="Mois suivant").click()
    new = page.locator("tbody tr", has_text="Nouveaux").locator("td")
    expect(new.first).to_have_text("3")
    expect(page.get_by_text("N’est pas compté par sexe ni par âge.")).to_be_visible()
    accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]
    with page.expect_download() as download:
        page.get_by_role("link", name="CSV").click()
    assert download.value.suggested_filename == f"escale-table-{number}-{month_of(today)}.csv"
