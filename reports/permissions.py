"""Who may see and export the week."""

from staff.permissions import Compartment, Level, Person, can, checked


def can_see_week(user: Person) -> bool:
    return can(user, Compartment.FIGURES, Level.READ)


def can_know_of_sexual_health(user: Person) -> bool:
    """How many consultations there were in a week: one total, for the coordinator."""
    return can(user, Compartment.SEXUAL_HEALTH, Level.KNOW)


def can_know_of_sessions(user: Person) -> bool:
    """How many sessions the psychologists held: counts, for the coordinator."""
    return can(user, Compartment.PSYCHOLOGY, Level.KNOW)


def can_know_of_alerts(user: Person) -> bool:
    """How many alerts there were, and of which kind: whoever reads all of them."""
    return can(user, Compartment.PROTECTION, Level.READ)


can_export_week = can_see_week

check_see_week = checked(can_see_week)
check_export_week = checked(can_export_week)
