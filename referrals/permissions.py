"""Who may make a referral, read it, record its answer."""

from django.core.exceptions import PermissionDenied

from cases.models.documents import may_open_documents
from referrals.models import COMPARTMENTS, Referral
from staff.choices import Role
from staff.models import User
from staff.permissions import Compartment, Level, Person, can, can_edit_reference, checked

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


def can_see_procedures(user: Person) -> bool:
    return can(user, Compartment.LEGAL, Level.READ)


def can_edit_procedure(user: Person) -> bool:
    """The jurists; the others of the compartment read."""
    return can(user, Compartment.LEGAL, Level.WRITE)


def can_see_papers(user: Person) -> bool:
    """Whoever reads the legal file, and may take a paper in hand."""
    return may_open_documents(user) and can(user, Compartment.LEGAL, Level.READ)


def can_keep_papers(user: Person) -> bool:
    return may_open_documents(user) and can(user, Compartment.LEGAL, Level.WRITE)


# What she is in outside any procedure is the jurists' to say, as where the procedures stand is.
can_record_situation = can_edit_procedure


def can_see_entitlements(user: Person) -> bool:
    return can(user, Compartment.SOCIAL, Level.READ)


def can_keep_entitlements(user: Person) -> bool:
    return can(user, Compartment.SOCIAL, Level.WRITE)


def can_see_deadlines(user: Person) -> bool:
    return can(user, Compartment.LEGAL, Level.READ)


def can_keep_deadlines(user: Person) -> bool:
    """Record one, correct it, close it; the list of all that are due; validate a rule."""
    return can(user, Compartment.LEGAL, Level.WRITE)


can_validate_rules = can_keep_deadlines


def can_set_silence(user: Person) -> bool:
    """Who keeps the house's reference data says how long it waits."""
    return can_edit_reference(user) and can_see_referrals(user)


# A sheet leaves, and a partner is asked again, by whoever may write what becomes of it.
can_hand_over_sheet = can_chase = can_record_step
can_print_sheet = can_record_step
check_set_silence = checked(can_set_silence)
check_hand_over_sheet = checked(can_hand_over_sheet)
check_chase = checked(can_chase)
check_print_sheet = checked(can_print_sheet)
check_see_referrals = checked(can_see_referrals)
check_record_step = checked(can_record_step)
check_see_procedures = checked(can_see_procedures)
check_edit_procedure = checked(can_edit_procedure)
check_see_deadlines = checked(can_see_deadlines)
check_keep_deadlines = checked(can_keep_deadlines)
check_validate_rules = checked(can_validate_rules)
check_see_papers = checked(can_see_papers)
check_keep_papers = checked(can_keep_papers)
check_record_situation = checked(can_record_situation)
check_see_entitlements = checked(can_see_entitlements)
check_keep_entitlements = checked(can_keep_entitlements)
