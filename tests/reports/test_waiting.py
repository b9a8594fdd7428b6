"""How long people waited for a desk: from being sent to the first call, and nobody who was not."""

import datetime
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cases import actions
from cases.choices import DeskKind, TicketStatus
from cases.models import Desk, Ticket
from reports.figures import Section
from reports.periods import Week
from reports.waiting import Waited, waited, waiting
from staff.models import Site
from tests import factories

W47 = Week(2026, 47)
MONDAY = datetime.datetime(2026, 11, 16, 9, tzinfo=datetime.UTC)


class Morning:
    """A queue whose waits are said in minutes."""

    def __init__(self, clock: Any, site: Site) -> None:
        self.clock, self.site = clock, site
        self.at(0)
        self.by = factories.make_user(site=site)

    def at(self, minutes: float) -> None:
        instant = MONDAY + datetime.timedelta(minutes=minutes)
        self.clock.move_to(instant, tick=False)

    def send(self, desk: Desk, at: float = 0) -> Ticket:
        self.at(at)
        _minor, arrival = factories.make_minor(by=self.by, site=desk.site)
        ticket, _new = actions.send_to_desk(by=self.by, arrival=arrival, desk=desk)
        return ticket

    def move(self, ticket: Ticket, status: str, at: float) -> None:
        self.at(at)
        actions.end_ticket(by=self.by, ticket=ticket, status=status)

    def wait(self, desk: Desk, minutes: float, at: float = 0) -> Ticket:
        ticket = self.send(desk, at)
        self.move(ticket, TicketStatus.IN_PROGRESS, at + minutes)
        return ticket


@pytest.fixture
def morning(db: None, site: Site, time_machine: object) -> Morning:
    return Morning(time_machine, site)


@pytest.fixture
def nurse(site: Site, morning: Morning) -> Desk:
    return factories.make_desk(DeskKind.NURSE, site)


def values(section: Section) -> dict[str, object]:
    return {figure.name: figure.value for figure in section.figures}


def test_nobody_waited(site: Site, morning: Morning) -> None:
    section = waiting(W47, [site])
    assert set(values(section).values()) == {None}
    assert [part.count for part in section.breakdowns[0].parts] == [0, 0, 0]


def test_one_person(nurse: Desk, site: Site, morning: Morning) -> None:
    morning.wait(nurse, 25)
    assert waited(W47, [site]) == {"nurse": Waited(1, 25, 25)}


def test_ten_people_have_a_median_and_a_ninth(nurse: Desk, site: Site, morning: Morning) -> None:
    """Waits of 1 to 10 minutes: the fifth and the ninth of them, which somebody did live."""
    for minutes in (10, 1, 9, 2, 8, 3, 7, 4, 6, 5):
        morning.wait(nurse, minutes)
    assert waited(W47, [site]) == {"nurse": Waited(10, 5, 9)}
    found = values(waiting(W47, [site]))
    assert (found["nurse_median"], found["nurse_ninth"], found["social_median"]) == (5, 9, None)


def test_whoever_was_not_called_is_in_no_wait(nurse: Desk, site: Site, morning: Morning) -> None:
    morning.wait(nurse, 12)
    morning.send(nurse)
    morning.move(morning.send(nurse), TicketStatus.LEFT, 200)
    morning.move(morning.send(nurse), TicketStatus.CANCELLED, 1)
    assert waited(W47, [site]) == {"nurse": Waited(1, 12, 12)}


def test_called_twice_waited_once(nurse: Desk, site: Site, morning: Morning) -> None:
    ticket = morning.wait(nurse, 12)
    morning.move(ticket, TicketStatus.WAITING, 14)
    morning.move(ticket, TicketStatus.IN_PROGRESS, 90)
    assert waited(W47, [site]) == {"nurse": Waited(1, 12, 12)}


def test_an_arrival_that_was_undone(nurse: Desk, site: Site, morning: Morning) -> None:
    ticket = morning.send(nurse)
    morning.at(3)
    actions.cancel_arrival(by=morning.by, arrival=ticket.arrival)
    assert waited(W47, [site]) == {}


@pytest.mark.parametrize(("day", "count"), [(-1, 0), (0, 1), (6, 1), (7, 0)])
def test_monday_to_sunday(nurse: Desk, site: Site, morning: Morning, day: int, count: int) -> None:
    morning.wait(nurse, 5, at=day * 24 * 60)
    assert waited(W47, [site]).get("nurse", Waited(0, None, None)).count == count


def test_another_site_and_the_desks_that_are_left_out(
    nurse: Desk, site: Site, morning: Morning
) -> None:
    elsewhere = factories.make_site("La Chapelle", "mobile")
    morning.wait(nurse, 5)
    for kind in (DeskKind.MIDWIFE, DeskKind.PSYCHOLOGIST):
        morning.wait(factories.make_desk(kind, site), 40)
    assert waited(W47, [elsewhere]) == {}
    section = waiting(W47, [site])
    assert [part.name for part in section.breakdowns[0].parts] == ["nurse", "social", "legal"]
    said = " ".join(figure.name for figure in section.figures)
    assert "midwife" not in said
    assert "psychologist" not in said
    assert section.breakdowns[0].total == 1


def test_one_query_however_many_waited(nurse: Desk, site: Site, morning: Morning) -> None:
    for people in (1, 6):
        for minutes in range(people):
            morning.wait(nurse, minutes)
        with CaptureQueriesContext(connection) as asked:
            waiting(W47, [site])
        assert len(asked) == 1
