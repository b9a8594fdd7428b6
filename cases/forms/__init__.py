"""Forms of the file, the queues and the directory. A form saves nothing."""

from cases.forms.activities import HoldActivityForm
from cases.forms.alerts import AlertStepForm, RaiseAlertForm
from cases.forms.appointments import (
    AppointmentDayForm,
    MoveAppointmentForm,
    PlanAppointmentForm,
    RecordPresenceForm,
)
from cases.forms.centre import OpenCentreForm
from cases.forms.consents import RecordConsentForm, RecordOppositionForm, RecordSharingForm
from cases.forms.days import LateDayForm, WriteDayEntryForm
from cases.forms.directory import DeskForm, PartnerFilterForm, PartnerForm
from cases.forms.documents import AddDocumentForm
from cases.forms.enquiries import RecordEnquiryForm
from cases.forms.imports import ImportFileForm, MatchColumnsForm
from cases.forms.intake import IntakeForm, RecordExplanationForm, TickCriteriaForm
from cases.forms.lawyer_copies import HandToLawyerForm
from cases.forms.minors import (
    AddNameForm,
    AddPhoneForm,
    ClaimBirthForm,
    ConvertBirthForm,
    EditIdentityForm,
    RegisterMinorForm,
    RetainClaimForm,
)
from cases.forms.news import NotSeenForm, RecordNewsForm
from cases.forms.notes import BreakGlassForm, EmergencyLineForm, note_form
from cases.forms.referents import HandOverForm, NameReferentForm
from cases.forms.requisitions import RecordRequisitionForm, RecordRequisitionStepForm
from cases.forms.rights import AnswerAccessPartForm, AskAccessForm, PlaceHoldForm
from cases.forms.tallies import CorrectTalliesForm, TallyDayForm
from cases.forms.tasks import (
    DropTaskForm,
    EndTaskForm,
    GiveTaskForm,
    MakeTaskForm,
    PostponeTaskForm,
)

__all__ = [
    "AddDocumentForm",
    "AddNameForm",
    "AddPhoneForm",
    "AlertStepForm",
    "AnswerAccessPartForm",
    "AppointmentDayForm",
    "AskAccessForm",
    "BreakGlassForm",
    "ClaimBirthForm",
    "ConvertBirthForm",
    "CorrectTalliesForm",
    "DeskForm",
    "DropTaskForm",
    "EditIdentityForm",
    "EmergencyLineForm",
    "EndTaskForm",
    "GiveTaskForm",
    "HandOverForm",
    "HandToLawyerForm",
    "HoldActivityForm",
    "ImportFileForm",
    "IntakeForm",
    "LateDayForm",
    "MakeTaskForm",
    "MatchColumnsForm",
    "MoveAppointmentForm",
    "NameReferentForm",
    "NotSeenForm",
    "OpenCentreForm",
    "PartnerFilterForm",
    "PartnerForm",
    "PlaceHoldForm",
    "PlanAppointmentForm",
    "PostponeTaskForm",
    "RaiseAlertForm",
    "RecordConsentForm",
    "RecordEnquiryForm",
    "RecordExplanationForm",
    "RecordNewsForm",
    "RecordOppositionForm",
    "RecordPresenceForm",
    "RecordRequisitionForm",
    "RecordRequisitionStepForm",
    "RecordSharingForm",
    "RegisterMinorForm",
    "RetainClaimForm",
    "TallyDayForm",
    "TickCriteriaForm",
    "WriteDayEntryForm",
    "note_form",
]
