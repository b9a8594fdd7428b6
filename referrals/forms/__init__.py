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
from referrals.forms.procedures import EditProcedureForm, OpenProcedureForm, RecordEventForm
from referrals.forms.referrals import (
    HandOverSheetForm,
    MakeReferralForm,
    RecordStepForm,
    SetSilenceForm,
)

__all__ = [
    "CallLawyerForm",
    "CorrectDeadlineForm",
    "DropDeadlineForm",
    "EditProcedureForm",
    "EndDeadlineForm",
    "HandOverSheetForm",
    "MakeReferralForm",
    "OpenProcedureForm",
    "RecordEventForm",
    "RecordStepForm",
    "ResumeDeadlineForm",
    "SetSilenceForm",
    "StartDeadlineForm",
    "StepForm",
    "StopDeadlineForm",
    "ValidateRuleForm",
]
