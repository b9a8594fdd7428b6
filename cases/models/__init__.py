"""The minor, her arrivals, the desks' queues, what is written of her, the partners."""

from cases.models.access import ExceptionalAccess
from cases.models.arrivals import Absence, Arrival
from cases.models.desks import Desk, Ticket, TicketStep
from cases.models.emergency import EmergencyLine
from cases.models.keys import MinorKey, SealedOfMinor, file_key
from cases.models.minors import BirthClaim, Minor, MinorName, MinorPhone
from cases.models.notes import DeskNote, Note, NoteQuerySet, ProtectionNote, SocialNote
from cases.models.partners import Partner

__all__ = [
    "Absence",
    "Arrival",
    "BirthClaim",
    "Desk",
    "DeskNote",
    "EmergencyLine",
    "ExceptionalAccess",
    "Minor",
    "MinorKey",
    "MinorName",
    "MinorPhone",
    "Note",
    "NoteQuerySet",
    "Partner",
    "ProtectionNote",
    "SealedOfMinor",
    "SocialNote",
    "Ticket",
    "TicketStep",
    "file_key",
]
