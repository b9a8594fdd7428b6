"""Forms of the clinics, one file a noun."""

from clinics.forms.acts import (
    RecordActForm,
)
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
    SlipSearchForm,
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
from clinics.forms.contraceptions import (
    ContraceptionStepForm,
    StartContraceptionForm,
)
from clinics.forms.health_facts import (
    EndHealthFactForm,
    HealthFactForm,
)
from clinics.forms.pregnancies import (
    DoneElsewhereForm,
    OpenPregnancyForm,
    PregnancyStepForm,
)
from clinics.forms.protocols import (
    EndProtocolForm,
    SignProtocolForm,
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
from clinics.forms.violence import (
    RecordViolenceForm,
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
    "AnonymousConsultationForm",
    "AttachConsultationsForm",
    "AttachToFileForm",
    "CloseSessionForm",
    "ContraceptionStepForm",
    "CorrectAnonymousForm",
    "CountStockForm",
    "DoneElsewhereForm",
    "DropTestForm",
    "EndHealthFactForm",
    "EndProtocolForm",
    "FillAssessmentForm",
    "GiveVaccinesForm",
    "HandBackResultsForm",
    "HealthFactForm",
    "HoldSecondStepForm",
    "IssueCertificateForm",
    "LogConsultationForm",
    "LogSexualHealthForm",
    "MarkScabiesForm",
    "MoveLotForm",
    "OpenAssessmentForm",
    "OpenPregnancyForm",
    "OpenSessionForm",
    "PlanSecondStepForm",
    "PregnancyForm",
    "PregnancyStepForm",
    "PrescribeTestsForm",
    "ReceiveLotForm",
    "ReceiveResultsForm",
    "RecordActForm",
    "RecordViolenceForm",
    "SampleTestsForm",
    "ScabiesStepForm",
    "ScreeningForm",
    "SignProtocolForm",
    "SignalRuleForm",
    "SignalStepForm",
    "SlipForm",
    "SlipSearchForm",
    "StartContraceptionForm",
    "TakeFromLotForm",
    "TallyForm",
    "VaccinationAnswersForm",
    "ValidateVaccinationRulesForm",
    "care_team_at",
    "lots_shown",
]
