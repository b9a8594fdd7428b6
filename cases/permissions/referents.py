"""Who names the referents, and hands over what somebody leaves."""

from cases.choices import DeskKind
from cases.permissions.desks import desk_kinds
from cases.permissions.minors import can_see_case
from cases.permissions.tasks import can_see_all_tasks
from staff.permissions import Person, checked

# What somebody has left behind is shared out by the coordinator.
can_hand_over = can_see_all_tasks


def referent_kinds(user: Person) -> list[str]:
    """Return the desks whose referents this person names: her own; the coordinator, all."""
    if not can_see_case(user):
        return []
    return [str(kind) for kind in DeskKind] if can_hand_over(user) else desk_kinds(user)


def can_name_referent(user: Person) -> bool:
    return bool(referent_kinds(user))


check_name_referent = checked(can_name_referent)
check_hand_over = checked(can_hand_over)
