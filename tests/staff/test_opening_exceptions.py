"""A date on which a site does not keep its week: a holiday, or a Sunday open all the same."""

import datetime
from collections.abc import Callable

import pytest
from django.test import Client

from staff.choices import Role
from staff.models import OpeningException, Site
from tests import factories
from tests.staff.trail import actions_since, last_entry


@pytest.fixture(autouse=True)
def _thursday(time_machine: object) -> None:
    time_machine.move_to(datetime.datetime(2026, 11, 19, 8, tzinfo=datetime.UTC), tick=False)


@pytest.fixture
def coordinator(as_role: Callable[..., Client]) -> Client:
    return as_role(Role.COORDINATOR)


def add(client: Client, site: Site, day: str = "2026-12-25", **changes: str) -> object:
    return client.post(f"/sites/{site.pk}/dates/new/", {"day": day, "note": "Noël", **changes})


OPEN = {"is_open": "on", "opens_at": "10:00", "closes_at": "12:00"}


def test_a_closed_date_is_listed(coordinator: Client, site: Site) -> None:
    start = last_entry()
    assert add(coordinator, site).url == f"/sites/{site.pk}/hours/"
    found = coordinator.get(f"/sites/{site.pk}/hours/").context["exceptions"]
    assert [(e.day, e.is_open) for e in found] == [(datetime.date(2026, 12, 25), False)]
    recorded = actions_since(start, by=coordinator.user, site_id=site.pk)
    assert recorded == ["add_opening_exception"]


def test_a_date_may_be_open_all_the_same(coordinator: Client, site: Site) -> None:
    add(coordinator, site, "2026-12-27", **OPEN)
    assert OpeningException.objects.get().is_open


@pytest.mark.parametrize(
    "changes",
    [
        {"is_open": "on"},
        {"is_open": "on", "opens_at": "10:00"},
        {"is_open": "on", "closes_at": "12:00"},
        {"is_open": "on", "opens_at": "12:00", "closes_at": "10:00"},
        {"opens_at": "10:00", "closes_at": "12:00"},
        {"opens_at": "10:00"},
        {"day": ""},
        {"day": "Noël"},
        {"note": "A" * 81},
    ],
)
def test_hours_go_with_open_and_with_nothing_else(
    coordinator: Client, site: Site, changes: dict[str, str]
) -> None:
    response = add(coordinator, site, **changes)
    assert response.status_code == 422
    assert response.context["form"].errors
    assert not OpeningException.objects.exists()


def test_the_same_date_twice_is_refused_with_a_sentence(coordinator: Client, site: Site) -> None:
    add(coordinator, site)
    response = add(coordinator, site, note="Encore Noël")
    assert response.status_code == 422
    assert response.context["form"].errors
    assert OpeningException.objects.count() == 1


def test_two_sites_may_close_on_one_date(coordinator: Client, site: Site) -> None:
    other = factories.make_site("Calais", "border")
    add(coordinator, site)
    assert add(coordinator, other).status_code == 302


def test_a_date_is_removed(coordinator: Client, site: Site) -> None:
    add(coordinator, site)
    found = OpeningException.objects.get()
    start = last_entry()
    response = coordinator.post(f"/sites/{site.pk}/dates/{found.pk}/remove/")
    assert response.url == f"/sites/{site.pk}/hours/"
    assert not OpeningException.objects.exists()
    recorded = actions_since(start, by=coordinator.user, site_id=site.pk)
    assert recorded == ["remove_opening_exception"]


def test_the_date_of_another_site_is_no_page(coordinator: Client, site: Site) -> None:
    other = factories.make_site("Calais", "border")
    add(coordinator, site)
    found = OpeningException.objects.get()
    response = coordinator.post(f"/sites/{other.pk}/dates/{found.pk}/remove/")
    assert response.status_code == 404
    assert OpeningException.objects.exists()
