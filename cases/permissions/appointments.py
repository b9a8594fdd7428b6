"""Who may know of appointments, plan them and say what became of them."""

from cases.choices import COMPARTMENT_OF_DESK, DeskKind
from cases.models import Appointment
from cases.permissions.desks import desk_kinds
from cases.permissions.minors import can_see_case
from staff.models import User
from staff.permissions import Compartment, Level, Person, can, can_print, checked

# That somebody has one and when: whoever opens files. What is told of it, `visible_to` says.
can_see_appointments = can_see_case


def planning_kinds(user: Person) -> list[DeskKind]:
    """Return the desks for which this person plans: her own."""
    return [
        DeskKind(kind)
        for kind in desk_kinds(user)
        if can(user, COMPARTMENT_OF_DESK[DeskKind(kind)], Level.WRITE)
    ]


def can_plan_appointment(user: Person) -> bool:
    return can_see_appointments(user) and bool(planning_kinds(user))


def can_record_appointment(user: Person, appointment: Appointment) -> bool:
    """What became of it: its desk, who planned it, who goes along. With a PIN, nobody."""
    if not isinstance(user, User) or user.is_narrowed or not can_see_appointments(user):
        return False
    is_hers = user.pk in (appointment.made_by_id, appointment.companion_id)
    return is_hers or can(user, Compartment(appointment.compartment), Level.WRITE)


def can_print_slip(user: Person) -> bool:
    """The paper says a day, a time and no more: whoever opens the file may hand it over."""
    return can_see_appointments(user) and can_print(user)


check_see_appointments = checked(can_see_appointments)
check_plan_appointment = checked(can_plan_appointment)
check_record_appointment = checked(can_record_appointment)
check_print_slip = checked(can_print_slip)
