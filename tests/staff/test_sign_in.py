"""Signing in: the name and password, what is refused and how, what stays closed."""

import datetime
from collections.abc import Callable

import pytest
from django.contrib.messages import get_messages
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import timezone

from staff import backends
from staff.choices import Role
from staff.models import AuditEntry, Centre, User
from tests import factories
from tests.factories import PASSWORD
from tests.staff.trail import actions_since, last_entry

SIGN_IN, CODE = "/sign-in/", "/sign-in/code/"
THURSDAY = datetime.datetime(2026, 11, 19, 9, tzinfo=datetime.UTC)


def sign_in(client: Client, username: str, password: str = PASSWORD, **kwargs: str) -> object:
    """Both steps, for whoever gets as far as the second."""
    response = client.post(SIGN_IN, {"login": username, "password": password}, **kwargs)
    if response.status_code == 302 and response.url == CODE:
        return client.post(CODE, {"code": factories.code()}, **kwargs)
    return response


def is_signed_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def test_a_stranger_is_asked_to_sign_in_and_comes_back_where_he_wanted(
    client: Client, person: Callable[..., User]
) -> None:
    user = person()
    response = client.get("/rights/")
    assert response.status_code == 302
    assert response.url == f"{SIGN_IN}?next=/rights/"
    page = client.get(response.url)
    assert page.context["redirect_field_value"] == "/rights/"
    client.post(SIGN_IN, {"login": user.username, "password": PASSWORD, "next": "/rights/"})
    assert client.post(CODE, {"code": factories.code()}).url == "/rights/"


def test_next_never_leads_out_of_the_house(client: Client, person: Callable[..., User]) -> None:
    user = person()
    client.post(
        SIGN_IN,
        {"login": user.username, "password": PASSWORD, "next": "https://elsewhere.example/"},
    )
    response = client.post(CODE, {"code": factories.code()})
    assert response.status_code == 302
    assert response.url == "/"


@pytest.mark.django_db
def test_an_empty_database_leads_to_its_opening(client: Client) -> None:
    assert not Centre.objects.exists()
    assert client.get("/").url == reverse("cases:open_centre")


def test_sign_in_opens_ones_own_first_page(client: Client, person: Callable[..., User]) -> None:
    user = person(Role.RECEPTION)
    start = last_entry()
    response = sign_in(client, user.username)
    assert response.status_code == 302
    home = client.get(response.url, follow=True)
    assert home.redirect_chain[-1][0] == reverse("cases:reception")
    assert actions_since(start, by=user) == ["sign_in"]


@pytest.mark.parametrize("change", [str.upper, str.title])
def test_capitals_in_the_name_do_not_matter(
    client: Client, person: Callable[..., User], change: Callable[[str], str]
) -> None:
    user = person(username="fatou.k")
    sign_in(client, change(user.username))
    assert is_signed_in(client)


def test_a_wrong_password_is_refused_with_a_sentence(
    client: Client, person: Callable[..., User]
) -> None:
    user = person()
    start = last_entry()
    response = sign_in(client, user.username, "not-the-password")
    assert not is_signed_in(client)
    assert response.context["form"].non_field_errors()
    assert response.context["form"]["login"].value() == user.username
    assert "not-the-password" not in response.content.decode()
    assert actions_since(start) == ["sign_in_refused"]
    assert AuditEntry.objects.latest("pk").by is None


def test_an_unknown_name_reads_like_a_wrong_password(
    client: Client, person: Callable[..., User]
) -> None:
    """Nobody learns from the page who works here."""
    wrong = sign_in(client, person().username, "not-the-password")
    unknown = sign_in(client, "nobody.at.all", "not-the-password")
    assert wrong.context["form"].errors == unknown.context["form"].errors


def test_empty_boxes_are_named(client: Client, site: object) -> None:
    response = client.post(SIGN_IN, {"login": "", "password": ""})
    assert set(response.context["form"].errors) == {"login", "password"}


def test_after_five_wrong_tries_even_the_right_password_waits(
    client: Client,
    person: Callable[..., User],
    time_machine: object,
) -> None:
    time_machine.move_to(THURSDAY, tick=False)
    user = person()
    for _try in range(5):
        sign_in(client, user.username, "not-the-password")
    refused = sign_in(client, user.username)
    assert not is_signed_in(client)
    assert refused.context["form"].errors or refused.status_code == 429
    time_machine.shift(datetime.timedelta(minutes=5, seconds=1))
    sign_in(client, user.username)
    assert is_signed_in(client)


def test_one_persons_wrong_tries_do_not_lock_a_colleague_out(
    client: Client, person: Callable[..., User]
) -> None:
    clumsy, colleague = person(), person()
    for _try in range(6):
        sign_in(client, clumsy.username, "not-the-password")
    sign_in(client, colleague.username)
    assert is_signed_in(client)


def test_a_closed_account_says_so(client: Client, person: Callable[..., User]) -> None:
    user = person()
    User.objects.filter(pk=user.pk).update(is_active=False)
    response = sign_in(client, user.username)
    assert response.url == reverse("account_inactive")
    assert client.get(response.url).status_code == 200
    assert not is_signed_in(client)


def test_an_account_closed_meanwhile_opens_nothing_more(as_role: Callable[..., Client]) -> None:
    client = as_role(Role.NURSE)
    assert client.get("/rights/").status_code == 200
    User.objects.filter(pk=client.user.pk).update(is_active=False)
    response = client.get("/rights/")
    assert response.status_code == 302
    assert response.url.startswith(SIGN_IN)


def test_an_expired_posting_is_signed_out_with_a_sentence(
    client: Client, person: Callable[..., User], time_machine: object
) -> None:
    time_machine.move_to(THURSDAY, tick=False)
    user = person(Role.VOLUNTEER, valid_to=THURSDAY.date())
    sign_in(client, user.username)
    assert client.get("/reception/").status_code == 200
    time_machine.shift(datetime.timedelta(days=1))
    sign_in(client, user.username)
    response = client.get("/reception/")
    assert response.url == SIGN_IN
    assert [message.level_tag for message in get_messages(response.wsgi_request)] == ["error"]
    assert not is_signed_in(client)
    assert 'role="alert"' in client.get(SIGN_IN).content.decode()


def test_a_posting_that_has_not_begun_opens_nothing(
    client: Client, person: Callable[..., User]
) -> None:
    user = person()
    tomorrow = timezone.localdate() + datetime.timedelta(days=1)
    user.postings.update(valid_from=tomorrow)
    sign_in(client, user.username)
    assert client.get("/rights/").url == SIGN_IN


def test_nobody_makes_an_account_for_himself(client: Client, site: object) -> None:
    assert client.get("/signup/").status_code == 404
    assert client.get("/sign-in/").status_code == 200
    assert "signup" not in client.get("/sign-in/").content.decode()


def test_no_page_is_kept_by_the_browser(client: Client, as_role: Callable[..., Client]) -> None:
    for page in (client.get(SIGN_IN), as_role().get("/reception/")):
        assert "no-store" in page["Cache-Control"]


class TestDemonstration:
    """The demonstration's accounts have known passwords: they open from this machine only."""

    @pytest.mark.parametrize("address", ["127.0.0.1", "::1", "127.8.9.10"])
    def test_opens_from_this_machine(
        self, client: Client, person: Callable[..., User], address: str
    ) -> None:
        sign_in(client, person(is_demo=True).username, REMOTE_ADDR=address)
        assert is_signed_in(client)

    @pytest.mark.parametrize(
        "origin",
        [
            {"REMOTE_ADDR": "192.168.1.20"},
            {"REMOTE_ADDR": "2001:db8::1"},
            {"REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_FOR": "192.168.1.20"},
            {"REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_FOR": "127.0.0.1"},
            {"REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_FOR": ""},
        ],
    )
    def test_refused_from_elsewhere_like_a_wrong_password(
        self, client: Client, person: Callable[..., User], origin: dict[str, str]
    ) -> None:
        response = sign_in(client, person(is_demo=True).username, **origin)
        assert not is_signed_in(client)
        assert response.context["form"].non_field_errors()

    @pytest.mark.parametrize("address", ["", "not an address", "127.0.0.1, 192.168.1.20"])
    def test_an_address_that_is_none_is_not_this_machine(self, address: str) -> None:
        request = RequestFactory().get("/", REMOTE_ADDR=address)
        assert not backends.is_loopback(request)

    def test_a_real_account_opens_from_anywhere(
        self, client: Client, person: Callable[..., User]
    ) -> None:
        sign_in(client, person().username, REMOTE_ADDR="192.168.1.20")
        assert is_signed_in(client)


def test_a_button_pressed_after_the_session_ended_leads_to_a_page(
    as_role: Callable[..., Client],
) -> None:
    client = as_role("reception")
    client.logout()
    answer = client.post("/reception/arrivals/1/leave/")
    assert answer.url.endswith("?next=/")
