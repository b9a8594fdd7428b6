"""A nurse copies a booklet, gives what is proposed, and programmes the recall in four actions."""

import datetime
from collections.abc import Callable

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from cases.choices import Sex
from cases.models import Appointment, Minor
from clinics.models import Vaccination
from staff.choices import Role
from staff.models import Site, User
from tests import factories
from tests.browser.counting import at_most

SUBMIT = "main .form-actions .btn-primary"


@pytest.fixture
def pantin(transactional_db: None) -> Site:
    return factories.make_site()


@pytest.fixture
def nurse(pantin: Site) -> User:
    factories.make_rules_valid(by=factories.make_user(Role.DOCTOR, site=pantin))
    return factories.make_user(Role.NURSE, site=pantin)


@pytest.fixture
def minor(nurse: User, pantin: Site) -> Minor:
    found, _arrival = factories.make_minor("Awa Diallo", by=nurse, site=pantin, sex=Sex.FEMALE)
    for question in ("severe_reaction", "immunodeficiency", "chickenpox"):
        factories.make_vaccination_answer(found, by=nurse, question=question, answer="no")
    return found


def test_the_third_dose_of_hepatitis_b_is_programmed_in_four_actions(
    window: Callable[..., Page], nurse: User, minor: Minor, pantin: Site
) -> None:
    """Whoever else looks at the day sees that she is expected, and never what for."""
    factories.make_vaccination_answer(minor, by=nurse, question="hepatitis_b", answer="negative")
    today = timezone.localdate()
    for days in (60, 30):
        factories.make_vaccination(
            minor, by=nurse, site=pantin, brand="engerix_b", valences=["hepatitis_b"],
            given_on=today - datetime.timedelta(days=days),
        )  # fmt: skip
    page = window(nurse)
    page.goto(f"/cases/{minor.reference}/vaccination/")
    with at_most(page, 4, "programming a recall"):
        page.locator("main a[href$='/vaccination/plan/']").click()
        page.locator("#later li", has_text="VHB-B-3").get_by_role("link").click()
        page.fill("[name=time]", "10:00")
        page.locator(SUBMIT).click()
        page.wait_for_url(f"**/cases/{minor.reference}/appointments/")
    planned = Appointment.objects.with_state().get()
    assert planned.day >= today + datetime.timedelta(days=120)
    assert planned.subject == ""
    reception = window(factories.make_user(Role.RECEPTION, site=pantin))
    reception.goto(f"/appointments/?day={planned.day.isoformat()}")
    told = reception.locator("main")
    expect(told).to_contain_text("10 h 00")
    expect(told).not_to_contain_text("accin")
    expect(told).not_to_contain_text("épatite")


def test_what_is_proposed_is_given_in_one_form(
    window: Callable[..., Page], nurse: User, minor: Minor
) -> None:
    page = window(nurse, javascript=False)
    page.goto(f"/cases/{minor.reference}/vaccination/plan/")
    expect(page.locator("main")).to_contain_text("À demander d’abord")
    page.locator("label[for=id_pregnancy_0]").click()
    page.get_by_role("button", name="Proposer").click()
    expect(page.locator("main .plan").first).to_contain_text("ROR")
    page.fill("[name=lot_0]", "K123")
    page.select_option("[name=outcome_1]", "refused")
    page.locator("[name=is_agreed]").check()
    page.fill("[name=prescriber]", "Protocole 2026")
    page.get_by_role("button", name="Enregistrer ce qui a été fait").click()
    expect(page.locator("main")).to_contain_text("Prochaines visites")
    kinds = [row.kind for row in Vaccination.objects.order_by("pk")]
    assert kinds == ["given", "refused", "given", "given"]


def test_a_booklet_is_copied_at_once(
    window: Callable[..., Page], nurse: User, minor: Minor
) -> None:
    page = window(nurse)
    page.goto(f"/cases/{minor.reference}/vaccination/new/")
    with at_most(page, 4, "three lines of a booklet"):
        for number, date in enumerate(["2012", "03/2013", "12/5/2014"]):
            page.select_option(f"[name=vaccine_{number}]", "=diphtheria tetanus polio")
            page.fill(f"[name=date_{number}]", date)
        page.locator(SUBMIT).click()
        page.wait_for_url(f"**/cases/{minor.reference}/vaccination/")
    assert Vaccination.objects.count() == 3
