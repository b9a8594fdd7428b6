"""The database away: an answer in time, what was typed shown back, one button, one effect."""

import datetime
import re
import time
from collections.abc import Callable, Iterator

import pytest
from django.db import OperationalError, connections
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cases.models import Arrival, DeskNote, Minor
from config import keys_first
from config.postgresql import base
from staff import keyring, keys, once
from staff.choices import Role
from staff.models import Site
from tests import factories
from tests.robustness.faults import FaultProxy, behind_a_proxy
from tests.robustness.test_once import note, note_url

pytestmark = pytest.mark.django_db(databases=["default", "owner"], transaction=True)

# Without the limits of a page the answer would come after 30 s, or never. `make prove` measures.
IN_TIME = 8.0


@pytest.fixture
def desk(as_role: Callable[..., Client]) -> Client:
    client = as_role(Role.RECEPTION)
    client.raise_request_exception = False
    return client


@pytest.fixture
def known(desk: Client, site: Site) -> Minor:
    return factories.make_minor("Awa Barry", by=desk.user, site=site)[0]


@pytest.fixture
def proxy(desk: Client, known: Minor, monkeypatch: pytest.MonkeyPatch) -> Iterator[FaultProxy]:
    with behind_a_proxy(monkeypatch) as found:
        yield found


def heal(proxy: FaultProxy) -> None:
    proxy.set("none")
    connections["default"].close()  # as the server does at the end of a request
    time.sleep(base.AWAY_SECONDS)


def resent(response: HttpResponse) -> dict[str, str]:
    """Return what the button of the page sends."""
    found = re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', response.content.decode())
    return dict(found)


@pytest.mark.parametrize("fault", ["refuse", "freeze"])
def test_what_was_typed_is_shown_back_and_sent_once(
    desk: Client, known: Minor, proxy: FaultProxy, fault: str
) -> None:
    assert desk.get("/reception/").status_code == 200
    proxy.set(fault)
    began = time.monotonic()
    answer = desk.post(note_url(known), note("Revient jeudi à 14 h"))
    assert time.monotonic() - began < IN_TIME
    assert answer.status_code == 503
    assert int(answer.headers["Retry-After"]) > 0
    assert answer.headers["Cache-Control"] == "no-store"
    html = answer.content.decode()
    assert "Escale ne répond pas" in html
    assert "<blockquote" in html
    assert "Revient jeudi à 14 h" in html
    heal(proxy)
    for _time in range(2):
        assert desk.post(note_url(known), resent(answer)).status_code == 302
    assert DeskNote.objects.get().text == "Revient jeudi à 14 h"


@pytest.mark.parametrize("fault", ["cut", "unheard"])
def test_cut_in_the_middle_it_is_there_once(
    desk: Client, known: Minor, proxy: FaultProxy, fault: str
) -> None:
    """Even when the server did it and its answer was lost."""
    assert desk.get("/reception/").status_code == 200
    proxy.set(fault)
    answer = desk.post(note_url(known), note("Revient jeudi"))
    assert answer.status_code == 503
    heal(proxy)
    assert DeskNote.objects.count() == (fault == "unheard")
    assert desk.post(note_url(known), resent(answer)).status_code == 302
    assert DeskNote.objects.count() == 1


def test_a_session_that_cannot_be_written_has_not_ended(
    desk: Client, known: Minor, proxy: FaultProxy
) -> None:
    """The arrival is registered by then; the session was to keep that it can be undone."""
    Arrival.objects.update(day=timezone.localdate() - datetime.timedelta(days=1))
    url = reverse("cases:register_arrival", args=[known.reference])
    proxy.set("session")
    answer = desk.post(url, {once.FIELD: note()[once.FIELD]})
    assert answer.status_code == 503
    heal(proxy)
    assert Arrival.objects.count() == 2
    assert desk.post(url, resent(answer)).status_code == 302
    assert Arrival.objects.count() == 2


@pytest.mark.parametrize("url", ["/reception/", "/accounts/login/"])
def test_a_page_that_cannot_be_read_says_so(desk: Client, proxy: FaultProxy, url: str) -> None:
    """The session is what fails first: nobody is taken for signed out."""
    proxy.set("refuse")
    answer = desk.get(url)
    assert answer.status_code == 503
    assert "sessionid" not in answer.cookies
    assert f'href="{url}"' in answer.content.decode()
    heal(proxy)
    assert desk.get("/reception/").status_code == 200


def test_the_next_page_does_not_wait_as_long(desk: Client, proxy: FaultProxy) -> None:
    """Eight people who click at once are eight threads that wait: only the first one does."""
    proxy.set("freeze")
    desk.get("/reception/")
    began = time.monotonic()
    assert desk.get("/reception/").status_code == 503
    assert time.monotonic() - began < 1


def test_a_password_is_not_shown_back(proxy: FaultProxy) -> None:
    proxy.set("refuse")
    mine = Client(raise_request_exception=False)
    answer = mine.post("/accounts/login/", {"login": "awa", "password": "Zqxcanari secret"})
    assert answer.status_code == 503
    assert "Zqxcanari" not in answer.content.decode()


def test_the_language_of_this_browser(desk: Client, proxy: FaultProxy) -> None:
    proxy.set("refuse")
    desk.cookies["escale_language"] = "en"
    assert "does not answer" in desk.get("/reception/").content.decode()


def test_a_row_that_somebody_holds_is_tried_again(
    desk: Client, known: Minor, proxy: FaultProxy, as_role: Callable[..., Client]
) -> None:
    nurse = as_role(Role.NURSE)
    nurse.raise_request_exception = False
    url = reverse("cases:write_emergency_line", args=[known.reference])
    with connections["owner"].cursor() as cursor:
        cursor.execute("BEGIN")
        cursor.execute("SELECT 1 FROM cases_minor WHERE id = %s FOR UPDATE", [known.pk])
        answer = nurse.post(url, {"text": "Asthme", once.FIELD: note()[once.FIELD]})
        cursor.execute("ROLLBACK")
    assert answer.status_code == 503
    assert "Asthme" in answer.content.decode()


def test_a_worker_that_starts_meanwhile_checks_the_keys_at_its_first_page(
    desk: Client, proxy: FaultProxy, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse() -> None:
        raise keyring.KeyFileError

    proxy.set("refuse")
    keys_first.check_at_start()
    assert desk.get("/reception/").status_code == 503
    heal(proxy)
    with monkeypatch.context() as lost:
        lost.setattr(keys, "check", refuse)
        assert desk.get("/reception/").status_code == 500
    assert desk.get("/reception/").status_code == 200
    monkeypatch.setattr(keys, "check", None)  # once is enough
    assert desk.get("/reception/").status_code == 200


def test_another_error_is_an_error(desk: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cases.views.reception.permissions", None)
    assert desk.get("/reception/").status_code == 500


def test_a_statement_that_never_ends_is_ended(proxy: FaultProxy) -> None:
    with (
        connections["default"].cursor() as cursor,
        pytest.raises(OperationalError, match="statement timeout"),
    ):
        cursor.execute("SELECT pg_sleep(20)")
