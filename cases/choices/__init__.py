"""The closed lists of the minor's file. Unknown, not asked and will not say are three values."""

from cases.choices.answers import DECLINED, NO_ANSWER, NOT_ASKED, UNKNOWN
from cases.choices.arrivals import Need
from cases.choices.births import Calendar, ClaimSource, Precision
from cases.choices.cards import CardStepKind
from cases.choices.consents import (
    COMPARTMENT_OF_PART,
    CONTACT_OPPOSITIONS,
    ConsentAnswer,
    InterpreterSex,
    Interpreting,
    OppositionKind,
    Part,
    Purpose,
    SaidHow,
)
from cases.choices.documents import DocumentKind, OriginalPlace
from cases.choices.duplicates import PairReason, Verdict
from cases.choices.enquiries import EnquiryChannel
from cases.choices.imports import ImportField, ImportStep, RowAnswer
from cases.choices.languages import (
    COUNTRY_CODES,
    LANGUAGE_CODES,
    LANGUAGES_OF_COUNTRY,
    OWN_LANGUAGE_NAMES,
    country_choices,
    country_name,
    language_choices,
    language_name,
)
from cases.choices.minors import Interpreter, Sex
from cases.choices.names import FamilyNameStatus, NameKind, NameSource
from cases.choices.news import NOT_SEEN_DAYS, NewsKind
from cases.choices.notes import NoteAgreement
from cases.choices.partners import COMPARTMENT_OF_PARTNER, PartnerKind
from cases.choices.queues import DeskKind, TicketStatus
from cases.choices.referents import COMPARTMENT_OF_REFERENT, ReferentStepKind
from cases.choices.requisitions import REQUISITION_ANSWERS, RequisitionStepKind
from cases.choices.retention import HoldReason, RetentionAction, RetentionStep
from cases.choices.rights import PartAnswer
from cases.choices.sharings import KIND_OF_PARTNER, Channel, LegalException, RecipientKind
from cases.choices.tallies import MOST_A_DAY, TAPS, Service
from cases.choices.tasks import COMPARTMENT_OF_DESK, ENDS_TASK, TaskList, TaskStepKind

__all__ = [
    "COMPARTMENT_OF_DESK",
    "COMPARTMENT_OF_PART",
    "COMPARTMENT_OF_PARTNER",
    "COMPARTMENT_OF_REFERENT",
    "CONTACT_OPPOSITIONS",
    "COUNTRY_CODES",
    "DECLINED",
    "ENDS_TASK",
    "KIND_OF_PARTNER",
    "LANGUAGES_OF_COUNTRY",
    "LANGUAGE_CODES",
    "MOST_A_DAY",
    "NOT_ASKED",
    "NOT_SEEN_DAYS",
    "NO_ANSWER",
    "OWN_LANGUAGE_NAMES",
    "REQUISITION_ANSWERS",
    "TAPS",
    "UNKNOWN",
    "Calendar",
    "CardStepKind",
    "Channel",
    "ClaimSource",
    "ConsentAnswer",
    "DeskKind",
    "DocumentKind",
    "EnquiryChannel",
    "FamilyNameStatus",
    "HoldReason",
    "ImportField",
    "ImportStep",
    "Interpreter",
    "InterpreterSex",
    "Interpreting",
    "LegalException",
    "NameKind",
    "NameSource",
    "Need",
    "NewsKind",
    "NoteAgreement",
    "OppositionKind",
    "OriginalPlace",
    "PairReason",
    "Part",
    "PartAnswer",
    "PartnerKind",
    "Precision",
    "Purpose",
    "RecipientKind",
    "ReferentStepKind",
    "RequisitionStepKind",
    "RetentionAction",
    "RetentionStep",
    "RowAnswer",
    "SaidHow",
    "Service",
    "Sex",
    "TaskList",
    "TaskStepKind",
    "TicketStatus",
    "Verdict",
    "country_choices",
    "country_name",
    "language_choices",
    "language_name",
]
