"""Who may do what at the door."""

from cases.permissions.minors import can_see_reception
from staff.choices import Role
from staff.models import User
from staff.permissions import Compartment, Level, Person, can, can_have_a_page, checked

# What to answer whoever asks for a young person: everybody picks up a telephone.
can_see_is_she_here = can_have_a_page


def can_record_enquiry(user: Person) -> bool:
    """Like an alert: whoever may know of the protection."""
    return can(user, Compartment.PROTECTION, Level.KNOW)


can_see_enquiries = can_record_enquiry


def reads_all_enquiries(user: Person) -> bool:
    """The coordination, which must do something about them."""
    return can(user, Compartment.PROTECTION, Level.READ)


def has_reception_as_home(user: Person) -> bool:
    return isinstance(user, User) and bool(user.roles & {Role.RECEPTION, Role.VOLUNTEER})


def sees_reception_too(user: Person) -> bool:
    """Whoever may register an arrival without being reception: a nurse alone on a Saturday."""
    return can_see_reception(user) and not has_reception_as_home(user)


check_see_is_she_here = checked(can_see_is_she_here)
check_record_enquiry = checked(can_record_enquiry)
check_see_enquiries = checked(can_see_enquiries)
