"""The extra task: an afternoon of the mobile clinic on a telephone, each consultation in few taps.

What is typed is counted too: at most the code of a paper slip.
"""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from clinics.models import AnonymousConsultation, ClinicSession, TallyReport
from staff.choices import Role, SiteKind
from staff.models import Site, User
from tests import factories
from tests.browser.chromium import PHONE
from tests.browser.conftest import accessible
from tests.browser.counting import at_most

KEEP = "main .form-actions .btn-primary"
MOST = 8  # actions a consultation
# motif, sex, age, and what else is said of that one
AFTERNOON: list[tuple[str, str, str, dict[str, str]]] = [
    ("scabies", "male", "15_17", {"language": "ps", "tick_code": "a7"}),
    ("respiratory", "male", "18_24", {}),
    ("wound", "female", "13_14", {"destination": "pass"}),
    ("teeth", "male", "unknown", {"language": "ar"}),
]


@pytest.fixture
def street(transactional_db: None) -> Site:
    return factories.make_site("La Chapelle, zone nord", kind=SiteKind.MOBILE)


@pytest.fixture
def nurse(street: Site) -> User:
    return factories.make_user(Role.NURSE, site=street)


@pytest.fixture
def session(nurse: User, street: Site) -> ClinicSession:
    return factories.make_session(by=nurse, site=street)


def tap(page: Page, name: str, value: str) -> None:
    box = page.locator(f"[name={name}][value='{value}']")
    page.locator(f"label[for={box.get_attribute('id')}]").click()


def say(page: Page, name: str, value: str) -> None:
    if name == "language":
        page.select_option("main select[name=language]", value)
    elif name == "tick_code":
        page.locator("[name=tick_code]").click()
        page.keyboard.type(value)
    else:
        page.locator("summary", has_text="Soins, orientation").click()
        tap(page, name, value)


def log(page: Page, motif: str, sex: str, age: str, more: dict[str, str]) -> None:
    tap(page, "motif", motif)
    tap(page, "sex", sex)
    tap(page, "age_band", age)
    for name, value in more.items():
        say(page, name, value)
    page.locator(KEEP).click()
    expect(page.locator("#toasts")).to_contain_text("Gardée")
    expect(page.locator("[name=motif]:checked")).to_have_count(0)


def test_an_afternoon_on_a_telephone(
    window: Callable[..., Page], nurse: User, session: ClinicSession
) -> None:
    page = window(nurse, size=PHONE)
    page.goto(f"/sessions/{session.pk}/")
    page.locator("main .page-actions .btn-primary").click()
    accessible(page)
    for motif, sex, age, more in AFTERNOON:
        with at_most(page, MOST, "a consultation without identity"):
            log(page, motif, sex, age, more)
    rows = AnonymousConsultation.objects.order_by("pk")
    assert [(row.motif, row.sex, row.age_band) for row in rows] == [one[:3] for one in AFTERNOON]
    # The language of the one before is kept, the age is not.
    assert [row.language for row in rows] == ["ps", "ps", "ps", "ar"]
    assert [row.destination for row in rows] == ["", "", "pass", ""]
    assert rows[0].tick_code == "A7"

    # Nothing said: what is missing is said, nothing else changes.
    page.locator(KEEP).click()
    expect(page.locator(".invalid-feedback").first).to_be_visible()
    accessible(page)

    # The sheet, copied and set beside them.
    page.goto(f"/sessions/{session.pk}/tally/enter/")
    page.fill("[name='scabies-15_17-male']", "2")
    page.fill("[name='wound-13_14-female']", "un")
    page.locator(KEEP).click()
    expect(page.locator("td .invalid-feedback")).to_have_count(1)
    expect(page.locator("[name='wound-13_14-female']")).to_have_value("un")
    accessible(page)
    page.fill("[name='wound-13_14-female']", "1")
    page.locator(KEEP).click()
    page.wait_for_url(f"**/sessions/{session.pk}/tally/")
    assert TallyReport.objects.get().total == 3
    expect(page.locator(".compared .notice")).to_contain_text("1 consultation saisie de plus")
    accessible(page)


def test_without_javascript(
    window: Callable[..., Page], nurse: User, session: ClinicSession
) -> None:
    page = window(nurse, size=PHONE, javascript=False)
    page.goto(f"/sessions/{session.pk}/anonymous/new/")
    for name, value in (("motif", "fever"), ("sex", "female"), ("age_band", "25")):
        page.check(f"[name={name}][value='{value}']", force=True)
    page.locator(KEEP).click()
    expect(page.locator("[name=motif]:checked")).to_have_count(0)
    assert AnonymousConsultation.objects.get().motif == "fever"
