"""One day at the centre, walked in Chromium from the first arrival to the coordinator's export."""

import datetime
import io
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from cases.actions import seed_partners
from cases.choices import DeskKind
from cases.models import Arrival, Minor
from reports.periods import week_of
from staff.choices import Role
from staff.models import Site, User
from tests import factories
from tests.browser.conftest import accessible

People = dict[str, User]


@pytest.fixture
def pantin(transactional_db: None) -> Site:
    site = factories.make_site()
    seed_partners(by=None)
    return site


@pytest.fixture
def team(pantin: Site) -> People:
    roles = [Role.RECEPTION, Role.NURSE, Role.SOCIAL, Role.COORDINATOR]
    return {role: factories.make_user(role, site=pantin) for role in roles}


@pytest.fixture
def known(pantin: Site, team: People) -> Minor:
    """Somebody who came last month, written "Mamadou Diallo"."""
    minor, arrival = factories.make_minor("Mamadou Diallo", by=team[Role.RECEPTION], site=pantin)
    month_ago = timezone.localdate() - datetime.timedelta(days=30)
    Arrival.objects.filter(pk=arrival.pk).update(
        day=month_ago, arrived_at=timezone.now() - datetime.timedelta(days=30)
    )
    return minor


def arrive_known(page: Page, typed: str, minor: Minor) -> None:
    """Three actions: type, read who comes first, Enter. The box has the focus again."""
    page.goto("/reception/")
    box = page.locator("main [data-search-box]")
    expect(box).to_be_focused()
    box.press_sequentially(typed)
    first = page.locator("#found [data-search-item]").first
    expect(first).to_contain_text(minor.reference)
    page.wait_for_selector("main [data-search-box]:not([data-search-stale])")
    page.keyboard.press("Enter")
    expect(page.locator("#present")).to_contain_text(minor.reference)
    expect(page.locator("main [data-search-box]")).to_be_focused()


def register_new(page: Page, name: str, birth: str, country: str, language: str) -> str:
    """The six fields of the first meeting; returns the new reference."""
    page.goto("/reception/")
    page.locator("main [data-search-box]").press_sequentially(name)
    page.locator("form[action$='/minors/new/'] button").click()
    expect(page.locator("[name=name]")).to_have_value(name)
    page.check("[name=no_family_name]")
    page.select_option("[name=country]", country)
    page.wait_for_selector("select[name=language] optgroup", state="attached")
    page.select_option("select[name=language]", language)
    page.fill("[name=birth]", birth)
    page.check("[name=interpreter][value=needed]", force=True)
    page.check("[name=sex][value=female]", force=True)
    page.check("[name=needs][value=sleep]", force=True)
    page.locator("main .form-actions .btn-primary").click()
    page.wait_for_url("**/reception/")
    return page.locator("#present .rows > li .reference").first.inner_text()


def send(page: Page, reference: str, desk_pk: int, *, urgent: bool = False) -> None:
    row = page.locator("#present .rows > li", has_text=reference)
    row.locator("details.menu summary").click()
    to_desk = row.locator(f"form:has([name=desk][value='{desk_pk}'])")
    to_desk.locator("[name=is_urgent]" if urgent else "button:not([name])").click()
    page.wait_for_load_state()


def consult(page: Page, motif: str, *, temperature: str) -> str:
    """Take the next one, log the consultation, end the ticket; returns the reference."""
    page.goto("/desk/")
    page.locator("form[action$='/next/'] button").click()
    reference = page.locator(".case-heading .reference").inner_text()
    page.locator("a[href$='/health/new/']").click()
    page.check(f"[name=motif][value={motif}]", force=True)
    page.fill("[name=temperature]", temperature)
    page.fill("[name=care]", "Paracétamol 1 g, repos, revoir si fièvre.")
    tomorrow = timezone.localdate() + datetime.timedelta(days=7)
    page.fill("[name=follow_up_on]", tomorrow.isoformat())
    page.locator("main .form-actions .btn-primary").click()
    page.wait_for_url("**/health/")
    page.locator("form[action$='/seen/'] button").click()
    page.wait_for_url("**/desk/")
    return reference


def refer(page: Page) -> None:
    page.goto("/desk/")
    page.locator("form[action$='/next/'] button").click()
    page.locator("a[href$='/referrals/new/']").click()
    page.select_option("[name=partner]", label="CCAS de Pantin")
    page.check("[name=kind][value=social]", force=True)
    page.fill("[name=reason]", "Demande de domiciliation.")
    page.check("[name=agreement][value=agrees]", force=True)
    page.locator("main .form-actions .btn-primary").click()
    page.wait_for_url("**/referrals/*/")
    page.locator("a[href$='/step/']").click()
    page.check("[name=status][value=answered]", force=True)
    page.fill("[name=note]", "Rendez-vous accordé, attestation à retirer.")
    page.locator("main .form-actions .btn-primary").click()
    page.wait_for_url("**/referrals/*/")


def figures(path: Path) -> dict[str, list[object]]:
    """Return {code: [values without a part, in order]} of the spreadsheet."""
    sheet = openpyxl.load_workbook(io.BytesIO(path.read_bytes())).active
    found: dict[str, list[object]] = {}
    for code, _label, part, value, *_others in sheet.iter_rows(min_row=3, values_only=True):
        if not part:
            found.setdefault(code, []).append(value)
    return found


def test_the_day_from_the_first_arrival_to_the_export(
    window: Callable[..., Page], pantin: Site, team: People, known: Minor
) -> None:
    reception = window(team[Role.RECEPTION])
    arrive_known(reception, "mouhamadou djallo", known)
    fatima = register_new(reception, "Fatima", "16 ans", "AF", "prs")
    ibrahima = register_new(reception, "Ibrahima Bah", "2009", "GN", "ff")
    nurse_desk = factories.make_desk(DeskKind.NURSE, pantin)
    send(reception, known.reference, nurse_desk.pk)
    send(reception, fatima, nurse_desk.pk, urgent=True)
    send(reception, ibrahima, factories.make_desk(DeskKind.SOCIAL, pantin).pk)

    nurse = window(team[Role.NURSE])
    assert consult(nurse, "fever", temperature="38,4") == fatima, "urgent first"
    assert consult(nurse, "scabies", temperature="37.1") == known.reference
    refer(window(team[Role.SOCIAL]))

    reception.goto(f"/cases/{fatima}/")
    assert "Paracétamol" not in reception.content(), "reception knows when, never what"
    assert reception.goto(f"/cases/{fatima}/health/").status == 403

    coordinator = window(team[Role.COORDINATOR])
    coordinator.goto("/")
    coordinator.wait_for_url("**/briefing/")
    coordinator.locator(".rail a[href^='/reports/']").first.click()
    coordinator.wait_for_url(f"**/reports/{week_of(timezone.localdate())}/")
    with coordinator.expect_download() as download:
        coordinator.locator("a[href$='week.xlsx']").click()
    counted = figures(Path(download.value.path()))
    assert counted["W01"] == [3], "three arrivals"
    assert counted["W02"] == [3]
    assert counted["W03"] == [2], "two of them new"
    assert counted["W04"] == [1], "one known under another spelling"
    assert counted["W11"] == [2, 2, 2, 0], "two consultations, both for the first time"
    assert counted["REF"] == [1, 1, 0], "one referral, answered"
    on_page = coordinator.locator(".figure-value").all_inner_texts()
    assert on_page[:4] == ["3", "3", "2", "1"]


def test_every_page_of_the_day_is_accessible(
    window: Callable[..., Page], pantin: Site, team: People, known: Minor
) -> None:
    reception = window(team[Role.RECEPTION])
    reception.goto("/reception/")
    reception.locator("main [data-search-box]").press_sequentially("mamadou")
    reception.wait_for_selector("#found [data-search-item]")
    accessible(reception)
    reception.goto("/minors/new/")
    accessible(reception)
    reception.goto(f"/cases/{known.reference}/")
    accessible(reception)
