"""Who may see, export and validate the week, have its lines and open those behind its numbers."""

from collections.abc import Sequence

from reports import line_rights, statistics_columns
from reports.choices import ListKind
from reports.figures import Need
from reports.line_columns import COLUMNS, Offered
from staff.choices import RECEPTION_ROLES, Role
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
# A table that a funder asks for is composed by whoever answers for the figures.
can_compose_table = can_freeze_week

check_see_week = checked(can_see_week)
check_see_all_figures = checked(can_see_all_figures)
check_open_lines = checked(can_open_lines)
check_export_week = checked(can_export_week)
check_freeze_week = checked(can_freeze_week)
check_compose_table = checked(can_compose_table)
check_write_week = checked(can_write_week)
check_map_figures = checked(can_map_figures)


# --- line by line --------------------------------------------------------------------------------

# Whose lines they are: who reads the compartment, in sexual health who writes there.
LISTED: dict[ListKind, list[tuple[Compartment, Level]]] = {
    ListKind.ARRIVALS: [(Compartment.IDENTITY, Level.READ)],
    ListKind.PERSONS: [(Compartment.IDENTITY, Level.READ)],
    ListKind.CONSULTATIONS: [(Compartment.HEALTH, Level.READ)],
    ListKind.SEXUAL_HEALTH: [(Compartment.SEXUAL_HEALTH, Level.WRITE)],
    ListKind.REFERRALS: [
        (Compartment.SOCIAL, Level.READ),
        (Compartment.LEGAL, Level.READ),
        (Compartment.HEALTH, Level.READ),
    ],
}


def can_export(user: Person, kind: ListKind) -> bool:
    """Professions and coordination, not the desk where everybody passes, and nobody after a PIN.

    The statistics file is made of figures: for whoever reads all of them.
    """
    if not isinstance(user, User) or not user.roles - RECEPTION_ROLES:
        return False
    if kind == ListKind.STATISTICS:
        return can_see_all_figures(user)
    is_told = can(user, Compartment.FIGURES, Level.KNOW)
    return is_told and any(can(user, *wanted) for wanted in LISTED[kind])


def lists_of(user: Person) -> list[ListKind]:
    """Return the line lists that this person may make, in their order."""
    return [kind for kind in LISTED if can_export(user, kind)]


def can_make_lists(user: Person) -> bool:
    return bool(lists_of(user))


def can_make_lists_only(user: Person) -> bool:
    """Without the page of the week, which leads to the lists, they have an entry of their own."""
    return can_make_lists(user) and not can_see_week(user)


def can_export_names(user: Person, kind: ListKind) -> bool:
    """Whoever makes the list may ask for names; a second person agrees, or does not."""
    return kind in lists_of(user)


def can_ask_names(user: User) -> bool:
    return can_make_lists(user)


def can_approve_names(user: User) -> bool:
    """A coordinator or the director, who answer for what leaves the house."""
    return bool(user.roles & {Role.COORDINATOR, Role.DIRECTOR})


def can_see_exports(user: Person) -> bool:
    """The page of one's own exports."""
    return can_make_lists(user) or can_export(user, ListKind.STATISTICS)


def columns_for(user: Person, kind: ListKind, *, with_names: bool = False) -> Sequence[Offered]:
    """Return the columns that this person may have in a file, in their order."""
    if kind == ListKind.STATISTICS:
        return statistics_columns.COLUMNS  # for whoever may have the file
    return [
        column
        for column in COLUMNS[kind]
        if can(user, column.compartment, column.level) and (with_names or not column.is_name)
    ]


check_export = checked(can_export)
check_export_names = checked(can_export_names)
check_make_lists = checked(can_make_lists)
check_see_exports = checked(can_see_exports)
