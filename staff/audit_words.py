"""What each verb of the audit trail says in words. A test fails for a verb that is not here."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

WORDS: dict[str, Promise] = {
    # Signing in, one's own account
    "sign_in": _("signed in"),
    "sign_in_refused": _("a sign-in was refused"),
    "change_password": _("changed the password of the account"),
    "choose_language": _("chose a language"),
    "refused": _("was refused a page"),
    "second_factor_refused": _("gave a wrong code of the second factor"),
    "use_recovery_code": _("signed in with a recovery code"),
    "renew_recovery_codes": _("made new recovery codes"),
    "add_totp": _("added an application of codes"),
    "remove_totp": _("removed the application of codes"),
    "add_webauthn": _("added a passkey"),
    "remove_webauthn": _("removed a passkey"),
    "add_recovery_codes": _("received recovery codes"),
    "remove_recovery_codes": _("gave up the recovery codes"),
    "sign_in_expired": _("was signed out: no role any more"),
    "device_refused": _("was signed out: this browser is revoked"),
    "site_locked": _("was signed out: the site was locked"),
    "shift_over": _("was signed out: the shift was over"),
    # The shared PC
    "choose_pin": _("chose a PIN"),
    "lock": _("locked the screen"),
    "lock_idle": _("left the screen, which locked itself"),
    "lock_site": _("locked the whole site"),
    "reopen_with_pin": _("came back with the PIN"),
    "reopen_with_password": _("came back with the password"),
    "open_fully": _("signed in again, in full"),
    "pin_refused": _("gave a wrong PIN"),
    "enrol_device": _("enrolled a browser"),
    "revoke_device": _("revoked a browser"),
    "reset_second_factor": _("took away a lost second factor"),
    # Reading
    "read_case": _("opened the file"),
    "read_health": _("opened the health page"),
    "read_consultation": _("opened a consultation"),
    "read_referrals": _("opened the referrals"),
    "read_referral": _("opened a referral"),
    "read_awaiting": _("opened the referrals that await an answer"),
    "read_consents": _("opened the agreements and the sharing register"),
    "read_requisitions": _("opened the register of requisitions"),
    "read_retention": _("opened the list of files due"),
    "read_requisition": _("opened a requisition"),
    "read_trail": _("looked at who opened the file"),
    "read_changes": _("looked at what was changed in the file"),
    "read_documents": _("opened the list of documents"),
    "read_document": _("opened the page of a document"),
    "read_document_file": _("opened or downloaded a document"),
    "find_document_unreadable": _("met a document that cannot be read"),
    "read_notes": _("opened the notes"),
    "read_psychology": _("opened the psychology page"),
    "read_sexual_health": _("opened the sexual health page"),
    "read_sexual_health_consultation": _("opened a sexual health consultation"),
    "read_emergency_line": _("was shown the emergency line"),
    "search": _("searched"),
    "search_archive": _("searched the archive"),
    # Exceptional access
    "break_glass": _("opened by exceptional access"),
    "read_exceptional_accesses": _("opened the list of exceptional accesses"),
    "review_exceptional_access": _("noted having seen an exceptional access"),
    # Leaving the house
    "export_week": _("exported a week"),
    "print_sharings": _("printed what was shared for the young person"),
    "print_day_sheet": _("opened the day sheet to print it"),
    "export_case": _("made everything held on the young person, to give it"),
    # Arrivals and queues
    "register_arrival": _("registered an arrival"),
    "register_arrival_again": _("registered an arrival that was there already"),
    "cancel_arrival": _("undid an arrival"),
    "leave": _("registered a departure"),
    "cancel_departure": _("undid a departure"),
    "return_to_centre": _("registered a return"),
    "send_to_desk": _("sent to a desk"),
    "ticket_waiting": _("put back in the queue"),
    "ticket_in_progress": _("called to a desk"),
    "ticket_done": _("ended a visit at a desk"),
    "ticket_left": _("noted a departure without being seen"),
    "reopen_ticket": _("undid the end of a visit at a desk"),
    "ticket_cancelled": _("took out of a queue"),
    # The file
    "register_minor": _("opened a new file"),
    "cancel_registration": _("withdrew a file opened by mistake"),
    "edit_identity": _("corrected the identity"),
    "add_name": _("added a name"),
    "add_phone": _("added a telephone"),
    "claim_birth": _("added an age or a birth date"),
    "write_note": _("wrote a note"),
    "correct_note": _("corrected a note"),
    "write_emergency_line": _("wrote the emergency line"),
    "add_document": _("added a document"),
    "withdraw_document": _("withdrew a document"),
    "restore_document": _("put back a document"),
    "log_consultation": _("wrote a consultation"),
    "log_sexual_health": _("wrote a sexual health consultation"),
    "follow_case": _("took up the psychological care"),
    "add_psychologist": _("let a psychologist into the file"),
    "stop_following": _("ended a psychologist's care"),
    "make_referral": _("made a referral"),
    "record_step": _("recorded an answer to a referral"),
    # Two files of one person
    "find_duplicates": _("had the whole base searched for duplicates"),
    "read_duplicates": _("opened the list of duplicates"),
    "read_pair": _("compared the file with another"),
    "judge_pair": _("said whether two files are one person's"),
    "join_files": _("joined another file to this one"),
    "merge_files": _("joined this file to another"),
    "undo_join": _("took a joined file out of this one"),
    "undo_merge": _("took this file out of the one it was joined to"),
    "tick_check": _("checked what two joined files say"),
    # What she agrees to, what was shared
    "record_consent": _("recorded an answer about sharing"),
    "withdraw_consent": _("noted an agreement taken back"),
    "record_opposition": _("recorded an opposition"),
    "lift_opposition": _("lifted an opposition"),
    "record_sharing": _("wrote a sharing in the register"),
    "record_requisition": _("recorded a requisition"),
    "record_requisition_step": _("recorded what was done about a requisition"),
    # Rights, archive, erasure
    "ask_access": _("recorded a request for the file"),
    "answer_access_part": _("answered for a part of the file"),
    "archive_file": _("archived the file"),
    "reopen_file": _("took the file out of the archive"),
    "place_hold": _("asked that the file be kept"),
    "lift_hold": _("lifted the reason to keep the file"),
    "preview_retention": _("made the list of files at their term"),
    "erase_files": _("erased files at their term"),
    # The team
    "create_account": _("created an account"),
    "edit_account": _("changed an account"),
    "reset_password": _("made a new first password"),
    "add_posting": _("gave a role"),
    "end_posting": _("ended a role"),
    # What takes two people
    "ask_approval": _("asked for a second person"),
    "approve": _("approved what a colleague asked"),
    "refuse_approval": _("refused what was asked"),
    # The house
    "demo": _("made the demonstration"),
    "open_centre": _("opened the centre"),
    "open_site": _("opened a site with its desks"),
    "create_site": _("created a site"),
    "edit_site": _("changed a site"),
    "set_opening_hours": _("changed opening hours"),
    "add_opening_exception": _("added an exceptional date"),
    "remove_opening_exception": _("removed an exceptional date"),
    "edit_desk": _("changed a desk"),
    "edit_partner": _("changed a partner"),
    "back_up": _("made a backup"),
    "prove_restore": _("tried to restore the newest backup"),
    # The trail itself
    "read_digest": _("opened the digest of a week"),
    "confirm_digest": _("confirmed having read the digest of a week"),
    "check_head": _("compared a printed sheet with the trail"),
}

# What a reading was for, where it is said.
PURPOSES: dict[str, Promise] = {"break_glass": _("Exceptional access")}


def purpose(code: str) -> str:
    """Return a purpose in words; one of a former release as it was written."""
    return str(PURPOSES.get(code, code))


def said(action: str) -> str:
    """Return the verb in words; a verb of a former release as it was written."""
    return str(WORDS.get(action, action))
