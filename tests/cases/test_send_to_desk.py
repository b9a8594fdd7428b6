"""From reception to a desk: once, urgent if need be, never to a desk that nobody works at."""

import datetime
from collections.abc import Callable

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone

from cases import actions
from cases.choices import DeskKind
from cases.models import Arrival, Desk, Ticket
from staff.choices import Role
from staff.models import Site
from tests import factories
from tests.staff.trail import actions_since, last_entry


@pytest.fixture
def client(as_role: Callable[..., Client]) -> Client:
    return as_role()


@pytest.fixture
def arrival(client: Client, site: Site) -> Arrival:
    return factories.make_minor("Mamadou Diallo", by=client.user, site=site)[1]


@pytest.fixture
def desk(site: Site) -> Desk:
    return factories.make_desk(DeskKind.NURSE, site)


def send(client: Client, arrival: Arrival, desk: object, **more: str) -> object:
    wanted = getattr(desk, "pk", desk)
    return client.post(f"/reception/arrivals/{arrival.pk}/send/", {"desk": wanted, **more})


def test_she_waits(client: Client, arrival: Arrival, desk: Desk) -> None:
    start = last_entry()
    assert send(client, arrival, desk).url == "/reception/"
    [ticket] = desk.tickets.waiting()
    assert (ticket.arrival, ticket.day, ticket.is_urgent) == (arrival, arrival.day, False)
    assert actions_since(start, by=client.user, minor_id=arrival.minor_id) == ["send_to_desk"]


def test_it_can_be_undone_from_the_next_page(client: Client, arrival: Arrival, desk: Desk) -> None:
    send(client, arrival, desk)
    undo = client.get("/reception/").context["house"]["undo"]
    client.post(undo["url"])
    assert not desk.tickets.waiting().exists()


def test_twice_is_once_at_her_first_place(client: Client, arrival: Arrival, desk: Desk) -> None:
    send(client, arrival, desk)
    first = desk.tickets.waiting().get().sent_at
    offered = client.get("/reception/").context["house"]["undo"]
    send(client, arrival, desk)
    assert desk.tickets.get().sent_at == first
    assert client.get("/reception/").context["house"]["undo"] == offered


def test_urgent_is_added_to_whoever_waits_and_never_taken_away(
    client: Client, arrival: Arrival, desk: Desk
) -> None:
    send(client, arrival, desk)
    send(client, arrival, desk, is_urgent="on")
    assert desk.tickets.waiting().get().is_urgent
    send(client, arrival, desk)
    assert desk.tickets.waiting().get().is_urgent


def test_two_desks_at_a_time(client: Client, arrival: Arrival, desk: Desk, site: Site) -> None:
    send(client, arrival, desk)
    send(client, arrival, factories.make_desk(DeskKind.LEGAL, site))
    assert Ticket.objects.waiting().filter(arrival=arrival).count() == 2


def test_seen_once_she_may_be_sent_again(
    client: Client, arrival: Arrival, desk: Desk, person: Callable[..., object]
) -> None:
    nurse = person(Role.NURSE)
    send(client, arrival, desk)
    ticket = actions.call_next(by=nurse, desk=desk)
    actions.end_ticket(by=nurse, ticket=ticket, status="done")
    send(client, arrival, desk)
    assert desk.tickets.count() == 2


@pytest.mark.parametrize("wanted", ["", "0", "-1", "nurse", "9" * 30, "\x00"])
def test_what_is_no_desk_is_no_page(client: Client, arrival: Arrival, wanted: str) -> None:
    assert send(client, arrival, wanted).status_code == 404
    assert not Ticket.objects.exists()


def test_the_desk_of_another_site_is_no_page(client: Client, arrival: Arrival) -> None:
    other = factories.make_desk(DeskKind.NURSE, factories.make_site("La Chapelle", "mobile"))
    assert send(client, arrival, other).status_code == 404
    with pytest.raises(ValidationError):
        actions.send_to_desk(by=client.user, arrival=arrival, desk=other)
    assert not Ticket.objects.exists()


def test_even_for_somebody_posted_at_both(as_role: Callable[..., Client], arrival: Arrival) -> None:
    other = factories.make_desk(DeskKind.NURSE, factories.make_site("La Chapelle", "mobile"))
    both = as_role(site=None)
    both.user.postings.update(site=None)
    assert send(both, arrival, other).status_code == 404


def test_a_desk_that_has_closed_is_no_page(client: Client, arrival: Arrival, desk: Desk) -> None:
    """Nobody would ever see her wait there."""
    yesterday = timezone.localdate() - datetime.timedelta(days=1)
    Desk.objects.filter(pk=desk.pk).update(valid_to=yesterday)
    assert send(client, arrival, desk).status_code == 404
    assert not Ticket.objects.exists()


def test_an_arrival_undone_by_a_colleague_is_sent_nowhere(
    client: Client, arrival: Arrival, desk: Desk
) -> None:
    """The page in front of her is a minute old; the nurse would call somebody who never came."""
    actions.cancel_arrival(by=client.user, arrival=arrival)
    send(client, arrival, desk)
    assert not desk.tickets.waiting().exists()


def test_yesterdays_arrival_is_no_page(client: Client, arrival: Arrival, desk: Desk) -> None:
    yesterday = timezone.localdate() - datetime.timedelta(days=1)
    Arrival.objects.filter(pk=arrival.pk).update(day=yesterday)
    assert send(client, arrival, desk).status_code == 404


@pytest.mark.parametrize("headers", [{}, {"HTTP_HX_REQUEST": "true"}], ids=["page", "menu"])
def test_what_can_be_done_with_or_without_javascript(
    client: Client, arrival: Arrival, site: Site, headers: dict[str, str]
) -> None:
    """A page of its own, of which the row's menu takes the inside; open desks only."""
    closed = factories.make_desk(DeskKind.LEGAL, site)
    yesterday = timezone.localdate() - datetime.timedelta(days=1)
    Desk.objects.filter(pk=closed.pk).update(valid_to=yesterday)
    response = client.get(f"/reception/arrivals/{arrival.pk}/send/", **headers)
    html = response.content.decode()
    kinds = [desk.kind for desk in response.context["desks"]]
    assert kinds == [kind for kind in DeskKind if kind != DeskKind.LEGAL]
    assert ("<html" in html) is (not headers)
    for verb in ("send", "leave", "cancel"):
        assert f'action="/reception/arrivals/{arrival.pk}/{verb}/"' in html


@pytest.mark.parametrize("role", [Role.PSYCHOLOGIST, Role.JURIST, Role.COORDINATOR])
def test_who_only_reads_identity_sends_nobody(
    as_role: Callable[..., Client], arrival: Arrival, desk: Desk, role: str
) -> None:
    assert send(as_role(role), arrival, desk).status_code == 403
