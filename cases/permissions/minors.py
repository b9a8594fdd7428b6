"""Who may do what with the file of a young person, and with the files altogether."""

from staff.choices import Role
from staff.models import User
from staff.permissions import Compartment, Level, Person, can, can_print, checked, is_only_volunteer


def can_search(user: Person) -> bool:
    """Names, references, ages: who is asked for at the door."""
    return can(user, Compartment.IDENTITY, Level.READ)


def can_see_case(user: Person) -> bool:
    """The pages of a file: volunteers have today's list and the search, and no file."""
    return can_search(user) and not is_only_volunteer(user)


def can_register_arrival(user: Person) -> bool:
    """Arrivals, new files, departures, sending to a desk."""
    return can(user, Compartment.IDENTITY, Level.WRITE)


can_register_minor = can_send_to_desk = can_see_reception = can_register_arrival


def can_edit_identity(user: Person) -> bool:
    """What a file says is corrected by whoever may read it."""
    return can_register_arrival(user) and can_see_case(user)


def can_see_retained(user: Person) -> bool:
    """Which birth date is kept for deadlines: whoever may know where the procedures stand."""
    return can_see_case(user) and can(user, Compartment.LEGAL, Level.KNOW)


def can_retain_claim(user: Person) -> bool:
    """The jurist decides which date the defence uses."""
    return can_see_case(user) and can(user, Compartment.LEGAL, Level.WRITE)


def can_make_card(user: Person) -> bool:
    """Whoever keeps the file, and may print."""
    return can_edit_identity(user) and can_print(user)


can_lose_card = can_decline_card = can_make_card


def can_see_changes(user: Person) -> bool:
    """What a file said before: whoever corrects it, and the coordinator."""
    is_coordinator = isinstance(user, User) and Role.COORDINATOR in user.own_roles
    return can_edit_identity(user) or (is_coordinator and can_see_case(user))


# Who opens files from a spreadsheet.
IMPORT_MINORS = frozenset({Role.COORDINATOR})


def has_role(user: Person, roles: frozenset[Role]) -> bool:
    """Whether one of her roles is among these; after a PIN, reception must be too."""
    if not isinstance(user, User) or not user.is_active:
        return False
    return bool(user.own_roles & roles) and (not user.is_narrowed or Role.RECEPTION in roles)


def can_import_minors(user: Person) -> bool:
    """Files opened by hundreds: whoever answers for all of them, signed in fully."""
    return can_search(user) and has_role(user, IMPORT_MINORS)


def can_review_duplicates(user: Person) -> bool:
    """Likely pairs, joining two files and taking them apart: the coordinator."""
    return can_see_case(user) and has_role(user, frozenset({Role.COORDINATOR}))


check_import_minors = checked(can_import_minors)
check_review_duplicates = checked(can_review_duplicates)
check_search = checked(can_search)
check_see_case = checked(can_see_case)
check_see_changes = checked(can_see_changes)
check_register_arrival = checked(can_register_arrival)
check_register_minor = checked(can_register_minor)
check_edit_identity = checked(can_edit_identity)
check_retain_claim = checked(can_retain_claim)
check_make_card = checked(can_make_card)
check_lose_card = checked(can_lose_card)
check_decline_card = checked(can_decline_card)
check_send_to_desk = checked(can_send_to_desk)
check_see_reception = checked(can_see_reception)
