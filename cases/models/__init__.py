"""The minor, her days, what is written of her, kept and shared, the partners, how long it lasts."""

from cases.models.access import ExceptionalAccess
from cases.models.activities import Activity, ActivityLeader, ParticipantStep
from cases.models.alerts import Alert, AlertStep
from cases.models.appointments import Appointment, AppointmentStep
from cases.models.arrivals import Absence, Arrival
from cases.models.cards import CardStep
from cases.models.claims import BirthClaim, ClaimRetention
from cases.models.consents import Consent, ConsentWithdrawal, Opposition, Sharing
from cases.models.days import DayClosing, DayEntry
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
from cases.models.emergency import EmergencyLine
from cases.models.enquiries import Enquiry
from cases.models.imports import ImportedMinor, MinorImport
from cases.models.intake import CriteriaStep, Explanation, IntakeAnswer
from cases.models.keys import MinorKey, SealedOfMinor, file_key, keys_of
from cases.models.lawyer_copies import LawyerCopy, LawyerCopyTaken
from cases.models.merges import FileMerge, FinderRun, LikelyPair, MergeCheck, PairVerdict
from cases.models.minors import Minor, MinorName
from cases.models.news import NewsStep
from cases.models.nights import NamedForNight, Night, NightHandover
from cases.models.notes import DeskNote, Note, NoteQuerySet, ProtectionNote, SocialNote
from cases.models.partners import Partner, PartnerContact, PartnerHours
from cases.models.phones import MinorPhone
from cases.models.referents import ReferentStep
from cases.models.requisitions import Requisition, RequisitionHold, RequisitionStep
from cases.models.retention import (
    AccessPart,
    AccessRequest,
    LegalHold,
    RetentionLine,
    RetentionRule,
    RetentionRun,
    Tombstone,
)
from cases.models.search import SearchRow, SearchWord
from cases.models.tallies import TallyStep
from cases.models.tasks import Task, TaskStep

__all__ = [
    "DOCUMENTS",
    "Absence",
    "AccessPart",
    "AccessRequest",
    "Activity",
    "ActivityLeader",
    "Alert",
    "AlertStep",
    "Appointment",
    "AppointmentStep",
    "Arrival",
    "BirthClaim",
    "CardStep",
    "ClaimRetention",
    "Consent",
    "ConsentWithdrawal",
    "CriteriaStep",
    "DayClosing",
    "DayEntry",
    "Desk",
    "DeskNote",
    "Document",
    "EmergencyLine",
    "Enquiry",
    "ExceptionalAccess",
    "Explanation",
    "FileMerge",
    "FinderRun",
    "HealthDocument",
    "IdentityDocument",
    "ImportedMinor",
    "IntakeAnswer",
    "LawyerCopy",
    "LawyerCopyTaken",
    "LegalDocument",
    "LegalHold",
    "LikelyPair",
    "MergeCheck",
    "Minor",
    "MinorImport",
    "MinorKey",
    "MinorName",
    "MinorPhone",
    "NamedForNight",
    "NarrativeDocument",
    "NewsStep",
    "Night",
    "NightHandover",
    "Note",
    "NoteQuerySet",
    "Opposition",
    "PairVerdict",
    "ParticipantStep",
    "Partner",
    "PartnerContact",
    "PartnerHours",
    "ProtectionDocument",
    "ProtectionNote",
    "PsychologyDocument",
    "ReferentStep",
    "Requisition",
    "RequisitionHold",
    "RequisitionStep",
    "RetentionLine",
    "RetentionRule",
    "RetentionRun",
    "SealedOfMinor",
    "SearchRow",
    "SearchWord",
    "SexualHealthDocument",
    "Sharing",
    "SocialDocument",
    "SocialNote",
    "TallyStep",
    "Task",
    "TaskStep",
    "Ticket",
    "TicketStep",
    "Tombstone",
    "documents_of",
    "file_key",
    "keys_of",
]
