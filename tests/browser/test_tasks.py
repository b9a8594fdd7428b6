"""One's tasks: ticked done, taken back, handed over several at once; without JavaScript too."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from cases.models import Task
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
def social(pantin: Site) -> User:
    return factories.make_user(Role.SOCIAL, site=pantin)


@pytest.fixture
def three(pantin: Site, social: User) -> list[Task]:
    """Three tasks of hers, two of them about somebody with a long name."""
    minor, _arrival = factories.make_minor("Mamadou Saliou Sadio Baldé-Camara", site=pantin)
    return [
        factories.make_task(by=social, site=pantin, minor=about, owner=social, text=text)
        for about, text in (
            (minor, "Rappeler la mairie de Pantin pour la domiciliation"),
            (minor, "Renouveler l’aide médicale avant la fin du mois"),
            (None, "Mettre à jour la liste des distributions"),
        )
    ]


def still_open() -> set[str]:
    return {task.text for task in Task.objects.open().with_what_opens_them()}


@SIZES
def test_one_is_done_and_taken_back(
    window: Callable[..., Page], social: User, three: list[Task], size: dict[str, int]
) -> None:
    page = window(social, size=size)
    page.goto("/tasks/")
    accessible(page)
    with at_most(page, 1, "a task done"):
        page.locator("main .rows .row-end .btn").first.click()
        page.wait_for_load_state()
        expect(page.locator("main .rows > li")).to_have_count(2)
    assert len(still_open()) == 2
    with at_most(page, 1, "taken back"):
        page.locator(".notice-toast form button").first.click()
        expect(page.locator("main .rows > li")).to_have_count(3)
    assert len(still_open()) == 3


@pytest.mark.parametrize("javascript", [True, False], ids=["script", "no script"])
def test_several_are_given_at_once(
    window: Callable[..., Page], pantin: Site, social: User, three: list[Task], javascript: bool
) -> None:
    """Two ticks, a colleague, a button."""
    colleague = factories.make_user(Role.SOCIAL, site=pantin, full_name="Julie Marchal-Diop")
    page = window(social, javascript=javascript)
    page.goto("/tasks/")
    ticks = page.locator("main .task-tick")
    if not javascript:  # nothing counts there
        give(page, colleague)
    else:
        with at_most(page, 4, "two tasks given"):
            give(page, colleague)
            expect(ticks).to_have_count(1)
    expect(ticks).to_have_count(1)
    assert Task.objects.filter(owner=colleague).count() == 2


def give(page: Page, colleague: User) -> None:
    for place in (0, 1):
        page.locator("main .task-tick").nth(place).check()
    page.select_option("select[name=owner]", str(colleague.pk))
    page.locator("button[formaction*=give]").click()


def test_what_is_missing_is_said_and_the_ticks_stay(
    window: Callable[..., Page], social: User, three: list[Task]
) -> None:
    page = window(social)
    page.goto("/tasks/")
    page.locator("main .task-tick").first.check()
    page.locator("button[formaction*=postpone]").click()
    expect(page.locator("#due_on_error")).to_be_visible()
    expect(page.locator("main .task-tick").first).to_be_checked()
    accessible(page)
