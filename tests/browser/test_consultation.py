"""A nurse signs a consultation: how many actions, without JavaScript, in two windows at once."""

from collections.abc import Callable

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from cases.models import Minor
from clinics.models import ClinicSession, Consultation
from referrals.models import Referral
from staff.choices import Role
from staff.models import Draft, Site, User
from tests import factories
from tests.browser.chromium import DESK, PHONE
from tests.browser.conftest import accessible
from tests.browser.counting import at_most

SUBMIT = "main .form-actions .btn-primary"


@pytest.fixture
def pantin(transactional_db: None) -> Site:
    return factories.make_site()


@pytest.fixture
def nurse(pantin: Site) -> User:
    return factories.make_user(Role.NURSE, site=pantin)


@pytest.fixture
def minor(nurse: User, pantin: Site) -> Minor:
    return factories.make_minor("Mamadou Saliou Sadio Baldé-Camara", by=nurse, site=pantin)[0]


def tile(page: Page, motif: str) -> None:
    page.locator(
        f"label[for={page.locator(f'[name=motif][value={motif}]').get_attribute('id')}]"
    ).click()


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_task_9(
    window: Callable[..., Page], nurse: User, minor: Minor, size: dict[str, int]
) -> None:
    """Motif, two measures, care, a referral to the PASS, the next visit: at most 12 actions."""
    partner = factories.make_partner("PASS Hôtel-Dieu")
    page = window(nurse, size=size)
    page.goto(f"/cases/{minor.reference}/health/")
    next_visit = timezone.localdate().replace(year=timezone.localdate().year + 1)
    with at_most(page, 12, "a consultation"):
        page.locator("main .page-actions .btn-primary").click()
        tile(page, "teeth")
        page.locator("[name=temperature]").click()
        page.keyboard.type("37,8")
        page.keyboard.press("Tab")
        page.keyboard.type("92")
        page.locator(".form-check-label", has_text="Conseils").click()
        page.locator("summary", has_text="Orienter vers un partenaire").click()
        page.select_option("[name=partner]", str(partner.pk))
        page.fill("[name=follow_up_on]", next_visit.isoformat())
        page.locator(SUBMIT).click()
        page.wait_for_url(f"**/cases/{minor.reference}/health/")
    found = Consultation.objects.get()
    assert (found.motif, str(found.temperature), str(found.pulse)) == ("teeth", "37.8", "92")
    assert (found.acts, found.follow_up_on) == (["advice"], next_visit)
    assert found.referral == Referral.objects.get()


def test_a_line_is_found_by_what_she_says(
    window: Callable[..., Page], nurse: User, minor: Minor
) -> None:
    page = window(nurse)
    page.goto(f"/cases/{minor.reference}/health/new/")
    shown = page.locator("[data-problems] .form-check:visible")
    for said, label in (
        ("boutons qui grattent", "Gale"),
        ("RAGE DE DENT", "Carie, rage de dent"),
        ("il tousse depuis longtemps", "Toux de plus de deux semaines"),
    ):
        page.fill("#problem-search", said)
        expect(shown.first).to_be_visible()
        assert label in shown.all_inner_texts()
    accessible(page)
    page.fill("#problem-search", "wxyz")
    expect(page.locator("[data-problem-none]")).to_be_visible()
    page.fill("#problem-search", "boutons qui grattent")
    page.press("#problem-search", "Enter")
    expect(page.locator("[name=problem]:checked")).to_have_value("scabies")
    expect(page.locator("[name=motif]:checked")).to_have_value("scabies")
    tile(page, "eyes")
    expect(shown.filter(has_text="Œil rouge")).to_have_count(1)
    page.locator(SUBMIT).click()
    page.wait_for_url(f"**/cases/{minor.reference}/health/")
    found = Consultation.objects.get()
    assert (found.motif, found.problem, found.told_by) == ("eyes", "scabies", "found")


def test_without_javascript(window: Callable[..., Page], nurse: User, minor: Minor) -> None:
    page = window(nurse, javascript=False)
    page.goto(f"/cases/{minor.reference}/health/new/")
    page.locator("[data-problem-list] > summary").click()
    page.check("[name=problem][value=fungus]", force=True)
    page.locator(SUBMIT).click()
    page.wait_for_url(f"**/cases/{minor.reference}/health/")
    assert Consultation.objects.get().motif == "skin"


def test_two_windows_of_one_consultation(
    window: Callable[..., Page], nurse: User, minor: Minor
) -> None:
    """Each keeps its own, each is offered the other; the second signature is asked about."""
    first = window(nurse)
    second = first.context.new_page()
    url = f"/cases/{minor.reference}/health/new/"
    for page, text in ((first, "Toux sèche"), (second, "Mal de gorge")):
        page.goto(url)
        page.check("[name=motif][value=respiratory]", force=True)
        page.fill("[name=observation]", text)
        expect(page.locator("[data-draft-saved]")).to_be_visible()
    expect(second.locator(".draft-offer")).to_be_visible()
    assert Draft.objects.count() == 2
    first.locator(SUBMIT).click()
    first.wait_for_url(f"**/cases/{minor.reference}/health/")
    assert Draft.objects.count() == 1
    second.locator(SUBMIT).click()
    expect(second.locator("[name=is_another]")).to_be_visible()
    expect(second.locator("[name=observation]")).to_have_value("Mal de gorge")
    accessible(second)
    second.check("[name=is_another]")
    second.locator(SUBMIT).click()
    second.wait_for_url(f"**/cases/{minor.reference}/health/")
    assert {row.observation for row in Consultation.objects.all()} == {"Toux sèche", "Mal de gorge"}


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_a_day_of_sessions(
    window: Callable[..., Page], nurse: User, minor: Minor, size: dict[str, int]
) -> None:
    """Opened in three actions, closed with zero in three."""
    page = window(nurse, size=size)
    page.goto("/sessions/")
    accessible(page)
    with at_most(page, 2, "a session opened"):
        page.locator("main .page-actions .btn-primary").click()
        page.wait_for_load_state()
        accessible(page)
        page.locator(SUBMIT).click()
        page.wait_for_url("**/sessions/")
    with at_most(page, 3, "a session of nobody closed"):
        page.locator("main .rows a.btn").first.click()
        page.check("[name=is_zero]")
        page.locator(SUBMIT).click()
        page.wait_for_url("**/sessions/*/")
    accessible(page)
    assert ClinicSession.objects.get().reported_count == 0
