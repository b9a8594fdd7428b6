"""A jurist opens a procedure, makes the hearings ready; a social worker refers and renews."""

import datetime
from collections.abc import Callable

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from cases.births import anniversary
from cases.choices import DeskKind, Part, Purpose
from cases.consents import Recipient
from cases.models import Minor
from referrals.models import HearingCall, Procedure, ReferralSheet
from referrals.procedure_queries import next_working_day
from staff.choices import Role
from staff.models import Site, User
from tests import factories
from tests.browser.chromium import DESK, PHONE
from tests.browser.conftest import accessible
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


def test_the_hearings_of_tomorrow(
    window: Callable[..., Page], jurist: User, pantin: Site, minor: Minor
) -> None:
    """One screen: what is missing, who goes along, who interprets, reached or not."""
    procedure = factories.make_procedure(minor, by=jurist, site=pantin)
    factories.make_event(
        procedure, by=jurist, stage="L45", hearing_on=next_working_day(timezone.localdate())
    )
    page = window(jurist)
    page.goto("/desk/")
    with at_most(page, 2, "tomorrow's hearings"):
        page.locator("nav a[href='/hearings/']").first.click()
        hearing = page.locator("main .rows > li")
        expect(hearing).to_contain_text("Mamadou Diallo")
        for words in ("Pas au dossier", "Pas encore joint", "Ni accompagnement ni interprète"):
            expect(hearing).to_contain_text(words)
    accessible(page)
    hearing.get_by_role("button", name="Joint", exact=True).click()
    expect(page.locator("main .rows > li")).to_contain_text("Joint par")
    assert HearingCall.objects.get().is_reached


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_a_procedure_met_on_its_way(
    window: Callable[..., Page], jurist: User, minor: Minor, size: dict[str, int]
) -> None:
    page = window(jurist, size=size)
    page.goto(f"/cases/{minor.reference}/procedures/")
    page.locator("main a.btn-primary").click()
    page.get_by_role("link", name="Juge des enfants").click()
    accessible(page)
    page.check("[name=stage][value=L41]", force=True)
    page.fill("[name=happened_on]", "03/2026")
    page.locator(SUBMIT).click()
    page.wait_for_url(f"**/cases/{minor.reference}/procedures/*/")
    expect(page.locator("main")).to_contain_text("mars 2026")
    assert Procedure.objects.with_state().get().stage.code == "L41"


def test_a_partner_is_told_what_was_agreed_to(
    window: Callable[..., Page], pantin: Site, minor: Minor
) -> None:
    """The referral, its sheet with what she agreed to, and the paper: eight actions."""
    social = factories.make_user(Role.SOCIAL, site=pantin)
    partner = factories.make_partner("CASNAV de Paris", kind="school")
    factories.make_consent(
        minor,
        by=social,
        to=Recipient(partner),
        purpose=Purpose.SCHOOL,
        parts=[Part.IDENTITY, Part.SOCIAL],
    )
    page = window(social)
    page.goto(f"/cases/{minor.reference}/referrals/")
    with at_most(page, 8, "a referral with its sheet"):
        page.locator("main a.btn-primary").click()
        page.select_option("[name=partner]", str(partner.pk))
        page.check("[name=kind][value=school]", force=True)
        page.fill("[name=reason]", "Test de niveau")
        page.locator(SUBMIT).click()
        page.get_by_role("link", name="Fiche pour le partenaire").click()
        page.fill("[name=asked]", "Un rendez-vous de test")
        page.check("[name=channel][value=handed]", force=True)
        page.locator(SUBMIT).click()
        paper = page.get_by_role("link", name="Fiche (PDF)")
        expect(paper).to_be_visible()
        with page.expect_download() as download:
            paper.click()
    assert download.value.suggested_filename.endswith(".pdf")
    sheet = ReferralSheet.objects.get()
    assert "Mamadou" not in download.value.suggested_filename
    assert "name" in sheet.told


def test_what_ends_next_is_renewed_from_the_first_page(
    window: Callable[..., Page], pantin: Site, minor: Minor
) -> None:
    """The desk opens on what ends next; the date offered is a year after that end."""
    social = factories.make_user(Role.SOCIAL, site=pantin)
    factories.make_desk(DeskKind.SOCIAL, pantin)
    end = timezone.localdate() + datetime.timedelta(days=20)
    factories.make_entitlement(minor, by=social, site=pantin, until=end)
    other, _arrival = factories.make_minor("Fatoumata Bah", by=social, site=pantin)
    factories.make_entitlement(other, by=social, site=pantin, kind="domiciliation", until=end)
    page = window(social)
    page.goto("/")
    with at_most(page, 3, "renewed"):
        line = page.locator("#due li", has_text="Mamadou Diallo")
        line.get_by_role("button", name="Renouvelé").click()
        expect(page.locator("#due li")).to_have_count(1)
    accessible(page)
    held = minor.entitlements.with_state().get()
    assert held.valid_until == anniversary(end, 1)
