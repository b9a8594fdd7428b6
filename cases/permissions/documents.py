"""Who may open, add and withdraw documents."""

from cases.models import DOCUMENTS, Document
from cases.models.documents import may_open_documents
from staff.permissions import Compartment, Level, Person, can, checked, level

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
check_see_documents = checked(can_see_documents)
check_add_document = checked(can_add_document)
check_withdraw_document = checked(can_withdraw_document)
check_restore_document = checked(can_restore_document)
