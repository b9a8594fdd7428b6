"""Who may do what with the minor's file, the queues and the directory."""

from cases.choices import DeskKind
from cases.models import AccessPart, AccessRequest, Desk
from cases.models.minors import ARCHIVE_ROLES
from staff.choices import Role
from staff.models import User
from staff.permissions import (
    TABLE,
    Compartment,
    Level,
    Person,
    can,
    can_edit_reference,
    can_see_reference,
    checked,
)

WORKED_BY = {
    DeskKind.NURSE: {Role.NURSE, Role.DOCTOR},
    DeskKind.MIDWIFE: {Role.MIDWIFE},
    DeskKind.PSYCHOLOGIST: {Role.PSYCHOLOGIST},
    DeskKind.SOCIAL: {Role.SOCIAL},
    DeskKind.LEGAL: {Role.JURIST},
}


def can_see_case(user: Person) -> bool:
    return can(user, Compartment.IDENTITY, Level.READ)


def can_register_arrival(user: Person) -> bool:
    """Arrivals, new files and their corrections, departures, sending to a desk."""
    return can(user, Compartment.IDENTITY, Level.WRITE)


can_register_minor = can_edit_identity = can_send_to_desk = can_register_arrival
can_see_reception = can_register_arrival


def has_reception_as_home(user: Person) -> bool:
    return isinstance(user, User) and bool(user.roles & {Role.RECEPTION, Role.VOLUNTEER})


def sees_reception_too(user: Person) -> bool:
    """Whoever may register an arrival without being reception: a nurse alone on a Saturday."""
    return can_see_reception(user) and not has_reception_as_home(user)


def can_see_queues(user: Person) -> bool:
    return can_see_case(user)


def desk_kinds(user: Person) -> list[str]:
    """Return the kinds of desk that this person's professions work at."""
    if not isinstance(user, User):
        return []
    return [str(kind) for kind, roles in WORKED_BY.items() if user.roles & roles]


def can_call_next(user: Person, desk: Desk) -> bool:
    return desk.kind in desk_kinds(user)


def can_work_at_a_desk(user: Person) -> bool:
    return bool(desk_kinds(user))


# The directory is everybody's who works here: it names organisations, no young person.
can_see_partners = can_see_reference
can_edit_partner = can_edit_reference
can_edit_desk = can_edit_partner

# --- how long a file is kept, and what is given of it -------------------------------------------

# Who answers for the files before the law: they see what is due and decide, always two of them.
DECIDE_RETENTION = frozenset({Role.COORDINATOR, Role.DIRECTOR})
# Who writes down that a minor asks for her file, and who may make it: the director sees no file.
HANDLE_ACCESS = frozenset({Role.COORDINATOR, Role.JURIST, Role.SOCIAL})


def has_role(user: Person, roles: frozenset[Role]) -> bool:
    return isinstance(user, User) and user.is_active and bool(user.roles & roles)


def can_see_retention(user: Person) -> bool:
    return has_role(user, DECIDE_RETENTION)


can_ask_retention = can_approve_retention = can_see_retention


def can_search_archive(user: Person) -> bool:
    return can_see_case(user) and has_role(user, ARCHIVE_ROLES)


can_reopen_file = can_search_archive


def can_see_holds(user: Person) -> bool:
    """That a file is held: the coordinator and the jurist on the file, the director in the list."""
    return has_role(user, ARCHIVE_ROLES | DECIDE_RETENTION)


def can_place_hold(user: Person) -> bool:
    return can_search_archive(user)


can_ask_lifting = can_place_hold
can_approve_lifting = can_see_holds


def owners(compartment: str) -> set[Role]:
    """Return whose a compartment is: who writes it, else who reads it."""
    for wanted in (Level.WRITE, Level.READ):
        found = {
            role
            for role, levels in TABLE.items()
            if levels.get(Compartment(compartment), Level.NOTHING) >= wanted
        }
        if found:
            return found - {Role.VOLUNTEER}  # no export for them
    return set()


def can_ask_access(user: Person) -> bool:
    return can_see_case(user) and has_role(user, HANDLE_ACCESS)


def can_see_access(user: Person) -> bool:
    """The page of a request: whoever handles it, and whoever answers for a part of it."""
    return can_see_case(user) and has_role(user, frozenset(Role) - {Role.VOLUNTEER})


def can_answer_access_part(user: Person, part: AccessPart) -> bool:
    return can_see_access(user) and has_role(user, frozenset(owners(part.compartment)))


def can_export_case(user: Person, request: AccessRequest) -> bool:
    """A second person: she makes the file, whoever asked keeps its passphrase."""
    return can_ask_access(user) and request.asked_by_id != user.pk


check_see_retention = checked(can_see_retention)
check_ask_retention = checked(can_ask_retention)
check_search_archive = checked(can_search_archive)
check_reopen_file = checked(can_reopen_file)
check_place_hold = checked(can_place_hold)
check_ask_lifting = checked(can_ask_lifting)
check_ask_access = checked(can_ask_access)
check_see_access = checked(can_see_access)
check_answer_access_part = checked(can_answer_access_part)
check_export_case = checked(can_export_case)
check_see_case = checked(can_see_case)
check_register_arrival = checked(can_register_arrival)
check_register_minor = checked(can_register_minor)
check_edit_identity = checked(can_edit_identity)
check_send_to_desk = checked(can_send_to_desk)
check_see_reception = checked(can_see_reception)
check_see_queues = checked(can_see_queues)
check_call_next = checked(can_call_next)
check_work_at_a_desk = checked(can_work_at_a_desk)
check_see_partners = checked(can_see_partners)
check_edit_partner = checked(can_edit_partner)
check_edit_desk = checked(can_edit_desk)
