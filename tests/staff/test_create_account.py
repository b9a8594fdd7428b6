"""A coordinator makes a named account; its first password is shown once and kept nowhere."""

import datetime
from collections.abc import Callable

import pytest
from django.test import Client
from django.utils import timezone

from staff.choices import Role
from staff.models import Site, User
from staff.passwords import first_password
from tests.staff.trail import actions_since, last_entry

NEW = "/team/new/"


@pytest.fixture
def coordinator(as_role: Callable[..., Client]) -> Client:
    return as_role(Role.COORDINATOR)


@pytest.fixture
def typed(site: Site) -> dict[str, object]:
    return {
        "full_name": "Awa Sow",
        "username": "awa.s",
        "role": Role.NURSE,
        "site": site.pk,
        "valid_to": "",
    }


def in_days(days: int) -> datetime.date:
    return timezone.localdate() + datetime.timedelta(days=days)


def test_the_new_person_signs_in_with_what_was_handed_over(
    coordinator: Client, typed: dict[str, object], site: Site
) -> None:
    start = last_entry()
    response = coordinator.post(NEW, typed)
    user = User.objects.get(username="awa.s")
    password = response.context["password"]
    assert password in response.content.decode()
    assert user.check_password(password)
    assert user.must_change_password is True
    assert [(p.role, p.site) for p in user.postings.all()] == [(Role.NURSE, site)]
    assert actions_since(start, by=coordinator.user) == ["add_posting", "create_account"]
    browser = Client()
    browser.post("/sign-in/", {"login": "awa.s", "password": password})
    assert browser.get("/").url == "/account/password/"


def test_first_passwords_differ_and_are_read_aloud_without_confusion() -> None:
    made = {first_password() for _i in range(200)}
    assert len(made) == 200
    assert not set("".join(made)) & set("ilo01")
    assert {len(password) for password in made} == {19}


def test_the_password_is_kept_in_no_session_and_no_trail(
    coordinator: Client, typed: dict[str, object]
) -> None:
    password = coordinator.post(NEW, typed).context["password"]
    assert password not in str(dict(coordinator.session))
    assert password not in coordinator.get("/team/").content.decode()
    assert password not in User.objects.get(username="awa.s").password


def test_capitals_become_small_letters(coordinator: Client, typed: dict[str, object]) -> None:
    coordinator.post(NEW, {**typed, "username": "Awa.S"})
    assert User.objects.filter(username="awa.s").exists()


def test_without_a_site_the_posting_is_the_missions(
    coordinator: Client, typed: dict[str, object]
) -> None:
    coordinator.post(NEW, {**typed, "role": Role.COORDINATOR, "site": ""})
    assert User.objects.get(username="awa.s").is_mission_wide


def test_a_volunteer_has_a_last_day(coordinator: Client, typed: dict[str, object]) -> None:
    refused = coordinator.post(NEW, {**typed, "role": Role.VOLUNTEER})
    assert refused.status_code == 422
    assert set(refused.context["form"].errors) == {"valid_to"}
    coordinator.post(NEW, {**typed, "role": Role.VOLUNTEER, "valid_to": in_days(30).isoformat()})
    posting = User.objects.get(username="awa.s").postings.get()
    assert posting.valid_to == in_days(30)


def test_today_may_be_the_last_day_and_yesterday_not(
    coordinator: Client, typed: dict[str, object]
) -> None:
    refused = coordinator.post(NEW, {**typed, "valid_to": in_days(-1).isoformat()})
    assert set(refused.context["form"].errors) == {"valid_to"}
    assert coordinator.post(NEW, {**typed, "valid_to": in_days(0).isoformat()}).status_code == 200


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("full_name", ""),
        ("full_name", "   "),
        ("full_name", "A" * 101),
        ("username", ""),
        ("username", "a"),
        ("username", "été"),
        ("username", "awa sow"),
        ("username", ".awa"),
        ("username", "a" * 41),
        ("role", ""),
        ("role", "king"),
        ("site", "0"),
        ("valid_to", "soon"),
    ],
)
def test_a_wrong_answer_is_refused_beside_its_box(
    coordinator: Client, typed: dict[str, object], field: str, value: str
) -> None:
    response = coordinator.post(NEW, {**typed, field: value})
    form = response.context["form"]
    assert response.status_code == 422
    assert form.errors
    assert field in form.errors or form.non_field_errors()
    assert not User.objects.filter(full_name="Awa Sow").exists()


@pytest.mark.parametrize("name", ["awa.s", "AWA.S"])
def test_a_sign_in_name_belongs_to_one_person(
    coordinator: Client, typed: dict[str, object], name: str
) -> None:
    coordinator.post(NEW, typed)
    response = coordinator.post(NEW, {**typed, "full_name": "Awa Sy", "username": name})
    assert set(response.context["form"].errors) == {"username"}
    assert User.objects.filter(username="awa.s").count() == 1


def test_what_was_typed_stays_after_an_error(coordinator: Client, typed: dict[str, object]) -> None:
    form = coordinator.post(NEW, {**typed, "role": ""}).context["form"]
    assert form["full_name"].value() == "Awa Sow"
    assert form["username"].value() == "awa.s"
    assert form["site"].value() == str(typed["site"])


def test_a_closed_site_is_not_offered(coordinator: Client, site: Site) -> None:
    Site.objects.filter(pk=site.pk).update(valid_to=in_days(-1))
    assert site not in coordinator.get(NEW).context["form"].fields["site"].queryset


def test_somebody_with_a_first_password_appears_in_the_team(
    coordinator: Client, typed: dict[str, object]
) -> None:
    coordinator.post(NEW, typed)
    people = coordinator.get("/team/").context["page_obj"].object_list
    assert "awa.s" in {person.username for person in people}


def test_a_constraint_speaks_beside_its_field(
    coordinator: Client, typed: dict[str, object]
) -> None:
    answer = coordinator.post(NEW, typed | {"username": "Été 2026"})
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == ["username"]
