"""The minor, her arrivals, the desks' queues, the partners."""

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

__all__ = [
    "DOCUMENTS",
    "Absence",
    "Arrival",
    "BirthClaim",
    "Desk",
    "Document",
    "HealthDocument",
    "IdentityDocument",
    "LegalDocument",
    "Minor",
    "MinorKey",
    "MinorName",
    "MinorPhone",
    "NarrativeDocument",
    "Partner",
    "ProtectionDocument",
    "PsychologyDocument",
    "SealedOfMinor",
    "SexualHealthDocument",
    "SocialDocument",
    "Ticket",
    "TicketStep",
    "documents_of",
    "file_key",
]
