"""The minor, her arrivals, the desks' queues, the partners, how long a file is kept."""

from cases.models.arrivals import Absence, Arrival
from cases.models.desks import Desk, Ticket, TicketStep
from cases.models.keys import MinorKey, SealedOfMinor, file_key
from cases.models.minors import BirthClaim, Minor, MinorName, MinorPhone
from cases.models.partners import Partner
from cases.models.retention import (
    AccessPart,
    AccessRequest,
    LegalHold,
    RetentionLine,
    RetentionRule,
    RetentionRun,
    Tombstone,
)

__all__ = [
    "Absence",
    "AccessPart",
    "AccessRequest",
    "Arrival",
    "BirthClaim",
    "Desk",
    "LegalHold",
    "Minor",
    "MinorKey",
    "MinorName",
    "MinorPhone",
    "Partner",
    "RetentionLine",
    "RetentionRule",
    "RetentionRun",
    "SealedOfMinor",
    "Ticket",
    "TicketStep",
    "Tombstone",
    "file_key",
]
