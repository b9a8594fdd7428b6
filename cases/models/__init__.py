"""The minor, her arrivals, the desks' queues, the partners."""

from cases.models.arrivals import Absence, Arrival
from cases.models.consents import Consent, ConsentWithdrawal, Opposition, Sharing
from cases.models.desks import Desk, Ticket, TicketStep
from cases.models.keys import MinorKey, SealedOfMinor, file_key
from cases.models.minors import BirthClaim, Minor, MinorName, MinorPhone
from cases.models.partners import Partner
from cases.models.requisitions import Requisition, RequisitionHold, RequisitionStep

__all__ = [
    "Absence",
    "Arrival",
    "BirthClaim",
    "Consent",
    "ConsentWithdrawal",
    "Desk",
    "Minor",
    "MinorKey",
    "MinorName",
    "MinorPhone",
    "Opposition",
    "Partner",
    "Requisition",
    "RequisitionHold",
    "RequisitionStep",
    "SealedOfMinor",
    "Sharing",
    "Ticket",
    "TicketStep",
    "file_key",
]
