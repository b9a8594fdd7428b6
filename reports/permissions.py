"""Who may see, export and validate the week."""

from reports.figures import Need
from staff.choices import Role
from staff.models import User
from staff.permissions import Compartment, Level, Person, can, checked


def can_see_week(user: Person) -> bool:
    return can(user, Compartment.FIGURES, Level.READ)


def known_to(user: Person) -> frozenset[Need]:
    """What this person may know of, beside what every reader of the week does: totals, no more.

    How many consultations of sexual health, and how many sessions the psychologists held, for the
    coordinator; how many alerts, and of which kind, for whoever reads all of them.
    """
    wanted: list[tuple[Need, Compartment, Level]] = [
        ("sexual_health", Compartment.SEXUAL_HEALTH, Level.KNOW),
        ("psychology", Compartment.PSYCHOLOGY, Level.KNOW),
        ("protection", Compartment.PROTECTION, Level.READ),
    ]
    return frozenset(need for need, compartment, at in wanted if can(user, compartment, at))


def can_freeze_week(user: Person) -> bool:
    """A coordinator; after a PIN nobody is one."""
    return isinstance(user, User) and can_see_week(user) and Role.COORDINATOR in user.roles


can_export_week = can_see_week
# A table that a funder asks for is composed by whoever answers for the figures.
can_compose_table = can_freeze_week

check_see_week = checked(can_see_week)
check_export_week = checked(can_export_week)
check_freeze_week = checked(can_freeze_week)
check_compose_table = checked(can_compose_table)
