"""Task 19, the weekly report of the coordinator: from the briefing to the file, then validated."""

import datetime
import io
import time
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from reports import freezing
from reports.models import FrozenWeek
from reports.periods import week_of
from staff.choices import Role
from staff.models import AuditEntry, Site, User
from tests import factories
from tests.browser.chromium import DESK, PHONE
from tests.browser.conftest import accessible
from tests.browser.counting import at_most

SIZES = pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
REPORT = 2  # actions: the week, the file (field sheet, section 9)
VALIDATED = 4  # of a week that is over: the week before, validate, yes, the file
TASK_SECONDS = 15  # of a busy machine too; what a week takes at size is `make bench`'s to say
CAME_LAST_WEEK = 3  # young people, each on Monday and Tuesday
ONE_DAY = datetime.timedelta(days=1)


@pytest.fixture
def pantin(transactional_db: None) -> Site:
    return factories.make_site()


@pytest.fixture
def coordinator(pantin: Site) -> User:
    """With last week's arrivals; and one today, so that no week is empty."""
    host = factories.make_user(Role.RECEPTION, site=pantin)
    monday = week_of(timezone.localdate()).previous.start
    for number in range(CAME_LAST_WEEK):
        minor, arrival = factories.make_minor(f"Jeune {number}", by=host, site=pantin)
        if number:
            arrival.cancelled_at, arrival.cancelled_by = timezone.now(), host
            arrival.save()
        for day in (monday, monday + ONE_DAY):
            factories.arrival_on(minor, day, pantin, host)
    return factories.make_user(Role.COORDINATOR)


def download(page: Page) -> dict[str, list[object]]:
    """Press the spreadsheet; return {code: the values of its first lines, no part}."""
    with page.expect_download() as found:
        page.locator("main .page-actions a[href*='week.xlsx']").click()
    book = openpyxl.load_workbook(io.BytesIO(Path(found.value.path()).read_bytes()))
    figures: dict[str, list[object]] = {}
    for code, _label, part, value, *_rest in book.worksheets[0].iter_rows(
        min_row=3, values_only=True
    ):
        if not part:
            figures.setdefault(str(code), []).append(value)
    return figures


def to_the_week(page: Page) -> None:
    page.locator(".rail a[href^='/reports/']:visible").first.click()
    page.wait_for_url(f"**/reports/{week_of(timezone.localdate())}/")


@SIZES
def test_the_week_as_a_spreadsheet(
    window: Callable[..., Page], coordinator: User, size: dict[str, int]
) -> None:
    page = window(coordinator, size=size)
    page.goto("/")
    page.wait_for_url("**/briefing/")
    began = time.monotonic()
    with at_most(page, REPORT, "the week as a spreadsheet"):
        to_the_week(page)
        expect(page.locator("main .figure-value").first).to_have_text("1")
        shown = time.monotonic() - began
        figures = download(page)
    done = time.monotonic() - began
    print(f"shown after {shown:.1f} s, done after {done:.1f} s")  # noqa: T201 - `pytest -s` shows it
    assert done < TASK_SECONDS
    assert figures["W01"] == [1]
    quality = page.locator(".week-section", has_text="Ce que valent ces chiffres")
    expect(quality).to_contain_text("Saisies tardives")
    accessible(page)


@SIZES
def test_last_week_is_validated_and_stays(
    window: Callable[..., Page], coordinator: User, pantin: Site, size: dict[str, int]
) -> None:
    page = window(coordinator, size=size)
    page.goto("/briefing/")
    to_the_week(page)
    last = week_of(timezone.localdate()).previous
    began = time.monotonic()
    with at_most(page, VALIDATED, "last week validated, as a spreadsheet"):
        page.locator("main a[rel=prev]").click()
        page.wait_for_url(f"**/reports/{last}/")
        page.locator("main .page-actions a[href*='/validate/']").click()
        page.wait_for_url("**/validate/")
        expect(page.locator("main")).to_contain_text("Saisies tardives")  # what they are worth
        page.locator("main .form-actions .btn-primary").click(timeout=60_000)
        page.wait_for_url(f"**/reports/{last}/")
        figures = download(page)
    print(f"validated in {time.monotonic() - began:.1f} s")  # noqa: T201 - `pytest -s` shows it
    assert figures["W01"] == [2 * CAME_LAST_WEEK]
    frozen = FrozenWeek.objects.get(year=last.year, number=last.number, site=None)
    assert freezing.is_whole(frozen)
    # A sheet copied since changes nothing of what was validated, and is said.
    host = User.objects.get(postings__role=Role.RECEPTION)
    minor, _arrival = factories.make_minor("Nouvelle", by=host, site=pantin)
    factories.arrival_on(minor, last.start, pantin, host)
    page.reload()
    assert download(page) == figures
    exported = AuditEntry.objects.filter(action="export_week", by=coordinator)
    assert exported.count() == 2
    accessible(page)
    page.goto(f"/reports/{last}/validate/")
    accessible(page)
