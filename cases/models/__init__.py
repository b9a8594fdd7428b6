"""The minor, her arrivals, the desks' queues, the partners, how long a file is kept."""

from cases.models.arrivals import Absence, Arrival
from cases.models.desks import Desk, Ticket, TicketStep
from cases.models.documents import (
    DOCUMENTS,
    Document,
    HealthDocument,
    IdentityDocument,
    LegalDocument,
    NarrativeDocument,
    ProtectionDocument,
    PsychologyDocument,
    SexualHealthDocument,
    SocialDocument,
    documents_of,
)
from cases.models.keys import MinorKey, SealedOfMinor, file_key
from cases.models.minors import BirthClaim, Minor, MinorName
from cases.models.partners import Partner
from cases.models.phones import MinorPhone
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
    "DOCUMENTS",
    "Absence",
    "AccessPart",
    "AccessRequest",
    "Arrival",
    "BirthClaim",
    "Desk",
    "Document",
    "HealthDocument",
    "IdentityDocument",
    "LegalDocument",
    "LegalHold",
    "Minor",
    "MinorKey",
    "MinorName",
    "MinorPhone",
    "NarrativeDocument",
    "Partner",
    "ProtectionDocument",
    "PsychologyDocument",
    "RetentionLine",
    "RetentionRule",
    "RetentionRun",
    "SealedOfMinor",
    "SexualHealthDocument",
    "SocialDocument",
    "Ticket",
    "TicketStep",
    "Tombstone",
    "documents_of",
    "file_key",
]
