"""Who may know what: one table, role x compartment. Everything else derives from it.

Apps ask `can(user, Compartment.X, Level.Y)` in their own `permissions.py`, which gives each verb
its `can_x` (for templates) and `check_x` (for views, raising PermissionDenied).
"""

from collections.abc import Callable
from enum import IntEnum
from functools import cache
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied

from staff.choices import Compartment, Role
from staff.models import User

Person = User | AnonymousUser


class Level(IntEnum):
    """What one may do: each level holds the ones below it."""

    NOTHING = 0
    KNOW = 1  # that it exists, when it was, how many: never what
    READ = 2
    WRITE = 3


KNOW, READ, WRITE = Level.KNOW, Level.READ, Level.WRITE
C = Compartment

_RECEPTION = {C.IDENTITY: WRITE, C.LEGAL: KNOW, C.HEALTH: KNOW, C.PSYCHOLOGY: KNOW,
              C.PROTECTION: KNOW, C.FIGURES: KNOW, C.REFERENCE: READ, C.AUDIT: KNOW}  # fmt: skip
_NURSE = {C.IDENTITY: WRITE, C.SOCIAL: READ, C.LEGAL: KNOW, C.HEALTH: WRITE,
          C.SEXUAL_HEALTH: WRITE, C.PSYCHOLOGY: KNOW, C.PROTECTION: KNOW, C.FIGURES: KNOW,
          C.REFERENCE: READ, C.AUDIT: KNOW}  # fmt: skip

TABLE: dict[Role, dict[Compartment, Level]] = {
    Role.RECEPTION: _RECEPTION,
    # Today's list and the search: neither files, nor print, nor export.
    Role.VOLUNTEER: {C.IDENTITY: WRITE, C.PROTECTION: KNOW, C.REFERENCE: READ, C.AUDIT: KNOW},
    Role.NURSE: _NURSE,
    Role.DOCTOR: _NURSE,
    Role.MIDWIFE: {**_NURSE, C.HEALTH: READ},
    Role.PSYCHOLOGIST: {
        C.IDENTITY: READ, C.SOCIAL: READ, C.LEGAL: KNOW, C.HEALTH: KNOW, C.PSYCHOLOGY: WRITE,
        C.PROTECTION: KNOW, C.FIGURES: KNOW, C.REFERENCE: READ, C.AUDIT: KNOW,
    },
    Role.SOCIAL: {
        C.IDENTITY: WRITE, C.SOCIAL: WRITE, C.LEGAL: READ, C.HEALTH: KNOW, C.PROTECTION: KNOW,
        C.FIGURES: KNOW, C.REFERENCE: READ, C.AUDIT: KNOW,
    },
    Role.JURIST: {
        C.IDENTITY: READ, C.SOCIAL: READ, C.LEGAL: WRITE, C.NARRATIVE: WRITE, C.HEALTH: KNOW,
        C.PROTECTION: KNOW, C.FIGURES: KNOW, C.REFERENCE: READ, C.AUDIT: KNOW,
    },
    Role.COORDINATOR: {
        C.IDENTITY: READ, C.SOCIAL: READ, C.LEGAL: KNOW, C.HEALTH: KNOW, C.SEXUAL_HEALTH: KNOW,
        C.PSYCHOLOGY: KNOW, C.PROTECTION: READ, C.FIGURES: READ, C.REFERENCE: WRITE,
        C.TEAM: WRITE, C.AUDIT: READ,
    },
    Role.DIRECTOR: {C.FIGURES: READ, C.REFERENCE: READ, C.TEAM: READ, C.AUDIT: READ},
    Role.ADMINISTRATOR: {C.REFERENCE: READ, C.TEAM: READ, C.AUDIT: KNOW},
}  # fmt: skip


def level(user: Person, compartment: Compartment) -> Level:
    """Return the highest level that any of the person's roles of today gives."""
    if not isinstance(user, User) or not user.is_active:
        return Level.NOTHING
    highest = _highest(user.own_roles, compartment)
    if user.is_narrowed:  # a PIN opens what reception sees, and nothing she does not see herself
        return min(highest, TABLE[Role.RECEPTION].get(compartment, Level.NOTHING))
    return highest


@cache
def _highest(roles: frozenset[str], compartment: Compartment) -> Level:
    """Every page asks some fifty times."""
    levels = (TABLE[Role(role)].get(compartment, Level.NOTHING) for role in roles)
    return max(levels, default=Level.NOTHING)


def can(user: Person, compartment: Compartment, wanted: Level) -> bool:
    return level(user, compartment) >= wanted


def check(allowed: bool) -> None:
    """Raise PermissionDenied unless allowed."""
    if not allowed:
        raise PermissionDenied


def checked(can_x: Callable[..., bool]) -> Callable[..., None]:
    """Return the `check_x` of a `can_x`: same arguments, raises PermissionDenied on a no."""

    def check_x(*args: Any, **kwargs: Any) -> None:
        check(can_x(*args, **kwargs))

    return check_x


def can_manage_team(user: Person) -> bool:
    return can(user, Compartment.TEAM, Level.WRITE)


def can_give_role(user: Person, person: User) -> bool:
    """Nobody gives herself a role: a health file would be one form away from any coordinator."""
    return can_manage_team(user) and user != person


def can_see_team(user: Person) -> bool:
    return can(user, Compartment.TEAM, Level.READ)


def can_edit_reference(user: Person) -> bool:
    return can(user, Compartment.REFERENCE, Level.WRITE)


def can_see_reference(user: Person) -> bool:
    return can(user, Compartment.REFERENCE, Level.READ)


def can_read_audit(user: Person) -> bool:
    """The whole trail and its digest; everybody else reads her own entries."""
    return can(user, Compartment.AUDIT, Level.READ)


def can_have_a_page(user: Person) -> bool:
    """Anybody with a posting today: the styleguide, the table of rights, one's own account."""
    return isinstance(user, User) and user.is_active and bool(user.own_roles)


def can_see_backups(user: Person) -> bool:
    """Coordinators, the director, the administrator: whoever must act when one is missing."""
    return can_see_team(user)


# Whoever works at a site may lock it: the first to see that something is wrong.
can_lock_site = can_have_a_page


def can_enrol_device(user: Person) -> bool:
    return can_manage_team(user)


def can_decide_on_team(user: Person) -> bool:
    """Coordinators and the director: who may approve what a coordinator asked."""
    return can_see_team(user) and can(user, Compartment.AUDIT, Level.READ)


def can_ask_reset(user: Person, person: User) -> bool:
    """A lost second factor: asked for by somebody of the team's pages, never for herself."""
    return can_see_team(user) and user != person


def is_only_volunteer(user: Person) -> bool:
    return isinstance(user, User) and user.own_roles == {Role.VOLUNTEER}


def can_print(user: Person) -> bool:
    """Volunteers take nothing away on paper."""
    return can_have_a_page(user) and not is_only_volunteer(user)


check_manage_team = checked(can_manage_team)
check_give_role = checked(can_give_role)
check_see_team = checked(can_see_team)
check_edit_reference = checked(can_edit_reference)
check_see_reference = checked(can_see_reference)
check_read_audit = checked(can_read_audit)
check_see_backups = checked(can_see_backups)
check_have_a_page = checked(can_have_a_page)
check_lock_site = checked(can_lock_site)
check_enrol_device = checked(can_enrol_device)
check_ask_reset = checked(can_ask_reset)
