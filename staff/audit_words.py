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
    # Reading
    "read_case": _("opened the file"),
    "read_health": _("opened the health page"),
    "read_consultation": _("opened a consultation"),
    "read_referrals": _("opened the referrals"),
    "read_referral": _("opened a referral"),
    "read_awaiting": _("opened the referrals that await an answer"),
    "read_consents": _("opened the agreements and the sharing register"),
    "read_requisitions": _("opened the register of requisitions"),
    "read_requisition": _("opened a requisition"),
    "read_trail": _("looked at who opened the file"),
    "search": _("searched"),
    # Leaving the house
    "export_week": _("exported a week"),
    "print_sharings": _("printed what was shared for the young person"),
    "print_day_sheet": _("opened the day sheet to print it"),
    # Arrivals and queues
    "register_arrival": _("registered an arrival"),
    "register_arrival_again": _("registered an arrival that was there already"),
    "cancel_arrival": _("undid an arrival"),
    "leave": _("registered a departure"),
    "return_to_centre": _("registered a return"),
    "send_to_desk": _("sent to a desk"),
    "ticket_waiting": _("put back in the queue"),
    "ticket_in_progress": _("called to a desk"),
    "ticket_done": _("ended a visit at a desk"),
    "ticket_left": _("noted a departure without being seen"),
    "ticket_cancelled": _("took out of a queue"),
    # The file
    "register_minor": _("opened a new file"),
    "cancel_registration": _("withdrew a file opened by mistake"),
    "edit_identity": _("corrected the identity"),
    "add_name": _("added a name"),
    "add_phone": _("added a telephone"),
    "claim_birth": _("added an age or a birth date"),
    "log_consultation": _("wrote a consultation"),
    "make_referral": _("made a referral"),
    "record_step": _("recorded an answer to a referral"),
    # What she agrees to, what was shared
    "record_consent": _("recorded an answer about sharing"),
    "withdraw_consent": _("noted an agreement taken back"),
    "record_opposition": _("recorded an opposition"),
    "lift_opposition": _("lifted an opposition"),
    "record_sharing": _("wrote a sharing in the register"),
    "record_requisition": _("recorded a requisition"),
    "record_requisition_step": _("recorded what was done about a requisition"),
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
    # The trail itself
    "read_digest": _("opened the digest of a week"),
    "confirm_digest": _("confirmed having read the digest of a week"),
    "check_head": _("compared a printed sheet with the trail"),
}


def said(action: str) -> str:
    """Return the verb in words; a verb of a former release as it was written."""
    return str(WORDS.get(action, action))
