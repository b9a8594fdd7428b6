"""Who may see, export and validate the week, and open the lines behind its numbers."""

from reports import line_rights
from reports.figures import Need
from staff.choices import Role
from staff.models import User
from staff.permissions import Compartment, Level, Person, can, checked


def can_see_week(user: Person) -> bool:
    """Whoever is told some of its figures: all of them, or those of her desk."""
    codes = line_rights.codes_of(user)
    return codes is None or bool(codes)


def can_see_all_figures(user: Person) -> bool:
    return can(user, Compartment.FIGURES, Level.READ)


def can_see_own_figures_only(user: Person) -> bool:
    return can_see_week(user) and not can_see_all_figures(user)


def can_open_lines(user: Person, code: str, name: str) -> bool:
    return line_rights.opens(user, code, name)


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
    return isinstance(user, User) and can_see_all_figures(user) and Role.COORDINATOR in user.roles


can_export_week = can_see_all_figures
can_write_week = can_freeze_week
can_map_figures = can_freeze_week  # whoever answers for the figures says what they are called

check_see_week = checked(can_see_week)
check_see_all_figures = checked(can_see_all_figures)
check_open_lines = checked(can_open_lines)
check_export_week = checked(can_export_week)
check_freeze_week = checked(can_freeze_week)
check_write_week = checked(can_write_week)
check_map_figures = checked(can_map_figures)
