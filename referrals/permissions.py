"""Who may make a referral, read it, record its answer."""

from django.core.exceptions import PermissionDenied

from referrals.deadline_permissions import can_keep_deadlines as can_keep_deadlines
from referrals.deadline_permissions import can_see_deadlines as can_see_deadlines
from referrals.deadline_permissions import can_validate_rules as can_validate_rules
from referrals.deadline_permissions import check_keep_deadlines as check_keep_deadlines
from referrals.deadline_permissions import check_see_deadlines as check_see_deadlines
from referrals.deadline_permissions import check_validate_rules as check_validate_rules
from referrals.models import COMPARTMENTS, Referral
from staff.choices import Role
from staff.models import User
from staff.permissions import Compartment, Level, Person, can, checked

# The compartment in which each profession's referrals are kept.
_OWN = {
    Role.SOCIAL: Compartment.SOCIAL,
    Role.JURIST: Compartment.LEGAL,
    Role.NURSE: Compartment.HEALTH,
    Role.DOCTOR: Compartment.HEALTH,
}


def own_compartment(user: Person) -> Compartment | None:
    """Return where this person's referrals are kept; None when she makes none."""
    if not isinstance(user, User):
        return None
    return next((_OWN[Role(role)] for role in sorted(user.roles) if Role(role) in _OWN), None)


def can_make_referral(user: Person) -> bool:
    own = own_compartment(user)
    return own is not None and can(user, own, Level.WRITE)


def check_make_referral(user: Person) -> Compartment:
    """Return where her referrals are kept; raises PermissionDenied when she makes none."""
    own = own_compartment(user)
    if own is None or not can(user, own, Level.WRITE):
        raise PermissionDenied
    return own


def can_see_referrals(user: Person) -> bool:
    """Those of one compartment at least."""
    return any(can(user, compartment, Level.READ) for compartment in COMPARTMENTS)


def can_record_step(user: Person, referral: Referral) -> bool:
    return can(user, Compartment(referral.compartment), Level.WRITE)


check_see_referrals = checked(can_see_referrals)
check_record_step = checked(can_record_step)
