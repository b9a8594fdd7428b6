"""Who may write and read consultations."""

from staff.permissions import Compartment, Level, Person, can, checked


def can_log_consultation(user: Person) -> bool:
    return can(user, Compartment.HEALTH, Level.WRITE)


def can_see_health(user: Person) -> bool:
    return can(user, Compartment.HEALTH, Level.READ)


def can_know_of_consultations(user: Person) -> bool:
    """That somebody was seen and when the next visit is: never why."""
    return can(user, Compartment.HEALTH, Level.KNOW)


check_log_consultation = checked(can_log_consultation)
check_see_health = checked(can_see_health)
