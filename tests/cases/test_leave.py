"""Leaving the centre and coming back the same day: one arrival, whatever the comings and goings."""

import datetime
from collections.abc import Callable

import pytest
from django.test import Client
from django.utils import timezone

from cases import actions
from cases.choices import DeskKind, TicketStatus
from cases.models import Absence, Arrival
from staff.choices import Role
from staff.models import Site, User
from tests import factories
from tests.staff.trail import actions_since, last_entry


@pytest.fixture
def client(as_role: Callable[..., Client]) -> Client:
    return as_role()


@pytest.fixture
def arrival(client: Client, site: Site) -> Arrival:
    return factories.make_minor("Mamadou Diallo", by=client.user, site=site)[1]


def press(client: Client, arrival: Arrival, verb: str) -> object:
    return client.post(f"/reception/arrivals/{arrival.pk}/{verb}/")


def is_present(client: Client) -> bool:
    day = client.get("/reception/").context["day"]
    assert day.total == 1
    return day.present_count == 1


def test_she_moves_to_the_ones_who_left(client: Client, arrival: Arrival) -> None:
    start = last_entry()
    assert press(client, arrival, "leave").url == "/reception/"
    assert not is_present(client)
    assert Absence.objects.get(arrival=arrival).left_by == client.user
    assert actions_since(start, by=client.user) == ["leave"]


def test_it_can_be_undone_from_the_next_page(client: Client, arrival: Arrival) -> None:
    press(client, arrival, "leave")
    undo = client.get("/reception/").context["house"]["undo"]
    assert undo["url"] == f"/reception/arrivals/{arrival.pk}/not-gone/"
    client.post(undo["url"])
    assert is_present(client)


def test_leaving_twice_is_leaving_once(client: Client, arrival: Arrival) -> None:
    press(client, arrival, "leave")
    first = Absence.objects.get(arrival=arrival).left_at
    press(client, arrival, "leave")
    assert Absence.objects.get(arrival=arrival).left_at == first


def test_several_comings_and_goings_make_one_arrival(client: Client, arrival: Arrival) -> None:
    start = last_entry()
    for _time in range(3):
        press(client, arrival, "leave")
        press(client, arrival, "return")
    assert is_present(client)
    assert Arrival.objects.counted().filter(minor=arrival.minor).count() == 1
    absences = Absence.objects.filter(arrival=arrival)
    assert absences.count() == 3
    assert all(absence.returned_by == client.user for absence in absences)
    assert actions_since(start) == ["leave", "return_to_centre"] * 3


def test_coming_back_without_having_left_changes_nothing(client: Client, arrival: Arrival) -> None:
    assert press(client, arrival, "return").status_code == 302
    assert is_present(client)
    assert not Absence.objects.exists()


def test_whoever_waits_leaves_the_queues(client: Client, arrival: Arrival, site: Site) -> None:
    tickets = [
        actions.send_to_desk(by=client.user, arrival=arrival, desk=factories.make_desk(kind, site))
        for kind in (DeskKind.NURSE, DeskKind.LEGAL)
    ]
    press(client, arrival, "leave")
    assert [t.steps.latest("pk").status for t, _new in tickets] == [TicketStatus.LEFT] * 2
    assert not any(line.waiting for line in client.get("/queues/").context["lines"])


def test_whoever_is_being_received_stays_with_the_desk(
    client: Client, arrival: Arrival, site: Site, person: Callable[..., User]
) -> None:
    """The nurse ends it herself: reception only saw somebody go out."""
    desk = factories.make_desk(DeskKind.NURSE, site)
    ticket, _new = actions.send_to_desk(by=client.user, arrival=arrival, desk=desk)
    actions.call_next(by=person(Role.NURSE), desk=desk)
    press(client, arrival, "leave")
    assert ticket.steps.latest("pk").status == TicketStatus.IN_PROGRESS


def test_coming_back_does_not_put_her_back_in_a_queue(
    client: Client, arrival: Arrival, site: Site
) -> None:
    desk = factories.make_desk(DeskKind.NURSE, site)
    actions.send_to_desk(by=client.user, arrival=arrival, desk=desk)
    press(client, arrival, "leave")
    press(client, arrival, "return")
    assert not desk.tickets.waiting().exists()
    _ticket, is_new = actions.send_to_desk(by=client.user, arrival=arrival, desk=desk)
    assert is_new


@pytest.mark.parametrize("verb", ["leave", "return"])
def test_yesterday_is_over(client: Client, arrival: Arrival, verb: str) -> None:
    yesterday = timezone.localdate() - datetime.timedelta(days=1)
    Arrival.objects.filter(pk=arrival.pk).update(day=yesterday)
    assert press(client, arrival, verb).status_code == 404


@pytest.mark.parametrize("verb", ["leave", "return"])
def test_another_sites_door_is_not_ours(
    as_role: Callable[..., Client], arrival: Arrival, verb: str
) -> None:
    elsewhere = as_role(site=factories.make_site("La Chapelle", "mobile"))
    assert press(elsewhere, arrival, verb).status_code == 404
    assert not Absence.objects.exists()


def test_an_arrival_undone_by_a_colleague_cannot_leave(client: Client, arrival: Arrival) -> None:
    """The page in front of her is a minute old."""
    actions.cancel_arrival(by=client.user, arrival=arrival)
    press(client, arrival, "leave")
    assert not Absence.objects.exists()
