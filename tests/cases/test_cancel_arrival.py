"""Registered by mistake: undone while nobody has begun to work on it."""

import datetime
from collections.abc import Callable

import pytest
from django.contrib.messages import get_messages
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone

from cases import actions
from cases.choices import DeskKind, TicketStatus
from cases.models import Arrival, Minor
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


@pytest.fixture
def known(client: Client, site: Site, time_machine: object) -> Arrival:
    """The arrival of today of somebody whose file is a month old."""
    minor, _first = factories.make_minor("Awa Sow", by=client.user, site=site)
    long_ago = timezone.now() - datetime.timedelta(days=30)
    Minor.objects.filter(pk=minor.pk).update(registered_at=long_ago)
    Arrival.objects.filter(minor=minor).update(day=long_ago.date(), arrived_at=long_ago)
    return actions.register_arrival(by=client.user, minor=minor, site=site)[0]


def undo(client: Client, arrival: Arrival, verb: str = "cancel") -> list[str]:
    """Press the button; return the kind of message that came back."""
    response = client.post(f"/reception/arrivals/{arrival.pk}/{verb}/")
    assert response.url == "/reception/"
    return [message.level_tag for message in get_messages(response.wsgi_request)][-1:]


def is_counted(arrival: Arrival) -> bool:
    return Arrival.objects.counted().filter(pk=arrival.pk).exists()


def send(arrival: Arrival, by: User) -> object:
    desk = factories.make_desk(DeskKind.NURSE, arrival.site)
    return actions.send_to_desk(by=by, arrival=arrival, desk=desk)[0]


class TestCancelArrival:
    def test_it_counts_no_more(self, client: Client, arrival: Arrival) -> None:
        start = last_entry()
        assert undo(client, arrival) == ["success"]
        assert not is_counted(arrival)
        assert client.get("/reception/").context["day"].total == 0
        recorded = actions_since(start, by=client.user, minor_id=arrival.minor_id)
        assert recorded == ["cancel_arrival"]

    def test_who_undid_it_is_kept(self, client: Client, arrival: Arrival) -> None:
        undo(client, arrival)
        arrival.refresh_from_db()
        assert arrival.cancelled_by == client.user
        assert arrival.cancelled_at is not None

    def test_twice_is_once(self, client: Client, arrival: Arrival) -> None:
        undo(client, arrival)
        arrival.refresh_from_db()
        first = arrival.cancelled_at
        assert client.post(f"/reception/arrivals/{arrival.pk}/cancel/").status_code == 302
        actions.cancel_arrival(by=client.user, arrival=arrival)
        arrival.refresh_from_db()
        assert arrival.cancelled_at == first

    def test_she_may_arrive_after_all(self, client: Client, arrival: Arrival) -> None:
        undo(client, arrival)
        again, is_new = actions.register_arrival(
            by=client.user, minor=arrival.minor, site=arrival.site
        )
        assert is_new
        assert again != arrival
        assert arrival.minor.arrivals.counted().count() == 1

    def test_whoever_waited_waits_no_more(self, client: Client, arrival: Arrival) -> None:
        ticket = send(arrival, client.user)
        undo(client, arrival)
        assert ticket.steps.latest("pk").status == TicketStatus.CANCELLED
        assert not ticket.desk.tickets.waiting().exists()

    def test_refused_once_a_desk_has_begun(
        self, client: Client, arrival: Arrival, person: Callable[..., User]
    ) -> None:
        ticket = send(arrival, client.user)
        actions.call_next(by=person(Role.NURSE), desk=ticket.desk)
        assert undo(client, arrival) == ["error"]
        assert is_counted(arrival)
        assert ticket.steps.latest("pk").status == TicketStatus.IN_PROGRESS

    def test_refused_even_when_she_was_put_back(
        self, client: Client, arrival: Arrival, person: Callable[..., User]
    ) -> None:
        nurse = person(Role.NURSE)
        ticket = actions.call_next(by=nurse, desk=send(arrival, client.user).desk)
        actions.end_ticket(by=nurse, ticket=ticket, status=TicketStatus.WAITING)
        assert undo(client, arrival) == ["error"]
        assert is_counted(arrival)

    def test_yesterdays_stays(self, client: Client, arrival: Arrival) -> None:
        yesterday = timezone.localdate() - datetime.timedelta(days=1)
        Arrival.objects.filter(pk=arrival.pk).update(day=yesterday)
        response = client.post(f"/reception/arrivals/{arrival.pk}/cancel/")
        assert response.status_code == 404
        with pytest.raises(ValidationError):
            actions.cancel_arrival(by=client.user, arrival=arrival)
        assert is_counted(arrival)

    def test_another_sites_stays(self, as_role: Callable[..., Client], arrival: Arrival) -> None:
        elsewhere = as_role(site=factories.make_site("La Chapelle", "mobile"))
        response = elsewhere.post(f"/reception/arrivals/{arrival.pk}/cancel/")
        assert response.status_code == 404
        assert is_counted(arrival)


class TestCancelRegistration:
    """A file opened by mistake goes with its arrival: out of every list and every search."""

    def test_the_file_is_nowhere(self, client: Client, arrival: Arrival) -> None:
        start = last_entry()
        assert undo(client, arrival, "withdraw") == ["success"]
        minor = Minor.objects.get(pk=arrival.minor_id)
        assert (minor.withdrawn_by, is_counted(arrival)) == (client.user, False)
        assert client.get(f"/cases/{minor.reference}/").status_code == 404
        assert client.post("/search/", {"q": "Mamadou"}).context["found"] == []
        recorded = actions_since(start, by=client.user, minor_id=minor.pk)
        assert recorded == ["cancel_arrival", "cancel_registration"]

    def test_somebody_known_before_today_keeps_her_file_and_her_arrival(
        self, client: Client, known: Arrival
    ) -> None:
        assert undo(client, known, "withdraw") == ["error"]
        assert is_counted(known)
        assert not Minor.objects.get(pk=known.minor_id).withdrawn_at

    def test_somebody_who_also_came_elsewhere_keeps_both(
        self, client: Client, arrival: Arrival
    ) -> None:
        mobile = factories.make_site("La Chapelle", "mobile")
        actions.register_arrival(by=client.user, minor=arrival.minor, site=mobile)
        assert undo(client, arrival, "withdraw") == ["error"]
        assert is_counted(arrival)

    def test_refused_once_a_desk_has_begun(
        self, client: Client, arrival: Arrival, person: Callable[..., User]
    ) -> None:
        actions.call_next(by=person(Role.NURSE), desk=send(arrival, client.user).desk)
        assert undo(client, arrival, "withdraw") == ["error"]
        assert not Minor.objects.get(pk=arrival.minor_id).withdrawn_at

    @pytest.mark.parametrize("kind", ["consultation", "referral"])
    def test_refused_once_something_is_written_in_the_file(
        self, client: Client, arrival: Arrival, person: Callable[..., User], kind: str
    ) -> None:
        """Withdrawn, nobody would ever read it again, and the week would still count it."""
        by = person(Role.NURSE)
        make = {"consultation": factories.make_consultation, "referral": factories.make_referral}
        make[kind](arrival.minor, by=by, site=arrival.site)
        assert undo(client, arrival, "withdraw") == ["error"]
        assert not Minor.objects.get(pk=arrival.minor_id).withdrawn_at
