"""French first, English complete: kept for the person, and for the browser of nobody in particular.

The browser's own wish is never asked: a shared PC set in English would speak English to everybody.
"""

from collections.abc import Callable

import pytest
from django.conf import settings
from django.test import Client

from staff.models import User
from tests.staff.trail import actions_since, last_entry

COOKIE = settings.LANGUAGE_COOKIE_NAME


def choose(client: Client, language: str, back: str = "/rights/") -> object:
    return client.post("/language/", {"language": language, "next": back})


def language_of(client: Client, page: str) -> str:
    return client.get(page)["Content-Language"]


def test_french_is_what_one_begins_with(client: Client, as_role: Callable[..., Client]) -> None:
    signed_in = as_role()
    assert language_of(client, "/sign-in/") == "fr"
    assert language_of(signed_in, "/rights/") == "fr"
    assert signed_in.get("/rights/", HTTP_ACCEPT_LANGUAGE="en")["Content-Language"] == "fr"


def test_a_person_keeps_her_language_on_every_computer(as_role: Callable[..., Client]) -> None:
    client = as_role()
    start = last_entry()
    assert choose(client, "en").url == "/rights/"
    assert language_of(client, "/rights/") == "en"
    assert actions_since(start, by=client.user) == ["choose_language"]
    elsewhere = Client()
    elsewhere.force_login(User.objects.get(pk=client.user.pk))
    assert language_of(elsewhere, "/rights/") == "en"


def test_the_page_says_its_language_to_screen_readers(as_role: Callable[..., Client]) -> None:
    client = as_role()
    choose(client, "en")
    assert '<html lang="en"' in client.get("/rights/").content.decode()


def test_a_colleague_on_the_same_browser_keeps_hers(
    as_role: Callable[..., Client], person: Callable[..., User]
) -> None:
    client = as_role()
    choose(client, "en")
    client.post("/sign-out/")
    assert language_of(client, "/sign-in/") == "en"
    client.force_login(person())
    assert language_of(client, "/rights/") == "fr"


def test_before_signing_in_the_browser_keeps_it(client: Client, site: object) -> None:
    choose(client, "en", "/sign-in/")
    assert client.cookies[COOKIE].value == "en"
    assert language_of(client, "/sign-in/") == "en"


@pytest.mark.parametrize("language", ["de", "", "EN", "fr-fr", "../en", "\x00"])
def test_a_language_that_is_not_spoken_here_changes_nothing(
    as_role: Callable[..., Client], language: str
) -> None:
    client = as_role()
    assert choose(client, language).status_code == 302
    assert COOKIE not in client.cookies
    assert User.objects.get(pk=client.user.pk).language == "fr"


def test_a_cookie_made_up_changes_nothing(client: Client, site: object) -> None:
    client.cookies[COOKIE] = "xx"
    assert language_of(client, "/sign-in/") == "fr"


@pytest.mark.parametrize("wanted", ["https://elsewhere.example/", "//elsewhere.example", ""])
def test_next_never_leads_out_of_the_house(as_role: Callable[..., Client], wanted: str) -> None:
    assert choose(as_role(), "en", wanted).url == "/"


def test_only_a_button_changes_it(client: Client, site: object) -> None:
    assert client.get("/language/").status_code == 405
