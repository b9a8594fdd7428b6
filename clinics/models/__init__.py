"""The rows of the clinics, one file a noun."""

from clinics.models.addenda import (
    AnyAddendum,
    ConsultationAddendum,
    SexualHealthAddendum,
)
from clinics.models.anonymous import (
    NO_NAME,
    NOT_IN_THE_LIST,
    TICK_CODE_RULES,
    AnonymousConsultation,
    AnonymousLink,
    AnonymousQuerySet,
)
from clinics.models.assessments import (
    Assessment,
    AssessmentAnswer,
    AssessmentStep,
    AssessmentTest,
    AssessmentTestStep,
)
from clinics.models.certificates import (
    CertificateHandover,
    MedicalCertificate,
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
from clinics.models.contraceptions import (
    Contraception,
    ContraceptionQuerySet,
    ContraceptionStep,
    next_due,
)
from clinics.models.health_facts import (
    HealthFact,
    HealthFactEnd,
    HealthFactQuerySet,
)
from clinics.models.offline import (
    OfflineEntry,
    OfflineSession,
    OfflineSessionQuerySet,
)
from clinics.models.pregnancies import (
    BEFORE_IT_BEGAN,
    Pregnancy,
    PregnancyQuerySet,
    PregnancyStep,
)
from clinics.models.protocols import (
    ENDED_ALREADY,
    SignedProtocol,
    SignedProtocolEnd,
    SignedProtocolQuerySet,
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
from clinics.models.screening import (
    Screening,
)
from clinics.models.sessions import (
    ClinicSession,
    ClinicSessionQuerySet,
    SessionMember,
)
from clinics.models.sexual_health import (
    ACTS_BY_HERSELF,
    OfSexualHealth,
    SexualHealthAct,
    SexualHealthQuerySet,
)
from clinics.models.stock import (
    Lot,
    LotQuerySet,
    StockMove,
)
from clinics.models.tally_reports import (
    Cells,
    TallyReport,
    TallyReportQuerySet,
)
from clinics.models.vaccination import (
    Vaccination,
    VaccinationAnswer,
    VaccinationQuerySet,
    VaccinationRuleCheck,
)
from clinics.models.violence import (
    Violence,
    ViolenceQuerySet,
)
from clinics.models.watch import (
    SignalRule,
    SignalStep,
)

__all__ = [
    "ACTS_BY_HERSELF",
    "BEFORE_IT_BEGAN",
    "CORRECTED_ALREADY",
    "CORRECTION",
    "ENDED_ALREADY",
    "IMPOSSIBLE",
    "NOT_IN_THE_LIST",
    "NO_LONGER",
    "NO_NAME",
    "OUT_OF_ORDER",
    "PRESSURE",
    "TEXTS",
    "TICK_CODE_RULES",
    "UNITS",
    "VITAL_BOUNDS",
    "AnonymousConsultation",
    "AnonymousLink",
    "AnonymousQuerySet",
    "AnyAddendum",
    "AnyConsultation",
    "Assessment",
    "AssessmentAnswer",
    "AssessmentStep",
    "AssessmentTest",
    "AssessmentTestStep",
    "CaseTeam",
    "CaseTeamQuerySet",
    "Cells",
    "CertificateHandover",
    "ClinicSession",
    "ClinicSessionQuerySet",
    "Consultation",
    "ConsultationAddendum",
    "ConsultationQuerySet",
    "Consultations",
    "Contraception",
    "ContraceptionQuerySet",
    "ContraceptionStep",
    "HealthFact",
    "HealthFactEnd",
    "HealthFactQuerySet",
    "Lot",
    "LotQuerySet",
    "MedicalCertificate",
    "OfSexualHealth",
    "OfflineEntry",
    "OfflineSession",
    "OfflineSessionQuerySet",
    "Pregnancy",
    "PregnancyQuerySet",
    "PregnancyStep",
    "PsychologyNote",
    "ScabiesEvent",
    "ScabiesEventQuerySet",
    "ScabiesMarkRow",
    "ScabiesStep",
    "Screening",
    "SessionMember",
    "SexualHealthAct",
    "SexualHealthAddendum",
    "SexualHealthConsultation",
    "SexualHealthQuerySet",
    "SignalRule",
    "SignalStep",
    "SignedProtocol",
    "SignedProtocolEnd",
    "SignedProtocolQuerySet",
    "StockMove",
    "TallyReport",
    "TallyReportQuerySet",
    "Vaccination",
    "VaccinationAnswer",
    "VaccinationQuerySet",
    "VaccinationRuleCheck",
    "Violence",
    "ViolenceQuerySet",
    "next_due",
    "plain",
]
