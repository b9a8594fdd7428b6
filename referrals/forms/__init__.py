"""The forms of referrals and procedures."""

from referrals.forms.deadlines import (
    CallLawyerForm,
    CorrectDeadlineForm,
    DropDeadlineForm,
    EndDeadlineForm,
    ResumeDeadlineForm,
    StartDeadlineForm,
    StepForm,
    StopDeadlineForm,
    ValidateRuleForm,
)
from referrals.forms.entitlements import (
    OpenEntitlementForm,
    RecordEntitlementForm,
    RenewEntitlementForm,
)
from referrals.forms.papers import AddScanForm, EditPaperForm, MovePaperForm, RecordPaperForm
from referrals.forms.procedures import (
    EditProcedureForm,
    EventForm,
    OpenProcedureForm,
    RecordEventForm,
)
from referrals.forms.referrals import (
    HandOverSheetForm,
    MakeReferralForm,
    RecordStepForm,
    SetSilenceForm,
    asked_step,
)
from referrals.forms.situations import RecordSituationForm

__all__ = [
    "AddScanForm",
    "CallLawyerForm",
    "CorrectDeadlineForm",
    "DropDeadlineForm",
    "EditPaperForm",
    "EditProcedureForm",
    "EndDeadlineForm",
    "EventForm",
    "HandOverSheetForm",
    "MakeReferralForm",
    "MovePaperForm",
    "OpenEntitlementForm",
    "OpenProcedureForm",
    "RecordEntitlementForm",
    "RecordEventForm",
    "RecordPaperForm",
    "RecordSituationForm",
    "RecordStepForm",
    "RenewEntitlementForm",
    "ResumeDeadlineForm",
    "SetSilenceForm",
    "StartDeadlineForm",
    "StepForm",
    "StopDeadlineForm",
    "ValidateRuleForm",
    "asked_step",
]
