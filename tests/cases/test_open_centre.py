"""The first page of an empty database, and the same from a terminal: once, from this machine."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.test import Client

from cases import actions
from cases.choices import DeskKind
from cases.management.commands.open_centre import PASSWORD_VARIABLE
from cases.models import Desk, Partner
from staff.choices import Role, SiteKind
from staff.models import Centre, OpeningHours, Site, User
from tests.factories import CentreFactory, enrol, make_site
from tests.staff.trail import actions_since

pytestmark = pytest.mark.django_db

OPEN = "/open-centre/"
PASSWORD = "cinq-mots-encore-plus-simples"


def typed(**changes: str) -> dict[str, str]:
    return {
        "name": "Centre de Pantin",
        "site_1": "Pantin",
        "kind_1": SiteKind.DAY_CENTRE,
        "site_2": "La Chapelle",
        "kind_2": SiteKind.MOBILE,
        "site_3": "",
        "kind_3": SiteKind.BORDER,
        "full_name": "Claire Martin",
        "username": "claire.m",
        "password": PASSWORD,
        "password_again": PASSWORD,
        **changes,
    }


def test_the_centre_opens_and_its_coordinator_signs_in(client: Client) -> None:
    assert client.get(OPEN).status_code == 200
    assert client.post(OPEN, typed()).url == "/sign-in/"
    client.post("/sign-in/", {"login": "claire.m", "password": PASSWORD})
    assert client.get("/", follow=True).status_code == 200
    assert client.get("/team/").url == "/account/second-factor/"
    user = User.objects.get()
    enrol(user)
    assert client.get("/team/").status_code == 200
    assert (user.roles, user.is_mission_wide) == ({Role.COORDINATOR}, True)
    assert user.must_change_password is False


def test_all_that_was_typed_is_there(client: Client) -> None:
    client.post(OPEN, typed())
    assert Centre.objects.get().name == "Centre de Pantin"
    assert Centre.objects.get().is_demo is False
    assert list(Site.objects.order_by("pk").values_list("name", "kind")) == [
        ("Pantin", "day_centre"),
        ("La Chapelle", "mobile"),
    ]


def test_it_can_be_worked_in_at_once(client: Client) -> None:
    client.post(OPEN, typed())
    for site in Site.objects.all():
        assert set(site.desks.values_list("kind", flat=True)) == set(DeskKind)
    assert {h.site.name for h in OpeningHours.objects.select_related("site")} == {"Pantin"}
    assert Partner.objects.count() > 10
    assert not Partner.objects.filter(is_confirmed=True).exists()


def test_the_trail_begins_with_it(client: Client) -> None:
    client.post(OPEN, typed())
    recorded = actions_since(0)
    assert recorded[0] == "open_centre"
    assert {"create_site", "create_account", "edit_desk", "edit_partner"} <= set(recorded)


@pytest.mark.parametrize(
    ("changes", "fields"),
    [
        ({"name": ""}, {"name"}),
        ({"site_1": ""}, {"site_1"}),
        ({"kind_1": "castle"}, {"kind_1"}),
        ({"site_2": "pantin"}, {"site_2"}),
        ({"site_2": "", "site_3": "PANTIN"}, {"site_2"}),
        ({"full_name": ""}, {"full_name"}),
        ({"username": ""}, {"username"}),
        ({"username": "Claire M"}, {"username"}),
        ({"username": "c"}, {"username"}),
        ({"password": ""}, {"password"}),
        ({"password": "short", "password_again": "short"}, {"password"}),
        ({"password": "password1234", "password_again": "password1234"}, {"password"}),
        ({"password_again": ""}, {"password_again"}),
        ({"password_again": "something-else"}, {"password_again"}),
        ({"name": "", "username": "é", "password_again": "x"},
         {"name", "username", "password_again"}),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_beside_its_box_and_the_rest_stays(
    client: Client, changes: dict[str, str], fields: set[str]
) -> None:
    sent = typed(**changes)
    response = client.post(OPEN, sent)
    form = response.context["form"]
    assert response.status_code == 422
    assert set(form.errors) == fields
    assert form["site_2"].value() == sent["site_2"]
    assert form["full_name"].value() == sent["full_name"]
    assert PASSWORD not in response.content.decode()
    assert not Centre.objects.exists()
    assert not User.objects.exists()


def test_once_open_the_page_is_no_page_any_more(client: Client) -> None:
    client.post(OPEN, typed())
    for again in (Client(), client):
        assert again.get(OPEN).status_code == 404
        assert again.post(OPEN, typed(username="intruder")).status_code == 404
    assert User.objects.count() == 1


@pytest.mark.parametrize(
    "origin",
    [
        {"REMOTE_ADDR": "192.168.1.20"},
        {"REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_FOR": "127.0.0.1"},
    ],
)
def test_nobody_opens_it_from_the_network(client: Client, origin: dict[str, str]) -> None:
    assert client.get(OPEN, **origin).status_code == 404
    assert client.post(OPEN, typed(), **origin).status_code == 404
    assert not Centre.objects.exists()


def open_centre(**changes: Any) -> tuple[Centre, User]:
    wanted = {
        "name": "Centre", "sites": [("Pantin", SiteKind.DAY_CENTRE)], "username": "claire.m",
        "full_name": "Claire Martin", "password": PASSWORD, **changes,
    }  # fmt: skip
    return actions.open_centre(by=None, **wanted)


@pytest.mark.parametrize("kind", SiteKind)
def test_the_tests_own_sites_are_like_the_real_ones(kind: SiteKind) -> None:
    """tests/factories.py takes a short cut that must lead to the same place."""

    def described(site: Site) -> tuple[list[tuple[object, ...]], list[tuple[object, ...]]]:
        desks = site.desks.order_by("position").values_list(
            "name", "kind", "position", "valid_from", "valid_to"
        )
        hours = site.opening_hours.order_by("weekday").values_list(
            "weekday", "opens_at", "closes_at", "valid_from", "valid_to"
        )
        return list(desks), list(hours)

    quick = make_site("Quick", kind)
    real = actions.open_site(by=None, name="Real", kind=kind, valid_from=quick.valid_from)
    assert described(quick) == described(real)
    assert quick.kind == real.kind


class TestAction:
    def test_a_database_holds_one_centre(self) -> None:
        open_centre()
        with pytest.raises(ValidationError):
            open_centre(username="other", sites=[("Calais", SiteKind.BORDER)])
        assert Site.objects.count() == 1

    def test_a_demonstration_is_a_centre_too(self) -> None:
        CentreFactory(is_demo=True)
        with pytest.raises(ValidationError):
            open_centre()
        assert not Desk.objects.exists()

    def test_all_or_nothing(self) -> None:
        with pytest.raises(ValidationError):
            open_centre(username="Not Allowed")
        assert not Centre.objects.exists()
        assert not Site.objects.exists()


class TestCommand:
    """`manage.py open_centre`, for a server that has no screen of its own."""

    @pytest.fixture(autouse=True)
    def _password(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv(PASSWORD_VARIABLE, PASSWORD)

    def run(self, *sites: str, username: str = "claire.m") -> None:
        named = [argument for site in sites for argument in ("--site", site)]
        call_command(
            "open_centre", *named, name="Centre", coordinator="Claire Martin", username=username
        )

    def test_it_opens_the_same_centre(self, client: Client) -> None:
        self.run("Pantin", "Calais:border")
        kinds = dict(Site.objects.values_list("name", "kind"))
        assert kinds == {"Pantin": "day_centre", "Calais": "border"}
        client.post("/sign-in/", {"login": "claire.m", "password": PASSWORD})
        enrol(User.objects.get())
        assert client.get("/team/").status_code == 200

    @pytest.mark.parametrize(
        ("sites", "username"),
        [(["Pantin:castle"], "claire.m"), (["Pantin", "pantin"], "claire.m"),
         (["a", "b", "c", "d"], "claire.m"), (["Pantin"], "Claire M")],
    )  # fmt: skip
    def test_it_refuses_what_the_page_refuses(self, sites: list[str], username: str) -> None:
        with pytest.raises(CommandError) as refused:
            self.run(*sites, username=username)
        assert str(refused.value)
        assert not Centre.objects.exists()

    @pytest.mark.parametrize("is_demo", [True, False])
    def test_once_open_it_says_so(self, is_demo: bool) -> None:
        CentreFactory(is_demo=is_demo)
        with pytest.raises(CommandError):
            self.run("Pantin")
        assert not User.objects.exists()
