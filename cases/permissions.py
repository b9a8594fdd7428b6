"""Who may do what with the minor's file, the queues and the directory."""

import datetime

from django.utils import timezone

from cases.choices import COMPARTMENT_OF_PART, DeskKind, Part
from cases.models import (
    DOCUMENTS,
    AccessPart,
    AccessRequest,
    Desk,
    Document,
    ExceptionalAccess,
    Opposition,
)
from cases.models.documents import may_open_documents
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
    can_have_a_page,
    can_print,
    can_read_audit,
    can_see_reference,
    checked,
    is_only_volunteer,
    level,
)

WORKED_BY = {
    DeskKind.NURSE: {Role.NURSE, Role.DOCTOR},
    DeskKind.MIDWIFE: {Role.MIDWIFE},
    DeskKind.PSYCHOLOGIST: {Role.PSYCHOLOGIST},
    DeskKind.SOCIAL: {Role.SOCIAL},
    DeskKind.LEGAL: {Role.JURIST},
}


# Who may say today what was handed out another day.
CORRECT_TALLIES = frozenset(
    role for role, levels in TABLE.items() if levels.get(Compartment.IDENTITY) == Level.WRITE
) - {Role.VOLUNTEER} | {Role.COORDINATOR}


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


# What to answer whoever asks for a young person: everybody picks up a telephone.
can_see_is_she_here = can_have_a_page


def can_record_enquiry(user: Person) -> bool:
    """Like an alert: whoever may know of the protection."""
    return can(user, Compartment.PROTECTION, Level.KNOW)


can_see_enquiries = can_record_enquiry


def reads_all_enquiries(user: Person) -> bool:
    """The coordination, which must do something about them."""
    return can(user, Compartment.PROTECTION, Level.READ)


def can_see_changes(user: Person) -> bool:
    """What a file said before: whoever corrects it, and the coordinator."""
    is_coordinator = isinstance(user, User) and Role.COORDINATOR in user.own_roles
    return can_edit_identity(user) or (is_coordinator and can_see_case(user))


def has_reception_as_home(user: Person) -> bool:
    return isinstance(user, User) and bool(user.roles & {Role.RECEPTION, Role.VOLUNTEER})


def sees_reception_too(user: Person) -> bool:
    """Whoever may register an arrival without being reception: a nurse alone on a Saturday."""
    return can_see_reception(user) and not has_reception_as_home(user)


def can_see_queues(user: Person) -> bool:
    return can_search(user)


# What a site hands out: read by whoever reads its arrivals, counted by whoever registers them.
can_see_tallies = can_search
can_tally = can_register_arrival


def can_correct_tallies(user: Person, day: datetime.date) -> bool:
    """Today: whoever counts. Any day: the same without volunteers, and whoever reads the week."""
    is_today = day == timezone.localdate()
    return has_role(user, CORRECT_TALLIES) or (is_today and can_tally(user))


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


def can_see_notes(user: Person) -> bool:
    """The page; each of its sections asks for its own compartment."""
    return can_see_case(user)


# Who writes the one line for everybody: those who know what may happen, and what then to do.
WRITE_EMERGENCY_LINE = frozenset(
    {
        Role.NURSE, Role.DOCTOR, Role.MIDWIFE, Role.PSYCHOLOGIST, Role.SOCIAL, Role.JURIST,
        Role.COORDINATOR,
    }
)  # fmt: skip


def can_write_emergency_line(user: Person) -> bool:
    return isinstance(user, User) and bool(user.roles & WRITE_EMERGENCY_LINE)


def can_break_glass(user: Person, compartment: Compartment) -> bool:
    """Within one's own profession only: what her role never reads is not offered to her."""
    return can_see_case(user) and can(user, compartment, Level.READ)


def can_see_exceptional_accesses(user: Person) -> bool:
    """The coordination: it may read why a file was opened, and the trail of it."""
    return can(user, Compartment.PROTECTION, Level.READ) and can(
        user, Compartment.AUDIT, Level.READ
    )


def can_review_exceptional_access(user: Person, access: ExceptionalAccess) -> bool:
    return can_see_exceptional_accesses(user) and access.opened_by_id != user.pk


# The directory is everybody's who works here: it names organisations, no young person.
can_see_partners = can_see_reference
can_edit_partner = can_edit_reference
can_edit_desk = can_edit_partner

# --- how long a file is kept, and what is given of it -------------------------------------------

# Who answers for the files before the law: they see what is due and decide, always two of them.
DECIDE_RETENTION = frozenset({Role.COORDINATOR, Role.DIRECTOR})
# Who opens files from a spreadsheet.
IMPORT_MINORS = frozenset({Role.COORDINATOR})
# Who writes down that a minor asks for her file, and who may make it: the director sees no file.
HANDLE_ACCESS = frozenset({Role.COORDINATOR, Role.JURIST, Role.SOCIAL})


def has_role(user: Person, roles: frozenset[Role]) -> bool:
    """Whether one of her roles is among these; after a PIN, reception must be too."""
    if not isinstance(user, User) or not user.is_active:
        return False
    return bool(user.own_roles & roles) and (not user.is_narrowed or Role.RECEPTION in roles)


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


def can_import_minors(user: Person) -> bool:
    """Files opened by hundreds: whoever answers for all of them, signed in fully."""
    return can_search(user) and has_role(user, IMPORT_MINORS)


def can_review_duplicates(user: Person) -> bool:
    """Likely pairs, joining two files and taking them apart: the coordinator."""
    return can_see_case(user) and has_role(user, frozenset({Role.COORDINATOR}))


def can_tick_check(user: Person, kind: str) -> bool:
    """What a desk checks after a merge is ticked by somebody of it."""
    return can_see_case(user) and kind in desk_kinds(user)


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


check_import_minors = checked(can_import_minors)
check_see_retention = checked(can_see_retention)
check_ask_retention = checked(can_ask_retention)
check_search_archive = checked(can_search_archive)
check_reopen_file = checked(can_reopen_file)
check_place_hold = checked(can_place_hold)
check_ask_lifting = checked(can_ask_lifting)
check_ask_access = checked(can_ask_access)
check_review_duplicates = checked(can_review_duplicates)
check_tick_check = checked(can_tick_check)
check_see_access = checked(can_see_access)
check_answer_access_part = checked(can_answer_access_part)
check_export_case = checked(can_export_case)
check_search = checked(can_search)
# The design gives the coordinator a total of the week, not whose file it is in.
NEVER_COUNTED_IN_A_FILE = {Compartment.SEXUAL_HEALTH}


def _compartments(user: Person, wanted: Level) -> list[Compartment]:
    if not may_open_documents(user):
        return []
    return [compartment for compartment in DOCUMENTS if can(user, compartment, wanted)]


def readable_compartments(user: Person) -> list[Compartment]:
    """Return the compartments whose documents this person may open."""
    return _compartments(user, Level.READ)


def writable_compartments(user: Person) -> list[Compartment]:
    """Return the compartments to which this person may add a document."""
    return _compartments(user, Level.WRITE)


def counted_compartments(user: Person) -> list[Compartment]:
    """Return the compartments of which this person may know how many documents there are."""
    known = [c for c in _compartments(user, Level.KNOW) if level(user, c) == Level.KNOW]
    return [compartment for compartment in known if compartment not in NEVER_COUNTED_IN_A_FILE]


def can_see_documents(user: Person) -> bool:
    return bool(readable_compartments(user))


def can_add_document(user: Person) -> bool:
    return bool(writable_compartments(user))


def can_withdraw_document(user: Person, document: Document) -> bool:
    return document.compartment in writable_compartments(user)


can_restore_document = can_withdraw_document

check_see_case = checked(can_see_case)
check_see_changes = checked(can_see_changes)
check_register_arrival = checked(can_register_arrival)
check_register_minor = checked(can_register_minor)
check_edit_identity = checked(can_edit_identity)
check_retain_claim = checked(can_retain_claim)
check_make_card = checked(can_make_card)
check_lose_card = checked(can_lose_card)
check_decline_card = checked(can_decline_card)
check_see_is_she_here = checked(can_see_is_she_here)
check_record_enquiry = checked(can_record_enquiry)
check_see_enquiries = checked(can_see_enquiries)
check_send_to_desk = checked(can_send_to_desk)
check_see_reception = checked(can_see_reception)
check_see_queues = checked(can_see_queues)
check_see_tallies = checked(can_see_tallies)
check_tally = checked(can_tally)
check_correct_tallies = checked(can_correct_tallies)
check_call_next = checked(can_call_next)
check_work_at_a_desk = checked(can_work_at_a_desk)
check_print_day_sheet = checked(can_print_day_sheet)
check_see_notes = checked(can_see_notes)
check_write_emergency_line = checked(can_write_emergency_line)
check_break_glass = checked(can_break_glass)
check_see_exceptional_accesses = checked(can_see_exceptional_accesses)
check_review_exceptional_access = checked(can_review_exceptional_access)
check_see_partners = checked(can_see_partners)
check_edit_partner = checked(can_edit_partner)
check_edit_desk = checked(can_edit_desk)
check_see_documents = checked(can_see_documents)
check_add_document = checked(can_add_document)
check_withdraw_document = checked(can_withdraw_document)
check_restore_document = checked(can_restore_document)
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
