"""A day of 45 arrivals over five desks, four people at work at once: nobody is forgotten.

Reception registers, sends and notes who leaves; a nurse, a social worker and a jurist call and
receive, the nurse for the midwife and the psychologist too. Each at a browser of her own.
"""

import functools
import itertools
import random
import threading
from collections import Counter
from collections.abc import Callable, Iterable

import pytest
from django.test import Client
from django.utils import timezone

from cases import queries
from cases.choices import DeskKind, TicketStatus
from cases.models import Arrival, Desk, Minor, Ticket, TicketStep
from staff import actions as staff_actions
from staff.choices import Role
from staff.models import AuditEntry, Site
from tests import factories
from tests.prove.writers import in_parallel

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])

ARRIVALS = 45
NOT_OVER = (TicketStatus.WAITING, TicketStatus.IN_PROGRESS)
IS_OVER = {TicketStatus.DONE, TicketStatus.LEFT, TicketStatus.CANCELLED}
WORKED = {
    Role.NURSE: [DeskKind.NURSE, DeskKind.MIDWIFE, DeskKind.PSYCHOLOGIST],
    Role.SOCIAL: [DeskKind.SOCIAL],
    Role.JURIST: [DeskKind.LEGAL],
}
ALSO = {DeskKind.MIDWIFE: Role.MIDWIFE, DeskKind.PSYCHOLOGIST: Role.PSYCHOLOGIST}


def post(client: Client, url: str, **data: object) -> None:
    response = client.post(url, data)
    assert response.status_code == 302, (url, response.status_code)


def at_the_door(
    client: Client, site: Site, minors: list[Minor], desks: list[Desk], closed: threading.Event
) -> None:
    """Everybody arrives; most are sent, some by two clicks; some leave, one was sent by mistake."""
    chance = random.Random(45)
    try:
        for minor in minors:
            post(client, f"/reception/arrive/{minor.reference}/")
            arrival = Arrival.objects.get(minor=minor, site=site)
            for desk in chance.sample(desks, chance.choice((0, 1, 1, 2))):
                urgent = {"is_urgent": "on"} if chance.random() < 0.2 else {}
                for _click in range(chance.choice((1, 1, 2))):
                    post(client, f"/reception/arrivals/{arrival.pk}/send/", desk=desk.pk, **urgent)
            if chance.random() < 0.15:
                post(client, f"/reception/arrivals/{arrival.pk}/leave/")
            elif chance.random() < 0.1:
                for ticket in arrival.tickets.waiting():
                    post(client, f"/tickets/{ticket.pk}/cancel/")
    finally:
        closed.set()


def at_a_desk(client: Client, desks: Iterable[Desk], closed: threading.Event) -> None:
    """Call, receive, end, until the door is closed and nobody waits any more."""
    chance = random.Random(client.user.pk)
    today = timezone.localdate()
    while True:
        was_closed = closed.is_set()
        for desk in desks:
            post(client, f"/queues/{desk.pk}/next/")
            for ticket in desk.tickets.on(today).in_progress():
                verb = "back" if chance.random() < 0.1 else "seen"
                post(client, f"/tickets/{ticket.pk}/{verb}/")
        still = Ticket.objects.on(today).filter(desk__in=[desk.pk for desk in desks])
        if was_closed and not still.in_status(*NOT_OVER).exists():
            return


def test_every_ticket_of_the_day_is_accounted_for(
    site: Site, as_role: Callable[..., Client]
) -> None:
    host = as_role(Role.RECEPTION)
    elsewhere = factories.make_site("Ailleurs")
    minors = [
        factories.make_minor(f"Jeune {number}", by=host.user, site=elsewhere)[0]
        for number in range(ARRIVALS)
    ]
    desks = {kind: factories.make_desk(kind, site) for kind in DeskKind}
    closed = threading.Event()
    door = functools.partial(at_the_door, host, site, minors, list(desks.values()), closed)
    workers = []
    for role, kinds in WORKED.items():
        client = as_role(role)
        for kind in kinds:
            if ALSO.get(kind):
                staff_actions.add_posting(
                    by=host.user, user=client.user, role=ALSO[kind], site=site
                )
        mine = [desks[kind] for kind in kinds]
        workers.append(functools.partial(at_a_desk, client, mine, closed))

    in_parallel([door, *workers])

    today = timezone.localdate()
    assert Arrival.objects.on(today, site).count() == ARRIVALS
    tickets = Ticket.objects.on(today).filter(desk__site=site).with_status()
    assert tickets.count() > ARRIVALS // 2
    assert {ticket.status for ticket in tickets} <= IS_OVER
    assert not any(line.total for line in queries.desks_at(site, today))
    # One row a person and desk at a time, each number once, each step after the one before.
    for desk in desks.values():
        numbers = [ticket.number for ticket in tickets if ticket.desk_id == desk.pk]
        assert sorted(numbers) == list(range(1, len(numbers) + 1))
    for ticket in tickets:
        steps = list(TicketStep.objects.filter(ticket=ticket).order_by("pk"))
        assert steps[0].status == TicketStatus.WAITING
        assert Counter(step.status for step in steps)[TicketStatus.DONE] <= 1
        assert all(a.at <= b.at for a, b in itertools.pairwise(steps))
    said = AuditEntry.objects.filter(action="register_arrival", by=host.user)
    assert said.count() == ARRIVALS * 2  # here, and when their files were opened elsewhere
