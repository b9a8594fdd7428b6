"""The referent of each desk, and what those who have left leave to their colleagues."""

import datetime
from collections.abc import Callable

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone

from cases import actions, referents
from cases.choices import DeskKind
from cases.models import Minor, ReferentStep, Task
from clinics.models import CaseTeam, PsychologyNote
from staff.choices import Role
from staff.models import AuditEntry, Site, User
from tests import factories
from tests.staff.trail import actions_since, last_entry

DAY = datetime.timedelta(days=1)
NAME = "Julie Marchal-Diop"


@pytest.fixture
def minor(site: Site) -> Minor:
    return factories.make_minor("Awa Traoré", site=site)[0]


def leaves(user: User) -> None:
    today = timezone.localdate()
    user.postings.update(valid_from=today - 300 * DAY, valid_to=today - DAY)


def page(minor: Minor) -> str:
    return f"/cases/{minor.reference}/referent/"


def kinds(minor: Minor) -> list[tuple[str, User | None]]:
    steps = minor.referents.select_related("colleague").order_by("pk")
    return [(step.kind, step.colleague) for step in steps]


def test_one_at_a_time_and_what_was_before_stays(
    as_role: Callable[..., Client], minor: Minor, person: Callable[..., User]
) -> None:
    client, start = as_role(Role.SOCIAL), last_entry()
    first, second = person(Role.SOCIAL), person(Role.SOCIAL, full_name=NAME)
    for colleague in (first.pk, second.pk, "desk"):
        typed = {"desk_kind": "social", "colleague": colleague, "why": "Congé"}
        assert client.post(page(minor), typed).status_code == 302
        shown = [step.colleague for step in referents.of_minor(minor, client.user)]
        assert len(shown) == (colleague != "desk")
    assert kinds(minor) == [("named", first), ("reassigned", second), ("ended", None)]
    assert actions_since(start, by=client.user) == ["name_referent"] * 3
    sealed = b"".join(bytes(why) for why in minor.referents.values_list("why", flat=True))
    assert "Congé".encode() not in sealed


@pytest.mark.parametrize(
    ("colleague", "sentence"),
    [("", "Choisissez"), ("same", "déjà"), ("gone", "ne travaille pas"), ("desk", "Personne")],
)
def test_what_cannot_be_is_said_beside_the_field(
    as_role: Callable[..., Client],
    minor: Minor,
    person: Callable[..., User],
    colleague: str,
    sentence: str,
) -> None:
    client, gone = as_role(Role.SOCIAL), person(Role.SOCIAL)
    leaves(gone)
    if colleague == "same":
        factories.make_referent(by=client.user, minor=minor, colleague=client.user)
    value = {"same": client.user.pk, "gone": gone.pk}.get(colleague, colleague)
    before = kinds(minor)
    response = client.post(page(minor), {"desk_kind": "social", "colleague": value})
    assert response.status_code == 422
    assert sentence in str(response.context["form"].errors["colleague"])
    assert kinds(minor) == before


def test_each_desk_names_its_own(as_role: Callable[..., Client], minor: Minor) -> None:
    client = as_role(Role.NURSE)
    typed = {"desk_kind": "legal", "colleague": client.user.pk}
    assert client.post(page(minor), typed).status_code == 422
    offered = as_role(Role.COORDINATOR).get(page(minor)).context["form"].fields["desk_kind"]
    assert [kind for kind, _label in offered.choices] == list(DeskKind.values)


@pytest.mark.parametrize(
    ("kind", "role", "readers"),
    [
        (DeskKind.SOCIAL, Role.SOCIAL, set(Role) - {Role.VOLUNTEER}),
        (DeskKind.PSYCHOLOGIST, Role.PSYCHOLOGIST, {Role.PSYCHOLOGIST, Role.COORDINATOR}),
        (
            DeskKind.MIDWIFE,
            Role.MIDWIFE,
            {Role.NURSE, Role.DOCTOR, Role.MIDWIFE, Role.COORDINATOR},
        ),
    ],
)
def test_who_may_know_whom_she_goes_to(
    as_role: Callable[..., Client],
    minor: Minor,
    person: Callable[..., User],
    kind: str,
    role: str,
    readers: set[str],
) -> None:
    colleague = person(role, full_name=NAME)
    factories.make_referent(by=colleague, minor=minor, colleague=colleague, desk_kind=kind)
    for reader in (Role.RECEPTION, Role.NURSE, Role.DOCTOR, Role.MIDWIFE, Role.PSYCHOLOGIST,
                   Role.SOCIAL, Role.JURIST, Role.COORDINATOR):  # fmt: skip
        html = as_role(reader).get(f"/cases/{minor.reference}/").content.decode()
        assert (NAME in html) == (reader in readers), reader


def test_a_referent_opens_nothing(minor: Minor, person: Callable[..., User]) -> None:
    """The psychologist's own cases are those of her team, whoever is named."""
    coordinator, psychologist = person(Role.COORDINATOR), person(Role.PSYCHOLOGIST)
    kind = DeskKind.PSYCHOLOGIST
    factories.make_referent(by=coordinator, minor=minor, colleague=psychologist, desk_kind=kind)
    assert not CaseTeam.objects.filter(user=psychologist).exists()
    assert not PsychologyNote.objects.visible_to(psychologist).exists()


# --- somebody leaves ------------------------------------------------------------------------------


@pytest.fixture
def gone(minor: Minor, site: Site, person: Callable[..., User]) -> User:
    """Somebody who has left two tasks, one of them overdue, and a young person."""
    user, host = person(Role.SOCIAL, full_name=NAME), person()
    for about in (minor, None):
        factories.make_task(by=host, site=site, minor=about, owner=user)
    Task.objects.filter(minor=minor).update(due_on=timezone.localdate() - 2 * DAY)
    factories.make_referent(by=host, minor=minor, colleague=user)
    leaves(user)
    return user


def test_what_she_leaves_is_listed_by_desk(
    as_role: Callable[..., Client], gone: User, person: Callable[..., User], site: Site
) -> None:
    client = as_role(Role.COORDINATOR)
    closed = person(Role.JURIST)
    factories.make_task(by=closed, site=site, owner=closed, desk_kind=DeskKind.LEGAL)
    User.objects.filter(pk=closed.pk).update(is_active=False)
    found = {(line.person, line.desk_kind.value, line.task_count, line.minor_count)
             for line in referents.left_behind()}  # fmt: skip
    assert found == {(gone, "social", 2, 1), (closed, "legal", 1, 0)}
    html = client.get("/to-hand-over/").content.decode()
    assert NAME in html
    assert f"/to-hand-over/{gone.pk}/social/" in html
    assert '<span class="count">2</span>' in client.get("/tasks/").content.decode()


def test_all_of_it_in_one_act(
    as_role: Callable[..., Client], gone: User, person: Callable[..., User], minor: Minor
) -> None:
    client, takes, start = as_role(Role.COORDINATOR), person(Role.SOCIAL), last_entry()
    url = f"/to-hand-over/{gone.pk}/social/"
    assert client.post(url, {"to": takes.pk, "is_all": "on"}).status_code == 302
    assert set(Task.objects.values_list("owner", flat=True)) == {takes.pk}
    assert ReferentStep.objects.current().get(minor=minor).colleague == takes
    assert referents.left_behind() == []
    verbs = ["task_given", "task_given", "name_referent", "hand_over"]
    assert actions_since(start, by=client.user) == verbs
    assert AuditEntry.objects.get(action="hand_over").subject == f"staff.user:{gone.pk}"


def test_what_is_ticked_and_no_more(
    as_role: Callable[..., Client], gone: User, person: Callable[..., User], minor: Minor
) -> None:
    client, takes = as_role(Role.COORDINATOR), person(Role.SOCIAL)
    task = Task.objects.get(minor=minor)
    url = f"/to-hand-over/{gone.pk}/social/"
    assert client.post(url, {"to": takes.pk, "task": task.pk}).status_code == 302
    [line] = referents.left_behind()
    assert (line.task_count, line.minor_count) == (1, 1)


@pytest.mark.parametrize("missing", ["to", "ticks", "profession"])
def test_what_is_missing_is_said_and_the_ticks_stay(
    as_role: Callable[..., Client],
    gone: User,
    person: Callable[..., User],
    minor: Minor,
    missing: str,
) -> None:
    client, takes, jurist = as_role(Role.COORDINATOR), person(Role.SOCIAL), person(Role.JURIST)
    task = Task.objects.get(minor=minor)
    typed = {"to": takes.pk, "task": task.pk}
    if missing == "profession":
        typed["to"] = jurist.pk
    else:
        typed.pop({"to": "to", "ticks": "task"}[missing])
    response = client.post(f"/to-hand-over/{gone.pk}/social/", typed)
    assert response.status_code == 422
    assert response.context["ticked"] == ([] if missing == "ticks" else [task.pk])
    assert Task.objects.filter(owner=gone).count() == 2


def test_all_or_nothing(gone: User, person: Callable[..., User], minor: Minor) -> None:
    """A colleague of another site cannot have these: nothing is given."""
    away = person(Role.SOCIAL, site=factories.make_site("Calais"))
    with pytest.raises(ValidationError, match="ne travaille pas"):
        actions.hand_over(
            by=person(Role.COORDINATOR),
            person=gone,
            desk_kind=DeskKind.SOCIAL,
            to=away,
            tasks_left=referents.tasks_of(gone, DeskKind.SOCIAL),
            minors_left=referents.minors_of(gone, DeskKind.SOCIAL),
        )
    assert ReferentStep.objects.current().get(minor=minor).colleague == gone
