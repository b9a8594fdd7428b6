"""The rows of the clinics, one file a noun."""

from clinics.models.addenda import (
    AnyAddendum,
    ConsultationAddendum,
    SexualHealthAddendum,
)
from clinics.models.consultations import (
    CORRECTED_ALREADY,
    CORRECTION,
    IMPOSSIBLE,
    NO_LONGER,
    OUT_OF_ORDER,
    PRESSURE,
    TEXTS,
    UNITS,
    VITAL_BOUNDS,
    AnyConsultation,
    Consultation,
    ConsultationQuerySet,
    Consultations,
    SexualHealthConsultation,
    plain,
)
from clinics.models.health_facts import (
    HealthFact,
    HealthFactEnd,
    HealthFactQuerySet,
)
from clinics.models.psychology import (
    CaseTeam,
    CaseTeamQuerySet,
    PsychologyNote,
)
from clinics.models.scabies import (
    ScabiesEvent,
    ScabiesEventQuerySet,
    ScabiesMarkRow,
    ScabiesStep,
)
from clinics.models.screening import Screening
from clinics.models.sessions import (
    ClinicSession,
    ClinicSessionQuerySet,
    SessionMember,
)
from clinics.models.stock import (
    Lot,
    LotQuerySet,
    StockMove,
)
from clinics.models.vaccination import (
    Vaccination,
    VaccinationAnswer,
    VaccinationQuerySet,
    VaccinationRuleCheck,
)
from clinics.models.watch import SignalRule, SignalStep

__all__ = [
    "CORRECTED_ALREADY",
    "CORRECTION",
    "IMPOSSIBLE",
    "NO_LONGER",
    "OUT_OF_ORDER",
    "PRESSURE",
    "TEXTS",
    "UNITS",
    "VITAL_BOUNDS",
    "AnyAddendum",
    "AnyConsultation",
    "CaseTeam",
    "CaseTeamQuerySet",
    "ClinicSession",
    "ClinicSessionQuerySet",
    "Consultation",
    "ConsultationAddendum",
    "ConsultationQuerySet",
    "Consultations",
    "HealthFact",
    "HealthFactEnd",
    "HealthFactQuerySet",
    "Lot",
    "LotQuerySet",
    "PsychologyNote",
    "ScabiesEvent",
    "ScabiesEventQuerySet",
    "ScabiesMarkRow",
    "ScabiesStep",
    "Screening",
    "SessionMember",
    "SexualHealthAddendum",
    "SexualHealthConsultation",
    "SignalRule",
    "SignalStep",
    "StockMove",
    "Vaccination",
    "VaccinationAnswer",
    "VaccinationQuerySet",
    "VaccinationRuleCheck",
    "plain",
]
