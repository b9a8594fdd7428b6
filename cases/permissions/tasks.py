"""Who may make a task, see it, change it."""

from cases.choices import DeskKind
from cases.models import Task
from cases.models.tasks import is_in_full
from cases.permissions.desks import WORKED_BY, can_work_at_a_desk, desk_kinds
from cases.permissions.minors import can_see_case, has_role
from staff.choices import Role
from staff.models import User
from staff.permissions import Person, checked

# Whoever opens files: each desk for any other, reception, the coordinator.
can_see_tasks = can_make_task = can_see_case


def can_see_all_tasks(user: Person) -> bool:
    """Those of every desk, to share out: the coordinator."""
    return can_see_tasks(user) and has_role(user, frozenset({Role.COORDINATOR}))


def can_change_task(user: Person, task: Task) -> bool:
    """Do, postpone, give, drop: the desk it is for, whoever has or made it, the coordinator."""
    if not isinstance(user, User) or not can_see_tasks(user):
        return False
    if task.desk_kind in desk_kinds(user) or can_see_all_tasks(user):
        return True
    return is_in_full(user) and user.pk in (task.owner_id, task.made_by_id)


def can_take_task(user: Person, task: Task) -> bool:
    return can_work_at_a_desk(user) and task.desk_kind in desk_kinds(user)


def roles_at(kind: str) -> list[str]:
    """Return the professions that work at a kind of desk."""
    return sorted(WORKED_BY[DeskKind(kind)])


check_see_tasks = checked(can_see_tasks)
check_make_task = checked(can_make_task)
check_change_task = checked(can_change_task)
check_take_task = checked(can_take_task)
