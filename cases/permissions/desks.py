"""Who may do what at the desks, with the tallies and with the directory."""

import datetime

from django.utils import timezone

from cases.choices import DeskKind
from cases.models import Desk
from cases.permissions.minors import can_register_arrival, can_search, can_see_case, has_role
from staff.choices import Role
from staff.models import User
from staff.permissions import (
    TABLE,
    Compartment,
    Level,
    Person,
    can_edit_reference,
    can_read_audit,
    can_see_reference,
    checked,
)

WORKED_BY = {
    DeskKind.NURSE: {Role.NURSE, Role.DOCTOR},
    DeskKind.MIDWIFE: {Role.MIDWIFE},
    DeskKind.PSYCHOLOGIST: {Role.PSYCHOLOGIST},
    DeskKind.SOCIAL: {Role.SOCIAL},
    DeskKind.LEGAL: {Role.JURIST},
}
# Who may say today what was handed out another day.
CORRECT_TALLIES = frozenset(
    role for role, levels in TABLE.items() if levels.get(Compartment.IDENTITY) == Level.WRITE
) - {Role.VOLUNTEER} | {Role.COORDINATOR}


def can_see_queues(user: Person) -> bool:
    return can_search(user)


# What a site hands out: read by whoever reads its arrivals, counted by whoever registers them.
can_see_tallies = can_search
can_tally = can_register_arrival


def can_correct_tallies(user: Person, day: datetime.date) -> bool:
    """Today: whoever counts. Any day: the same without volunteers, and whoever reads the week."""
    is_today = day == timezone.localdate()
    return has_role(user, CORRECT_TALLIES) or (is_today and can_tally(user))


def desk_kinds(user: Person) -> list[str]:
    """Return the kinds of desk that this person's professions work at."""
    if not isinstance(user, User):
        return []
    return [str(kind) for kind, roles in WORKED_BY.items() if user.roles & roles]


def can_call_next(user: Person, desk: Desk) -> bool:
    return desk.kind in desk_kinds(user)


def can_work_at_a_desk(user: Person) -> bool:
    return bool(desk_kinds(user))


def can_print_day_sheet(user: Person) -> bool:
    """Whoever reads the audit trail, whose head it carries, and may know who is present."""
    return can_read_audit(user) and can_see_case(user)


# The directory is everybody's who works here: it names organisations, no young person.
can_see_partners = can_see_reference
can_edit_partner = can_edit_reference
can_edit_desk = can_edit_partner


def can_tick_check(user: Person, kind: str) -> bool:
    """What a desk checks after a merge is ticked by somebody of it."""
    return can_see_case(user) and kind in desk_kinds(user)


check_tick_check = checked(can_tick_check)
check_see_queues = checked(can_see_queues)
check_see_tallies = checked(can_see_tallies)
check_tally = checked(can_tally)
check_correct_tallies = checked(can_correct_tallies)
check_call_next = checked(can_call_next)
check_work_at_a_desk = checked(can_work_at_a_desk)
check_print_day_sheet = checked(can_print_day_sheet)
check_see_partners = checked(can_see_partners)
check_edit_partner = checked(can_edit_partner)
check_edit_desk = checked(can_edit_desk)
