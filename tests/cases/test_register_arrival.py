"""A known child is present: one gesture, counted once a day and a site, undone if by mistake."""

import datetime
import time
import uuid
from collections.abc import Callable
from zoneinfo import ZoneInfo

import pytest
from django.test import Client

from cases import actions
from cases.models import Minor
from staff.choices import Role
from staff.models import Site, User
from tests import factories
from tests.staff.trail import actions_since, last_entry

PARIS = ZoneInfo("Europe/Paris")


@pytest.fixture
def minor(person: Callable[..., User], site: Site) -> Minor:
    """Somebody known who is not here today."""
    by = person()
    found, arrival = factories.make_minor("Mamadou Diallo", by=by, site=site)
    actions.cancel_arrival(by=by, arrival=arrival)
    return found


def register(client: Client, minor: Minor) -> object:
    return client.post(f"/reception/arrive/{minor.reference}/")


def day_of(client: Client) -> object:
    return client.get("/reception/").context["day"]


def counted(minor: Minor) -> int:
    return minor.arrivals.counted().count()


def test_present_in_one_gesture(as_role: Callable[..., Client], minor: Minor) -> None:
    client = as_role()
    start = last_entry()
    assert register(client, minor).url == "/reception/"
    assert [arrival.minor for arrival in day_of(client).page] == [minor]
    assert counted(minor) == 1
    assert actions_since(start, by=client.user, minor_id=minor.pk) == ["register_arrival"]


def test_the_next_pages_offer_to_undo_it_for_a_minute(
    as_role: Callable[..., Client], minor: Minor, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = as_role()
    register(client, minor)
    arrival = minor.arrivals.counted().get()
    page = client.get("/reception/")
    assert page.context["house"]["undo"]["url"] == f"/reception/arrivals/{arrival.pk}/cancel/"
    assert page.context["house"]["undo"]["url"] in page.content.decode()
    assert client.get("/reception/").context["house"]["undo"] == page.context["house"]["undo"]
    later = time.time() + 61
    monkeypatch.setattr("time.time", lambda: later)
    assert client.get("/reception/").context["house"]["undo"] is None


def test_what_is_undone_is_offered_no_more(as_role: Callable[..., Client], minor: Minor) -> None:
    client = as_role()
    register(client, minor)
    client.post(client.get("/reception/").context["house"]["undo"]["url"], {"once": uuid.uuid4()})
    assert client.get("/reception/").context["house"]["undo"] is None
    assert counted(minor) == 0


def test_twice_is_not_counted_twice(as_role: Callable[..., Client], minor: Minor) -> None:
    client = as_role()
    for _time in range(3):
        register(client, minor)
    assert counted(minor) == 1
    assert len(day_of(client).page) == 1


def test_the_second_time_leaves_the_first_hour_and_offers_no_more_than_the_first(
    as_role: Callable[..., Client], minor: Minor
) -> None:
    """Undoing a colleague's arrival by undoing one's own second click would lose it."""
    client = as_role()
    register(client, minor)
    first = minor.arrivals.counted().get().arrived_at
    offered = client.get("/reception/").context["house"]["undo"]
    register(client, minor)
    assert minor.arrivals.counted().get().arrived_at == first
    assert client.get("/reception/").context["house"]["undo"] == offered


def test_after_leaving_she_is_present_again_in_the_same_arrival(
    as_role: Callable[..., Client], minor: Minor
) -> None:
    client = as_role()
    register(client, minor)
    arrival = minor.arrivals.counted().get()
    actions.leave(by=client.user, arrival=arrival)
    assert not day_of(client).page
    start = last_entry()
    register(client, minor)
    assert minor.arrivals.counted().get() == arrival
    assert [found.pk for found in day_of(client).page] == [arrival.pk]
    assert actions_since(start, by=client.user) == ["return_to_centre"]


def test_another_day_is_another_arrival(
    as_role: Callable[..., Client], minor: Minor, time_machine: object
) -> None:
    register(as_role(), minor)
    time_machine.move_to(datetime.datetime.now(PARIS) + datetime.timedelta(days=1), tick=False)
    client = as_role()
    register(client, minor)
    assert counted(minor) == 2
    assert len(day_of(client).page) == 1


def test_another_site_is_another_arrival(as_role: Callable[..., Client], minor: Minor) -> None:
    register(as_role(), minor)
    mobile = factories.make_site("La Chapelle", "mobile")
    elsewhere = as_role(site=mobile)
    register(elsewhere, minor)
    assert counted(minor) == 2
    assert set(minor.arrivals.counted().values_list("site__name", flat=True)) == {
        "Pantin", "La Chapelle",
    }  # fmt: skip
    assert len(day_of(elsewhere).page) == 1


@pytest.mark.parametrize(
    ("hour", "day"),
    [
        ("2026-11-18T22:59:59+00:00", "2026-11-18"),
        ("2026-11-18T23:00:00+00:00", "2026-11-19"),
        ("2026-07-01T21:59:59+00:00", "2026-07-01"),
        ("2026-07-01T22:00:00+00:00", "2026-07-02"),
    ],
)
def test_the_day_is_the_one_in_paris(
    person: Callable[..., User], site: Site, time_machine: object, hour: str, day: str
) -> None:
    by = person()
    time_machine.move_to(datetime.datetime.fromisoformat(hour), tick=False)
    _minor, arrival = factories.make_minor(by=by, site=site)
    assert arrival.day == datetime.date.fromisoformat(day)
    assert arrival.arrived_at.astimezone(PARIS).date() == arrival.day


def test_a_nurse_alone_on_a_saturday_registers_too(
    as_role: Callable[..., Client], minor: Minor
) -> None:
    assert register(as_role(Role.NURSE), minor).status_code == 302
    assert counted(minor) == 1


def test_a_link_registers_nobody(as_role: Callable[..., Client], minor: Minor) -> None:
    assert as_role().get(f"/reception/arrive/{minor.reference}/").status_code == 405
    assert counted(minor) == 0


def test_a_file_withdrawn_cannot_arrive(
    as_role: Callable[..., Client], person: Callable[..., User], site: Site
) -> None:
    by = person()
    minor, arrival = factories.make_minor(by=by, site=site)
    actions.cancel_registration(by=by, arrival=arrival)
    assert register(as_role(), minor).status_code == 404
    assert counted(minor) == 0
