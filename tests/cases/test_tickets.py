"""Calling, receiving, putting back, leaving unseen, cancelling: and a colleague who was quicker."""

from collections.abc import Callable

import pytest
from django.contrib.messages import get_messages
from django.core.exceptions import ValidationError
from django.test import Client

from cases import actions
from cases.choices import DeskKind, TicketStatus
from cases.models import Desk, Ticket
from staff import undo
from staff.choices import Role
from staff.models import Site, User
from tests import factories
from tests.staff.trail import actions_since, last_entry

WAITING, IN_PROGRESS, DONE, LEFT, CANCELLED = TicketStatus


@pytest.fixture
def nurse(as_role: Callable[..., Client]) -> Client:
    return as_role(Role.NURSE)


@pytest.fixture
def desk(site: Site) -> Desk:
    return factories.make_desk(DeskKind.NURSE, site)


@pytest.fixture
def ticket(person: Callable[..., User], site: Site, desk: Desk) -> Ticket:
    by = person()
    _minor, arrival = factories.make_minor("Mamadou Diallo", by=by, site=site)
    return actions.send_to_desk(by=by, arrival=arrival, desk=desk)[0]


def press(client: Client, ticket: Ticket, verb: str, **more: str) -> str:
    """Press a ticket's button; return the kind of message that came back, or "undo"."""
    response = client.post(f"/tickets/{ticket.pk}/{verb}/", more)
    assert response.status_code == 302, response.status_code
    kinds = [message.level_tag for message in get_messages(response.wsgi_request)]
    return kinds[-1] if kinds else "undo" if undo.offered(response.wsgi_request) else ""


def status(ticket: Ticket) -> str:
    return Ticket.objects.with_status().get(pk=ticket.pk).status


class TestCallNext:
    @pytest.mark.parametrize(
        ("role", "kind", "page"),
        [
            (Role.NURSE, DeskKind.NURSE, "/cases/{}/health/"),
            (Role.MIDWIFE, DeskKind.MIDWIFE, "/cases/{}/sexual-health/"),
            (Role.PSYCHOLOGIST, DeskKind.PSYCHOLOGIST, "/cases/{}/psychology/"),
            (Role.SOCIAL, DeskKind.SOCIAL, "/cases/{}/referrals/"),
            (Role.JURIST, DeskKind.LEGAL, "/cases/{}/referrals/"),
        ],
    )
    def test_each_desk_opens_the_page_it_works_on(
        self, as_role: Callable[..., Client], site: Site, role: str, kind: str, page: str
    ) -> None:
        client, desk = as_role(role), factories.make_desk(kind, site)
        minor, arrival = factories.make_minor(site=site)
        ticket, _new = actions.send_to_desk(by=client.user, arrival=arrival, desk=desk)
        start = last_entry()
        response = client.post(f"/queues/{desk.pk}/next/")
        assert response.url == page.format(minor.reference)
        assert client.get(response.url).status_code == 200
        assert status(ticket) == IN_PROGRESS
        recorded = actions_since(start, by=client.user, minor_id=minor.pk)
        assert recorded[0] == "ticket_in_progress"

    def test_nobody_waits(self, nurse: Client, desk: Desk) -> None:
        response = nurse.post(f"/queues/{desk.pk}/next/")
        assert response.url == "/desk/"
        assert [m.level_tag for m in get_messages(response.wsgi_request)] == ["info"]
        assert actions.call_next(by=nurse.user, desk=desk) is None

    def test_the_page_of_the_file_says_who_is_being_received(
        self, nurse: Client, ticket: Ticket, desk: Desk
    ) -> None:
        page = nurse.post(f"/queues/{desk.pk}/next/").url
        response = nurse.get(page)
        assert response.context["ticket"].pk == ticket.pk
        assert f"/tickets/{ticket.pk}/seen/" in response.content.decode()

    @pytest.mark.parametrize("role", [Role.RECEPTION, Role.MIDWIFE, Role.SOCIAL, Role.COORDINATOR])
    def test_another_profession_calls_nobody(
        self, as_role: Callable[..., Client], ticket: Ticket, desk: Desk, role: str
    ) -> None:
        assert as_role(role).post(f"/queues/{desk.pk}/next/").status_code == 403
        assert status(ticket) == WAITING


class TestEnding:
    def test_seen(self, nurse: Client, ticket: Ticket, desk: Desk) -> None:
        actions.call_next(by=nurse.user, desk=desk)
        start = last_entry()
        assert press(nurse, ticket, "seen") == "undo"
        assert status(ticket) == DONE
        assert actions_since(start, by=nurse.user) == ["ticket_done"]

    def test_put_back_at_her_former_place(
        self, nurse: Client, ticket: Ticket, desk: Desk, site: Site
    ) -> None:
        _minor, arrival = factories.make_minor("Awa Sow", by=nurse.user, site=site)
        actions.send_to_desk(by=nurse.user, arrival=arrival, desk=desk)
        actions.call_next(by=nurse.user, desk=desk)
        assert press(nurse, ticket, "back") == "success"
        assert desk.tickets.waiting().first() == ticket

    def test_left_without_being_seen(self, nurse: Client, ticket: Ticket) -> None:
        assert press(nurse, ticket, "left") == "undo"
        assert status(ticket) == LEFT

    def test_sent_to_the_wrong_desk(self, as_role: Callable[..., Client], ticket: Ticket) -> None:
        reception = as_role()
        response = reception.post(f"/tickets/{ticket.pk}/cancel/", {"next": "/queues/"})
        assert response.url == "/queues/"
        assert status(ticket) == CANCELLED

    @pytest.mark.parametrize(
        "wanted",
        ["https://elsewhere.example/", "//elsewhere.example/", "89079562940", "admin:index"],
    )
    def test_next_never_leads_out_of_the_house(
        self, as_role: Callable[..., Client], ticket: Ticket, wanted: str
    ) -> None:
        response = as_role().post(f"/tickets/{ticket.pk}/cancel/", {"next": wanted})
        assert response.url == "/reception/"

    @pytest.mark.parametrize("verb", ["seen", "back", "left", "reopen"])
    def test_another_profession_moves_nobody(
        self, as_role: Callable[..., Client], ticket: Ticket, verb: str
    ) -> None:
        for role in (Role.RECEPTION, Role.SOCIAL):
            assert as_role(role).post(f"/tickets/{ticket.pk}/{verb}/").status_code == 403
        assert status(ticket) == WAITING

    @pytest.mark.parametrize("verb", ["seen", "back", "left", "cancel", "reopen"])
    def test_yesterdays_ticket_and_another_sites_are_no_page(
        self, as_role: Callable[..., Client], ticket: Ticket, verb: str
    ) -> None:
        elsewhere = as_role(Role.NURSE, site=factories.make_site("La Chapelle", "mobile"))
        assert elsewhere.post(f"/tickets/{ticket.pk}/{verb}/").status_code == 404
        Ticket.objects.filter(pk=ticket.pk).update(day="2001-01-01")
        assert as_role(Role.NURSE).post(f"/tickets/{ticket.pk}/{verb}/").status_code == 404


# What each button does from each state; None: a colleague was quicker, nothing changes.
TABLE = {
    "seen": {IN_PROGRESS: DONE},
    "back": {IN_PROGRESS: WAITING},
    "left": {WAITING: LEFT},
    "cancel": {WAITING: CANCELLED},
    "reopen": {DONE: IN_PROGRESS, LEFT: WAITING},
}


@pytest.mark.parametrize("verb", TABLE)
@pytest.mark.parametrize("before", TicketStatus)
def test_a_colleague_who_was_quicker_is_respected(
    nurse: Client, ticket: Ticket, verb: str, before: TicketStatus
) -> None:
    ticket.steps.create(status=before, by=nurse.user)
    steps = ticket.steps.count()
    kind = press(nurse, ticket, verb)
    after = TABLE[verb].get(before)
    done = "undo" if after in (DONE, LEFT) else "success"
    assert kind == (done if after else "error")
    assert status(ticket) == (after or before)
    assert ticket.steps.count() == steps + bool(after)


@pytest.mark.parametrize("after", TicketStatus)
def test_what_has_ended_moves_no_more(
    person: Callable[..., User], ticket: Ticket, after: TicketStatus
) -> None:
    by = person(Role.NURSE)
    for ended in (DONE, LEFT, CANCELLED):
        ticket.steps.create(status=ended, by=by)
        with pytest.raises(ValidationError):
            actions.end_ticket(by=by, ticket=ticket, status=after)
