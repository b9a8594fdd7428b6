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
from referrals.actions.papers import (
    add_scan,
    edit_paper,
    move_paper,
    record_paper,
    restore_paper,
    tie_paper,
    untie_paper,
    withdraw_paper,
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
from referrals.actions.situations import record_situation, take_back_situation

__all__ = [
    "add_scan",
    "chase",
    "edit_paper",
    "edit_procedure",
    "hand_over_sheet",
    "make_referral",
    "move_paper",
    "open_entitlement",
    "open_procedure",
    "record_deadline_step",
    "record_entitlement_step",
    "record_event",
    "record_hearing_call",
    "record_paper",
    "record_situation",
    "record_step",
    "renew_entitlement",
    "restore_paper",
    "set_silence",
    "start_deadline",
    "take_back_event",
    "take_back_situation",
    "tie_paper",
    "undo_deadline_step",
    "untie_paper",
    "validate_rule",
    "withdraw_paper",
]
