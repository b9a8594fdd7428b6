"""The health file of somebody who waits: all of it before she sits down, in two actions."""

import datetime
from collections.abc import Callable
from decimal import Decimal

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from cases import actions
from cases.choices import DeskKind
from cases.models import Minor
from clinics.choices import Motif
from clinics.models import Consultation
from staff.choices import Role
from staff.models import Site, User
from tests import factories
from tests.browser.chromium import DESK, PHONE
from tests.browser.conftest import accessible
from tests.browser.counting import at_most

SIZES = pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])


@pytest.fixture
def pantin(transactional_db: None) -> Site:
    return factories.make_site()


@pytest.fixture
def nurse(pantin: Site) -> User:
    return factories.make_user(Role.NURSE, site=pantin)


@pytest.fixture
def minor(pantin: Site, nurse: User) -> Minor:
    """Waiting for the nurse, with a file that has lived."""
    minor, arrival = factories.make_minor(
        "Mamadou Saliou Sadio Baldé-Camara", by=nurse, site=pantin, sex="male"
    )
    desk = factories.make_desk(DeskKind.NURSE, pantin)
    actions.send_to_desk(by=nurse, arrival=arrival, desk=desk)
    for days, weight in ((60, "50"), (30, "52.5"), (2, "53")):
        factories.make_consultation(
            minor,
            by=nurse,
            site=pantin,
            day=timezone.localdate() - datetime.timedelta(days=days),
            weight=Decimal(weight),
            height=Decimal(172),
            pulse=Decimal(132),
        )
    factories.make_health_fact(minor, by=nurse)
    factories.make_health_fact(minor, by=nurse, kind="condition", condition="asthma", what="")
    factories.make_health_fact(minor, by=nurse, kind="medicine", what="Salbutamol", detail="")
    return minor


@SIZES
def test_everything_is_there_in_two_actions(
    window: Callable[..., Page], nurse: User, minor: Minor, size: dict[str, int]
) -> None:
    """Task 10: from the nurse's own page, her name, then her health file."""
    page = window(nurse, size=size)
    page.goto("/")
    with at_most(page, 2, "the health file of who waits"):
        page.locator(f"main a[href*='/cases/{minor.reference}/']").first.click()
        page.wait_for_load_state()
        if not page.url.endswith("/health/"):
            page.locator(f"a[href$='/cases/{minor.reference}/health/']").first.click()
        expect(page.locator(".allergies .notice-danger")).to_contain_text("Pénicilline")
    main = page.locator("main")
    for text in ("Asthme", "Salbutamol", "53 kg", "Seuils à confirmer", "Orientations santé"):
        expect(main).to_contain_text(text)
    expect(page.locator(".growth")).to_be_visible()
    accessible(page)
    page.emulate_media(media="print")
    expect(page.locator(".growth")).to_be_hidden()


@pytest.mark.parametrize("javascript", [True, False], ids=["script", "no script"])
@SIZES
def test_an_unlikely_weight_is_confirmed_with_a_tick(
    window: Callable[..., Page],
    nurse: User,
    minor: Minor,
    size: dict[str, int],
    javascript: bool,
) -> None:
    page = window(nurse, size=size, javascript=javascript)
    page.goto(f"/cases/{minor.reference}/health/new/")
    page.locator(f"#div_id_motif .form-check:has([value={Motif.HEADACHE}]) label").click()
    page.fill("[name=weight]", "29")
    page.fill("[name=care]", "Repas")
    page.locator("main .form-actions .btn-primary").click()
    tick = page.locator("[name=sure_weight]")
    expect(tick).to_be_visible()
    expect(page.locator("[name=weight]")).to_have_value("29")
    expect(page.locator("[name=care]")).to_have_value("Repas")
    if javascript:
        accessible(page)
    tick.check()
    page.locator("main .form-actions .btn-primary").click()
    page.wait_for_url(f"**/cases/{minor.reference}/health/")
    row = Consultation.objects.latest("pk")
    assert row.weight == 29
    assert row.checks["confirmed"][0]["by"] == nurse.pk
