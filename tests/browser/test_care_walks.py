"""What a midwife follows, scabies at a site, a screen that says a risk, walked as they are."""

import datetime
from collections.abc import Callable

import pytest
from django.utils import timezone
from playwright.sync_api import Locator, Page, expect

from cases.choices import DeskKind
from cases.models import Alert, Minor
from clinics.models import PregnancyStep, ScabiesEvent, SexualHealthAct
from staff.choices import Role
from staff.models import Site, User
from tests import factories
from tests.browser.chromium import DESK, PHONE
from tests.browser.conftest import accessible
from tests.browser.counting import at_most

SUBMIT = "main .form-actions .btn-primary"
SIZES = pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
DAY = datetime.timedelta(days=1)


@pytest.fixture
def pantin(transactional_db: None) -> Site:
    return factories.make_site()


@pytest.fixture
def nurse(pantin: Site) -> User:
    return factories.make_user(Role.NURSE, site=pantin, full_name="Inès Infirmière")


@pytest.fixture
def midwife(pantin: Site) -> User:
    return factories.make_user(Role.MIDWIFE, site=pantin, full_name="Maud Maïeutique")


@pytest.fixture
def minor(nurse: User, pantin: Site) -> Minor:
    return factories.make_minor("Awa Sow", by=nurse, site=pantin, sex="female")[0]


def pill(page: Page, name: str, value: str) -> Locator:
    """The words of a choice: its circle is hidden."""
    box = page.locator(f'main [name={name}][value="{value}"]')
    return page.locator(f"label[for={box.get_attribute('id')}]")


@SIZES
def test_a_midwife_ticks_a_step_from_her_desk(
    window: Callable[..., Page],
    nurse: User,
    midwife: User,
    minor: Minor,
    pantin: Site,
    size: dict[str, int],
) -> None:
    """And nothing is read on her desk before she opens it."""
    factories.make_desk(DeskKind.MIDWIFE, pantin)
    said = {"by": nurse, "site": pantin}
    violence = factories.make_violence(minor, facts="Hier, près de la gare.", **said)
    factories.make_act(minor, violence=violence, kind="prophylaxis", **said)
    pregnancy = factories.make_pregnancy(minor, weeks=12, **said)
    other = factories.make_minor("Fatou Bah", sex="female", **said)[0]
    factories.make_contraception(other, **said)
    page = window(midwife, size=size)
    page.goto("/desk/")
    fold = page.locator("#due-confidential details").first
    expect(fold.locator("summary").first).to_have_text("Suivi confidentiel, 3 à faire Urgent")
    expect(page.get_by_text("Injection")).to_be_hidden()
    expect(page.get_by_text("Awa")).to_have_count(2)  # in the fold alone
    for name in page.get_by_text("Awa").all():
        expect(name).to_be_hidden()
    accessible(page)
    with at_most(page, 3, "from a desk, a step of a pregnancy is ticked"):
        fold.locator("summary").first.click()
        expect(page.get_by_text("Injection trimestrielle")).to_be_visible()
        accessible(page)
        fold.get_by_role("link", name="Awa").last.click()
        page.wait_for_url("**/sexual-health/")
        accessible(page)
        page.get_by_role("button", name="Fait Échographie du premier trimestre").click()
    expect(page.get_by_text("Fait ici")).to_be_visible()
    step = PregnancyStep.objects.get(pregnancy=pregnancy, kind="done")
    assert (step.rule, step.by) == ("first_scan", midwife)
    page.get_by_role("link", name="Fait ailleurs Bilan sanguin").click()
    accessible(page)
    pill(page, "precision", "unknown").click()
    page.fill("main [name=word]", "PMI de Pantin, rien d’anormal")
    page.locator(SUBMIT).click()
    expect(page.get_by_text("PMI de Pantin")).to_be_visible()
    accessible(page)
    page.goto(f"/cases/{minor.reference}/sexual-health/acts/new/")
    accessible(page)
    pill(page, "kind", "samples").click()
    pill(page, "agreement", "yes").click()
    page.select_option("main [name=basis]", "consent")
    page.select_option("main [name=violence]", str(violence.pk))
    page.locator(SUBMIT).click()
    page.wait_for_url("**/sexual-health/")
    assert SexualHealthAct.objects.latest("pk").violence == violence
    page.goto(f"/cases/{other.reference}/sexual-health/")
    expect(page.get_by_text("À refaire")).to_be_visible()
    page.goto(f"/cases/{minor.reference}/sexual-health/violence/sexual/new/")
    accessible(page)


@SIZES
def test_scabies_at_a_site_from_a_consultation_to_the_laundry(
    window: Callable[..., Page], nurse: User, minor: Minor, pantin: Site, size: dict[str, int]
) -> None:
    said = {"by": nurse, "site": pantin}
    first = factories.make_minor("Mamadou Diallo", **said)[0]
    second = factories.make_minor("Ibrahima Keita", **said)[0]
    seen = factories.make_consultation(
        minor, motif="scabies", problem="scabies", told_by="found", **said
    )
    page = window(nurse, size=size)
    page.goto(f"/cases/{minor.reference}/health/{seen.pk}/")
    accessible(page)
    with at_most(page, 1, "from a consultation, an event of the site"):
        page.get_by_role("button", name="Suivre comme cas").click()
        page.wait_for_url("**/scabies/*/")
    event = ScabiesEvent.objects.get()
    accessible(page)
    page.get_by_role("link", name="Ajouter des contacts").click()
    page.wait_for_url("**/contacts/")
    for who, typed in ((first, "mamadou"), (second, "ibrahima")):
        accessible(page)
        expect(page.locator("#search-q")).to_be_focused()
        with at_most(page, 3, f"one more contact, and {len(typed)} letters"):
            page.locator("#search-q").press_sequentially(typed)
            add = page.get_by_role("button", name=f"Ajouter {who.display_name}")
            expect(add).to_be_visible()
            add.click()
        expect(page.locator("main .panel").last).to_contain_text(who.display_name)
    page.goto(f"/scabies/{event.pk}/")
    accessible(page)
    row = page.locator("li.scabies-person", has_text=minor.display_name)
    row.get_by_role("button", name="Première prise").click()
    row = page.locator("li.scabies-person", has_text=minor.display_name)
    row.get_by_role("button", name="Linge lavé").click()
    page.locator("li.scabies-person", has_text=first.display_name).get_by_role(
        "link", name="Un autre jour"
    ).click()
    accessible(page)
    page.select_option("main [name=mark]", "first")
    page.fill("main [name=happened_on]", str(timezone.localdate() - 10 * DAY))
    page.locator(SUBMIT).click()
    page.wait_for_url(f"**/scabies/{event.pk}/")
    page.locator("li.scabies-person", has_text=first.display_name).get_by_role(
        "button", name="Deuxième prise"
    ).click()
    expect(page.get_by_text("Deux prises données")).to_be_visible()
    accessible(page)
    marks = event.marks.filter(minor=minor)
    assert sorted(mark.mark for mark in marks) == ["case", "first", "laundry"]
    assert sorted(mark.mark for mark in event.marks.filter(minor=first)) == [
        "contact", "first", "second",
    ]  # fmt: skip
    assert [mark.mark for mark in event.marks.filter(minor=second)] == ["contact"]


@SIZES
def test_a_screen_that_says_a_risk_raises_the_alert(
    window: Callable[..., Page], nurse: User, minor: Minor, size: dict[str, int]
) -> None:
    page = window(nurse, size=size)
    page.goto(f"/cases/{minor.reference}/health/screens/phq9/new/")
    accessible(page)
    for number in range(1, 9):
        pill(page, f"item_{number}", "0").click()
    pill(page, "item_9", "1").click()
    assert not Alert.objects.exists()
    page.locator(SUBMIT).click()
    page.wait_for_url("**/alerts/*/")
    expect(page.get_by_text("L’alerte est donnée")).to_be_visible()
    accessible(page)
    [alert] = Alert.objects.all()
    assert (alert.minor, alert.kind) == (minor, "suicide")
