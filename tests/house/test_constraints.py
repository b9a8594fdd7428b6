"""Every constraint: it has its own sentence, and it holds against the ways to break it.

WAYS says, for each constraint, what to change in a row that is otherwise right (RIGHT). Each way
is refused twice: with the sentence when the row is validated, and by the database itself when
nobody validates. A constraint that is not in the table fails.
"""

import datetime
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.db.models import BaseConstraint, Model
from django.utils import timezone

from cases import actions
from cases.choices import Precision
from cases.models import (
    DOCUMENTS,
    Absence,
    AccessPart,
    AccessRequest,
    Activity,
    ActivityLeader,
    Alert,
    AlertStep,
    Appointment,
    AppointmentStep,
    Arrival,
    BirthClaim,
    CardStep,
    Consent,
    CriteriaStep,
    DayClosing,
    DayEntry,
    Desk,
    DeskNote,
    ExceptionalAccess,
    Explanation,
    IntakeAnswer,
    LegalHold,
    LikelyPair,
    MergeCheck,
    Minor,
    MinorKey,
    MinorName,
    MinorPhone,
    NewsStep,
    Night,
    NightHandover,
    Note,
    Opposition,
    PairVerdict,
    Partner,
    PartnerContact,
    PartnerHours,
    ProtectionNote,
    ReferentStep,
    RequisitionStep,
    RetentionLine,
    Sharing,
    SocialNote,
    TallyStep,
    Task,
    Ticket,
)
from clinics.models import (
    AnonymousConsultation,
    Assessment,
    AssessmentAnswer,
    AssessmentStep,
    AssessmentTest,
    AssessmentTestStep,
    CaseTeam,
    ClinicSession,
    Consultation,
    HealthFact,
    Lot,
    OfflineSession,
    PsychologyNote,
    ScabiesStep,
    SexualHealthConsultation,
    SignalRule,
    SignalStep,
    SignedProtocol,
    StockMove,
    TallyReport,
    Vaccination,
)
from referrals import actions as referral_actions
from referrals.choices import ReferralStatus
from referrals.models import (
    DeadlineStep,
    EntitlementStep,
    LegalNote,
    LegalPaper,
    NarrativeNote,
    PaperMove,
    Procedure,
    ProcedureEvent,
    Referral,
    ReferralSheet,
    ReferralStep,
    SilenceDelay,
    Situation,
)
from reports.models import Dhis2Code, ExportJob, FrozenWeek, Layout, Sending, WeekNote
from staff.choices import Role
from staff.models import (
    Approval,
    AuditEntry,
    AuditReview,
    Centre,
    Device,
    OpeningException,
    OpeningHours,
    Posting,
    Site,
    User,
)
from tests.house import sources
from tests.matrix.scene import Scene

pytestmark = pytest.mark.django_db(databases=["default", "owner"])

Changes = dict[str, Any]
Way = Changes | Callable[[Scene], Changes]

EIGHT, NINE, NOON = datetime.time(8), datetime.time(9), datetime.time(12)
TODAY = timezone.localdate()
YESTERDAY = TODAY - datetime.timedelta(days=1)
LAST_YEAR = TODAY - datetime.timedelta(days=365)
NOW = timezone.now()
MONDAY = TODAY - datetime.timedelta(days=TODAY.weekday() + 7)
PHONE = "+33612345678"

HOUR = datetime.timedelta(hours=1)
DAY = 24 * HOUR
NOTES: dict[str, type[Note]] = {
    "desk": DeskNote,
    "social": SocialNote,
    "protection": ProtectionNote,
    "legal": LegalNote,
    "narrative": NarrativeNote,
    "psychology": PsychologyNote,
}


def a_pair(s: Scene) -> dict[str, Any]:
    return {"first": s.stranger, "second": s.joined}


def a_note(scene: Scene) -> Changes:
    return {"minor": scene.minor, "site": scene.site, "text": "Vue", "written_by": scene.host}


# A row that nothing forbids, beside the ones of the scene.
RIGHT: dict[type[Model], Callable[[Scene], Changes]] = {
    Absence: lambda s: {"arrival": s.arrival, "left_by": s.host},
    Appointment: lambda s: {
        "minor": s.minor, "site": s.site, "desk_kind": "social", "compartment": "social",
        "language": "fr", "interpreter": "not_needed", "made_by": s.host,
    },
    AppointmentStep: lambda s: {"appointment": s.appointment, "kind": "missed", "by": s.host},
    Approval: lambda s: {
        "kind": "planted", "subject": "staff.user:1", "asked_by": s.host, "expires_at": NOW
    },
    Arrival: lambda s: {
        "minor": s.minor, "site": s.other_site, "day": TODAY, "registered_by": s.host
    },
    AccessPart: lambda s: {"request": s.access_request, "compartment": "team"},
    AccessRequest: lambda s: {"minor": s.minor, "asked_by": s.host},
    LegalHold: lambda s: {"minor": s.minor, "reason": "complaint", "placed_by": s.host},
    RetentionLine: lambda s: {"run": s.run, "minor_number": 7, "action": "archive"},
    AuditEntry: lambda s: {"action": "planted"},
    AuditReview: lambda s: {"week": MONDAY, "reader": s.account},
    BirthClaim: lambda s: {"minor": s.minor, "precision": Precision.UNKNOWN, "recorded_by": s.host},
    CardStep: lambda s: {"minor": s.minor, "kind": "lost", "by": s.host},
    CaseTeam: lambda s: {"minor": s.minor, "user": s.account, "added_by": s.host},
    Centre: lambda s: {"name": "Centre"},
    AnonymousConsultation: lambda s: {
        "session": s.session, "site": s.site, "day": TODAY, "motif": "fever", "age_band": "15_17",
        "written_at": NOW, "recorded_at": NOW, "signed_at": NOW, "recorded_by": s.host,
    },
    TallyReport: lambda s: {
        "session": s.anonymous.session, "version": 2, "total": 0, "entered_by": s.host
    },
    ClinicSession: lambda s: {"site": s.site, "kind": "mobile", "opened_by": s.host},
    OfflineSession: lambda s: {
        "session": s.session, "device": s.device, "prepared_by": s.host, "secret_hash": "a hash",
        "sealed_key": b"a key", "writes_until": NOW, "sends_until": NOW + DAY,
    },
    Consultation: lambda s: {
        "minor": s.minor, "site": s.site, "motif": "fever", "recorded_by": s.host
    },
    Consent: lambda s: {
        "minor": s.minor, "recipient_kind": "school", "purpose": "school", "parts": ["identity"],
        "compartment": "identity", "answer": "agreed", "said_how": "oral", "language": "fr",
        "interpreting": "none", "recorded_by": s.host,
    },
    CriteriaStep: lambda s: {
        "minor": s.minor, "compartment": "social", "held_count": 0, "by": s.host
    },
    Explanation: lambda s: {
        "minor": s.minor, "topics": ["centre"], "language": "fr", "interpreting": "none",
        "told_by": s.host,
    },
    IntakeAnswer: lambda s: {
        "minor": s.minor, "question": "reading", "compartment": "identity", "outcome": "declined",
        "by": s.host,
    },
    Desk: lambda s: {"site": s.site, "name": "Autre", "kind": "nurse"},
    Device: lambda s: {
        "label": "Autre", "site": s.site, "secret_hash": "0" * 64, "enrolled_by": s.host
    },
    **dict.fromkeys(DOCUMENTS.values(), lambda s: {
        "minor": s.minor, "kind": "letter", "original": "lost", "content_hash": "a" * 64, "size": 1,
        "media_type": "image/png", "page_count": 1, "added_by": s.host,
    }),
    ExceptionalAccess: lambda s: {
        "minor": s.minor, "opened": "psychology", "reason": "Idées noires", "opened_at": NOW,
        "opened_by": s.psychologist, "expires_at": NOW + HOUR,
    },
    **dict.fromkeys(NOTES.values(), a_note),
    Minor: lambda s: {
        "country": "GN", "language": "fr", "registered_site": s.site, "registered_by": s.host
    },
    LikelyPair: lambda s: {**a_pair(s), "score": 80, "reasons": ["name"]},
    MergeCheck: lambda s: {"merge": s.merge, "desk_kind": "nurse", "done_by": s.host},
    MinorKey: lambda s: {"minor": s.minor, "compartment": "figures", "wrapped": b"x"},
    MinorName: lambda s: {"minor": s.minor, "text": "Autre", "recorded_by": s.host},
    MinorPhone: lambda s: {
        "minor": s.minor, "number": PHONE, "index": [1], "fingerprint": 1, "recorded_by": s.host
    },
    OpeningException: lambda s: {"site": s.site, "day": TODAY},
    OpeningHours: lambda s: {
        "site": s.other_site, "weekday": 1, "opens_at": NINE, "closes_at": NOON,
        "valid_from": TODAY,
    },
    Opposition: lambda s: {"minor": s.minor, "kind": "no_call", "recorded_by": s.host},
    PairVerdict: lambda s: {**a_pair(s), "verdict": "not_sure", "by": s.host},
    Partner: lambda s: {"name": "Autre"},
    PartnerContact: lambda s: {"partner": s.partner, "role": "Accueil", "phone": "01 99 00 10 10"},
    PartnerHours: lambda s: {
        "partner": s.partner, "weekday": 1, "opens_at": NINE, "closes_at": NOON
    },
    Posting: lambda s: {"user": s.account, "role": Role.JURIST, "site": s.site},
    EntitlementStep: lambda s: {
        "entitlement": s.entitlement, "status": "obtained", "valid_until": TODAY,
        "recorded_by": s.host,
    },
    LegalPaper: lambda s: {"minor": s.minor, "kind": "identity", "recorded_by": s.host},
    PaperMove: lambda s: {"paper": s.paper, "place": "lawyer", "recorded_by": s.host},
    Situation: lambda s: {"minor": s.minor, "code": "X3", "recorded_by": s.host},
    SignedProtocol: lambda s: {
        "name": "Pilule", "version": "2", "acts": ["contraception"], "text": "Trois plaquettes",
        "valid_from": TODAY, "valid_until": TODAY, "signed_by": s.host,
    },
    Assessment: lambda s: {
        "minor": s.minor, "site": s.site, "interpreting": "phone", "opened_by": s.host
    },
    AssessmentAnswer: lambda s: {
        "assessment": s.assessment, "compartment": "health", "question": "pain",
        "outcome": "unknown", "by": s.host,
    },
    AssessmentStep: lambda s: {
        "assessment": s.assessment, "kind": "closed", "happened_on": TODAY, "by": s.host
    },
    AssessmentTest: lambda s: {
        "assessment": s.assessment, "compartment": "health", "test": "stool",
        "prescriber": "Dr Roux", "prescribed_on": TODAY, "prescribed_late_on": TODAY,
        "by": s.host,
    },
    AssessmentTestStep: lambda s: {
        "test": s.test_to_sample, "kind": "handed_back", "interpreting": "phone",
        "understood": "yes", "by": s.host,
    },
    Vaccination: lambda s: {
        "minor": s.minor, "site": s.site, "source": "here", "is_agreed": True, "given_on": TODAY,
        "precision": "day", "valences": ["hpv"], "prescriber": "Protocole", "recorded_by": s.host,
    },
    Procedure: lambda s: {
        "minor": s.minor, "site": s.site, "kind": "appeal", "opened_by": s.host
    },
    ProcedureEvent: lambda s: {
        "procedure": s.procedure, "stage": "L45", "hearing_on": TODAY, "recorded_by": s.host
    },
    Referral: lambda s: {
        "minor": s.minor, "site": s.site, "partner": s.partner, "kind": "social",
        "compartment": "social", "reason": "Domiciliation", "made_by": s.host,
    },
    ReferralStep: lambda s: {
        "referral": s.social_referral, "status": "seen", "recorded_by": s.host
    },
    DeadlineStep: lambda s: {"deadline": s.deadline, "kind": "done", "by": s.host},
    ReferralSheet: lambda s: {
        "referral": s.social_referral, "told": ["name"], "channel": "handed", "made_by": s.host
    },
    SilenceDelay: lambda s: {"days": 21, "set_by": s.host},
    RequisitionStep: lambda s: {
        "requisition": s.requisition, "kind": "closed", "recorded_by": s.host
    },
    Sharing: lambda s: {
        "minor": s.minor, "recipient_kind": "lawyer", "purpose": "legal", "parts": ["identity"],
        "compartment": "identity", "consent": s.consent, "channel": "oral", "shared_by": s.host,
    },
    ScabiesStep: lambda s: {
        "event": s.scabies, "kind": "cases", "count": 2, "by": s.host
    },
    SignalRule: lambda s: {"code": "measles", "threshold": 2, "by": s.host},
    SignalStep: lambda s: {
        "rule": "measles", "about": "all", "site": s.site, "iso_year": 2026, "iso_week": 53,
        "kind": "seen", "count": 1, "by": s.host,
    },
    HealthFact: lambda s: {
        "minor": s.minor, "kind": "medicine", "answer": "yes", "what": "Fer", "since_on": TODAY,
        "recorded_by": s.host,
    },
    SexualHealthConsultation: lambda s: {
        "minor": s.minor, "site": s.site, "motif": "pregnancy", "recorded_by": s.host
    },
    Site: lambda s: {"name": "Autre"},
    Ticket: lambda s: {
        "arrival": s.arrival, "desk": s.desk, "day": TODAY, "number": 90, "sent_by": s.host
    },
    DayClosing: lambda s: {"site": s.site, "day": TODAY, "by": s.host},
    DayEntry: lambda s: {
        "site": s.site, "desk": "social", "text": "Relève", "written_by": s.host
    },
    Alert: lambda s: {
        "minor": s.minor, "site": s.site, "kind": "danger", "raised_by": s.host
    },
    AlertStep: lambda s: {
        "alert": s.alert, "kind": "done", "action": "concern", "done_on": TODAY, "by": s.host
    },
    Activity: lambda s: {
        "site": s.site, "day": TODAY, "kind": "outing", "starts_at": datetime.time(14),
        "ends_at": datetime.time(15), "created_by": s.host,
    },
    ActivityLeader: lambda s: {"activity": s.outing, "colleague": s.account},
    Night: lambda s: {
        "minor": s.minor, "site": s.site, "night_on": TODAY, "place": "street",
        "recorded_by": s.host,
    },
    NightHandover: lambda s: {
        "site": s.site, "night_on": TODAY, "partner": s.partner, "handed_by": s.host
    },
    TallyStep: lambda s: {
        "site": s.site, "day": TODAY, "service": "meal", "amount": 5, "by": s.host
    },
    Lot: lambda s: {
        "site": s.site, "medicine": "fer", "number": "B7", "expires_on": TODAY
    },
    ExportJob: lambda s: {
        "kind": "arrivals", "file_format": "csv", "first_day": YESTERDAY, "last_day": YESTERDAY,
        "columns": ["day"], "asked_by": s.host,
    },
    FrozenWeek: lambda s: {
        "year": 2026, "number": 47, "site": s.site, "body": {"fr": []}, "digest": "0" * 64,
        "frozen_by": s.host,
    },
    WeekNote: lambda s: {
        "year": 2026, "number": 47, "site": s.site, "text": "Calme", "written_by": s.host
    },
    Sending: lambda s: {
        "period": "2026-W47", "starts_on": YESTERDAY, "ends_on": TODAY, "audience": "partners",
        "told": [["W03", "new", "", 12]], "digest": "0" * 64, "sent_by": s.host,
    },
    Dhis2Code: lambda s: {
        "kind": "figure", "figure": "W02", "name": "caseload", "code": "W02_ALL", "set_by": s.host,
    },
    Layout: lambda s: {
        "name": "Ville", "kind": "month", "lines": ["W02.caseload"], "columns": ["total"],
        "by": s.host,
    },
    StockMove: lambda s: {"lot": s.lot, "kind": "received", "amount": 3, "by": s.host},
    NewsStep: lambda s: {"minor": s.minor, "kind": "called", "by": s.host},
    ReferentStep: lambda s: {
        "minor": s.minor, "desk_kind": "legal", "compartment": "identity", "kind": "named",
        "colleague": s.account, "by": s.host,
    },
    Task: lambda s: {
        "site": s.site, "desk_kind": "social", "compartment": "social", "text": "Rappeler",
        "made_by": s.host,
    },
    User: lambda s: {"username": "autre", "full_name": "Autre", "password": "x"},
}  # fmt: skip


def already_dialled(scene: Scene) -> Changes:
    dialled = actions.add_phone(by=scene.host, minor=scene.minor, phone=PHONE)
    return {"fingerprint": dialled.fingerprint}


def already_gone(scene: Scene) -> Changes:
    actions.leave(by=scene.host, arrival=scene.arrival)
    return {}


def coded_already(scene: Scene) -> Changes:
    Dhis2Code.objects.create(**RIGHT[Dhis2Code](scene))
    return {}


UNIT = {"kind": "org_unit", "figure": "", "name": ""}


def unit_already(scene: Scene) -> Changes:
    Dhis2Code.objects.create(**RIGHT[Dhis2Code](scene) | UNIT)
    return UNIT


def unit_of_a_site_already(scene: Scene) -> Changes:
    """The scene has given it one."""
    return UNIT | {"site": scene.site}


def frozen_already(scene: Scene) -> Changes:
    FrozenWeek.objects.create(**RIGHT[FrozenWeek](scene))
    return {}


def changed_already(scene: Scene, version: int) -> Changes:
    """A table whose next version a colleague has just saved."""
    first = Layout.objects.create(**RIGHT[Layout](scene))
    Layout.objects.create(**RIGHT[Layout](scene) | {"first": first, "version": version})
    return {"first": first, "version": version}


def frozen_already_of_all(scene: Scene) -> Changes:
    FrozenWeek.objects.create(**RIGHT[FrozenWeek](scene) | {"site": None})
    return {"site": None}


def sent_already(scene: Scene) -> Changes:
    Sending.objects.create(**RIGHT[Sending](scene))
    return {}


def sent_already_to_the_public(scene: Scene) -> Changes:
    Sending.objects.create(**RIGHT[Sending](scene) | {"audience": "public"})
    return {"audience": "public"}


def sent_already_with_other_days(scene: Scene) -> Changes:
    """The address of a period says its days."""
    Sending.objects.create(**RIGHT[Sending](scene))
    return {"starts_on": TODAY}


def written_already(scene: Scene) -> Changes:
    WeekNote.objects.create(**RIGHT[WeekNote](scene))
    return {}


def written_already_of_all(scene: Scene) -> Changes:
    WeekNote.objects.create(**RIGHT[WeekNote](scene) | {"site": None})
    return {"site": None}


def written_again(scene: Scene) -> Changes:
    WeekNote.objects.create(**RIGHT[WeekNote](scene) | {"version": 2})
    return {"version": 2}


def frozen_again(scene: Scene) -> Changes:
    second = {"version": 2, "why": "Une feuille recopiée"}
    FrozenWeek.objects.create(**RIGHT[FrozenWeek](scene) | second)
    return second


def already_asked(scene: Scene) -> Changes:
    Approval.objects.create(**RIGHT[Approval](scene))
    return {}


def open_already(scene: Scene) -> Changes:
    PartnerHours.objects.create(**RIGHT[PartnerHours](scene))
    return {}


def already_has_its_key(scene: Scene) -> Changes:
    MinorKey.objects.create(**RIGHT[MinorKey](scene))
    return {}


def already_has_its_origin(scene: Scene) -> Changes:
    origin = {"origin": scene.stranger}
    MinorKey.objects.create(**RIGHT[MinorKey](scene) | origin)
    return origin


def already_found(scene: Scene) -> Changes:
    LikelyPair.objects.create(**RIGHT[LikelyPair](scene))
    return {}


def already_checked(scene: Scene) -> Changes:
    MergeCheck.objects.create(**RIGHT[MergeCheck](scene))
    return {}


def scanned_already(scene: Scene) -> Changes:
    scan = {"scan": scene.legal_paper}
    LegalPaper.objects.create(**RIGHT[LegalPaper](scene) | scan)
    return scan


OUT_OF_ORDER: list[Way] = [
    lambda s: {"first": s.joined, "second": s.stranger},
    lambda s: {"first": s.joined, "second": s.joined},
    lambda s: {"first": s.stranger, "second": s.stranger},
]
PAPERS = [model._meta.model_name for model in DOCUMENTS.values()]
# What holds for the papers of every compartment: {end of the constraint's name: ways}.
OF_PAPERS: dict[str, list[Way]] = {
    "withdrawn_by_someone": [{"withdrawn_at": NOW}, lambda s: {"withdrawn_by": s.host}],
    "is_named_by_its_hash": [
        {"content_hash": ""},
        {"content_hash": "A" * 64},
        {"content_hash": "a" * 63},
        {"content_hash": "../" + "a" * 61},
        {"content_hash": "a" * 63 + "\n"},
    ],
    "is_readable": [
        {"size": 0},
        {"page_count": 0},
        {"media_type": "text/html"},
        {"media_type": "image/svg+xml"},
        {"media_type": ""},
    ],
    "kind": [{"kind": ""}, {"kind": "Letter"}, {"kind": "virus"}],
    "original": [{"original": ""}, {"original": "Lost"}, {"original": "somewhere"}],
}


def corrected_once(model: type[Note]) -> str:
    return f"{model._meta.app_label}_{model._meta.model_name}_corrected_once"


def corrected_already(kind: str) -> Way:
    def plant(scene: Scene) -> Changes:
        first = scene.notes[kind]
        second = NOTES[kind](**a_note(scene))
        actions.correct_note(by=scene.host, note=second, corrects=first)
        return {"corrects": first}

    return plant


def already_undone(scene: Scene) -> Changes:
    actions.undo_tally(by=scene.host, step=scene.tally)
    return {"undoes": scene.tally, "amount": -5}


def step_undone_already(scene: Scene) -> Changes:
    step = referral_actions.undo_deadline_step(by=scene.host, deadline=scene.stopped_deadline)
    return {"kind": "undone", "undoes": step.undoes}


def night_already_undone(scene: Scene) -> Changes:
    actions.undo_night(by=scene.host, night=scene.night)
    return {"undoes": scene.night}


def already_closed(scene: Scene) -> Changes:
    step = RequisitionStep(requisition=scene.requisition, kind="closed")
    actions.record_requisition_step(by=scene.host, step=step)
    return {}


def day_closed_already(scene: Scene) -> dict[str, Any]:
    DayClosing.objects.create(site=scene.site, day=TODAY, by=scene.host)
    return {}


ONE_RECIPIENT: list[Way] = [
    {"recipient_kind": ""},
    lambda s: {"partner": s.partner},
    lambda s: {"partner": s.partner, "recipient_kind": "other"},
]
IN_A_COMPARTMENT: list[Way] = [
    {"compartment": ""},
    {"compartment": "figures"},
    {"compartment": "Identity"},
]

BEFORE_THIS_VISIT: list[Way] = [
    {"follow_up_on": TODAY},
    {"follow_up_on": YESTERDAY},
    {"follow_up_on": LAST_YEAR},
]


def assessment_closed_already(scene: Scene) -> Changes:
    AssessmentStep.objects.create(assessment=scene.assessment, kind="closed", by=scene.host)
    return {}


def corrected_consultation(name: str) -> Way:
    def plant(scene: Scene) -> Changes:
        first = getattr(scene, name)
        type(first).objects.create(**RIGHT[type(first)](scene) | {"corrects": first})
        return {"corrects": first}

    return plant


def too_late(name: str) -> list[Way]:
    """A day after, a second too late, far too late."""
    return [
        lambda s, hours=hours: {
            "corrects": getattr(s, name),
            "signed_at": NOW - datetime.timedelta(hours=hours),
            "recorded_at": NOW,
        }
        for hours in (24, 25, 24 * 400)
    ]


NOBODY_INTERPRETED: list[Way] = [
    {"interpreter_minutes": 10},
    {"interpreting": "absent", "interpreter_minutes": 10},
    {"interpreting": "phone", "interpreter_minutes": 0},
]


WAYS: dict[str, list[Way]] = {
    **{corrected_once(model): [corrected_already(kind)] for kind, model in NOTES.items()},
    # clinics
    "clinics_scabies_step_counts": [
        {"count": None},
        {"count": 0},
        {"kind": "told", "place": "hotel"},
    ],
    "clinics_scabies_step_place": [
        {"place": "hotel"},
        {"kind": "told", "count": None},
        {"kind": "laundry", "count": None},
    ],
    "clinics_scabies_step_back": [
        {"kind": "taken_back", "count": None},
        lambda s: {"takes_back": s.scabies_step},
        lambda s: {"kind": "closed", "count": None, "takes_back": s.scabies_step},
    ],
    "clinics_signalrule_counts": [{"threshold": 0}],
    "clinics_signal_iso_week": [{"iso_week": 0}, {"iso_week": 54}, {"iso_week": 100}],
    "clinics_signal_kind": [{"kind": ""}, {"kind": "heard"}, {"kind": "SEEN"}],
    "clinics_lot_once_a_place": [
        lambda s: {"medicine": s.lot.medicine, "number": s.lot.number},
    ],
    "reports_weeknote_once": [written_already, written_already_of_all, written_again],
    "reports_export_days_in_order": [
        {"first_day": TODAY},
        {"last_day": YESTERDAY - DAY},
        {"last_day": YESTERDAY - 400 * DAY},
    ],
    "reports_export_names_in_csv": [
        {"has_names": True, "file_format": "xlsx"},
        {"has_names": True, "file_format": "XLSX"},
        {"has_names": True, "file_format": "pdf"},
    ],
    "reports_frozen_once": [frozen_already, frozen_already_of_all, frozen_again],
    "reports_sending_once": [
        sent_already,
        sent_already_to_the_public,
        sent_already_with_other_days,
    ],
    "reports_sending_days": [
        {"starts_on": TODAY, "ends_on": YESTERDAY},
        {"period": ""},
        {"ends_on": YESTERDAY - DAY},
    ],
    "reports_sending_audience": [{"audience": ""}, {"audience": "inside"}, {"audience": "PUBLIC"}],
    "reports_sending_digest": [{"digest": ""}, {"digest": "0" * 63}, {"digest": "G" * 64}],
    "reports_weeknote_week": [{"number": 0}, {"number": 54}, {"version": 0}],
    "reports_frozen_week": [{"number": 0}, {"number": 54}, {"version": 0, "why": "x"}],
    "reports_frozen_says_why": [{"version": 2}, {"version": 7, "why": ""}, {"version": 32_000}],
    "reports_dhis2_once": [coded_already, unit_already, unit_of_a_site_already],
    "reports_dhis2_code": [{"code": "W01 ARR"}, {"code": "arrivées"}, {"option_combo": "=1+1"}],
    "reports_dhis2_combo_of_an_element": [
        {"code": "", "option_combo": "F"},
        UNIT | {"option_combo": "F"},
        UNIT | {"kind": "data_set", "option_combo": "F"},
    ],
    "reports_dhis2_names_a_line": [{"figure": ""}, {"name": ""}, {"kind": "data_set"}],
    "reports_dhis2_unit_of_a_site": [
        lambda s: {"site": s.site},
        lambda s: UNIT | {"kind": "data_set", "site": s.site},
        lambda s: UNIT | {"kind": "attribute_combo", "site": s.site},
    ],
    "reports_layout_version": [
        lambda s: changed_already(s, 2),
        lambda s: changed_already(s, 3),
        lambda s: changed_already(s, 2) | {"is_archived": True},
    ],
    "reports_layout_first": [
        {"version": 2},
        {"version": 3, "is_archived": True},
        lambda s: {"first": Layout.objects.create(**RIGHT[Layout](s))},
    ],
    "reports_layout_kind": [{"kind": ""}, {"kind": "day"}, {"kind": "span"}],
    "reports_layout_holds": [{"name": ""}, {"lines": []}, {"columns": []}],
    "clinics_stock_amount_possible": [
        {"amount": 10_001},
        {"amount": 1_000_000},
        {"kind": "moved", "amount": -10_001},
    ],
    "clinics_stock_counted_says_how_many": [
        {"kind": "counted"},
        {"found": 3},
        {"kind": "moved", "found": 0},
    ],
    "clinics_stock_adds_or_takes": [
        {"amount": 0},
        {"kind": "given"},
        {"kind": "thrown", "amount": 0},
    ],
    "clinics_team_once": [lambda s: {"user": s.psychologist}],
    "clinics_team_ends_after_start": [
        {"ended_at": NOW - HOUR},
        {"began_at": NOW, "ended_at": NOW - datetime.timedelta(seconds=1)},
        {"ended_at": NOW - datetime.timedelta(days=300)},
    ],
    "clinics_fact_ends_after_start": [
        {"until_on": YESTERDAY},
        {"until_on": LAST_YEAR},
        {"since_on": TODAY + DAY, "until_on": TODAY},
    ],
    "clinics_protocol_ends_after_start": [
        {"valid_until": YESTERDAY},
        {"valid_until": LAST_YEAR},
        {"valid_from": TODAY + DAY},
    ],
    "clinics_protocol_covers_something": [{"acts": []}],
    "clinics_follow_up_later": BEFORE_THIS_VISIT,
    "clinics_sexual_health_follow_up_later": BEFORE_THIS_VISIT,
    "clinics_corrected_once": [corrected_consultation("consultation")],
    "clinics_sexual_health_corrected_once": [corrected_consultation("sexual_health")],
    "clinics_corrected_in_time": too_late("consultation"),
    "clinics_sexual_health_corrected_in_time": too_late("sexual_health"),
    "clinics_minutes_interpreted": NOBODY_INTERPRETED,
    "clinics_sexual_health_minutes_interpreted": NOBODY_INTERPRETED,
    "clinics_anonymous_sex": [{"sex": ""}, {"sex": "M"}, {"sex": "Female"}],
    "clinics_anonymous_age_band": [{"age_band": ""}, {"age_band": "16"}, {"age_band": "15-17"}],
    "clinics_anonymous_tick_code": [
        {"tick_code": "MAMADOU"},
        {"tick_code": "a7"},
        {"tick_code": "A 7"},
    ],
    "clinics_anonymous_written_before": [
        {"written_at": NOW + HOUR},
        {"written_at": NOW + datetime.timedelta(seconds=1)},
        {"recorded_at": NOW - HOUR},
    ],
    "clinics_anonymous_corrected_once": [corrected_consultation("anonymous")],
    "clinics_anonymous_corrected_in_time": too_late("anonymous"),
    "clinics_anonymous_mistake_of_one": [{"is_mistake": True}],
    "clinics_tally_version_once": [{"version": 1}],
    "clinics_session_of_a_kind": [{"kind": ""}, {"kind": "Mobile"}, {"kind": "hospital"}],
    "clinics_offline_ends_with_its_key": [
        {"sealed_key": b""},
        {"ended_why": "expired"},
        {"ended_at": NOW, "sealed_key": b""},
        {"ended_at": NOW, "ended_why": "expired"},
    ],
    "clinics_offline_ended_by_someone": [
        lambda s: {"ended_by": s.host},
        {"ended_at": NOW, "ended_why": "lost", "sealed_key": b""},
        lambda s: {"ended_at": NOW, "ended_why": "expired", "sealed_key": b"", "ended_by": s.host},
    ],
    "clinics_offline_sends_after_writing": [
        {"sends_until": NOW},
        {"sends_until": NOW - DAY},
        {"writes_until": NOW + DAY},
    ],
    "clinics_session_closed_with_its_count": [
        {"closed_at": NOW},
        {"reported_count": 0},
        lambda s: {"closed_at": NOW, "closed_by": s.host},
    ],
    # referrals
    "referrals_referral_compartment": [
        {"compartment": "team"},
        {"compartment": ""},
        {"compartment": "Social"},
    ],
    "referrals_deadline_step_right_date": [
        {"kind": "corrected"},
        {"kind": "corrected", "due_on": TODAY},
        {"kind": "corrected", "due_at": NOW},
    ],
    "referrals_deadline_step_stopped_since": [
        {"kind": "stopped"},
        {"kind": "stopped", "happened_at": NOW},
        {"kind": "stopped", "stop_kind": "legal_aid"},
    ],
    "referrals_deadline_step_resumed_on": [
        {"kind": "resumed"},
        {"kind": "resumed", "happened_at": NOW},
        {"kind": "resumed", "due_at": NOW},
    ],
    "referrals_deadline_step_ends_after_start": [
        {"happened_at": NOW, "ends_at": NOW - HOUR},
        {"happened_at": NOW, "ends_at": NOW - DAY},
        {"happened_at": NOW, "ends_at": NOW - datetime.timedelta(seconds=1)},
    ],
    "referrals_deadline_step_call_is_whole": [
        {"kind": "called", "happened_at": NOW, "called_role": "bar"},
        {"kind": "called", "happened_at": NOW, "is_reached": True},
        {"kind": "called", "called_role": "bar", "is_reached": True},
    ],
    "referrals_deadline_step_undone_once": [step_undone_already],
    "referrals_step_appointment_dated": [{"status": ReferralStatus.APPOINTMENT}],
    "referrals_step_time_of_a_day": [{"appointment_time": NINE}],
    "referrals_step_appointment_taken": [
        lambda s: {"appointment": s.appointment},
        lambda s: {"appointment": s.appointment, "status": "answered", "note": "Oui"},
        lambda s: {"appointment": s.missed, "status": "not_seen", "note": "Refusée"},
    ],
    "referrals_entitlement_end_of_obtained": [
        {"status": "filed"},
        {"status": "to_do"},
        {"status": "refused", "note": "Incomplet"},
    ],
    "referrals_entitlement_ends_after_start": [
        {"valid_until": YESTERDAY},
        {"valid_until": LAST_YEAR},
        {"happened_on": TODAY + datetime.timedelta(days=1)},
    ],
    "referrals_paper_kind": [{"kind": ""}, {"kind": "passport"}, {"kind": "Identity"}],
    "referrals_paper_legalisation": [
        {"legalisation": ""},
        {"legalisation": "declined"},
        {"legalisation": "YES"},
    ],
    "referrals_paper_withdrawn_by_someone": [
        {"withdrawn_at": NOW},
        lambda s: {"withdrawn_by": s.host},
    ],
    "referrals_paper_scan_once": [scanned_already],
    "referrals_paper_move_place": [{"place": ""}, {"place": "cellar"}, {"place": "Lawyer"}],
    "referrals_situation_code": [{"code": ""}, {"code": "X4"}, {"code": "L41"}],
    "clinics_assessment_interpreting": [
        {"interpreting": ""},
        {"interpreting": "somebody"},
        {"interpreting": "Phone"},
    ],
    "clinics_assessment_step_planned": [
        {"kind": "planned"},
        lambda s: {"appointment": s.appointment},
        lambda s: {"kind": "held", "appointment": s.appointment},
    ],
    "clinics_assessment_closed_once": [assessment_closed_already],
    "clinics_guide_compartment": [
        {"compartment": ""},
        {"compartment": "social"},
        {"compartment": "legal"},
    ],
    "clinics_test_compartment": [
        {"compartment": ""},
        {"compartment": "psychology"},
        {"compartment": "identity"},
    ],
    "clinics_test_late_after": [
        {"prescribed_late_on": YESTERDAY},
        {"prescribed_late_on": LAST_YEAR},
        {"prescribed_on": TODAY + datetime.timedelta(days=1)},
    ],
    "clinics_test_step_handed_back": [
        {"interpreting": ""},
        {"understood": ""},
        {"kind": "sampled"},
    ],
    "clinics_test_step_taken_back": [
        {"kind": "taken_back", "interpreting": "", "understood": ""},
        lambda s: {"takes_back": s.test_step},
        lambda s: {
            "kind": "sampled",
            "interpreting": "",
            "understood": "",
            "takes_back": s.test_step,
        },
    ],
    "clinics_vaccination_dated": [
        {"given_on": None},
        {"given_on": None, "precision": "month", "source": "said"},
        {"precision": "unknown", "source": "said"},
    ],
    "clinics_vaccination_agreed": [
        {"is_agreed": False},
        {"precision": "month"},
        {"precision": "year", "is_agreed": False},
    ],
    "clinics_vaccination_said_by": [
        {"source": ""},
        {"kind": "taken_back"},
        {"kind": "refused", "source": ""},
    ],
    "referrals_procedure_kind": [{"kind": ""}, {"kind": "other"}, {"kind": "Appeal"}],
    "referrals_event_stage": [
        {"stage": "", "hearing_on": None},
        {"stage": "L99", "hearing_on": None},
        {"stage": "l45", "hearing_on": None},
    ],
    "referrals_event_hearing_dated": [
        {"hearing_on": None},
        {"stage": "L41"},
        {"stage": "L41", "hearing_on": None, "hearing_time": NINE},
    ],
    # cases
    "cases_desknote_ends_after_start": [
        {"ends_on": YESTERDAY},
        {"ends_on": LAST_YEAR},
        {"day": YESTERDAY, "ends_on": YESTERDAY - datetime.timedelta(days=1)},
    ],
    "cases_intake_compartment_of_question": [
        {"compartment": "social"},
        {"compartment": ""},
        {"question": "mother"},
    ],
    "cases_intake_partner_sent": [
        lambda s: {"partner": s.partner},
        lambda s: {"partner": s.partner, "outcome": "answered"},
        lambda s: {"partner": s.partner, "question": "referred_by"},
    ],
    "cases_criteria_compartment": [
        {"compartment": "identity"},
        {"compartment": "narrative"},
        {"compartment": "psychology"},
    ],
    "cases_criteria_count_possible": [
        {"held_count": 21},
        {"held_count": 100},
        {"held_count": 32767},
    ],
    "cases_explanation_has_topics": [{"topics": []}],
    "cases_news_nothing_until": [
        {"kind": "nothing_until"},
        {"until": TODAY},
        {"kind": "taken", "until": TODAY},
    ],
    "cases_referent_compartment_of_desk": [
        {"compartment": "legal"},
        {"compartment": ""},
        {"desk_kind": "psychologist"},
        {"desk_kind": "midwife"},
    ],
    "cases_referent_is_somebody": [
        {"colleague": None},
        {"kind": "ended"},
        {"kind": "reassigned", "colleague": None},
    ],
    "cases_task_compartment_of_desk": [
        {"compartment": "health"},
        {"compartment": ""},
        {"desk_kind": ""},
        {"desk_kind": "nurse"},
        {"desk_kind": "Social", "compartment": "social"},
    ],
    "cases_task_follow_up_of_somebody": [{"is_follow_up": True}],
    "cases_access_lasts_an_hour": [
        {"expires_at": NOW + 2 * HOUR},
        {"expires_at": NOW + HOUR - datetime.timedelta(seconds=1)},
        {"expires_at": NOW - HOUR},
    ],
    "cases_access_reviewed_by_someone": [
        {"reviewed_at": NOW},
        lambda s: {"reviewed_by": s.host},
    ],
    "cases_access_reviewed_by_another": [
        lambda s: {"reviewed_at": NOW, "reviewed_by": s.psychologist}
    ],
    "cases_minor_language_country": [
        {"language": ""},
        {"country": ""},
        {"language": "", "country": ""},
    ],
    "cases_minor_withdrawn_by_someone": [
        {"withdrawn_at": NOW},
        lambda s: {"withdrawn_by": s.host},
    ],
    "cases_name_not_empty": [{"text": ""}],
    "cases_name_once": [lambda s: {"text": s.minor.names.get().text}],
    "cases_claim_fits_precision": [
        {"precision": "age", "born_on": LAST_YEAR},
        {"precision": "age"},
        {"precision": "age", "declared_age": 16, "born_on": LAST_YEAR},
        {"precision": "day"},
        {"precision": "month", "declared_age": 16},
        {"precision": "year", "declared_age": 16, "born_on": LAST_YEAR},
        {"precision": "unknown", "declared_age": 16},
        {"precision": "unknown", "born_on": LAST_YEAR},
        {"precision": "week", "born_on": LAST_YEAR},
    ],
    "cases_claim_age_possible": [
        {"precision": "age", "declared_age": 100},
        {"precision": "age", "declared_age": 2009},
        {"precision": "age", "declared_age": 32767},
    ],
    "cases_card_bears_a_code": [
        {"kind": "made"},
        {"fingerprint": 7},
        {"kind": "declined", "fingerprint": 7},
        {"kind": "gold"},
    ],
    "cases_phone_once": [already_dialled],
    "cases_arrival_once_a_day": [
        lambda s: {"site": s.site, "day": s.arrival.day},
        lambda s: {"site": s.site, "day": s.arrival.day, "needs": ["food"]},
        lambda s: {"site": s.site, "day": s.arrival.day, "registered_by": s.account},
    ],
    "cases_arrival_cancelled_by_someone": [
        {"cancelled_at": NOW},
        lambda s: {"cancelled_by": s.host},
    ],
    "cases_arrival_nothing_is_alone": [
        {"needs": ["nothing", "food"]},
        {"needs": ["food", "nothing"]},
        {"needs": ["nothing", "nothing"]},
    ],
    "cases_absence_one_open": [already_gone],
    "cases_absence_returns_after_leaving": [
        lambda s: {"returned_at": NOW - datetime.timedelta(hours=1), "returned_by": s.host},
        {"returned_at": NOW + datetime.timedelta(hours=1)},
        lambda s: {"returned_by": s.host},
    ],
    "cases_appointment_of_a_desk": [
        {"compartment": ""},
        {"compartment": "health"},
        {"desk_kind": "nurse"},
        {"desk_kind": "reception", "compartment": "identity"},
    ],
    "cases_appointment_minutes": [{"minutes": 4}, {"minutes": 481}, {"minutes": 0}],
    "cases_appointment_partner_is_outside": [lambda s: {"partner": s.partner}],
    "cases_appointment_interpreter": [
        {"wants_woman": True},
        {"interpreter_mode": "phone"},
        {"interpreter": ""},
    ],
    "cases_appointment_step_kind": [{"kind": ""}, {"kind": "Missed"}, {"kind": "forgotten"}],
    "cases_appointment_step_slot": [
        {"kind": "planned"},
        {"kind": "moved", "day": TODAY},
        {"day": TODAY, "time": NINE},
    ],
    "cases_appointment_step_met": [
        {"kind": "came"},
        {"met_on": TODAY},
        {"interpreter_minutes": 30},
    ],
    "cases_appointment_step_minutes": [
        {"kind": "came", "met_on": TODAY, "interpreter_minutes": 0},
        {"kind": "came", "met_on": TODAY, "interpreter_minutes": 481},
        {"kind": "came", "met_on": TODAY, "interpreter_minutes": 32_767},
    ],
    "cases_activity_of_a_kind": [{"kind": ""}, {"kind": "Outing"}, {"kind": "haircut"}],
    "cases_activity_ends_after_start": [
        {"ends_at": datetime.time(14)},
        {"ends_at": datetime.time(13, 59)},
        {"ends_at": datetime.time(0)},
    ],
    "cases_activity_returned_from_outside": [
        {"returned_at": NOW},
        lambda s: {"returned_by": s.host},
        lambda s: {"returned_at": NOW, "returned_by": s.host, "kind": "games"},
    ],
    "cases_activity_cancelled_by_someone": [
        {"cancelled_at": NOW},
        lambda s: {"cancelled_by": s.host},
    ],
    "cases_activity_led_once": [lambda s: {"colleague": s.host}],
    "cases_night_of_a_place": [{"place": ""}, {"place": "Street"}, {"place": "gare du Nord"}],
    "cases_night_not_to_come": [
        {"night_on": TODAY + DAY},
        {"night_on": TODAY + 300 * DAY},
        {"night_on": TODAY, "recorded_at": NOW - DAY},
    ],
    "cases_night_undone_once": [night_already_undone],
    "cases_handover_of_the_evening": [
        {"night_on": TODAY + DAY},
        {"night_on": TODAY - DAY},
        {"handed_at": NOW - DAY},
    ],
    "cases_tally_of_a_service": [{"service": ""}, {"service": "Meal"}, {"service": "haircut"}],
    "cases_tally_amount_possible": [{"amount": 10_000}, {"amount": -10_000}, {"amount": 32_767}],
    "cases_tally_not_counted_is_corrected": [
        {"is_counted": False},
        {"is_counted": False, "is_correction": True},
        {"is_counted": False, "amount": 0},
    ],
    "cases_tally_undone_once": [already_undone],
    "cases_dayclosing_once": [day_closed_already],
    "cases_ticket_number_once": [lambda s: {"number": s.waiting.number}],
    "cases_dayentry_desk": [{"desk": ""}, {"desk": "Social"}, {"desk": "kitchen"}],
    "cases_alert_kind": [{"kind": ""}, {"kind": "Danger"}, {"kind": "other"}],
    "cases_alert_level": [{"first_level": 0}, {"first_level": 4}, {"first_level": 9}],
    "cases_alert_names_colleague": [
        {"kind": "colleague"},
        {"kind": "colleague", "about": None},
        {"kind": "colleague", "facts": "La veille au soir"},
    ],
    "cases_alert_time_of_a_day": [
        {"happened_time": datetime.time(0)},
        {"happened_time": datetime.time(23, 59)},
        {"happened_time": datetime.time(12), "kind": "medical"},
    ],
    "cases_alertstep_owner": [
        lambda s: {"owner": s.host},
        {"kind": "owner", "action": "", "done_on": None},
        lambda s: {"kind": "reached", "action": "", "done_on": None, "owner": s.host},
    ],
    "cases_alertstep_level": [
        {"level": 2},
        {"kind": "level", "action": "", "done_on": None},
        {"kind": "level", "action": "", "done_on": None, "level": 4},
    ],
    "cases_alertstep_action": [
        {"action": ""},
        {"done_on": None},
        {"kind": "closed"},
    ],
    "cases_alertstep_next": [
        {"due_at": NOW},
        {"kind": "next", "action": "", "done_on": None},
        {"kind": "closed", "action": "", "done_on": None, "due_at": NOW},
    ],
    "cases_desk_has_name": [{"name": ""}],
    "cases_desk_ends_after_start": [{"valid_to": YESTERDAY}, {"valid_to": LAST_YEAR}],
    "cases_desk_name_once": [lambda s: {"name": s.desk.name}],
    "cases_partner_has_name": [{"name": ""}],
    "cases_partner_ends_after_start": [
        {"valid_from": TODAY, "valid_to": YESTERDAY},
        {"valid_from": TODAY, "valid_to": LAST_YEAR},
    ],
    "cases_partner_name_once": [lambda s: {"name": s.partner.name}],
    "referrals_sheet_tells": [{"told": []}],
    "referrals_silencedelay_days": [{"days": 0}, {"days": 181}, {"days": 3650}],
    "cases_partnercontact_has_role": [{"role": ""}],
    "cases_partnercontact_is_reached": [{"phone": ""}],
    "cases_partnerhours_in_order": [
        {"closes_at": NINE},
        {"closes_at": datetime.time(8, 59)},
        {"opens_at": datetime.time(23), "closes_at": datetime.time(7)},
    ],
    "cases_partnerhours_once": [open_already],
    "cases_key_once": [already_has_its_key],
    "cases_key_of_origin_once": [already_has_its_origin],
    "cases_pairverdict_in_order": OUT_OF_ORDER,
    "cases_verdict_is_one": [{"verdict": ""}, {"verdict": "perhaps"}, {"verdict": "SAME"}],
    "cases_likelypair_in_order": OUT_OF_ORDER,
    "cases_pair_once": [already_found],
    "cases_merge_check_once": [already_checked],
    **{f"cases_{paper}_{end}": ways for paper in PAPERS for end, ways in OF_PAPERS.items()},
    "cases_consent_one_recipient": ONE_RECIPIENT,
    "cases_consent_has_parts": [{"parts": []}],
    "cases_consent_compartment": IN_A_COMPARTMENT,
    "cases_consent_answered_how": [
        {"said_how": ""},
        {"said_how": "", "answer": "refused"},
        {"said_how": "", "answer": "declined"},
    ],
    "cases_opposition_colleague": [
        {"kind": "colleague"},
        lambda s: {"colleague": s.account},
        lambda s: {"kind": "partner", "partner": s.partner, "colleague": s.account},
    ],
    "cases_opposition_partner": [
        {"kind": "partner"},
        lambda s: {"partner": s.partner},
        lambda s: {"kind": "colleague", "colleague": s.account, "partner": s.partner},
    ],
    "cases_opposition_interpreter": [
        {"kind": "interpreter"},
        {"interpreter_sex": "male"},
        {"interpreter_country": "GN"},
        {"interpreter_language": "ff"},
    ],
    "cases_opposition_lifted_by_someone": [{"lifted_at": NOW}, lambda s: {"lifted_by": s.host}],
    "cases_sharing_one_recipient": ONE_RECIPIENT,
    "cases_sharing_has_parts": [{"parts": []}],
    "cases_sharing_compartment": IN_A_COMPARTMENT,
    "cases_sharing_allowed": [
        {"consent": None},
        {"exception": "danger"},
        {"exception": "child_protection"},
    ],
    "cases_sharing_ends_after_start": [{"until": YESTERDAY}, {"until": LAST_YEAR}],
    "cases_requisition_closed_once": [already_closed],
    "cases_retention_line_once": [lambda s: {"minor_number": s.minor.pk}],
    "cases_hold_once": [lambda s: {"reason": s.hold.reason}],
    "cases_hold_lifted_by_someone": [{"lifted_at": NOW}, lambda s: {"lifted_by": s.host}],
    "cases_hold_has_reason": [{"reason": ""}, {"reason": "none"}, {"reason": "Procedure"}],
    "cases_access_recipient_is_key": [
        {"recipient": "age1"},
        {"recipient": "AGE-SECRET-KEY-1"},
        {"recipient": "age1" + "q" * 71},
    ],
    "cases_access_two_people": [
        {"delivered_at": NOW},
        lambda s: {"delivered_by": s.account},
        lambda s: {"delivered_at": NOW, "delivered_by": s.host},
    ],
    "cases_access_part_once": [lambda s: {"compartment": s.health_part.compartment}],
    "cases_access_part_answered": [
        {"answer": "given"},
        lambda s: {"answered_by": s.host, "answered_at": NOW},
        lambda s: {"answer": "withheld", "answered_by": s.host},
        {"answer": "perhaps", "answered_at": NOW},
    ],
    # staff
    "staff_approval_decided_by_someone": [
        {"decided_at": NOW},
        lambda s: {"decided_by": s.account},
        {"is_granted": True},
    ],
    "staff_approval_two_people": [
        lambda s: {"decided_at": NOW, "decided_by": s.host, "is_granted": True},
    ],
    "staff_approval_once": [already_asked],
    "staff_centre_only_one": [{"only_one": False}],
    "staff_centre_has_name": [{"name": ""}],
    "staff_site_has_name": [{"name": ""}],
    "staff_site_closes_after_opening": [{"valid_to": YESTERDAY}, {"valid_to": LAST_YEAR}],
    "staff_hours_close_after_opening": [
        {"closes_at": EIGHT},
        {"closes_at": NINE},
        {"opens_at": NOON, "closes_at": datetime.time(0)},
    ],
    "staff_hours_end_after_start": [{"valid_to": YESTERDAY}, {"valid_to": LAST_YEAR}],
    "staff_hours_one_current": [
        lambda s: {"site": s.site},
        lambda s: {"site": s.site, "weekday": 5, "opens_at": EIGHT},
        lambda s: {"site": s.site, "valid_from": LAST_YEAR},
    ],
    "staff_exception_one_per_day": [
        lambda s: {"day": s.exception.day},
        lambda s: {"day": s.exception.day, "is_open": True, "opens_at": NINE, "closes_at": NOON},
        lambda s: {"day": s.exception.day, "note": "Grève"},
    ],
    "staff_exception_hours_if_open": [
        {"opens_at": NINE, "closes_at": NOON},
        {"opens_at": NINE},
        {"is_open": True},
        {"is_open": True, "opens_at": NINE},
        {"is_open": True, "closes_at": NOON},
        {"is_open": True, "opens_at": NOON, "closes_at": NINE},
        {"is_open": True, "opens_at": NINE, "closes_at": NINE},
    ],
    "staff_user_plain_username": [
        {"username": ""},
        {"username": "a"},
        {"username": "Fatou"},
        {"username": "-fatou"},
        {"username": "fatou k"},
        {"username": "fatou\n"},
        {"username": "été"},
    ],
    "staff_user_has_name": [{"full_name": ""}],
    "staff_posting_ends_after_start": [{"valid_to": YESTERDAY}, {"valid_to": LAST_YEAR}],
    "staff_posting_volunteer_ends": [{"role": Role.VOLUNTEER}],
    "staff_posting_once": [
        lambda s: {"role": s.posting.role},
        lambda s: {"role": s.posting.role, "valid_to": TODAY},
        lambda s: Posting.objects.create(user=s.account, role=Role.JURIST) and {"site": None},
    ],
    "staff_audit_says_what": [{"action": ""}],
    "staff_device_has_label": [{"label": ""}],
    "staff_device_revoked_by_someone": [{"revoked_at": NOW}, lambda s: {"revoked_by": s.host}],
    "staff_audit_purpose_is_code": [
        {"purpose": "Awa Diallo"},
        {"purpose": "soin urgent"},
        {"purpose": "care\n"},
    ],
    "staff_review_once": [
        lambda s: {"reader": AuditReview.objects.create(week=MONDAY, reader=s.account).reader},
    ],
    "staff_review_of_a_week": [
        {"week": MONDAY + datetime.timedelta(days=1)},
        {"week": MONDAY + datetime.timedelta(days=6)},
        {"week": MONDAY - datetime.timedelta(days=1)},
    ],
}

# Fewer than three ways, and why there is no third.
FEWER: dict[str, str] = {
    "cases_task_follow_up_of_somebody": "a follow-up about nobody",
    "clinics_anonymous_mistake_of_one": "a mistake that corrects nothing",
    "clinics_protocol_covers_something": "a protocol of nothing",
    "clinics_signalrule_counts": "the column refuses what is below zero",
    **dict.fromkeys(
        [
            "cases_name_not_empty", "cases_desk_has_name",
            "cases_partner_has_name", "staff_centre_has_name", "staff_site_has_name",
            "cases_partnercontact_has_role",
            "staff_user_has_name", "staff_audit_says_what", "staff_device_has_label",
        ],
        "only the empty text is empty: NULL is refused by the column itself",
    ),
    **dict.fromkeys(
        [
            "cases_name_once", "cases_phone_once", "cases_desk_name_once",
            "cases_partner_name_once", "cases_absence_one_open", "cases_key_once",
            "cases_partnerhours_once",
            "staff_approval_once", "staff_review_once", "clinics_team_once",
            "clinics_corrected_once", "clinics_sexual_health_corrected_once",
            "clinics_lot_once_a_place", "clinics_anonymous_corrected_once",
            "clinics_tally_version_once", "clinics_assessment_closed_once",
            *(corrected_once(model) for model in NOTES.values()),
            "cases_retention_line_once", "cases_requisition_closed_once",
            "cases_hold_once", "cases_access_part_once", "cases_key_of_origin_once",
            "cases_pair_once", "cases_merge_check_once", "cases_tally_undone_once",
            "cases_dayclosing_once", "cases_ticket_number_once",
            "referrals_deadline_step_undone_once", "referrals_paper_scan_once",
            "cases_night_undone_once", "cases_activity_led_once",
        ],
        "a second row that says the same is the only way",
    ),
    **dict.fromkeys(
        [
            "cases_hold_lifted_by_someone",
            "cases_minor_withdrawn_by_someone", "cases_arrival_cancelled_by_someone",
            "staff_device_revoked_by_someone",
            *(f"cases_{paper}_withdrawn_by_someone" for paper in PAPERS),
            "cases_access_reviewed_by_someone", "cases_opposition_lifted_by_someone",
            "cases_activity_cancelled_by_someone", "referrals_paper_withdrawn_by_someone",
        ],
        "one of the two without the other: two ways",
    ),
    **dict.fromkeys(
        [
            "cases_desk_ends_after_start", "cases_partner_ends_after_start",
            "staff_site_closes_after_opening", "staff_hours_end_after_start",
            "staff_posting_ends_after_start", "cases_sharing_ends_after_start",
        ],
        "the day just before, and one far before",
    ),
    **dict.fromkeys(
        [
            "cases_consent_has_parts", "cases_sharing_has_parts", "cases_explanation_has_topics",
            "referrals_sheet_tells",
        ],
        "only the empty list is empty: NULL is refused by the column itself",
    ),
    "cases_partnercontact_is_reached": "neither of two empty boxes: there is no other way",
    "referrals_step_appointment_dated": "an appointment has a date, or none",
    "referrals_step_time_of_a_day": "an hour without its day: there is no other way",
    "staff_approval_two_people": "the one who asked approves: there is no other way",
    "cases_access_reviewed_by_another": "herself is one person",
    "cases_appointment_partner_is_outside": "a partner at the centre: there is no other way",
    "staff_centre_only_one": "a boolean has one other value",
    "staff_posting_volunteer_ends": "the last day is there, or not",
}  # fmt: skip


def constraints() -> Iterator[tuple[type[Model], BaseConstraint]]:
    """Yield those of the tables that the application fills.

    What the owner alone writes is tried as owner: tests/cases/test_merging.py.
    """
    for model in apps.get_models():
        if model._meta.app_label in sources.APPS and "INSERT" in model.database_grants:
            for constraint in model._meta.constraints:
                yield model, constraint


FOUND = {constraint.name: (model, constraint) for model, constraint in constraints()}


def sentence(constraint: BaseConstraint) -> str:
    return str(constraint.violation_error_message)


def row_with(scene: Scene, model: type[Model], way: Way) -> Model:
    changes = way(scene) if callable(way) else way
    return model(**(RIGHT[model](scene) | changes))


def refusal(row: Model) -> str:
    """Return the name of the constraint by which the database refuses a row; "" if it does not."""
    try:
        with transaction.atomic():
            type(row)._base_manager.bulk_create([row])
    except IntegrityError as error:
        return error.__cause__.diag.constraint_name or str(error)
    return ""


def said(row: Model) -> list[str]:
    """Return the sentences with which the house's constraints refuse a row."""
    try:
        row.validate_constraints()
    except ValidationError as error:
        return error.messages
    return []


def test_the_table_is_complete() -> None:
    assert set(WAYS) == set(FOUND)
    assert {name for name, ways in WAYS.items() if len(ways) < 3} == set(FEWER)
    assert {model for model, _constraint in FOUND.values()} == set(RIGHT)


@pytest.mark.parametrize("name", FOUND)
def test_it_has_a_sentence_of_its_own(name: str) -> None:
    model, constraint = FOUND[name]
    assert sentence(constraint) != str(BaseConstraint.default_violation_error_message)
    assert sentence(constraint)[-1] in ".…"
    assert name.startswith(f"{model._meta.app_label}_")


def failures(scene: Scene, name: str) -> list[str]:
    """Return one line for each way that is let through, or stopped by another rule."""
    model, constraint = FOUND[name]
    wrong = []
    for number, way in enumerate(WAYS[name], start=1):
        with transaction.atomic():
            row = row_with(scene, model, way)
            if sentence(constraint) not in (sentences := said(row)):
                wrong.append(f"{name}, way {number}: validation says {sentences}")
            if (refused_by := refusal(row)) != name:
                wrong.append(f"{name}, way {number}: the database says {refused_by!r}")
            transaction.set_rollback(True)
    return wrong


@pytest.mark.parametrize("model", RIGHT, ids=lambda model: model.__name__)
def test_they_hold(scene: Scene, model: type[Model]) -> None:
    names = [name for name, (owner, _constraint) in FOUND.items() if owner is model]
    wrong = [line for name in names for line in failures(scene, name)]
    assert not wrong, "\n".join(wrong)


# --- the checks can fail ----------------------------------------------------------------------


def test_a_row_that_is_right_passes(scene: Scene) -> None:
    """Else a way would be refused for another reason than the one it shows."""
    wrong = {}
    for model in RIGHT:
        with transaction.atomic():
            row = row_with(scene, model, {})
            wrong[model] = [*said(row), refusal(row)]
            transaction.set_rollback(True)
    # The scene already has its centre: the second one is its unique key's to refuse.
    assert wrong.pop(Centre) == ["staff_centre_only_one_key"]
    assert {model: found for model, found in wrong.items() if found != [""]} == {}


def test_a_constraint_that_lets_a_row_through_is_found(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(WAYS, "cases_desk_has_name", [{"name": "Un nom"}])
    assert len(failures(scene, "cases_desk_has_name")) == 2


def test_a_default_sentence_is_found() -> None:
    planted = models.CheckConstraint(condition=models.Q(pk__gt=0), name="planted")
    assert sentence(planted) == str(BaseConstraint.default_violation_error_message)
