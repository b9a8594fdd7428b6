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
from clinics.models.health_facts import HealthFact, HealthFactEnd, HealthFactQuerySet
from clinics.models.psychology import CaseTeam, CaseTeamQuerySet, PsychologyNote

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
    "HealthFact",
    "HealthFactEnd",
    "HealthFactQuerySet",
    "PsychologyNote",
    "SexualHealthConsultation",
    "plain",
]
