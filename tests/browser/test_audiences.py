"""A coordinator sends a week to partners: she sees what is masked, and why, before it leaves."""

import os
from collections import OrderedDict
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from django.core.management import call_command
from django.utils import timezone, translation
from playwright.sync_api import Page

from reports import kept_maskings
from reports.figures import EVERYTHING
from reports.periods import week_of
from reports.weekly import report_on
from staff import background
from staff.choices import Role
from staff.models import Site, User
from tests import factories
from tests.browser.chromium import DESK, PHONE
from tests.browser.conftest import accessible
from tests.reports.invented import Invented, freeze
from tests.reports.test_outside import TOTALS

PICTURES = os.environ.get("PICTURES")  # a folder, to look at the pages


def picture(page: Page, name: str) -> None:
    if PICTURES:
        page.screenshot(path=Path(PICTURES) / f"{name}.png", full_page=True)


@pytest.fixture
def coordinator() -> User:
    factories.make_site()
    by = factories.make_user(Role.COORDINATOR, None, "coordination")
    week = week_of(timezone.localdate()).previous
    with translation.override("fr"):
        empty = report_on(week, list(Site.objects.all()), EVERYTHING)
        freeze(Invented(7, 90).filled(empty, TOTALS), week, by=by)
    return by


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_a_week_is_sent_to_partners(
    window: Callable[..., Page], coordinator: User, size: dict[str, int], tmp_path: Path
) -> None:
    week = week_of(timezone.localdate()).previous
    page = window(coordinator, size=size)
    page.goto(f"/reports/{week}/")
    page.get_by_label("Pour qui").select_option("partners")
    page.locator(".filter-bar button, form:has(#id_audience) button").first.click()
    page.wait_for_url("**audience=partners**")
    assert "Partenaires" in page.locator("h1").inner_text()
    assert page.get_by_text("masqué", exact=True).count() > 5
    accessible(page)
    picture(page, f"week-{size['width']}")
    page.emulate_media(media="print")  # what is handed on is a file: on paper there is no number
    assert not page.locator(".not-on-paper .figure-value").first.is_visible()
    assert page.get_by_text("prenez un fichier").is_visible()
    picture(page, f"week-on-paper-{size['width']}")
    page.emulate_media(media="screen")
    page.get_by_role("link", name="Ce qui est masqué, et pourquoi").click()
    page.wait_for_url("**/audience/**")
    accessible(page)
    picture(page, f"preview-{size['width']}")
    with page.expect_download() as download:
        page.get_by_role("link", name="Tableur").click()
    name = download.value.suggested_filename
    assert name == f"escale-{week}-partners.xlsx"
    download.value.save_as(tmp_path / name)
    sheet = openpyxl.load_workbook(tmp_path / name).worksheets[0]
    assert str(sheet["A1"].value).endswith("Partenaires")
    assert not [
        row for row in sheet.iter_rows(min_row=3, values_only=True)
        if isinstance(row[3], int) and 0 < row[3] < 5 and row[2]
    ]  # fmt: skip
    page.reload()
    assert page.get_by_role("heading", name="Déjà envoyé").is_visible()
    accessible(page)
    picture(page, f"sent-{size['width']}")
    page.get_by_role("link", name="Public").click()
    page.wait_for_url("**audience=public**")
    picture(page, f"public-{size['width']}")
    overflow = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    assert overflow <= 0


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_what_takes_long_comes_by_itself(
    window: Callable[..., Page],
    coordinator: User,
    size: dict[str, int],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(kept_maskings, "LONG", -1)
    monkeypatch.setattr(kept_maskings, "_found", OrderedDict())
    started: list[tuple[str, ...]] = []
    monkeypatch.setattr(background, "_start", lambda *command: started.append(command))
    page = window(coordinator, size=size)
    page.goto(f"/reports/{week_of(timezone.localdate()).previous}/audience/?audience=partners")
    assert page.get_by_text("en cours de calcul").is_visible()
    accessible(page)
    picture(page, f"worked-out-{size['width']}")
    [command] = started
    call_command(*command)
    page.get_by_role("heading", name="ne sont pas dites").wait_for()
    assert page.locator("main").count() == 1
    assert not page.get_by_text("en cours de calcul").is_visible()
    accessible(page)
    assert len(started) == 1
