"""Who may read the deadlines of a file, keep them, validate their rules."""

from staff.permissions import Compartment, Level, Person, can, checked


def can_see_deadlines(user: Person) -> bool:
    return can(user, Compartment.LEGAL, Level.READ)


def can_keep_deadlines(user: Person) -> bool:
    """Record one, correct it, close it; the list of all that are due; validate a rule."""
    return can(user, Compartment.LEGAL, Level.WRITE)


can_validate_rules = can_keep_deadlines

check_see_deadlines = checked(can_see_deadlines)
check_keep_deadlines = checked(can_keep_deadlines)
check_validate_rules = checked(can_validate_rules)
