"""Who may do what with the minor's file, the queues and the directory."""

from cases.choices import COMPARTMENT_OF_PART, DeskKind, Part
from cases.models import Desk, Opposition
from staff.choices import Role
from staff.models import User
from staff.permissions import (
    Compartment,
    Level,
    Person,
    can,
    can_edit_reference,
    can_read_audit,
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


def can_print_day_sheet(user: Person) -> bool:
    """Whoever reads the audit trail, whose head it carries, and may know who is present."""
    return can_read_audit(user) and can_see_case(user)


# The directory is everybody's who works here: it names organisations, no young person.
can_see_partners = can_see_reference
can_edit_partner = can_edit_reference
can_edit_desk = can_edit_partner

check_see_case = checked(can_see_case)
check_register_arrival = checked(can_register_arrival)
check_register_minor = checked(can_register_minor)
check_edit_identity = checked(can_edit_identity)
check_send_to_desk = checked(can_send_to_desk)
check_see_reception = checked(can_see_reception)
check_see_queues = checked(can_see_queues)
check_call_next = checked(can_call_next)
check_work_at_a_desk = checked(can_work_at_a_desk)
check_print_day_sheet = checked(can_print_day_sheet)
check_see_partners = checked(can_see_partners)
check_edit_partner = checked(can_edit_partner)
check_edit_desk = checked(can_edit_desk)
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
