"""Who may do what with the minor's file, the queues and the directory."""

from cases.choices import DeskKind
from cases.models import Desk, ExceptionalAccess
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


def can_see_notes(user: Person) -> bool:
    """The page; each of its sections asks for its own compartment."""
    return can_see_case(user)


# Who writes the one line for everybody: those who know what may happen, and what then to do.
WRITE_EMERGENCY_LINE = frozenset(
    {
        Role.NURSE, Role.DOCTOR, Role.MIDWIFE, Role.PSYCHOLOGIST, Role.SOCIAL, Role.JURIST,
        Role.COORDINATOR,
    }
)  # fmt: skip


def can_write_emergency_line(user: Person) -> bool:
    return isinstance(user, User) and bool(user.roles & WRITE_EMERGENCY_LINE)


def can_break_glass(user: Person, compartment: Compartment) -> bool:
    """Within one's own profession only: what her role never reads is not offered to her."""
    return can_see_case(user) and can(user, compartment, Level.READ)


def can_see_exceptional_accesses(user: Person) -> bool:
    """The coordination: it may read why a file was opened, and the trail of it."""
    return can(user, Compartment.PROTECTION, Level.READ) and can(
        user, Compartment.AUDIT, Level.READ
    )


def can_review_exceptional_access(user: Person, access: ExceptionalAccess) -> bool:
    return can_see_exceptional_accesses(user) and access.opened_by_id != user.pk


# The directory is everybody's who works here: it names organisations, no young person.
can_see_partners = can_see_reference
can_edit_partner = can_edit_reference
can_edit_desk = can_edit_partner

check_see_case = checked(can_see_case)
check_register_arrival = checked(can_register_arrival)
check_register_minor = checked(can_register_minor)
check_edit_identity = checked(can_edit_identity)
check_send_to_desk = checked(can_send_to_desk)
check_see_reception = checked(can_see_reception)
check_see_queues = checked(can_see_queues)
check_call_next = checked(can_call_next)
check_work_at_a_desk = checked(can_work_at_a_desk)
check_see_notes = checked(can_see_notes)
check_write_emergency_line = checked(can_write_emergency_line)
check_break_glass = checked(can_break_glass)
check_see_exceptional_accesses = checked(can_see_exceptional_accesses)
check_review_exceptional_access = checked(can_review_exceptional_access)
check_see_partners = checked(can_see_partners)
check_edit_partner = checked(can_edit_partner)
check_edit_desk = checked(can_edit_desk)
