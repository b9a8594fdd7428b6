"""What happens to referrals, procedures and deadlines, all or nothing."""

from referrals.actions.deadlines import (
    record_deadline_step,
    start_deadline,
    undo_deadline_step,
    validate_rule,
)
from referrals.actions.entitlements import (
    open_entitlement,
    record_entitlement_step,
    renew_entitlement,
)
from referrals.actions.procedures import (
    edit_procedure,
    open_procedure,
    record_event,
    record_hearing_call,
    take_back_event,
)
from referrals.actions.referrals import (
    chase,
    hand_over_sheet,
    make_referral,
    record_step,
    set_silence,
)

__all__ = [
    "chase",
    "edit_procedure",
    "hand_over_sheet",
    "make_referral",
    "open_entitlement",
    "open_procedure",
    "record_deadline_step",
    "record_entitlement_step",
    "record_event",
    "record_hearing_call",
    "record_step",
    "renew_entitlement",
    "set_silence",
    "start_deadline",
    "take_back_event",
    "undo_deadline_step",
    "validate_rule",
]
