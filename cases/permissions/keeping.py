"""How long a file is kept, and what is given of it: who may decide."""

from cases.models import AccessPart, AccessRequest
from cases.models.minors import ARCHIVE_ROLES
from cases.permissions.minors import can_see_case, has_role
from staff.choices import Role
from staff.permissions import TABLE, Compartment, Level, Person, checked

# Who answers for the files before the law: they see what is due and decide, always two of them.
DECIDE_RETENTION = frozenset({Role.COORDINATOR, Role.DIRECTOR})
# Who writes down that a minor asks for her file, and who may make it: the director sees no file.
HANDLE_ACCESS = frozenset({Role.COORDINATOR, Role.JURIST, Role.SOCIAL})


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
