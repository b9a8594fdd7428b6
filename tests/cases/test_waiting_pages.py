"""Pages of queues that wait: they ask whether something has changed, and cost next to nothing."""

import datetime
import re
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cases import actions, queries, waiting
from cases.choices import DeskKind, TicketStatus
from cases.models import Desk, Ticket
from staff.choices import Role
from staff.models import Site, User
from tests import factories

POLL = {"HX-Request": "true", "Escale-Poll": "1"}


@pytest.fixture
def host(site: Site) -> User:
    return factories.make_user(Role.RECEPTION, site)


@pytest.fixture
def desk(site: Site) -> Desk:
    return factories.make_desk(DeskKind.NURSE, site)


def send(host: User, site: Site, desk: Desk, name: str = "Awa", **how: Any) -> Ticket:
    _minor, arrival = factories.make_minor(name, by=host, site=site)
    return actions.send_to_desk(by=host, arrival=arrival, desk=desk, **how)[0]


@pytest.mark.parametrize("url", ["/queues/", "/desk/", "/queues/{desk}/"])
def test_nothing_new_is_answered_by_nothing(
    url: str, host: User, site: Site, desk: Desk, as_role: Callable[..., Client]
) -> None:
    url = url.format(desk=desk.pk)
    nurse = as_role(Role.NURSE)
    send(host, site, desk)
    mark = waiting.queue_mark(site.pk)
    html = nurse.get(url).content.decode()
    assert f"{url}?{urlencode({'mark': mark})}" in html
    assert 'hx-trigger="every 5s"' in html
    with CaptureQueriesContext(connection) as few:
        response = nurse.get(url, {"mark": mark}, headers=POLL)
    assert (response.status_code, response.content) == (204, b"")
    assert "no-store" in response.headers["Cache-Control"]
    assert len(few) == 1
    fresh = nurse.get(url, {"mark": "0.0.0"}, headers=POLL)
    assert fresh.status_code == 200
    assert "Awa" in fresh.content.decode()
    assert "<html" not in fresh.content.decode()


def test_a_mark_says_nothing_to_whoever_does_not_hold_it(
    host: User,
    site: Site,
    desk: Desk,
    client: Client,
    as_role: Callable[..., Client],
    time_machine: Any,
) -> None:
    """It is answered before anybody is asked who she is; so it is ours, and good for a minute."""
    time_machine.move_to(timezone.now(), tick=False)
    send(host, site, desk)
    mark = waiting.queue_mark(site.pk)
    assert client.get("/queues/", {"mark": mark}, headers=POLL).status_code == 204
    value, _colon, signature = mark.rpartition(":")
    for forged in ("", value, f"{value}:", f"{value}:{signature[::-1]}", f"9{mark}", "x:y"):
        answer = client.get("/queues/", {"mark": forged}, headers=POLL)
        assert answer.headers["HX-Redirect"].startswith("/sign-in/"), forged
    # A page that asks for itself, or once somebody has taken her place, goes through the gate.
    assert client.get("/queues/", {"mark": mark}).status_code == 302
    time_machine.shift(waiting.STALE_AFTER)
    assert "HX-Redirect" in client.get("/queues/", {"mark": mark}, headers=POLL).headers
    assert as_role(Role.NURSE).get("/queues/", {"mark": mark}, headers=POLL).status_code == 200


def test_a_long_queue_is_cut_on_the_board_and_paged_at_its_desk(
    host: User, site: Site, desk: Desk, as_role: Callable[..., Client]
) -> None:
    tickets = [send(host, site, desk, f"Awa {number}") for number in range(30)]
    nurse = as_role(Role.NURSE)
    actions.call_next(by=factories.make_user(Role.NURSE, site), desk=desk)
    board = nurse.get("/queues/").content.decode()
    assert board.count('class="ticket"') == queries.QUEUE_SHOWN
    assert "20 de plus" in board
    first = nurse.get("/desk/").content.decode()
    assert first.count('class="ticket"') == queries.QUEUE_PAGE_SIZE
    assert first.index("N° 1<") < first.index("N° 2<") < first.index("N° 25<")
    assert "de plus" not in first
    second = nurse.get(f"/queues/{desk.pk}/", {"page": "2"}).content.decode()
    assert second.count('class="ticket"') == 5
    assert "N° 30<" in second
    assert "29" in second  # who waits, on every page
    assert re.search(r'hx-get="/queues/\d+/\?page=2&amp;mark=', second)
    assert queries.desks_at(site, timezone.localdate())[0].total == len(tickets)


def test_the_mark_changes_with_whatever_the_page_shows(
    host: User, site: Site, desk: Desk, time_machine: Any
) -> None:
    time_machine.move_to(timezone.now(), tick=False)
    marks = [waiting.queue_mark(site.pk)]

    def changed() -> None:
        mark = waiting.queue_mark(site.pk)
        assert mark not in marks
        marks.append(mark)

    ticket = send(host, site, desk)
    changed()
    actions.send_to_desk(by=host, arrival=ticket.arrival, desk=desk, is_urgent=True)
    changed()
    nurse = factories.make_user(Role.NURSE, site)
    actions.call_next(by=nurse, desk=desk)
    changed()
    actions.end_ticket(by=nurse, ticket=ticket, status=TicketStatus.DONE)
    changed()
    assert waiting.queue_mark(site.pk) == marks[-1]
    # How long somebody has waited is told by the minute.
    time_machine.shift(60)
    changed()
    other = factories.make_site("Ailleurs")
    send(host, other, factories.make_desk(DeskKind.NURSE, other))
    assert waiting.queue_mark(site.pk) == marks[-1]


def test_each_desk_numbers_its_tickets_from_one_each_day(
    host: User, site: Site, desk: Desk, as_role: Callable[..., Client]
) -> None:
    social = factories.make_desk(DeskKind.SOCIAL, site)
    numbers = [send(host, site, to, f"Awa {i}").number for i, to in enumerate([desk, desk, social])]
    assert numbers == [1, 2, 1]
    yesterday = timezone.localdate() - datetime.timedelta(days=1)
    Ticket.objects.update(day=yesterday)
    assert send(host, site, desk, "Binta").number == 1
    assert "N° 1" in as_role(Role.NURSE).get("/desk/").content.decode()
