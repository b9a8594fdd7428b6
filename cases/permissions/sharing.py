"""Who may record agreements and sharings, and answer requisitions."""

from cases.choices import COMPARTMENT_OF_PART, Part
from cases.models import Opposition
from cases.permissions.desks import can_work_at_a_desk
from staff.choices import Role
from staff.models import User
from staff.permissions import Compartment, Level, Person, can, checked


def can_see_consents(user: Person) -> bool:
    """The desks and the coordinator; reception reads the flags of the heading."""
    return can(user, Compartment.SOCIAL, Level.READ)


def can_record_consent(user: Person) -> bool:
    """Agreements, oppositions and sharings are written by the professions that receive."""
    return can_work_at_a_desk(user) and can_see_consents(user)


can_withdraw_consent = can_record_opposition = can_lift_opposition = can_record_consent
can_record_sharing = can_record_consent
can_print_sharings = can_see_consents


def parts_for(user: Person) -> list[Part]:
    """Return what this person may ask about or share: what she reads, and a danger she knows of."""
    return [
        part
        for part, compartment in COMPARTMENT_OF_PART.items()
        if can(user, compartment, Level.READ)
        or (part == Part.PROTECTION and can(user, compartment, Level.KNOW))
    ]


def can_read_reason(user: User, opposition: Opposition) -> bool:
    """A reason may be a violence undergone: whoever wrote it, and who reads protection alerts."""
    return opposition.recorded_by_id == user.pk or can(user, Compartment.PROTECTION, Level.READ)


def can_see_requisitions(user: Person) -> bool:
    """The director alone answers a judicial requisition (field sheet, section 5.1)."""
    return isinstance(user, User) and user.is_active and Role.DIRECTOR in user.roles


can_record_requisition = can_record_requisition_step = can_see_requisitions
check_see_consents = checked(can_see_consents)
check_record_consent = checked(can_record_consent)
check_withdraw_consent = checked(can_withdraw_consent)
check_record_opposition = checked(can_record_opposition)
check_lift_opposition = checked(can_lift_opposition)
check_record_sharing = checked(can_record_sharing)
check_print_sharings = checked(can_print_sharings)
check_see_requisitions = checked(can_see_requisitions)
check_record_requisition = checked(can_record_requisition)
check_record_requisition_step = checked(can_record_requisition_step)
