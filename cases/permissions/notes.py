"""Who may write for everybody, and open a file exceptionally."""

from cases.models import ExceptionalAccess
from cases.permissions.minors import can_see_case
from staff.choices import Role
from staff.models import User
from staff.permissions import Compartment, Level, Person, can, checked


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


check_see_notes = checked(can_see_notes)
check_write_emergency_line = checked(can_write_emergency_line)
check_break_glass = checked(can_break_glass)
check_see_exceptional_accesses = checked(can_see_exceptional_accesses)
check_review_exceptional_access = checked(can_review_exceptional_access)
