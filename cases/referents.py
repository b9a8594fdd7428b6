"""Who answers for a young person at each desk, and what those who have left leave behind."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count
from django.utils import timezone

from cases import permissions, tasks
from cases.choices import DeskKind
from cases.models import Minor, ReferentStep, Task
from cases.models.referents import ReferentStepQuerySet
from cases.models.tasks import TaskQuerySet
from staff.models import User

SHOWN = 50  # tasks, or young people, of a page that hands over


def of_minor(minor: Minor, user: User) -> list[ReferentStep]:
    """Return the referents that this person may know of, in the order of the desks."""
    rows = ReferentStep.objects.visible_to(user).current().filter(minor=minor)
    order = list(DeskKind)
    found = rows.select_related("colleague")
    return sorted(found, key=lambda step: order.index(DeskKind(step.desk_kind)))


def of_minors(minors: Iterable[int], user: User) -> dict[int, list[ReferentStep]]:
    """Return {number: her referents}, as far as this person may know them: one query."""
    rows = ReferentStep.objects.visible_to(user).current().filter(minor__in=list(minors))
    found: dict[int, list[ReferentStep]] = {}
    for step in rows.select_related("colleague").order_by("pk"):
        found.setdefault(step.minor_id, []).append(step)
    return found


# --- what those who have left leave behind ----------------------------------------------------


@dataclass(frozen=True)
class Left:
    """Somebody who works at a kind of desk no more, and how much of it is still hers."""

    person: User
    desk_kind: DeskKind
    task_count: int
    minor_count: int


def tasks_left() -> TaskQuerySet:
    return Task.objects.open().filter(tasks.owner_has_left())


def minors_left() -> ReferentStepQuerySet:
    rows = ReferentStep.objects.current().in_use()
    return rows.filter(tasks.has_left("colleague"))


def left_behind() -> list[Left]:
    """Return one line for each person who has left and each of her desks, by name."""
    counts: dict[tuple[int, str], list[int]] = {}
    owned = tasks_left().values_list("owner", "desk_kind").annotate(count=Count("pk"))
    referred = minors_left().values_list("colleague", "desk_kind").annotate(count=Count("pk"))
    for place, rows in enumerate((owned, referred)):
        for person, kind, count in rows.order_by():
            counts.setdefault((person, kind), [0, 0])[place] = count
    people = User.objects.in_bulk({person for person, _kind in counts})
    lines = [
        Left(people[person], DeskKind(kind), *found) for (person, kind), found in counts.items()
    ]
    return sorted(lines, key=lambda line: (line.person.full_name, line.person.pk, line.desk_kind))


def left_count(user: User) -> int:
    """Return how many people have left something: the figure of the tab."""
    return len(left_behind()) if permissions.can_hand_over(user) else 0


def tasks_of(person: User, kind: str) -> TaskQuerySet:
    """Return what somebody who has left still has to do at a desk, the first due first."""
    return tasks_left().filter(owner=person, desk_kind=kind).first_due()


def minors_of(person: User, kind: str) -> ReferentStepQuerySet:
    """Return the young people of whom she is still the referent there."""
    rows = minors_left().filter(colleague=person, desk_kind=kind)
    return rows.select_related("minor").order_by("pk")


def takers(kind: str) -> list[tuple[str, Any]]:
    """Return who works at this kind of desk today, wherever, by name."""
    people = tasks.workers(kind, None, timezone.localdate()).order_by("full_name", "pk")
    return [(str(pk), name) for pk, name in people.values_list("pk", "full_name")]
