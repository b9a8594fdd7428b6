"""The closed lists of the minor's file. Unknown, not asked and will not say are three values."""

from cases.choices.activities import COMPARTMENT_OF_ACTIVITY, GO_OUT, ActivityKind
from cases.choices.alerts import (
    SUICIDE_CHECK_HOURS,
    USUAL_LEVEL,
    AlertAction,
    AlertKind,
    AlertLevel,
    AlertStepKind,
    IsInformed,
    usual_level,
)
from cases.choices.answers import DECLINED, NO_ANSWER, NOT_ASKED, UNKNOWN
from cases.choices.appointments import (
    INTERPRETER_STEPS,
    LONGEST,
    OPEN_STEPS,
    SHORTEST,
    SLOT_STEPS,
    STATUS_STEPS,
    USUAL,
    AppointmentStepKind,
    InterpreterMode,
    InterpreterNeed,
)
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
from cases.choices.days import LogDesk
from cases.choices.documents import DocumentKind, OriginalPlace
from cases.choices.duplicates import PairReason, Verdict
from cases.choices.enquiries import EnquiryChannel
from cases.choices.imports import ImportField, ImportStep, RowAnswer
from cases.choices.intake import (
    CRITERIA,
    QUESTIONS,
    SECTIONS,
    Criterion,
    IntakeSection,
    Outcome,
    Question,
    QuestionKind,
    Topic,
)
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
from cases.choices.nights import EVENING_PARTNERS, NEEDS_ORIENTING, NO_PLACE, NightPlace
from cases.choices.notes import NoteAgreement
from cases.choices.partners import COMPARTMENT_OF_PARTNER, PartnerAccepts, PartnerKind
from cases.choices.queues import COMPARTMENT_OF_DESK, DeskKind, TicketStatus
from cases.choices.referents import COMPARTMENT_OF_REFERENT, ReferentStepKind
from cases.choices.requisitions import REQUISITION_ANSWERS, RequisitionStepKind
from cases.choices.retention import HoldReason, RetentionAction, RetentionStep
from cases.choices.rights import PartAnswer
from cases.choices.sharings import KIND_OF_PARTNER, Channel, LegalException, RecipientKind
from cases.choices.tallies import MOST_A_DAY, TAPS, Service
from cases.choices.tasks import ENDS_TASK, TaskList, TaskStepKind

__all__ = [
    "COMPARTMENT_OF_ACTIVITY",
    "COMPARTMENT_OF_DESK",
    "COMPARTMENT_OF_PART",
    "COMPARTMENT_OF_PARTNER",
    "COMPARTMENT_OF_REFERENT",
    "CONTACT_OPPOSITIONS",
    "COUNTRY_CODES",
    "CRITERIA",
    "DECLINED",
    "ENDS_TASK",
    "EVENING_PARTNERS",
    "GO_OUT",
    "INTERPRETER_STEPS",
    "KIND_OF_PARTNER",
    "LANGUAGES_OF_COUNTRY",
    "LANGUAGE_CODES",
    "LONGEST",
    "MOST_A_DAY",
    "NEEDS_ORIENTING",
    "NOT_ASKED",
    "NOT_SEEN_DAYS",
    "NO_ANSWER",
    "NO_PLACE",
    "OPEN_STEPS",
    "OWN_LANGUAGE_NAMES",
    "QUESTIONS",
    "REQUISITION_ANSWERS",
    "SECTIONS",
    "SHORTEST",
    "SLOT_STEPS",
    "STATUS_STEPS",
    "SUICIDE_CHECK_HOURS",
    "TAPS",
    "UNKNOWN",
    "USUAL",
    "USUAL_LEVEL",
    "ActivityKind",
    "AlertAction",
    "AlertKind",
    "AlertLevel",
    "AlertStepKind",
    "AppointmentStepKind",
    "Calendar",
    "CardStepKind",
    "Channel",
    "ClaimSource",
    "ConsentAnswer",
    "Criterion",
    "DeskKind",
    "DocumentKind",
    "EnquiryChannel",
    "FamilyNameStatus",
    "HoldReason",
    "ImportField",
    "ImportStep",
    "IntakeSection",
    "Interpreter",
    "InterpreterMode",
    "InterpreterNeed",
    "InterpreterSex",
    "Interpreting",
    "IsInformed",
    "LegalException",
    "LogDesk",
    "NameKind",
    "NameSource",
    "Need",
    "NewsKind",
    "NightPlace",
    "NoteAgreement",
    "OppositionKind",
    "OriginalPlace",
    "Outcome",
    "PairReason",
    "Part",
    "PartAnswer",
    "PartnerAccepts",
    "PartnerKind",
    "Precision",
    "Purpose",
    "Question",
    "QuestionKind",
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
    "Topic",
    "Verdict",
    "country_choices",
    "country_name",
    "language_choices",
    "language_name",
    "usual_level",
]
