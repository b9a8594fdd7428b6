"""A role at a site, from one day to another: given, ended, refused."""

import datetime
from collections.abc import Callable

import pytest
from django.contrib.messages import get_messages
from django.test import Client
from django.utils import timezone

from staff import permissions
from staff.choices import Role
from staff.models import Site, User
from tests.staff.trail import actions_since, last_entry


@pytest.fixture
def coordinator(as_role: Callable[..., Client]) -> Client:
    return as_role(Role.COORDINATOR)


def today(days: int = 0) -> str:
    return (timezone.localdate() + datetime.timedelta(days=days)).isoformat()


def add(client: Client, user: User, **changes: object) -> object:
    typed = {"role": Role.SOCIAL, "site": "", "valid_from": today(), "valid_to": "", **changes}
    return client.post(f"/team/{user.pk}/roles/new/", typed)


def end(client: Client, user: User, role: str) -> object:
    posting = user.postings.filter(role=role).latest("pk")
    return client.post(f"/team/{user.pk}/roles/{posting.pk}/end/")


def roles_of(user: User) -> frozenset[str]:
    return User.objects.get(pk=user.pk).roles


def test_a_second_role_adds_to_the_first(
    coordinator: Client, person: Callable[..., User], site: Site
) -> None:
    user = person(Role.RECEPTION)
    start = last_entry()
    response = add(coordinator, user, site=site.pk)
    assert response.url == f"/team/{user.pk}/"
    assert roles_of(user) == {Role.RECEPTION, Role.SOCIAL}
    found = User.objects.get(pk=user.pk)
    assert permissions.can(found, permissions.Compartment.SOCIAL, permissions.Level.WRITE)
    assert actions_since(start, by=coordinator.user) == ["add_posting"]


def test_a_role_holds_on_its_first_and_last_day(
    coordinator: Client, person: Callable[..., User], time_machine: object
) -> None:
    time_machine.move_to(datetime.datetime(2026, 3, 12, 9, tzinfo=datetime.UTC), tick=False)
    user = person(Role.RECEPTION)
    # Nobody may travel with a session of another time: the coordinator signs in again.
    coordinator.user.postings.update(valid_from=timezone.localdate())
    coordinator.force_login(User.objects.get(pk=coordinator.user.pk))
    add(coordinator, user, valid_from=today(1), valid_to=today(2))
    held = []
    for _day in range(4):
        held.append(Role.SOCIAL in roles_of(user))
        time_machine.shift(datetime.timedelta(days=1))
    assert held == [False, True, True, False]


@pytest.mark.parametrize(
    "changes",
    [
        {"role": ""},
        {"role": Role.VOLUNTEER},
        {"valid_from": ""},
        {"site": "0"},
        {"valid_to": "2001-01-01"},
    ],
    ids=["no role", "volunteer without an end", "no first day", "no such site", "ends before"],
)
def test_what_cannot_be_is_refused(
    coordinator: Client, person: Callable[..., User], changes: dict[str, object]
) -> None:
    user = person()
    response = add(coordinator, user, **changes)
    assert response.status_code == 422
    assert response.context["form"].errors
    assert user.postings.count() == 1


def test_the_same_role_twice_is_refused_with_a_sentence(
    coordinator: Client, person: Callable[..., User], site: Site
) -> None:
    user = person(Role.RECEPTION)
    response = add(coordinator, user, role=Role.RECEPTION, site=site.pk)
    assert response.status_code == 422
    assert response.context["form"].errors
    assert user.postings.count() == 1


def test_a_role_ended_is_lost_at_once(
    coordinator: Client, as_role: Callable[..., Client], site: Site
) -> None:
    nurse = as_role(Role.NURSE)
    add(coordinator, nurse.user, site=site.pk)
    start = last_entry()
    assert end(coordinator, nurse.user, Role.SOCIAL).url == f"/team/{nurse.user.pk}/"
    assert roles_of(nurse.user) == {Role.NURSE}
    assert actions_since(start, by=coordinator.user) == ["end_posting"]
    end(coordinator, nurse.user, Role.NURSE)
    assert nurse.get("/rights/").url == "/sign-in/"


def test_given_by_mistake_twice_in_a_day_and_ended_twice(
    coordinator: Client, person: Callable[..., User], site: Site
) -> None:
    user = person(Role.RECEPTION)
    for _time in range(2):
        add(coordinator, user, site=site.pk)
        response = end(coordinator, user, Role.SOCIAL)
        assert response.status_code == 302
        assert roles_of(user) == {Role.RECEPTION}


def test_the_last_coordinators_role_stays_and_the_page_says_why(coordinator: Client) -> None:
    response = end(coordinator, coordinator.user, Role.COORDINATOR)
    assert [m.level_tag for m in get_messages(response.wsgi_request)] == ["error"]
    assert roles_of(coordinator.user) == {Role.COORDINATOR}


def test_a_coordinators_role_ends_once_there_is_another(
    coordinator: Client, person: Callable[..., User]
) -> None:
    other = person(Role.COORDINATOR)
    end(coordinator, other, Role.COORDINATOR)
    assert roles_of(other) == frozenset()


def test_the_posting_of_somebody_else_is_no_page(
    coordinator: Client, person: Callable[..., User]
) -> None:
    one, other = person(), person()
    posting = other.postings.get()
    response = coordinator.post(f"/team/{one.pk}/roles/{posting.pk}/end/")
    assert response.status_code == 404
    assert roles_of(other)
