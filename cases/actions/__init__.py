"""What happens to files, arrivals, queues and the directory, all or nothing."""

from cases.actions.access import break_glass, review_exceptional_access
from cases.actions.access_requests import answer_access_part, ask_access, export_case
from cases.actions.activities import (
    cancel_activity,
    hold_activity,
    note_return,
    restore_activity,
    tick_participant,
)
from cases.actions.alerts import raise_alert, raise_danger, record_alert_step
from cases.actions.appointments import (
    move_appointment,
    plan_appointment,
    record_appointment_step,
    record_interpreter,
    record_presence,
    reopen_appointment,
)
from cases.actions.arrivals import (
    cancel_arrival,
    cancel_departure,
    cancel_registration,
    leave,
    register_arrival,
    register_late_arrival,
    return_to_centre,
)
from cases.actions.cards import decline_card, lose_card, make_card
from cases.actions.centre import open_centre, open_site
from cases.actions.consents import (
    lift_opposition,
    record_consent,
    record_opposition,
    record_sharing,
    withdraw_consent,
)
from cases.actions.days import close_day, write_day_entry
from cases.actions.desks import edit_desk, seed_desks
from cases.actions.documents import add_document, restore_document, withdraw_document
from cases.actions.enquiries import record_enquiry
from cases.actions.imports import (
    answer_rows,
    begin_import,
    begin_step,
    give_up_import,
    import_minors,
    match_columns,
    undo_import,
)
from cases.actions.intake import record_explanation, record_intake, tick_criteria
from cases.actions.lawyer_copies import answer_for_lawyer, hand_to_lawyer, take_lawyer_copy
from cases.actions.merges import (
    find_duplicates,
    join_files,
    judge_pair,
    tick_check,
    undo_join,
)
from cases.actions.minors import (
    add_name,
    add_phone,
    claim_birth,
    edit_identity,
    register_minor,
    retain_claim,
)
from cases.actions.news import record_news
from cases.actions.nights import hand_over_night, mark_to_orient, record_night, undo_night
from cases.actions.notes import correct_note, write_emergency_line, write_note
from cases.actions.partners import edit_partner, seed_partners
from cases.actions.queues import call_next, end_ticket, reopen_ticket, send_to_desk
from cases.actions.referents import hand_over, name_referent
from cases.actions.requisitions import record_requisition, record_requisition_step
from cases.actions.retention import (
    archive_files,
    erase_files,
    lift_hold,
    place_hold,
    preview_retention,
    reopen_file,
)
from cases.actions.tallies import add_tally, correct_tallies, undo_tally
from cases.actions.tasks import (
    drop_task,
    end_task,
    give_task,
    make_task,
    postpone_task,
    reopen_task,
    take_task,
)

__all__ = [
    "add_document",
    "add_name",
    "add_phone",
    "add_tally",
    "answer_access_part",
    "answer_for_lawyer",
    "answer_rows",
    "archive_files",
    "ask_access",
    "begin_import",
    "begin_step",
    "break_glass",
    "call_next",
    "cancel_activity",
    "cancel_arrival",
    "cancel_departure",
    "cancel_registration",
    "claim_birth",
    "close_day",
    "correct_note",
    "correct_tallies",
    "decline_card",
    "drop_task",
    "edit_desk",
    "edit_identity",
    "edit_partner",
    "end_task",
    "end_ticket",
    "erase_files",
    "export_case",
    "find_duplicates",
    "give_task",
    "give_up_import",
    "hand_over",
    "hand_over_night",
    "hand_to_lawyer",
    "hold_activity",
    "import_minors",
    "join_files",
    "judge_pair",
    "leave",
    "lift_hold",
    "lift_opposition",
    "lose_card",
    "make_card",
    "make_task",
    "mark_to_orient",
    "match_columns",
    "move_appointment",
    "name_referent",
    "note_return",
    "open_centre",
    "open_site",
    "place_hold",
    "plan_appointment",
    "postpone_task",
    "preview_retention",
    "raise_alert",
    "raise_danger",
    "record_alert_step",
    "record_appointment_step",
    "record_consent",
    "record_enquiry",
    "record_explanation",
    "record_intake",
    "record_interpreter",
    "record_news",
    "record_night",
    "record_opposition",
    "record_presence",
    "record_requisition",
    "record_requisition_step",
    "record_sharing",
    "register_arrival",
    "register_late_arrival",
    "register_minor",
    "reopen_appointment",
    "reopen_file",
    "reopen_task",
    "reopen_ticket",
    "restore_activity",
    "restore_document",
    "retain_claim",
    "return_to_centre",
    "review_exceptional_access",
    "seed_desks",
    "seed_partners",
    "send_to_desk",
    "take_lawyer_copy",
    "take_task",
    "tick_check",
    "tick_criteria",
    "tick_participant",
    "undo_import",
    "undo_join",
    "undo_night",
    "undo_tally",
    "withdraw_consent",
    "withdraw_document",
    "write_day_entry",
    "write_emergency_line",
    "write_note",
]
