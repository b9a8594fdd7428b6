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

__all__ = [
    "CallLawyerForm",
    "CorrectDeadlineForm",
    "DropDeadlineForm",
    "EditProcedureForm",
    "EndDeadlineForm",
    "EventForm",
    "HandOverSheetForm",
    "MakeReferralForm",
    "OpenEntitlementForm",
    "OpenProcedureForm",
    "RecordEntitlementForm",
    "RecordEventForm",
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
