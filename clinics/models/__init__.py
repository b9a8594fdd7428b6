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
from clinics.models.offline import (
    OfflineEntry,
    OfflineSession,
    OfflineSessionQuerySet,
)
from clinics.models.psychology import (
    CaseTeam,
    CaseTeamQuerySet,
    PsychologyNote,
)
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

__all__ = [
    "CORRECTED_ALREADY",
    "CORRECTION",
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
    "CaseTeam",
    "CaseTeamQuerySet",
    "Cells",
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
    "OfflineEntry",
    "OfflineSession",
    "OfflineSessionQuerySet",
    "PsychologyNote",
    "SessionMember",
    "SexualHealthAddendum",
    "SexualHealthConsultation",
    "StockMove",
    "TallyReport",
    "TallyReportQuerySet",
    "Vaccination",
    "VaccinationAnswer",
    "VaccinationQuerySet",
    "VaccinationRuleCheck",
    "plain",
]
