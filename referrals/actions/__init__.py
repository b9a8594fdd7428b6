"""What happens to referrals and procedures, all or nothing."""

from referrals.actions.procedures import (
    edit_procedure,
    open_procedure,
    record_event,
    record_hearing_call,
    take_back_event,
)
from referrals.actions.referrals import make_referral, record_step

__all__ = [
    "edit_procedure",
    "make_referral",
    "open_procedure",
    "record_event",
    "record_hearing_call",
    "record_step",
    "take_back_event",
]
