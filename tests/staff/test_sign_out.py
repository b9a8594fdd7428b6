"""Signing out: by a button, never by a link that something might fetch."""

from collections.abc import Callable

from django.test import Client

SIGN_OUT = "/sign-out/"


def test_the_button_closes_the_session(as_role: Callable[..., Client]) -> None:
    client = as_role()
    response = client.post(SIGN_OUT)
    assert response.url == "/sign-in/"
    assert "_auth_user_id" not in client.session
    assert client.get("/reception/").url.startswith("/sign-in/")


def test_a_link_only_asks(as_role: Callable[..., Client]) -> None:
    client = as_role()
    assert client.get(SIGN_OUT).status_code == 200
    assert "_auth_user_id" in client.session


def test_the_next_person_on_this_pc_begins_afresh(as_role: Callable[..., Client]) -> None:
    """Neither the site chosen nor what could be undone is left to her."""
    client = as_role()
    client.post("/site/", {"site": client.user.postings_today[0].site_id})
    session = client.session
    session["undo"] = "/reception/arrivals/1/cancel/"
    session.save()
    client.post(SIGN_OUT)
    assert not {"site_id", "undo"} & set(client.session.keys())


def test_the_sign_in_page_shows_nobodys_name(as_role: Callable[..., Client]) -> None:
    client = as_role()
    client.post(SIGN_OUT)
    page = client.get("/sign-in/").content.decode()
    assert client.user.full_name not in page
    assert client.user.username not in page
