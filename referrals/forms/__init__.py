"""The forms of referrals and procedures."""

from referrals.forms.procedures import EditProcedureForm, OpenProcedureForm, RecordEventForm
from referrals.forms.referrals import MakeReferralForm, RecordStepForm

__all__ = [
    "EditProcedureForm",
    "MakeReferralForm",
    "OpenProcedureForm",
    "RecordEventForm",
    "RecordStepForm",
]
