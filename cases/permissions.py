"""Who may do what with the minor's file, the queues and the directory."""

from cases.choices import DeskKind
from cases.models import Desk
from staff.choices import Role
from staff.models import User
from staff.permissions import (
    Compartment,
    Level,
    Person,
    can,
    can_edit_reference,
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


def can_see_case(user: Person) -> bool:
    return can(user, Compartment.IDENTITY, Level.READ)


def can_register_arrival(user: Person) -> bool:
    """Arrivals, new files and their corrections, departures, sending to a desk."""
    return can(user, Compartment.IDENTITY, Level.WRITE)


can_register_minor = can_edit_identity = can_send_to_desk = can_register_arrival
can_see_reception = can_register_arrival


def can_see_changes(user: Person) -> bool:
    """What a file said before: whoever keeps it, volunteers apart, and the coordinator."""
    if not isinstance(user, User) or user.roles == {Role.VOLUNTEER}:
        return False
    return can_edit_identity(user) or (
        can_see_case(user) and can(user, Compartment.AUDIT, Level.READ)
    )


def has_reception_as_home(user: Person) -> bool:
    return isinstance(user, User) and bool(user.roles & {Role.RECEPTION, Role.VOLUNTEER})


def sees_reception_too(user: Person) -> bool:
    """Whoever may register an arrival without being reception: a nurse alone on a Saturday."""
    return can_see_reception(user) and not has_reception_as_home(user)


def can_see_queues(user: Person) -> bool:
    return can_see_case(user)


def desk_kinds(user: Person) -> list[str]:
    """Return the kinds of desk that this person's professions work at."""
    if not isinstance(user, User):
        return []
    return [str(kind) for kind, roles in WORKED_BY.items() if user.roles & roles]


def can_call_next(user: Person, desk: Desk) -> bool:
    return desk.kind in desk_kinds(user)


def can_work_at_a_desk(user: Person) -> bool:
    return bool(desk_kinds(user))


# The directory is everybody's who works here: it names organisations, no young person.
can_see_partners = can_see_reference
can_edit_partner = can_edit_reference
can_edit_desk = can_edit_partner

check_see_case = checked(can_see_case)
check_see_changes = checked(can_see_changes)
check_register_arrival = checked(can_register_arrival)
check_register_minor = checked(can_register_minor)
check_edit_identity = checked(can_edit_identity)
check_send_to_desk = checked(can_send_to_desk)
check_see_reception = checked(can_see_reception)
check_see_queues = checked(can_see_queues)
check_call_next = checked(can_call_next)
check_work_at_a_desk = checked(can_work_at_a_desk)
check_see_partners = checked(can_see_partners)
check_edit_partner = checked(can_edit_partner)
check_edit_desk = checked(can_edit_desk)
