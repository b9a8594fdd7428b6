"""Forms of the clinics, one file a noun."""

from clinics.forms.addenda import (
    AddToConsultationForm,
    AddToSexualHealthForm,
)
from clinics.forms.assessments import (
    DropTestForm,
    FillAssessmentForm,
    HandBackResultsForm,
    HoldSecondStepForm,
    OpenAssessmentForm,
    PlanSecondStepForm,
    PrescribeTestsForm,
    ReceiveResultsForm,
    SampleTestsForm,
)
from clinics.forms.certificates import (
    IssueCertificateForm,
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
    "CloseSessionForm",
    "CountStockForm",
    "DropTestForm",
    "EndHealthFactForm",
    "FillAssessmentForm",
    "GiveVaccinesForm",
    "HandBackResultsForm",
    "HealthFactForm",
    "HoldSecondStepForm",
    "IssueCertificateForm",
    "LogConsultationForm",
    "LogSexualHealthForm",
    "MoveLotForm",
    "OpenAssessmentForm",
    "OpenSessionForm",
    "PlanSecondStepForm",
    "PregnancyForm",
    "PrescribeTestsForm",
    "ReceiveLotForm",
    "ReceiveResultsForm",
    "SampleTestsForm",
    "TakeFromLotForm",
    "VaccinationAnswersForm",
    "ValidateVaccinationRulesForm",
    "care_team_at",
    "lots_shown",
]
