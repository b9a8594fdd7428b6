"""Correcting a name, closing an account; the last coordinator cannot be locked out."""

import datetime
from collections.abc import Callable

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone

from staff import actions
from staff.choices import Role
from staff.models import Posting, User
from tests.factories import PASSWORD
from tests.house.page import seen
from tests.staff.trail import actions_since, last_entry


@pytest.fixture
def coordinator(as_role: Callable[..., Client]) -> Client:
    return as_role(Role.COORDINATOR)


def edit(client: Client, user: User, *, name: str = "Awa Sow", is_active: bool = True) -> object:
    typed = {"full_name": name, "is_active": "on"} if is_active else {"full_name": name}
    url = f"/team/{user.pk}/"
    return client.post(url, typed | seen(client, url))


def test_a_name_is_corrected(coordinator: Client, person: Callable[..., User]) -> None:
    user = person()
    start = last_entry()
    assert edit(coordinator, user, name="Awa Sy").url == f"/team/{user.pk}/"
    user.refresh_from_db()
    assert user.full_name == "Awa Sy"
    assert user.check_password(PASSWORD)
    assert actions_since(start, by=coordinator.user) == ["edit_account"]


@pytest.mark.parametrize("name", ["", "  ", "A" * 101])
def test_an_account_keeps_a_name(
    coordinator: Client, person: Callable[..., User], name: str
) -> None:
    response = edit(coordinator, person(), name=name)
    assert response.status_code == 422
    assert set(response.context["form"].errors) == {"full_name"}


def test_a_closed_account_opens_nothing_and_can_be_reopened(
    coordinator: Client, as_role: Callable[..., Client]
) -> None:
    nurse = as_role(Role.NURSE)
    edit(coordinator, nurse.user, is_active=False)
    assert nurse.get("/rights/").url.startswith("/sign-in/")
    edit(coordinator, nurse.user)
    nurse.force_login(nurse.user)
    assert nurse.get("/rights/").status_code == 200


class TestTheLastCoordinator:
    def test_cannot_be_closed(self, coordinator: Client) -> None:
        response = edit(coordinator, coordinator.user, is_active=False)
        assert response.status_code == 422
        assert set(response.context["form"].errors) == {"is_active"}
        assert User.objects.get(pk=coordinator.user.pk).is_active

    def test_can_be_closed_once_there_is_another(
        self, coordinator: Client, person: Callable[..., User]
    ) -> None:
        other = person(Role.COORDINATOR)
        assert edit(coordinator, coordinator.user, is_active=False).status_code == 302
        assert not User.objects.get(pk=coordinator.user.pk).is_active
        assert User.objects.get(pk=other.pk).is_active

    @pytest.mark.parametrize(
        "dates",
        [{"valid_to": -1, "valid_from": -10}, {"valid_from": 1}],
        ids=["ended yesterday", "begins tomorrow"],
    )
    def test_another_who_is_not_there_today_does_not_count(
        self, coordinator: Client, person: Callable[..., User], dates: dict[str, int]
    ) -> None:
        today = timezone.localdate()
        Posting.objects.filter(user=person(Role.COORDINATOR)).update(
            **{name: today + datetime.timedelta(days=days) for name, days in dates.items()}
        )
        assert edit(coordinator, coordinator.user, is_active=False).status_code == 422

    def test_a_closed_colleague_does_not_count(
        self, coordinator: Client, person: Callable[..., User]
    ) -> None:
        User.objects.filter(pk=person(Role.COORDINATOR).pk).update(is_active=False)
        assert edit(coordinator, coordinator.user, is_active=False).status_code == 422

    def test_keeps_her_role_too(self, coordinator: Client) -> None:
        posting = coordinator.user.postings.get()
        with pytest.raises(ValidationError):
            actions.end_posting(by=coordinator.user, posting=posting)

    def test_may_close_everybody_else(
        self, coordinator: Client, person: Callable[..., User]
    ) -> None:
        assert edit(coordinator, person(Role.NURSE), is_active=False).status_code == 302
        assert edit(coordinator, person(Role.ADMINISTRATOR), is_active=False).status_code == 302


class TestResetPassword:
    def test_a_new_first_password_replaces_the_forgotten_one(
        self, coordinator: Client, person: Callable[..., User]
    ) -> None:
        user = person()
        start = last_entry()
        password = coordinator.post(f"/team/{user.pk}/password/").context["password"]
        user.refresh_from_db()
        assert user.check_password(password)
        assert not user.check_password(PASSWORD)
        assert user.must_change_password is True
        assert actions_since(start, by=coordinator.user) == ["reset_password"]

    def test_whoever_is_signed_in_with_the_former_one_is_out(
        self, coordinator: Client, as_role: Callable[..., Client]
    ) -> None:
        nurse = as_role(Role.NURSE)
        coordinator.post(f"/team/{nurse.user.pk}/password/")
        assert nurse.get("/rights/").url.startswith("/sign-in/")

    def test_a_link_resets_nothing(self, coordinator: Client, person: Callable[..., User]) -> None:
        user = person()
        assert coordinator.get(f"/team/{user.pk}/password/").status_code == 405
        user.refresh_from_db()
        assert user.check_password(PASSWORD)
