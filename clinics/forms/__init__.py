"""Forms of the clinics, one file a noun."""

from clinics.forms.consultations import LogConsultationForm, LogSexualHealthForm
from clinics.forms.psychology import AddPsychologistForm
from clinics.forms.stock import CountStockForm, MoveLotForm, ReceiveLotForm, TakeFromLotForm
from clinics.forms.vaccination import (
    AddVaccinationsForm,
    GiveVaccinesForm,
    PregnancyForm,
    VaccinationAnswersForm,
    ValidateVaccinationRulesForm,
)

__all__ = [
    "AddPsychologistForm",
    "AddVaccinationsForm",
    "CountStockForm",
    "GiveVaccinesForm",
    "LogConsultationForm",
    "LogSexualHealthForm",
    "MoveLotForm",
    "PregnancyForm",
    "ReceiveLotForm",
    "TakeFromLotForm",
    "VaccinationAnswersForm",
    "ValidateVaccinationRulesForm",
]
