"""Who reads the day of a site, hands it over, closes it, prints it."""

from cases.permissions.minors import can_register_arrival, can_see_case
from staff.choices import Role
from staff.models import User
from staff.permissions import Person, can_print, checked


def can_see_briefing(user: Person) -> bool:
    """Whoever opens files: it names those of the day."""
    return can_see_case(user)


can_see_handover = can_write_day_entry = can_see_briefing


def has_briefing_as_home(user: Person) -> bool:
    """The coordinator begins with what waits for the centre (design of her first page)."""
    return can_see_briefing(user) and isinstance(user, User) and Role.COORDINATOR in user.roles


def sees_briefing_too(user: Person) -> bool:
    return can_see_briefing(user) and not has_briefing_as_home(user)


def can_close_day(user: Person) -> bool:
    """Whoever is at the door until the end, and the coordinator; no volunteer alone."""
    is_coordinator = isinstance(user, User) and Role.COORDINATOR in user.own_roles
    return can_see_case(user) and (can_register_arrival(user) or is_coordinator)


def can_print_paper(user: Person) -> bool:
    """The lists for a day without electricity: they name everybody who comes."""
    return can_see_case(user) and can_print(user)


def can_print_attendance(user: Person) -> bool:
    """It says a name, a day and a place: whoever opens the file may hand it over."""
    return can_see_case(user) and can_print(user)


def can_register_late_arrival(user: Person) -> bool:
    """What was written on paper on another day: no volunteer alone."""
    return can_see_case(user) and can_register_arrival(user)


check_register_late_arrival = checked(can_register_late_arrival)
check_see_briefing = checked(can_see_briefing)
check_see_handover = checked(can_see_handover)
check_write_day_entry = checked(can_write_day_entry)
check_close_day = checked(can_close_day)
check_print_paper = checked(can_print_paper)
check_print_attendance = checked(can_print_attendance)
