"""What the desks do between opening and closing, and how many actions it may take."""

import datetime
from collections.abc import Callable

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from cases.choices import DeskKind
from cases.models import Appointment, Minor
from staff.choices import Role
from staff.models import OpeningException, Site, User
from tests import factories
from tests.browser.chromium import PHONE
from tests.browser.conftest import accessible
from tests.browser.counting import at_most

SUBMIT = "main .form-actions .btn-primary"


@pytest.fixture
def pantin(transactional_db: None) -> Site:
    """Return a site that is open today, whatever the day of the week."""
    site = factories.make_site()
    nine, eighteen = datetime.time(9), datetime.time(18)
    OpeningException.objects.create(
        site=site, day=timezone.localdate(), is_open=True, opens_at=nine, closes_at=eighteen
    )
    return site


@pytest.fixture
def psychologist(pantin: Site) -> User:
    return factories.make_user(Role.PSYCHOLOGIST, site=pantin)


@pytest.fixture
def minor(pantin: Site, psychologist: User) -> Minor:
    made, _arrival = factories.make_minor(
        "Zarghuna", by=psychologist, site=pantin, language="ps", interpreter="needed"
    )
    return made


# --- the psychologist's interpreter ---------------------------------------------------------------


@pytest.mark.parametrize("javascript", [True, False])
def test_an_interpreter_is_booked_and_the_session_took_place(
    window: Callable[..., Page], psychologist: User, minor: Minor, javascript: bool
) -> None:
    """Pashto, a woman if possible; then that it took place, and how long she interpreted."""
    page = window(psychologist, javascript=javascript)
    page.goto(f"/cases/{minor.reference}/appointments/")
    steps = [
        lambda: page.locator("main .page-actions .btn-primary").click(),
        lambda: page.check("[name=wants_woman]"),
        lambda: page.locator(SUBMIT).click(),
        lambda: page.locator("#ahead .appointment-presence button").click(),
    ]
    if javascript:
        with at_most(page, 6, "an interpreter, and the session"):
            book_and_note(page, steps)
    else:
        book_and_note(page, steps)
    row = Appointment.objects.with_state().get()
    assert (row.language, row.interpreter, row.wants_woman) == ("ps", "needed", True)
    assert (row.desk_kind, row.status) == (DeskKind.PSYCHOLOGIST, "came")
    assert row.interpreter_minutes == row.minutes
    expect(page.locator("#past")).to_contain_text("rencontre n° 1")


def book_and_note(page: Page, steps: list[Callable[[], None]]) -> None:
    plan, woman, save, took_place = steps
    plan()
    expect(page.locator("main [name=language]")).to_have_value("ps")
    expect(page.locator("[name=interpreter][value=needed]")).to_be_checked()
    page.fill("[name=day]", timezone.localdate().isoformat())
    page.fill("[name=time]", "10:00")
    woman()
    save()
    expect(page.locator("#ahead")).to_contain_text("Interprète à demander, Pachto")
    took_place()
    expect(page.locator("#past")).to_contain_text("30 min interprétées")


def test_the_pages_of_appointments_are_accessible(
    window: Callable[..., Page], pantin: Site, psychologist: User, minor: Minor
) -> None:
    for time, kind in ((datetime.time(9), DeskKind.PSYCHOLOGIST), (datetime.time(11), "nurse")):
        factories.make_appointment(
            minor,
            by=psychologist,
            site=pantin,
            time=time,
            desk_kind=DeskKind(kind),
            interpreter="needed",
            language="ps",
        )
    file = f"/cases/{minor.reference}/appointments/"
    for size in ({}, {"size": PHONE}):
        page = window(psychologist, **size)
        for url in ("/appointments/", "/appointments/new/", "/desk/", file, f"{file}new/"):
            page.goto(url)
            accessible(page)
        page.locator(SUBMIT).click()
        expect(page.locator("main .invalid-feedback").first).to_be_visible()
        accessible(page)
        page.goto("/appointments/")
        page.locator("#mine details.menu summary").click()
        accessible(page)
