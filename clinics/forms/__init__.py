"""Forms of the clinics, one file a noun."""

from clinics.forms.addenda import (
    AddToConsultationForm,
    AddToSexualHealthForm,
)
from clinics.forms.anonymous import (
    AnonymousConsultationForm,
    AttachConsultationsForm,
    AttachToFileForm,
    CorrectAnonymousForm,
    SlipForm,
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
from clinics.forms.tallies import (
    TallyForm,
)
from clinics.forms.vaccination import (
    AddVaccinationsForm,
    GiveVaccinesForm,
    PregnancyForm,
    VaccinationAnswersForm,
    ValidateVaccinationRulesForm,
)

__all__ = [
    "AddPsychologistForm",
    "AddToConsultationForm",
    "AddToSexualHealthForm",
    "AddToTeamForm",
    "AddVaccinationsForm",
    "AnonymousConsultationForm",
    "AttachConsultationsForm",
    "AttachToFileForm",
    "CloseSessionForm",
    "CorrectAnonymousForm",
    "CountStockForm",
    "EndHealthFactForm",
    "GiveVaccinesForm",
    "HealthFactForm",
    "LogConsultationForm",
    "LogSexualHealthForm",
    "MoveLotForm",
    "OpenSessionForm",
    "PregnancyForm",
    "ReceiveLotForm",
    "SlipForm",
    "TakeFromLotForm",
    "TallyForm",
    "VaccinationAnswersForm",
    "ValidateVaccinationRulesForm",
    "care_team_at",
    "lots_shown",
]
