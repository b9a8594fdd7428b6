"""Forms of the clinics, one file a noun."""

from clinics.forms.addenda import AddToConsultationForm, AddToSexualHealthForm
from clinics.forms.consultations import LogConsultationForm, LogSexualHealthForm
from clinics.forms.psychology import AddPsychologistForm
from clinics.forms.sessions import (
    AddToTeamForm,
    CloseSessionForm,
    OpenSessionForm,
    care_team_at,
)

__all__ = [
    "AddPsychologistForm",
    "AddToConsultationForm",
    "AddToSexualHealthForm",
    "AddToTeamForm",
    "CloseSessionForm",
    "LogConsultationForm",
    "LogSexualHealthForm",
    "OpenSessionForm",
    "care_team_at",
]
