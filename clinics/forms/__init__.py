"""Forms of the clinics, one file a noun."""

from clinics.forms.addenda import (
    AddToConsultationForm,
    AddToSexualHealthForm,
)
from clinics.forms.consultations import (
    LogConsultationForm,
    LogSexualHealthForm,
)
from clinics.forms.health_facts import (
    EndHealthFactForm,
    HealthFactForm,
)
from clinics.forms.psychology import (
    AddPsychologistForm,
)
from clinics.forms.scabies import (
    MarkScabiesForm,
    ScabiesStepForm,
)
from clinics.forms.screening import (
    ScreeningForm,
)
from clinics.forms.sessions import (
    AddToTeamForm,
    CloseSessionForm,
    OpenSessionForm,
    care_team_at,
)
from clinics.forms.stock import (
    CountStockForm,
    MoveLotForm,
    ReceiveLotForm,
    TakeFromLotForm,
    lots_shown,
)
from clinics.forms.vaccination import (
    AddVaccinationsForm,
    GiveVaccinesForm,
    PregnancyForm,
    VaccinationAnswersForm,
    ValidateVaccinationRulesForm,
)
from clinics.forms.watch import (
    SignalRuleForm,
    SignalStepForm,
)

__all__ = [
    "AddPsychologistForm",
    "AddToConsultationForm",
    "AddToSexualHealthForm",
    "AddToTeamForm",
    "AddVaccinationsForm",
    "CloseSessionForm",
    "CountStockForm",
    "EndHealthFactForm",
    "GiveVaccinesForm",
    "HealthFactForm",
    "LogConsultationForm",
    "LogSexualHealthForm",
    "MarkScabiesForm",
    "MoveLotForm",
    "OpenSessionForm",
    "PregnancyForm",
    "ReceiveLotForm",
    "ScabiesStepForm",
    "ScreeningForm",
    "SignalRuleForm",
    "SignalStepForm",
    "TakeFromLotForm",
    "VaccinationAnswersForm",
    "ValidateVaccinationRulesForm",
    "care_team_at",
    "lots_shown",
]
