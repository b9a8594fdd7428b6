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
from staff.actions.backups import record_backup_run
from staff.actions.devices import enrol_device, revoke_device
from staff.actions.locks import (
    choose_pin,
    lock_site,
    remove_passkey,
    reset_second_factor,
    try_pin,
)
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
    "choose_pin",
    "confirm_digest",
    "create_account",
    "create_site",
    "edit_account",
    "edit_site",
    "end_posting",
    "enrol_device",
    "lock_site",
    "open_centre",
    "record_backup_run",
    "refuse_approval",
    "remove_opening_exception",
    "remove_passkey",
    "reset_password",
    "reset_second_factor",
    "revoke_device",
    "set_opening_hours",
    "try_pin",
]
