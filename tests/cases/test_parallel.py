"""Two people at once: one arrival, two tickets, no error. The long version is in tests/prove."""

import functools
from collections.abc import Callable

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from cases import actions
from cases.choices import Service, TicketStatus
from cases.models import Arrival, Desk, Ticket
from cases.tallies import tally_of
from staff.choices import Role
from staff.models import AuditEntry, Site, User
from tests import factories
from tests.prove.writers import Writer, absent_minor, in_parallel

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])


def test_twenty_registrations_at_once_make_one_arrival(
    site: Site, person: Callable[..., User]
) -> None:
    user = person(Role.RECEPTION)
    minor = absent_minor(by=user, site=site)
    register = functools.partial(actions.register_arrival, by=user, minor=minor, site=site)

    results = in_parallel([register] * 20)

    assert len({arrival.pk for arrival, _is_new in results}) == 1
    assert sum(is_new for _arrival, is_new in results) == 1
    assert Arrival.objects.on(timezone.localdate(), site).filter(minor=minor).count() == 1
    entries = AuditEntry.objects.filter(minor_id=minor.pk)
    assert entries.filter(action="register_arrival_again").count() == 19


def nurses_at_a_desk_with(
    count: int, site: Site, person: Callable[..., User]
) -> list[Callable[[], Ticket | None]]:
    """Return what each of two nurses does when she calls; `count` people wait for them."""
    desk: Desk = factories.make_desk(site=site)
    reception = person(Role.RECEPTION)
    for _i in range(count):
        _minor, arrival = factories.make_minor(by=reception, site=site)
        actions.send_to_desk(by=reception, arrival=arrival, desk=desk)
    return [
        functools.partial(actions.call_next, by=person(Role.NURSE), desk=desk) for _i in range(2)
    ]


def test_two_colleagues_who_call_at_once_get_two_people(
    site: Site, person: Callable[..., User]
) -> None:
    call = nurses_at_a_desk_with(2, site, person)

    assert {ticket.pk for ticket in in_parallel(call)} == set(
        Ticket.objects.values_list("pk", flat=True)
    )
    assert in_parallel(call) == [None, None]


def test_the_last_one_waiting_is_called_once(site: Site, person: Callable[..., User]) -> None:
    called = in_parallel(nurses_at_a_desk_with(1, site, person))

    [ticket] = Ticket.objects.all()
    assert sorted(found.pk for found in called if found) == [ticket.pk]
    assert ticket.steps.filter(status=TicketStatus.IN_PROGRESS).count() == 1


def test_everybody_who_taps_at_once_counts(site: Site, person: Callable[..., User]) -> None:
    today = timezone.localdate()
    tap = functools.partial(actions.add_tally, site=site, day=today, service=Service.MEAL)
    users = [person(Role.RECEPTION) for _i in range(4)]

    in_parallel([functools.partial(tap, by=user, amount=n) for user in users for n in (1, 5)])

    assert tally_of(Service.MEAL, today, site).total == 24
    assert AuditEntry.objects.filter(action="add_tally").count() == 8


def test_two_who_take_the_last_one_away(site: Site, person: Callable[..., User]) -> None:
    """One of them is told; the count never falls below zero."""
    today = timezone.localdate()
    factories.make_tally(by=person(Role.RECEPTION), site=site, amount=1)

    def take(user: User) -> bool:
        try:
            actions.add_tally(by=user, site=site, day=today, service=Service.MEAL, amount=-1)
        except ValidationError:
            return False
        return True

    took = in_parallel([functools.partial(take, person(Role.RECEPTION)) for _i in range(4)])

    assert sum(took) == 1
    assert tally_of(Service.MEAL, today, site).total == 0


def test_four_people_for_two_seconds_on_five_minors(
    site: Site, person: Callable[..., User]
) -> None:
    """Few minors, so that everybody is always in somebody's way."""
    users = [person(Role.RECEPTION) for _i in range(4)]
    minors = [absent_minor(by=users[0], site=site) for _i in range(5)]
    writers = [Writer(user, site, minors, seed) for seed, user in enumerate(users)]

    in_parallel([functools.partial(writer.work, 2) for writer in writers])

    assert all(sum(writer.done.values()) > 10 for writer in writers)
    counted = list(Arrival.objects.counted().values_list("minor", "site", "day"))
    assert len(counted) == len(set(counted))
