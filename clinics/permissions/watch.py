"""Who may see the week's signals, act on them, and change their rules."""

from clinics.permissions.consultations import can_log_consultation, can_see_health
from staff.choices import Role
from staff.models import User
from staff.permissions import Compartment, Level, Person, can, checked


def can_see_signals(user: Person) -> bool:
    """Counts: whoever reads the health file, and whoever answers for the week."""
    return can_see_health(user) or can(user, Compartment.FIGURES, Level.READ)


def _coordinates(user: Person) -> bool:
    return can_see_signals(user) and can(user, Compartment.REFERENCE, Level.WRITE)


def can_act_on_signals(user: Person) -> bool:
    """The care team and the coordination; a director reads."""
    return can_log_consultation(user) or _coordinates(user)


def can_edit_signal_rules(user: Person) -> bool:
    """A doctor or the coordination; after a PIN nobody is one."""
    is_doctor = isinstance(user, User) and Role.DOCTOR in user.roles
    return _coordinates(user) or (can_log_consultation(user) and is_doctor)


check_see_signals = checked(can_see_signals)

check_act_on_signals = checked(can_act_on_signals)

check_edit_signal_rules = checked(can_edit_signal_rules)
