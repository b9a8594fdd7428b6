"""Who hands a medical document to the lawyer, and who may know that one was handed."""

from cases.models import Document
from cases.permissions.sharing import can_record_sharing
from staff.permissions import Compartment, Level, Person, can, checked


def can_hand_to_lawyer(user: Person, document: Document) -> bool:
    """A nurse or a doctor, of a document of the health file."""
    is_medical = document.compartment == Compartment.HEALTH
    return is_medical and can(user, Compartment.HEALTH, Level.WRITE) and can_record_sharing(user)


def can_know_of_lawyer_copies(user: Person) -> bool:
    """The jurists: that one was handed and on which day, not which."""
    return can(user, Compartment.LEGAL, Level.WRITE)


check_hand_to_lawyer = checked(can_hand_to_lawyer)
