"""What happens to accounts, sites and opening hours. Each verb: one transaction, one audit row."""

from staff.actions.accounts import (
    add_posting,
    choose_language,
    create_account,
    edit_account,
    end_posting,
    reset_password,
)
from staff.actions.approvals import approve, ask_approval, refuse_approval
from staff.actions.audit import check_head, confirm_digest
from staff.actions.places import (
    add_opening_exception,
    create_site,
    edit_site,
    open_centre,
    remove_opening_exception,
    set_opening_hours,
)

__all__ = [
    "add_opening_exception",
    "add_posting",
    "approve",
    "ask_approval",
    "check_head",
    "choose_language",
    "confirm_digest",
    "create_account",
    "create_site",
    "edit_account",
    "edit_site",
    "end_posting",
    "open_centre",
    "refuse_approval",
    "remove_opening_exception",
    "reset_password",
    "set_opening_hours",
]
