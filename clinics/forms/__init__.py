"""Forms of the clinics, one file a noun."""

from clinics.forms.consultations import LogConsultationForm, LogSexualHealthForm
from clinics.forms.psychology import AddPsychologistForm
from clinics.forms.stock import CountStockForm, MoveLotForm, ReceiveLotForm, TakeFromLotForm

__all__ = [
    "AddPsychologistForm",
    "CountStockForm",
    "LogConsultationForm",
    "LogSexualHealthForm",
    "MoveLotForm",
    "ReceiveLotForm",
    "TakeFromLotForm",
]
