"""The rows of the clinics, one file a noun."""

from clinics.models.consultations import (
    IMPOSSIBLE,
    OUT_OF_ORDER,
    PRESSURE,
    UNITS,
    VITAL_BOUNDS,
    AnyConsultation,
    Consultation,
    ConsultationQuerySet,
    Consultations,
    SexualHealthConsultation,
    plain,
)
from clinics.models.psychology import CaseTeam, CaseTeamQuerySet, PsychologyNote
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

__all__ = [
    "IMPOSSIBLE",
    "OUT_OF_ORDER",
    "PRESSURE",
    "UNITS",
    "VITAL_BOUNDS",
    "AnyConsultation",
    "CaseTeam",
    "CaseTeamQuerySet",
    "Consultation",
    "ConsultationQuerySet",
    "Consultations",
    "Lot",
    "LotQuerySet",
    "PsychologyNote",
    "SexualHealthConsultation",
    "StockMove",
    "Vaccination",
    "VaccinationAnswer",
    "VaccinationQuerySet",
    "VaccinationRuleCheck",
    "plain",
]
