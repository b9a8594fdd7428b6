"""Forms of the clinics, one file a noun."""

from clinics.forms.consultations import LogConsultationForm, LogSexualHealthForm
from clinics.forms.health_facts import EndHealthFactForm, HealthFactForm
from clinics.forms.psychology import AddPsychologistForm

__all__ = [
    "AddPsychologistForm",
    "EndHealthFactForm",
    "HealthFactForm",
    "LogConsultationForm",
    "LogSexualHealthForm",
]
