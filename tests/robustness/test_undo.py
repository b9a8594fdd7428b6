"""What staff do by mistake every day is offered back for a minute, on whatever page comes next."""

import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from django.contrib.messages import get_messages
from django.test import Client
from django.utils import timezone

from cases import actions
from cases.choices import AppointmentStepKind, DeskKind, TicketStatus
from cases.models import Appointment, Arrival, Desk, HealthDocument, Minor, Night, Ticket
from cases.tallies import tallies_on
from staff import undo
from staff.choices import Compartment, Role
from staff.models import Site
from tests import factories
from tests.robustness.test_once import AWA
from tests.staff.trail import actions_since, last_entry

pytestmark = pytest.mark.django_db(databases=["default", "owner"])


@dataclass
class Day:
    """Somebody here, somebody known who is not, a paper, and people at work."""

    desk: Client
    nurse: Client
    here: Arrival
    known: Minor
    nursing: Desk

    def ticket(self) -> Ticket:
        return actions.send_to_desk(by=self.desk.user, arrival=self.here, desk=self.nursing)[0]


@pytest.fixture
def day(as_role: Callable[..., Client], site: Site) -> Day:
    desk = as_role(Role.RECEPTION)
    known, arrival = factories.make_minor("Mamadou Diallo", by=desk.user, site=site)
    actions.cancel_arrival(by=desk.user, arrival=arrival)
    here = factories.make_minor("Awa Barry", by=desk.user, site=site)[1]
    nursing = factories.make_desk(DeskKind.NURSE, site)
    return Day(desk, as_role(Role.NURSE), here, known, nursing)


# Each does it and returns who, where it is posted, with what; then the entry of what takes it back.
Act = Callable[[Day], tuple[Client, str, dict[str, object]]]


def arrives(day: Day) -> tuple[Client, str, dict[str, object]]:
    return day.desk, f"/reception/arrive/{day.known.reference}/", {}


def is_new(day: Day) -> tuple[Client, str, dict[str, object]]:
    return day.desk, "/minors/new/", dict(AWA)


def leaves(day: Day) -> tuple[Client, str, dict[str, object]]:
    day.ticket()
    return day.desk, f"/reception/arrivals/{day.here.pk}/leave/", {}


def is_sent(day: Day) -> tuple[Client, str, dict[str, object]]:
    url = f"/reception/arrivals/{day.here.pk}/send/"
    return day.desk, url, {"desk": day.nursing.pk}


def is_seen(day: Day) -> tuple[Client, str, dict[str, object]]:
    ticket = day.ticket()
    actions.call_next(by=day.nurse.user, desk=day.nursing)
    return day.nurse, f"/tickets/{ticket.pk}/seen/", {}


def went_unseen(day: Day) -> tuple[Client, str, dict[str, object]]:
    return day.nurse, f"/tickets/{day.ticket().pk}/left/", {}


def paper_goes(day: Day) -> tuple[Client, str, dict[str, object]]:
    paper = factories.make_document(
        day.here.minor, by=day.nurse.user, compartment=Compartment.HEALTH
    )
    url = f"/cases/{day.here.minor.reference}/documents/{paper.number}/withdraw/"
    return day.nurse, url, {}


def is_handed_out(day: Day) -> tuple[Client, str, dict[str, object]]:
    url = f"/tallies/{day.here.site_id}/{timezone.localdate()}/meal/add/"
    return day.desk, url, {"amount": "5"}


def is_not_handed_out(day: Day) -> tuple[Client, str, dict[str, object]]:
    """None today: undone, it is "not counted" again."""
    client, url, _sent = is_handed_out(day)
    return client, url, {"amount": "0"}


def is_expected(day: Day) -> Appointment:
    return factories.make_appointment(
        day.here.minor, by=day.nurse.user, site=day.here.site, desk_kind=DeskKind.NURSE
    )


def took_place(day: Day) -> tuple[Client, str, dict[str, object]]:
    return day.nurse, f"/appointments/{is_expected(day).pk}/took-place/", {}


def did_not_come(day: Day) -> tuple[Client, str, dict[str, object]]:
    return day.nurse, f"/appointments/{is_expected(day).pk}/missed/", {}


def is_cancelled(day: Day) -> tuple[Client, str, dict[str, object]]:
    return day.nurse, f"/appointments/{is_expected(day).pk}/cancelled/", {}


def is_given_up(day: Day) -> tuple[Client, str, dict[str, object]]:
    missed = is_expected(day)
    actions.record_appointment_step(
        by=day.nurse.user, appointment=missed, kind=AppointmentStepKind.MISSED
    )
    return day.nurse, f"/appointments/{missed.pk}/closed/", {}


def sleeps_somewhere(day: Day) -> tuple[Client, str, dict[str, object]]:
    return day.desk, f"/tonight/{day.here.pk}/record/", {"place": "camp"}


def is_to_be_oriented(day: Day) -> tuple[Client, str, dict[str, object]]:
    return day.desk, f"/tonight/{day.here.pk}/orient/", {"is_to_orient": "on"}


ACTS: dict[Act, str] = {
    arrives: "cancel_arrival",
    is_new: "cancel_registration",
    leaves: "cancel_departure",
    is_sent: "ticket_cancelled",
    is_seen: "reopen_ticket",
    went_unseen: "reopen_ticket",
    paper_goes: "restore_document",
    is_handed_out: "undo_tally",
    is_not_handed_out: "undo_tally",
    took_place: "reopen_appointment",
    did_not_come: "reopen_appointment",
    is_cancelled: "reopen_appointment",
    is_given_up: "reopen_appointment",
    sleeps_somewhere: "undo_night",
    is_to_be_oriented: "undo_night",
}


def state(day: Day) -> list[object]:
    """What the screens of reception, of the queues and of the file are made of."""
    return [
        sorted(Minor.objects.filter(withdrawn_at=None).values_list("pk", flat=True)),
        sorted(Arrival.objects.on(timezone.localdate(), day.here.site).present().values_list("pk")),
        sorted(
            Ticket.objects.with_status()
            .exclude(status=TicketStatus.CANCELLED)
            .values_list("pk", "status", "sent_at")
        ),
        sorted(Night.objects.standing().values_list("minor", "place", "is_to_orient")),
        [tally.total for tally in tallies_on(timezone.localdate(), day.here.site)],
        [(row.is_open, row.is_missed, row.took_place) for row in Appointment.objects.with_state()],
        sorted(HealthDocument.objects.filter(withdrawn_at=None).values_list("pk", flat=True)),
    ]


def shown(client: Client, url: str = "/account/") -> dict[str, str] | None:
    """Return what a page that has nothing to do with it offers to undo."""
    page = client.get(url)
    offer = page.context["house"]["undo"]
    assert (f'action="{offer["url"]}"' in page.content.decode()) if offer else True
    return offer


@pytest.mark.parametrize("act", ACTS)
def test_it_is_as_before(day: Day, act: Act) -> None:
    client, url, sent = act(day)
    before = state(day)
    assert client.post(url, sent).status_code == 302
    assert state(day) != before
    offer = shown(client)
    assert offer
    start = last_entry()
    assert client.post(offer["url"], {"once": uuid.uuid4()}).status_code == 302
    assert state(day) == before
    assert ACTS[act] in actions_since(start, by=client.user)
    assert shown(client) is None


@pytest.mark.parametrize("act", ACTS)
def test_it_is_offered_for_a_minute_to_her_who_did_it(
    day: Day, act: Act, monkeypatch: pytest.MonkeyPatch
) -> None:
    client, url, sent = act(day)
    client.post(url, sent)
    assert shown(day.desk if client is day.nurse else day.nurse) is None
    later = time.time() + undo.SECONDS + 1
    monkeypatch.setattr("time.time", lambda: later)
    assert shown(client) is None


@pytest.mark.parametrize("act", ACTS)
def test_twice_is_once(day: Day, act: Act) -> None:
    """Two windows, or a colleague who put it right before: nothing breaks, nothing is doubled."""
    client, url, sent = act(day)
    before = state(day)
    client.post(url, sent)
    offer = shown(client)
    assert offer
    for _time in range(2):
        assert client.post(offer["url"], {"once": uuid.uuid4()}).status_code == 302
        assert state(day) == before


def kinds(client: Client, url: str) -> list[str]:
    response = client.post(url)
    return [message.level_tag for message in get_messages(response.wsgi_request)]


def test_a_second_departure_offers_nothing(day: Day) -> None:
    """Undoing a colleague's departure by undoing one's own second click would lose it."""
    _client, url, _sent = leaves(day)
    actions.leave(by=day.nurse.user, arrival=day.here)
    assert kinds(day.desk, url) == ["info"]
    assert shown(day.desk) is None


def test_only_what_this_departure_ended_comes_back(day: Day) -> None:
    """She had gone unseen from one desk this morning, waited at another, then left by mistake."""
    morning = day.ticket()
    actions.end_ticket(by=day.nurse.user, ticket=morning, status=TicketStatus.LEFT)
    later = day.ticket()
    actions.leave(by=day.desk.user, arrival=day.here)
    actions.cancel_departure(by=day.desk.user, arrival=day.here)
    assert list(day.nursing.tickets.waiting()) == [later]


def test_who_waits_again_is_not_in_the_queue_twice(day: Day) -> None:
    client, url, _sent = went_unseen(day)
    client.post(url)
    day.ticket()
    offer = shown(client)
    assert offer
    assert kinds(client, offer["url"]) == ["error"]
    assert day.nursing.tickets.waiting().count() == 1
