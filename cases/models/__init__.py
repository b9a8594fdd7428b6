"""The minor, her arrivals, the desks' queues, the partners."""

from cases.models.arrivals import Absence, Arrival
from cases.models.desks import Desk, Ticket, TicketStep
from cases.models.keys import MinorKey, SealedOfMinor, file_key
from cases.models.minors import BirthClaim, Minor, MinorName
from cases.models.partners import Partner
from cases.models.phones import MinorPhone

__all__ = [
    "Absence",
    "Arrival",
    "BirthClaim",
    "Desk",
    "Minor",
    "MinorKey",
    "MinorName",
    "MinorPhone",
    "Partner",
    "SealedOfMinor",
    "Ticket",
    "TicketStep",
    "file_key",
]
