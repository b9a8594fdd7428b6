"""What takes two people: asked once, approved by somebody else, within three days."""

import datetime

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from staff import actions, approvals
from staff.choices import Role
from staff.models import Approval, AuditEntry, Site, User
from tests import factories

pytestmark = pytest.mark.django_db

DONE: list[tuple[str, str]] = []


def _execute(*, by: User, approval: Approval) -> None:
    DONE.append((by.username, approval.subject))


def _coordinates(user: User) -> bool:
    return Role.COORDINATOR in user.roles


@pytest.fixture
def kind(monkeypatch: pytest.MonkeyPatch) -> str:
    """A kind that coordinators ask for and approve."""
    monkeypatch.setattr(approvals, "_kinds", {})
    DONE.clear()
    approvals.register(
        approvals.Kind(
            name="planted",
            label="Planted",
            may_ask=_coordinates,
            may_approve=_coordinates,
            describe=lambda approval: approval.subject,
            execute=_execute,
        )
    )
    return "planted"


@pytest.fixture
def people(site: Site) -> tuple[User, User, User]:
    """The one who asks, the second person, somebody whose role does not approve."""
    return (
        factories.make_user(Role.COORDINATOR, username="une"),
        factories.make_user(Role.COORDINATOR, username="deux"),
        factories.make_user(Role.NURSE, site, "autre"),
    )


def test_a_second_person_approves_and_it_is_done(kind: str, people: tuple, site: Site) -> None:
    one, two, _nurse = people
    asked = actions.ask_approval(by=one, kind=kind, subject=site)
    assert DONE == []
    actions.approve(by=two, approval=asked)
    assert [("deux", f"staff.site:{site.pk}")] == DONE
    trail = AuditEntry.objects.filter(subject=f"staff.approval:{asked.pk}").order_by("pk")
    assert [(e.by, e.action) for e in trail] == [(one, "ask_approval"), (two, "approve")]


def test_nobody_approves_alone_or_without_the_right(kind: str, people: tuple, site: Site) -> None:
    one, two, nurse = people
    asked = actions.ask_approval(by=one, kind=kind, subject=site)
    for person in (one, nurse):
        with pytest.raises(PermissionDenied):
            actions.approve(by=person, approval=asked)
    with pytest.raises(PermissionDenied):
        actions.refuse_approval(by=nurse, approval=asked)
    with pytest.raises(PermissionDenied):
        actions.ask_approval(by=nurse, kind=kind, subject=site)
    about_two = actions.ask_approval(by=one, kind=kind, subject=two)
    with pytest.raises(PermissionDenied):
        actions.approve(by=two, approval=about_two)
    assert DONE == []


def test_the_database_refuses_a_lonely_approval(kind: str, people: tuple, site: Site) -> None:
    one, _two, _nurse = people
    asked = actions.ask_approval(by=one, kind=kind, subject=site)
    with pytest.raises(IntegrityError, match="two_people"), transaction.atomic():
        Approval.objects.filter(pk=asked.pk).update(
            decided_at=timezone.now(), decided_by=one, is_granted=True
        )


def test_asked_twice_is_asked_once(kind: str, people: tuple, site: Site) -> None:
    one, two, _nurse = people
    asked = actions.ask_approval(by=one, kind=kind, subject=site)
    assert actions.ask_approval(by=two, kind=kind, subject=site) == asked


@pytest.mark.parametrize("answer", [actions.approve, actions.refuse_approval])
def test_an_answer_is_given_once(kind: str, people: tuple, site: Site, answer) -> None:
    one, two, _nurse = people
    asked = actions.ask_approval(by=one, kind=kind, subject=site)
    answer(by=two, approval=asked)
    for again in (actions.approve, actions.refuse_approval):
        with pytest.raises(ValidationError, match="déjà reçu sa réponse"):
            again(by=two, approval=asked)
    assert len(DONE) == (answer is actions.approve)


def test_it_lapses_after_three_days_and_may_be_asked_again(
    kind: str, people: tuple, site: Site
) -> None:
    one, two, _nurse = people
    asked = actions.ask_approval(by=one, kind=kind, subject=site)
    with time_machine.travel(timezone.now() + datetime.timedelta(days=3, seconds=1)):
        with pytest.raises(ValidationError, match="trois jours"):
            actions.approve(by=two, approval=asked)
        again = actions.ask_approval(by=one, kind=kind, subject=site)
        assert again != asked
        actions.approve(by=two, approval=again)
    assert len(DONE) == 1


def test_the_one_who_asked_may_withdraw(kind: str, people: tuple, site: Site) -> None:
    one, two, _nurse = people
    asked = actions.ask_approval(by=one, kind=kind, subject=site)
    actions.refuse_approval(by=one, approval=asked)
    with pytest.raises(ValidationError):
        actions.approve(by=two, approval=asked)
    asked.refresh_from_db()
    assert not asked.is_granted


def test_what_fails_leaves_the_request_open(
    kind: str, people: tuple, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, two, _nurse = people
    asked = actions.ask_approval(by=one, kind=kind, subject=site)

    def fails(*, by: User, approval: Approval) -> None:
        raise ValidationError("Not possible any more.")

    monkeypatch.setitem(
        approvals._kinds,
        "planted",
        approvals.Kind("planted", "", _coordinates, _coordinates, str, fails),
    )
    with pytest.raises(ValidationError, match="Not possible"):
        actions.approve(by=two, approval=asked)
    assert asked in Approval.objects.open()
