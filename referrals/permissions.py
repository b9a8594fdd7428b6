"""Who may make a referral, read it, record its answer."""

from cases import registry
from cases.models import Minor
from cases.models.documents import may_open_documents
from referrals.models import COMPARTMENTS, Referral
from staff.choices import Role
from staff.models import User
from staff.permissions import Compartment, Level, Person, can, can_edit_reference, checked

# The compartments in which each profession's referrals are kept, the usual one first.
_OWN = {
    Role.SOCIAL: [Compartment.SOCIAL],
    Role.JURIST: [Compartment.LEGAL],
    Role.NURSE: [Compartment.HEALTH, Compartment.SEXUAL_HEALTH],
    Role.DOCTOR: [Compartment.HEALTH, Compartment.SEXUAL_HEALTH],
    Role.MIDWIFE: [Compartment.SEXUAL_HEALTH],
    Role.PSYCHOLOGIST: [Compartment.PSYCHOLOGY],
}


def own_compartments(user: Person) -> list[Compartment]:
    """Return where this person's referrals may be kept; none when she makes none."""
    if not isinstance(user, User):
        return []
    own = [c for role in sorted(user.roles) for c in _OWN.get(Role(role), [])]
    return [c for c in dict.fromkeys(own) if can(user, c, Level.WRITE)]


def compartments_for(user: User, minor: Minor) -> list[Compartment]:
    """Return where she may keep a referral of this young person: in her own files only."""
    return [c for c in own_compartments(user) if not registry.out_of_scope(minor, user, c)]


def can_make_referral(user: Person) -> bool:
    return bool(own_compartments(user))


def can_see_referrals(user: Person) -> bool:
    """Those of one compartment at least."""
    return any(can(user, compartment, Level.READ) for compartment in COMPARTMENTS)


def can_record_step(user: User, referral: Referral) -> bool:
    return Referral.objects.kept_by(user).filter(pk=referral.pk).exists()


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
check_make_referral = checked(can_make_referral)
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
