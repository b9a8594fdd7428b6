"""Who may know what, as the design draws it (section 4): written here a second time."""

import datetime
from collections.abc import Callable

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.utils import timezone

from staff import actions, permissions
from staff.choices import Role
from staff.models import Site, User
from staff.permissions import Compartment, Level

# One letter a role, in this order: w writes, r reads, k knows that it exists, - nothing.
ROLES = ["reception", "volunteer", "nurse", "doctor", "midwife", "psychologist", "social",
         "jurist", "coordinator", "director", "administrator"]  # fmt: skip
EXPECTED = {
    "identity": "wwwwwrwrr--",
    "social": "--rrrrwrr--",
    "legal": "k-kkkkrwk--",
    "narrative": "-------w---",
    "health": "k-wwrkkkk--",
    "sexual_health": "--www---k--",
    "psychology": "k-kkkw--k--",
    "protection": "kkkkkkkkr--",
    "figures": "k-kkkkkkrr-",
    "reference": "rrrrrrrrwrr",
    "team": "--------wrr",
    "audit": "kkkkkkkkrrk",
}
LEVELS = {"-": Level.NOTHING, "k": Level.KNOW, "r": Level.READ, "w": Level.WRITE}


def test_the_second_writing_is_complete() -> None:
    assert set(EXPECTED) == set(Compartment)
    assert set(ROLES) == set(Role)
    assert {len(letters) for letters in EXPECTED.values()} == {len(ROLES)}


@pytest.mark.parametrize("role", ROLES)
def test_each_role_reaches_what_the_field_gives_it(person: Callable[..., User], role: str) -> None:
    user = person(role)
    place = ROLES.index(role)
    found = {c: permissions.level(user, Compartment(c)) for c in EXPECTED}
    assert found == {c: LEVELS[letters[place]] for c, letters in EXPECTED.items()}


def test_a_level_holds_the_ones_below(person: Callable[..., User]) -> None:
    nurse = person(Role.NURSE)
    for level, allowed in ((Level.KNOW, True), (Level.READ, True), (Level.WRITE, False)):
        assert permissions.can(nurse, Compartment.SOCIAL, level) is allowed


def test_two_roles_give_the_most_of_each(person: Callable[..., User], site: Site) -> None:
    user = person(Role.RECEPTION)
    actions.add_posting(by=None, user=user, role=Role.JURIST, site=site)
    user = User.objects.get(pk=user.pk)
    assert permissions.level(user, Compartment.IDENTITY) == Level.WRITE
    assert permissions.level(user, Compartment.NARRATIVE) == Level.WRITE


@pytest.mark.parametrize("compartment", Compartment)
def test_nobody_in_particular_knows_nothing(compartment: Compartment) -> None:
    assert permissions.level(AnonymousUser(), compartment) == Level.NOTHING


@pytest.mark.parametrize("days", [(-10, -1), (1, 10)], ids=["ended", "to come"])
def test_a_posting_of_another_day_gives_nothing(
    person: Callable[..., User], days: tuple[int, int]
) -> None:
    user = person(Role.NURSE)
    first, last = (timezone.localdate() + datetime.timedelta(days=n) for n in days)
    user.postings.update(valid_from=first, valid_to=last)
    user = User.objects.get(pk=user.pk)
    assert permissions.level(user, Compartment.HEALTH) == Level.NOTHING
    assert not permissions.can_have_a_page(user)


def test_a_closed_account_gives_nothing(person: Callable[..., User]) -> None:
    user = person(Role.NURSE)
    user.is_active = False
    assert permissions.level(user, Compartment.HEALTH) == Level.NOTHING
    assert not permissions.can_have_a_page(user)


def test_check_raises_where_can_says_no(person: Callable[..., User]) -> None:
    permissions.check_manage_team(person(Role.COORDINATOR))
    with pytest.raises(PermissionDenied):
        permissions.check_manage_team(person(Role.NURSE))


class TestRightsPage:
    """Anybody on the team may read who sees what."""

    def test_it_is_drawn_from_the_table_itself(
        self, as_role: Callable[..., Client], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        changed = {role: dict(found) for role, found in permissions.TABLE.items()}
        changed[Role.RECEPTION][Compartment.NARRATIVE] = Level.READ
        client = as_role(Role.NURSE)
        monkeypatch.setattr(permissions, "TABLE", changed)
        context = client.get("/rights/").context
        rows = dict(zip(Compartment, (levels for _label, levels in context["rows"]), strict=True))
        column = context["roles"].index(Role.RECEPTION)
        assert rows[Compartment.NARRATIVE][column] == Level.READ

    def test_ones_own_roles_stand_out(self, as_role: Callable[..., Client]) -> None:
        page = as_role(Role.JURIST).get("/rights/")
        assert page.context["mine"] == {Role.JURIST}
        assert page.content.decode().count("<strong>") >= 1

    def test_every_role_and_compartment_is_on_the_page(
        self, as_role: Callable[..., Client]
    ) -> None:
        context = as_role(Role.VOLUNTEER).get("/rights/").context
        assert context["roles"] == list(Role)
        assert [len(levels) for _label, levels in context["rows"]] == [len(Role)] * len(EXPECTED)
