"""The first password is changed before anything else; later one changes it as one likes."""

from collections.abc import Callable

import pytest
from django.test import Client

from staff import actions
from staff.choices import Role
from staff.models import Site, User
from tests import factories
from tests.factories import PASSWORD
from tests.staff.trail import actions_since, last_entry

CHANGE = "/account/password/"
NEW = "cinq-mots-encore-plus-simples"


@pytest.fixture
def newcomer(client: Client, site: Site) -> Client:
    """A client signed in with the first password a coordinator has just handed over."""
    client.user, client.password = actions.create_account(
        by=None, username="awa", full_name="Awa Sow", role=Role.RECEPTION, site=site
    )
    client.post("/sign-in/", {"login": "awa", "password": client.password})
    return client


def change(client: Client, old: str, new: str = NEW, again: str | None = None) -> object:
    return client.post(
        CHANGE, {"oldpassword": old, "password1": new, "password2": new if again is None else again}
    )


@pytest.mark.parametrize("page", ["/", "/reception/", "/rights/", "/account/", "/search/"])
def test_nothing_opens_before_the_first_password_is_changed(newcomer: Client, page: str) -> None:
    assert newcomer.get(page).url == CHANGE


def test_the_page_itself_the_language_and_the_way_out_stay_open(newcomer: Client) -> None:
    assert newcomer.get(CHANGE).status_code == 200
    assert newcomer.post("/language/", {"language": "en", "next": CHANGE}).url == CHANGE
    assert newcomer.post("/sign-out/").url == "/sign-in/"


def test_once_changed_the_house_opens(newcomer: Client) -> None:
    start = last_entry()
    response = change(newcomer, newcomer.password)
    assert response.status_code == 302
    user = User.objects.get(username="awa")
    assert newcomer.get("/reception/").url == "/account/second-factor/"
    factories.enrol(user)
    assert newcomer.get("/reception/").status_code == 200
    assert user.must_change_password is False
    assert user.check_password(NEW)
    assert actions_since(start, by=user) == ["change_password"]


def test_the_first_password_no_longer_opens(newcomer: Client) -> None:
    change(newcomer, newcomer.password)
    again = Client()
    again.post("/sign-in/", {"login": "awa", "password": newcomer.password})
    assert "_auth_user_id" not in again.session


@pytest.mark.parametrize(
    ("old", "new", "again", "field"),
    [
        ("not-it", NEW, NEW, "oldpassword"),
        (None, "short-one", "short-one", "password2"),
        (None, "password1234", "password1234", "password2"),
        (None, NEW, "something-else-here", "password2"),
        (None, "", "", "password1"),
    ],
)
def test_what_is_wrong_is_said_beside_its_box(
    newcomer: Client, old: str | None, new: str, again: str, field: str
) -> None:
    response = change(newcomer, old or newcomer.password, new, again)
    errors = response.context["form"].errors
    assert field in errors or field.replace("2", "1") in errors
    assert User.objects.get(username="awa").must_change_password is True
    assert newcomer.get("/reception/").url == CHANGE


def test_later_one_changes_it_and_stays_signed_in(as_role: Callable[..., Client]) -> None:
    client = as_role()
    assert client.get(CHANGE).status_code == 200
    change(client, PASSWORD)
    assert client.get("/reception/").status_code == 200
    assert User.objects.get(pk=client.user.pk).check_password(NEW)
