"""Who may open what: the one table of every address, every person and the answer to expect.

Written from section 4 of the design, not from staff.permissions: the two must agree.

    page  a page to read                      GET 200, POST 405
    form  a page with a form                  GET 200, POST 422 when nothing is typed
    verb  a button                            GET 405, POST 302
    away  an address that leads to another    GET 302, POST 405

An edit that does not say what it showed, and leaves nothing else wrong, answers 409 (staff.edits).
Whoever is not in `may` is refused with 403 (`refused` says otherwise). `of` names the rows of the
scene (tests.matrix.scene) in the address, `query` what may follow it. What `is_owned` belongs to
a site: for somebody posted at another site it does not exist.
"""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from staff.choices import Role
from tests.matrix.scene import (
    AFTER_PIN,
    ANONYMOUS,
    CLOSED,
    EXPIRED,
    FIRST_PASSWORD,
    HERE,
    LOCKED,
    NO_FACTOR,
    Scene,
)

R = Role
EVERYONE = frozenset(Role)
# Identity, arrivals, queues (design, section 4, first row).
MAY_WRITE_IDENTITY = {R.RECEPTION, R.VOLUNTEER, R.NURSE, R.DOCTOR, R.MIDWIFE, R.SOCIAL}
MAY_READ_IDENTITY = MAY_WRITE_IDENTITY | {R.PSYCHOLOGIST, R.JURIST, R.COORDINATOR}
# Volunteers have today's list and the search, and no file.
MAY_READ_FILES = MAY_READ_IDENTITY - {R.VOLUNTEER}
MAY_CORRECT_FILES = MAY_WRITE_IDENTITY - {R.VOLUNTEER}
# Numbers of another day: no volunteer, and whoever answers for the week.
MAY_CORRECT_TALLIES = MAY_CORRECT_FILES | {R.COORDINATOR}
HAVE_A_DESK = {R.NURSE, R.DOCTOR, R.MIDWIFE, R.PSYCHOLOGIST, R.SOCIAL, R.JURIST}
NURSES = {R.NURSE, R.DOCTOR}
MAY_READ_HEALTH = NURSES | {R.MIDWIFE}
MAY_READ_SOCIAL = HAVE_A_DESK | {R.COORDINATOR}
MAY_READ_LEGAL = {R.SOCIAL, R.JURIST}
# Papers: no volunteer takes one home; who may add one writes some compartment.
MAY_READ_PAPERS = MAY_READ_IDENTITY - {R.VOLUNTEER}
MAY_ADD_PAPERS = MAY_READ_PAPERS - {R.COORDINATOR}
MAY_REFER = HAVE_A_DESK
MAY_SEE_ALL_FIGURES = {R.COORDINATOR, R.DIRECTOR}
# A desk and reception are told their own figures; after a PIN, what the two of them are.
MAY_SEE_TALLIES = MAY_CORRECT_FILES
MAY_SEE_FIGURES = MAY_SEE_ALL_FIGURES | HAVE_A_DESK | {R.RECEPTION}
MAY_MAKE_LISTS = HAVE_A_DESK | {R.COORDINATOR}
MAY_MANAGE_TEAM = {R.COORDINATOR}
MAY_SEE_TEAM = MAY_MANAGE_TEAM | {R.DIRECTOR, R.ADMINISTRATOR}
COORDINATOR = {R.COORDINATOR}
MAY_READ_AUDIT = {R.COORDINATOR, R.DIRECTOR}
MAY_APPROVE_ON_TEAM = {R.COORDINATOR, R.DIRECTOR}
PSYCHOLOGIST = {R.PSYCHOLOGIST}
MAY_READ_SIGNALS = MAY_READ_HEALTH | MAY_SEE_ALL_FIGURES
MAY_WRITE_EMERGENCY = HAVE_A_DESK | COORDINATOR
MAY_KNOW_PROTECTION = MAY_READ_FILES
MAY_HANDLE_ACCESS = {R.COORDINATOR, R.JURIST, R.SOCIAL}
MAY_OPEN_ARCHIVE = {R.COORDINATOR, R.JURIST}
MAY_DECIDE_RETENTION = {R.COORDINATOR, R.DIRECTOR}

FORBIDDEN, HIDDEN = "403", "404"
REFUSED = frozenset({FORBIDDEN, HIDDEN})
ONLY_HIDDEN = frozenset({HIDDEN})
# Answers that are a redirect to one of these pages.
SIGN_IN, CHOOSE_PASSWORD = "to sign-in", "to choose a password"
LOCK_PAGE, OPEN_FULLY = "to the lock page", "to type the password again"
SECOND_FACTOR = "to the second factor"


@dataclass(frozen=True)
class Route:
    """One line of the table."""

    name: str
    may: frozenset[Role]
    get: str
    post: str
    of: tuple[str, ...] = ()
    query: str = ""
    is_owned: bool = False
    refused: frozenset[str] = frozenset({FORBIDDEN})
    # Pages for somebody without an account: what she is answered, GET and POST.
    public: tuple[str, str] | None = None
    is_open_before_password: bool = False
    # What somebody is answered, GET and POST, who has enrolled no second factor yet, whose browser
    # is locked, who has come back with a PIN: when it is not the rule of `expected`.
    before_factor: tuple[str, str] | None = None
    while_locked: tuple[str, str] | None = None
    after_pin: tuple[str, str] | None = None
    # Who may with a PIN, where what reception may here and what she may are not the same thing.
    may_after_pin: frozenset[Role] | None = None
    # Who may post, where more people read the page than write in its form.
    may_post: frozenset[Role] | None = None

    def __str__(self) -> str:
        return " ".join(filter(None, [self.name, *self.of, self.query]))

    @property
    def writers(self) -> frozenset[Role]:
        return self.may if self.may_post is None else self.may_post

    def url(self, scene: Scene) -> str:
        path = reverse(self.name, args=[scene.value(attribute) for attribute in self.of])
        return f"{path}?{self.query}" if self.query else path

    def expected(self, who: str, method: str) -> frozenset[str]:
        """Return the answers that are right for this person of PEOPLE."""
        answer = self.get if method == "get" else self.post
        own = {NO_FACTOR: self.before_factor, LOCKED: self.while_locked}.get(who)
        if own is None and who in AFTER_PIN:
            own = self.after_pin
        if own is None and who in (ANONYMOUS, CLOSED, LOCKED):
            own = self.public
        if own is not None:
            return frozenset({own[method == "post"]})
        if self.public is None:
            if who in (ANONYMOUS, CLOSED, EXPIRED):
                return frozenset({SIGN_IN})
            if who == LOCKED:
                return frozenset({LOCK_PAGE})
            if who == FIRST_PASSWORD and not self.is_open_before_password:
                return frozenset({CHOOSE_PASSWORD})
            if who == NO_FACTOR and not self.is_open_before_password:
                return frozenset({SECOND_FACTOR})
        role = who.split(" ")[0]
        if answer == "405" or role not in EVERYONE:
            return frozenset({answer})
        is_here = who in HERE or who in AFTER_PIN
        # A PIN opens what reception may and she may herself.
        may = self.may if method == "get" else self.writers
        may = may if who not in AFTER_PIN else (self.may_after_pin or may)
        if not {Role(role), *([Role.RECEPTION] if who in AFTER_PIN else [])} <= may:
            return self.refused if is_here or not self.is_owned else REFUSED
        return frozenset({answer if is_here or not self.is_owned else HIDDEN})


# Who reads each kind of note, and who writes it (design, section 4).
NOTES: dict[str, tuple[set[Role], set[Role]]] = {
    "desk": (MAY_READ_FILES, MAY_READ_FILES),
    "social": (MAY_READ_SOCIAL, {R.SOCIAL}),
    "protection": (MAY_KNOW_PROTECTION, MAY_KNOW_PROTECTION),
    "legal": (MAY_READ_LEGAL, {R.JURIST}),
    "narrative": ({R.JURIST}, {R.JURIST}),
    "psychology": ({R.PSYCHOLOGIST}, {R.PSYCHOLOGIST}),
}

Roles = set[Role] | frozenset[Role]


def page(name: str, may: Roles, *of: str, **more: Any) -> Route:
    return Route(name, frozenset(may), "200", "405", of, **more)


def form(name: str, may: Roles, *of: str, post: str = "422", **more: Any) -> Route:
    return Route(name, frozenset(may), "200", post, of, **more)


def verb(name: str, may: Roles, *of: str, post: str = "302", **more: Any) -> Route:
    return Route(name, frozenset(may), "405", post, of, **more)


def away(name: str, may: Roles, *of: str, **more: Any) -> Route:
    return Route(name, frozenset(may), "302", "405", of, **more)


PASSWORD_FIRST = (OPEN_FULLY, OPEN_FULLY)
A_WEEK_AGO = timezone.localdate() - datetime.timedelta(days=7)

A_DAY_BEFORE = timezone.localdate() - datetime.timedelta(days=1)

ROUTES = [
    # Oneself. allauth's own forms come back with 200 beside their errors.
    away("staff:home", EVERYONE),
    verb("staff:set_language", EVERYONE, public=("405", "302")),
    verb("staff:choose_site", EVERYONE, post=HIDDEN),  # no site is named
    page("staff:account", EVERYONE),
    page("staff:own_reads", EVERYONE),
    page("staff:rights", EVERYONE),
    page("staff:styleguide", EVERYONE),
    form("staff:choose_pin", EVERYONE, after_pin=PASSWORD_FIRST),
    # The lock.
    verb("staff:lock", EVERYONE, post=LOCK_PAGE, is_open_before_password=True),
    verb("staff:stay_awake", EVERYONE, post="204", is_open_before_password=True),
    Route(
        "staff:locked",
        EVERYONE,
        "302",
        "302",
        public=(SIGN_IN, SIGN_IN),
        while_locked=("200", "422"),
    ),
    Route("staff:open_fully", EVERYONE, "302", "302", after_pin=("200", "422")),
    verb("staff:draft", EVERYONE, post="204"),
    Route("staff:resume", EVERYONE, "302", "302"),
    form("staff:lock_site", EVERYONE, post="302"),
    # The second factor. A person of the matrix has one already: an application, and no more.
    Route("mfa_authenticate", EVERYONE, "302", "302", public=(SIGN_IN, SIGN_IN)),
    Route("mfa_login_webauthn", EVERYONE, "302", "302", public=(SIGN_IN, SIGN_IN)),
    form(
        "account_reauthenticate",
        EVERYONE,
        post="200",
        before_factor=("200", "200"),
        after_pin=PASSWORD_FIRST,
    ),
    page("mfa_index", EVERYONE, before_factor=("200", "405"), after_pin=PASSWORD_FIRST),
    Route(
        "mfa_activate_totp",
        EVERYONE,
        "302",
        "302",
        before_factor=("200", "200"),
        after_pin=PASSWORD_FIRST,
    ),
    form("mfa_deactivate_totp", EVERYONE, post="200", after_pin=PASSWORD_FIRST),
    form(
        "mfa_add_webauthn",
        EVERYONE,
        post="200",
        before_factor=("200", "200"),
        after_pin=PASSWORD_FIRST,
    ),
    Route("mfa_view_recovery_codes", EVERYONE, HIDDEN, "405", after_pin=PASSWORD_FIRST),
    form("mfa_generate_recovery_codes", EVERYONE, post="302", after_pin=PASSWORD_FIRST),
    # Somebody else's key is nobody's.
    Route("staff:remove_passkey", EVERYONE, HIDDEN, HIDDEN, ("passkey",), after_pin=PASSWORD_FIRST),
    Route("account_login", EVERYONE, "302", "302", public=("200", "200")),
    form("account_logout", EVERYONE, post=SIGN_IN, is_open_before_password=True),
    page("account_inactive", EVERYONE, public=("200", "405")),
    form(
        "account_change_password",
        EVERYONE,
        post="200",
        is_open_before_password=True,
        after_pin=PASSWORD_FIRST,
    ),
    Route("cases:open_centre", EVERYONE, HIDDEN, HIDDEN, public=(HIDDEN, HIDDEN)),
    # The team and the sites.
    page("staff:team", MAY_SEE_TEAM),
    form("staff:create_account", MAY_MANAGE_TEAM),
    form("staff:edit_account", MAY_MANAGE_TEAM, "account"),
    verb("staff:reset_password", MAY_MANAGE_TEAM, "account", post="200"),
    form("staff:add_posting", MAY_MANAGE_TEAM, "account"),
    verb("staff:end_posting", MAY_MANAGE_TEAM, "account", "posting"),
    verb("staff:ask_reset_second_factor", MAY_SEE_TEAM, "account"),
    page("staff:devices", COORDINATOR),
    form("staff:enrol_device", COORDINATOR),
    verb("staff:revoke_device", COORDINATOR, "device", is_owned=True),
    # Whoever asks for what takes two people has the page: a list with names among them.
    page("staff:approvals", MAY_SEE_TEAM | MAY_MAKE_LISTS),
    verb("staff:approve", MAY_APPROVE_ON_TEAM, "approval", refused=REFUSED),
    verb("staff:refuse_approval", MAY_APPROVE_ON_TEAM, "approval", refused=REFUSED),
    page("staff:backups", MAY_SEE_TEAM),
    page("staff:sites", COORDINATOR),
    form("staff:create_site", COORDINATOR),
    form("staff:edit_site", COORDINATOR, "site", is_owned=True),
    form("staff:edit_opening_hours", COORDINATOR, "site", is_owned=True, post="409"),
    form("staff:add_opening_exception", COORDINATOR, "site", is_owned=True),
    verb("staff:remove_opening_exception", COORDINATOR, "site", "exception", is_owned=True),
    # The audit trail.
    away("staff:digest_now", MAY_READ_AUDIT),
    page("staff:digest", MAY_READ_AUDIT, "week"),
    verb("staff:confirm_digest", MAY_READ_AUDIT, "week"),
    form("staff:check_head", MAY_READ_AUDIT),
    page("cases:opened", MAY_READ_FILES, "reference"),
    page("cases:day_sheet", COORDINATOR),
    # Reception: identity is the mission's, arrivals are a site's.
    form("cases:reception", MAY_WRITE_IDENTITY, post="200"),
    form("cases:reception", MAY_WRITE_IDENTITY, post="200", query="who=gone"),
    verb("cases:register_arrival", MAY_WRITE_IDENTITY, "reference"),
    verb("cases:cancel_arrival", MAY_WRITE_IDENTITY, "arrival", is_owned=True),
    verb("cases:cancel_registration", MAY_WRITE_IDENTITY, "arrival", is_owned=True),
    verb("cases:leave", MAY_WRITE_IDENTITY, "arrival", is_owned=True),
    verb("cases:cancel_departure", MAY_WRITE_IDENTITY, "arrival", is_owned=True),
    verb("cases:return_to_centre", MAY_WRITE_IDENTITY, "arrival", is_owned=True),
    # No desk is named: there is none to send to.
    form("cases:send_to_desk", MAY_WRITE_IDENTITY, "arrival", is_owned=True, post=HIDDEN),
    form("cases:register_minor", MAY_WRITE_IDENTITY),
    verb("cases:language_options", MAY_WRITE_IDENTITY, post="200"),
    verb("cases:convert_birth", MAY_WRITE_IDENTITY, post="200"),
    verb("cases:possible_duplicates", MAY_WRITE_IDENTITY, post="200"),
    form("cases:search", MAY_READ_IDENTITY, post="200"),
    # The queues.
    page("cases:queues", MAY_READ_IDENTITY),
    page("cases:my_desk", HAVE_A_DESK),
    page("cases:queue", MAY_READ_IDENTITY, "desk", is_owned=True),
    verb("cases:call_next", NURSES, "desk", is_owned=True),
    verb("cases:end_ticket", NURSES, "received", is_owned=True, refused=REFUSED),
    verb("cases:put_back", NURSES, "received", is_owned=True, refused=REFUSED),
    verb("cases:reopen_ticket", NURSES, "received", is_owned=True, refused=REFUSED),
    verb("cases:left_without", NURSES, "waiting", is_owned=True, refused=REFUSED),
    verb("cases:cancel_ticket", MAY_WRITE_IDENTITY, "waiting", is_owned=True, refused=REFUSED),
    # Where they sleep. Another evening is no volunteer's; an answer that names no place is none.
    page("cases:tonight", MAY_READ_IDENTITY),
    page("cases:tonight", MAY_READ_FILES, query=f"day={A_DAY_BEFORE}"),
    page("cases:tonight", MAY_READ_IDENTITY, query="day=tomorrow"),
    page("cases:night", MAY_WRITE_IDENTITY, "arrival", is_owned=True),
    away("cases:night_line", MAY_READ_IDENTITY, "arrival", is_owned=True),
    verb("cases:record_night", MAY_WRITE_IDENTITY, "arrival", is_owned=True, post=HIDDEN),
    verb("cases:mark_to_orient", MAY_WRITE_IDENTITY, "arrival", is_owned=True),
    verb("cases:undo_night", MAY_WRITE_IDENTITY, "night", is_owned=True),
    page("cases:to_orient", MAY_READ_SOCIAL),
    verb("cases:hand_over_night", MAY_READ_SOCIAL, "evening_partner"),
    page("cases:night_handover", MAY_READ_SOCIAL, "handover", is_owned=True),
    page("cases:night_handover_pdf", MAY_READ_SOCIAL, "handover", is_owned=True),
    # Activities. A tap that names nobody changes nothing, and says so.
    page("cases:activities", MAY_READ_IDENTITY),
    page("cases:activities", MAY_READ_FILES, query=f"day={A_DAY_BEFORE}"),
    form("cases:hold_activity", MAY_WRITE_IDENTITY | HAVE_A_DESK, "today",
         may_after_pin=frozenset(MAY_WRITE_IDENTITY)),
    form("cases:hold_activity", (MAY_WRITE_IDENTITY | HAVE_A_DESK) - {R.VOLUNTEER}, "yesterday",
         may_after_pin=frozenset(MAY_CORRECT_FILES)),
    page("cases:activity", MAY_READ_IDENTITY, "outing", is_owned=True),
    verb("cases:tick_participant", MAY_WRITE_IDENTITY | HAVE_A_DESK, "outing", is_owned=True,
         may_after_pin=frozenset(MAY_WRITE_IDENTITY)),
    verb("cases:note_return", MAY_WRITE_IDENTITY | HAVE_A_DESK, "outing", is_owned=True,
         may_after_pin=frozenset(MAY_WRITE_IDENTITY)),
    verb("cases:cancel_activity", MAY_WRITE_IDENTITY | HAVE_A_DESK, "outing", is_owned=True,
         may_after_pin=frozenset(MAY_WRITE_IDENTITY)),
    verb("cases:restore_activity", MAY_WRITE_IDENTITY | HAVE_A_DESK, "outing", is_owned=True,
         may_after_pin=frozenset(MAY_WRITE_IDENTITY)),
    # What is handed out. A tap that says no amount is none; empty numbers change nothing.
    page("cases:tallies", MAY_READ_IDENTITY),
    page("cases:tallies", MAY_READ_IDENTITY, query=f"day={A_WEEK_AGO}"),
    page("cases:tallies", MAY_READ_IDENTITY, query="day=tomorrow"),
    away("cases:tally", MAY_READ_IDENTITY, "site", "today", "kind meal", is_owned=True),
    verb("cases:add_tally", MAY_WRITE_IDENTITY, "site", "today", "kind meal", is_owned=True,
         post=HIDDEN),
    verb("cases:undo_tally", MAY_WRITE_IDENTITY, "tally", is_owned=True),
    form("cases:correct_tallies", MAY_WRITE_IDENTITY | COORDINATOR, "site", "today",
         is_owned=True, post="302"),
    form("cases:correct_tallies", MAY_CORRECT_TALLIES, "site", "yesterday", is_owned=True,
         post="302"),
    # The day: what it tells in the morning, hands over, still asks in the evening; on paper.
    page("cases:briefing", MAY_READ_FILES),
    page("cases:handover", MAY_READ_FILES),
    page("cases:handover", MAY_READ_FILES, query="day=2026-02-30"),
    form("cases:write_day_entry", MAY_READ_FILES),
    verb("cases:close_day", MAY_CORRECT_FILES | COORDINATOR, "today"),
    page("cases:paper", MAY_READ_FILES),
    page("cases:day_list_pdf", MAY_READ_FILES),
    page("cases:intake_form_pdf", MAY_READ_FILES),
    form("cases:late_arrivals", MAY_CORRECT_FILES),
    form("cases:late_arrivals_on", MAY_CORRECT_FILES, "yesterday", post="200"),
    verb("cases:register_late_arrival", MAY_CORRECT_FILES, "yesterday", "reference"),
    verb("cases:cancel_late_arrival", MAY_CORRECT_FILES, "late_arrival", is_owned=True),
    # Alerts: everybody may raise one; another's is read by the coordination alone.
    page("cases:alerts", EVERYONE),
    page("cases:alerts", EVERYONE, query="show=closed"),
    page("cases:choose_alert", EVERYONE),
    form("cases:raise_alert", EVERYONE, "kind danger", post="302"),
    form("cases:raise_alert", EVERYONE, "kind colleague"),
    page("cases:alert", COORDINATOR, "alert", refused=ONLY_HIDDEN),
    form("cases:record_alert_step", COORDINATOR, "alert", "kind done", refused=ONLY_HIDDEN),
    form("cases:record_alert_step", COORDINATOR, "alert", "kind owner", refused=ONLY_HIDDEN),
    # Appointments: neutral for whoever may not know more; the nurse says what became of hers.
    page("cases:appointments", MAY_READ_FILES),
    page("cases:appointments", MAY_READ_FILES, query=f"day={A_WEEK_AGO}&only_mine=on"),
    page("cases:appointments", MAY_READ_FILES, query="day=tomorrow"),
    form("cases:find_for_appointment", HAVE_A_DESK, post="200"),
    page("cases:appointments_of", MAY_READ_FILES, "reference"),
    form("cases:plan_appointment", HAVE_A_DESK, "reference"),
    form("cases:move_appointment", NURSES, "reference", "appointment", refused=REFUSED),
    # Nothing typed: nobody interpreted.
    form("cases:record_presence", NURSES, "appointment", post="302", refused=REFUSED),
    verb("cases:record_appointment_step", NURSES, "appointment", "kind missed", refused=REFUSED),
    verb("cases:record_appointment_step", NURSES, "appointment", "kind cancelled",
         refused=REFUSED),
    verb("cases:record_appointment_step", NURSES, "missed", "kind closed", refused=REFUSED),
    verb("cases:record_interpreter", NURSES, "appointment", "kind found", refused=REFUSED),
    verb("cases:reopen_appointment", NURSES, "missed_step", refused=REFUSED),
    page("cases:attendance_pdf", MAY_READ_FILES, "reference", "today"),
    page("cases:appointment_slip", MAY_READ_FILES, "reference", "appointment"),
    # Tasks. Nothing ticked is nothing to do; "done" takes no word.
    page("cases:tasks", MAY_READ_FILES),
    page("cases:tasks", MAY_READ_FILES, query="of=asked"),
    form("cases:make_task", MAY_READ_FILES),
    form("cases:make_task_for", MAY_READ_FILES, "reference"),
    verb("cases:end_tasks", MAY_READ_FILES, post="422"),
    verb("cases:postpone_tasks", MAY_READ_FILES, post="422"),
    verb("cases:give_tasks", MAY_READ_FILES, post="422"),
    page("cases:task", MAY_READ_FILES, "task", is_owned=True),
    form("cases:end_task", NURSES | COORDINATOR, "task", is_owned=True, post="302"),
    form("cases:drop_task", NURSES | COORDINATOR, "task", is_owned=True),
    form("cases:postpone_task", NURSES | COORDINATOR, "task", is_owned=True),
    form("cases:give_task", NURSES | COORDINATOR, "task", is_owned=True),
    verb("cases:take_task", NURSES, "task", is_owned=True),
    verb("cases:reopen_task", NURSES | COORDINATOR, "task", is_owned=True),
    # Referents, and what those who have left leave behind.
    form("cases:name_referent", HAVE_A_DESK | COORDINATOR, "reference"),
    page("cases:to_hand_over", COORDINATOR),
    page("cases:not_seen_for", MAY_READ_FILES),
    page("cases:not_seen_for", MAY_READ_FILES, query="days=7"),
    form("cases:record_news", MAY_READ_FILES, "reference"),
    form("cases:hand_over", COORDINATOR, "account", "kind social"),
    # The file.
    page("cases:case", MAY_READ_FILES, "reference"),
    # The intake interview: each section is filled in by those who write it.
    page("cases:intakes", MAY_CORRECT_FILES | {R.JURIST},
         may_after_pin=frozenset(MAY_CORRECT_FILES)),
    page("cases:intake", MAY_READ_FILES, "reference"),
    page("cases:intake", MAY_READ_FILES, "strangers_reference"),
    form("cases:fill_intake", MAY_CORRECT_FILES, "reference", "kind daily"),
    form("cases:fill_intake", {R.SOCIAL}, "reference", "kind social"),
    form("cases:fill_intake", {R.SOCIAL, R.JURIST}, "reference", "kind family"),
    form("cases:fill_intake", {R.JURIST}, "reference", "kind papers"),
    form("cases:fill_intake", NURSES, "reference", "kind screening"),
    form("cases:tick_criteria", HAVE_A_DESK - PSYCHOLOGIST, "reference"),
    form("cases:record_explanation", MAY_READ_FILES, "reference"),
    form("cases:edit_identity", MAY_CORRECT_FILES, "reference"),
    form("cases:add_name", MAY_CORRECT_FILES, "reference"),
    form("cases:add_phone", MAY_CORRECT_FILES, "reference"),
    form("cases:claim_birth", MAY_CORRECT_FILES, "reference"),
    form("cases:retain_claim", {R.JURIST}, "reference"),
    verb("cases:make_card", MAY_CORRECT_FILES, "reference", post="200"),
    verb("cases:lose_card", MAY_CORRECT_FILES, "reference"),
    verb("cases:decline_card", MAY_CORRECT_FILES, "reference"),
    # Somebody asks for a young person: everybody has the words, an alert's readers note it.
    form("cases:is_she_here", EVERYONE, may_post=frozenset(MAY_READ_IDENTITY)),
    page("cases:enquiries", MAY_READ_IDENTITY),
    page("cases:changes", MAY_CORRECT_FILES | COORDINATOR, "reference"),
    # Documents: each is opened by those who may read its compartment, to others it is not there.
    page("cases:documents", MAY_READ_PAPERS, "reference"),
    page("cases:documents", MAY_READ_PAPERS, "reference", query="in=legal"),
    # With a PIN, the papers of identity only: a jurist reads them and adds none.
    form("cases:add_document", MAY_ADD_PAPERS, "reference",
         may_after_pin=frozenset(MAY_CORRECT_FILES)),
    page("cases:document", MAY_READ_LEGAL, "reference", "legal_document", refused=REFUSED),
    page("cases:document", MAY_READ_HEALTH, "reference", "health_document", refused=REFUSED),
    page("cases:document_file", MAY_READ_LEGAL, "reference", "legal_document", refused=REFUSED),
    page("cases:document_file", MAY_READ_HEALTH, "reference", "health_document", refused=REFUSED),
    form("cases:withdraw_document", {R.JURIST}, "reference", "legal_document", post="302",
         refused=REFUSED),
    form("cases:withdraw_document", NURSES, "reference", "health_document", post="302",
         refused=REFUSED),
    verb("cases:restore_document", {R.JURIST}, "reference", "legal_document", refused=REFUSED),
    verb("cases:restore_document", NURSES, "reference", "health_document", refused=REFUSED),
    # To the lawyer: a medical document only, by whoever writes the health file.
    form("cases:hand_to_lawyer", NURSES, "reference", "health_document", refused=REFUSED),
    form("cases:hand_to_lawyer", set(), "reference", "legal_document", refused=REFUSED),
    verb("cases:take_lawyer_copy", NURSES, "reference", "health_document", "lawyer_copy",
         post="200", refused=REFUSED),
    # Notes: a kind that one may not even know of is no page.
    page("cases:notes", MAY_READ_FILES, "reference"),
    page("cases:notes", MAY_READ_FILES, "strangers_reference"),
    *(
        route
        for kind, (may_read, may_write) in NOTES.items()
        for route in (
            page("cases:notes_of_kind", may_read, "reference", f"kind {kind}", refused=REFUSED),
            form("cases:write_note", may_write, "reference", f"kind {kind}", refused=REFUSED),
            form(
                "cases:correct_note",
                may_write if kind != "protection" else COORDINATOR,
                "reference",
                f"kind {kind}",
                f"{kind}_note",
                refused=REFUSED,
            ),
        )
    ),
    # Psychology is for the psychologists of that young person.
    page("cases:notes_of_kind", set(), "strangers_reference", "kind psychology", refused=REFUSED),
    form("cases:write_note", set(), "strangers_reference", "kind psychology", refused=REFUSED),
    page("clinics:psychology", PSYCHOLOGIST, "reference"),
    page("clinics:psychology", PSYCHOLOGIST, "strangers_reference"),
    verb("clinics:follow_case", PSYCHOLOGIST, "reference"),
    verb("clinics:follow_case", set(), "strangers_reference"),
    form("clinics:add_psychologist", PSYCHOLOGIST, "reference"),
    form("clinics:add_psychologist", set(), "strangers_reference"),
    verb("clinics:stop_following", PSYCHOLOGIST, "reference"),
    # In an emergency. Hers already: there is nothing to open.
    form("cases:write_emergency_line", MAY_WRITE_EMERGENCY, "reference", post="409"),
    form("cases:break_glass", PSYCHOLOGIST, "strangers_reference", "kind psychology"),
    Route(
        "cases:break_glass", frozenset(PSYCHOLOGIST), "302", "302", ("reference", "kind psychology")
    ),
    page("cases:exceptional_accesses", COORDINATOR),
    verb("cases:review_exceptional_access", COORDINATOR, "access"),
    # What she agrees to, what was shared.
    page("cases:consents", MAY_READ_SOCIAL, "reference"),
    form("cases:record_consent", HAVE_A_DESK, "reference"),
    verb("cases:withdraw_consent", HAVE_A_DESK, "reference", "consent"),
    form("cases:record_opposition", HAVE_A_DESK, "reference"),
    verb("cases:lift_opposition", HAVE_A_DESK, "reference", "opposition"),
    form("cases:record_sharing", HAVE_A_DESK, "reference"),
    page("cases:print_sharings", MAY_READ_SOCIAL, "reference"),
    page("cases:print_sharings", MAY_READ_SOCIAL, "reference", query="language=en"),
    page("cases:sharings_pdf", MAY_READ_SOCIAL, "reference"),
    # Judicial requisitions: the director alone.
    page("cases:requisitions", {R.DIRECTOR}),
    form("cases:record_requisition", {R.DIRECTOR}),
    page("cases:requisition", {R.DIRECTOR}, "requisition"),
    form("cases:record_requisition_step", {R.DIRECTOR}, "requisition"),
    # What the minor may ask for, and how long her file is kept.
    page("cases:access", MAY_READ_FILES, "reference"),
    form("cases:ask_access", MAY_HANDLE_ACCESS, "reference"),
    form("cases:answer_access_part", NURSES, "reference", "health_part"),
    # Not every part has its answer: back to the page, which says so.
    verb("cases:export_case", MAY_HANDLE_ACCESS, "reference", "access_request"),
    form("cases:place_hold", MAY_OPEN_ARCHIVE, "reference"),
    verb("cases:ask_lifting", MAY_OPEN_ARCHIVE, "reference", "hold"),
    verb("cases:reopen_file", MAY_OPEN_ARCHIVE, "reference"),
    form("cases:archive", MAY_OPEN_ARCHIVE, post="200"),
    # Two files of one person.
    page("cases:likely_pairs", COORDINATOR),
    page("cases:likely_pairs", COORDINATOR, query="state=not_sure"),
    page("cases:finder_progress", COORDINATOR),
    verb("cases:find_duplicates", COORDINATOR),
    page("cases:pair", COORDINATOR, "reference", "strangers_reference"),
    verb("cases:judge_pair", COORDINATOR, "reference", "strangers_reference"),
    # Nobody has said that they are one person: back to the pair, which says so.
    form("cases:join_files", COORDINATOR, "reference", "strangers_reference", post="302"),
    form("cases:undo_join", COORDINATOR, "joined_reference", "merge", post="302"),
    verb("cases:tick_check", {R.JURIST}, "joined_reference", "merge", "kind legal"),
    page("cases:retention", MAY_DECIDE_RETENTION),
    verb("cases:preview_retention", MAY_DECIDE_RETENTION),
    verb("cases:ask_archive_files", MAY_DECIDE_RETENTION, "run"),
    verb("cases:ask_erase_files", MAY_DECIDE_RETENTION, "run"),
    # Files from a spreadsheet.
    form("cases:imports", COORDINATOR),
    form("cases:match_columns", COORDINATOR, "matched_import"),
    page("cases:minor_import", COORDINATOR, "working_import"),
    page("cases:minor_import", COORDINATOR, "checked_import"),
    page("cases:minor_import", COORDINATOR, "done_import"),
    verb("cases:answer_rows", COORDINATOR, "checked_import"),
    verb("cases:run_import", COORDINATOR, "checked_import"),
    verb("cases:resume_import", COORDINATOR, "checked_import"),
    verb("cases:give_up_import", COORDINATOR, "checked_import"),
    form("cases:undo_import", COORDINATOR, "done_import", post="302"),
    # The directory.
    page("cases:partners", EVERYONE),
    form("cases:create_partner", COORDINATOR),
    page("cases:partner", EVERYONE, "partner"),
    form("cases:edit_partner", COORDINATOR, "partner"),
    page("cases:desks", COORDINATOR),
    form("cases:create_desk", COORDINATOR),
    form("cases:edit_desk", COORDINATOR, "desk", is_owned=True),
    # Health.
    page("clinics:stock", MAY_READ_HEALTH),
    page("clinics:stock", MAY_READ_HEALTH, query="of=expiring"),
    page("clinics:stock", MAY_READ_HEALTH, query="of=out"),
    form("clinics:receive_lot", NURSES),
    form("clinics:count_stock", NURSES),
    page("clinics:lot", MAY_READ_HEALTH, "lot", is_owned=True),
    verb("clinics:take_from_lot", NURSES, "lot", is_owned=True, post="422"),
    verb("clinics:move_lot", NURSES, "lot", is_owned=True, post="422"),
    page("clinics:health", MAY_READ_HEALTH, "reference"),
    form("clinics:log_consultation", NURSES, "reference"),
    page("clinics:consultation", MAY_READ_HEALTH, "reference", "consultation"),
    page("clinics:vaccinations", MAY_READ_HEALTH, "reference"),
    form("clinics:add_vaccinations", NURSES, "reference"),
    form("clinics:give_vaccines", NURSES, "reference"),
    form("clinics:plan_vaccination", MAY_READ_HEALTH, "reference"),
    form("clinics:answer_vaccination", NURSES, "reference", post="302"),
    page("clinics:vaccination_booklet_pdf", MAY_READ_HEALTH, "reference", "kind ar"),
    verb("clinics:take_back_vaccination", NURSES, "reference", "vaccination"),
    page("clinics:vaccination_rules", MAY_READ_HEALTH),
    form("clinics:validate_vaccination_rules", {R.DOCTOR}, "kind mmr"),
    form("clinics:open_assessment", NURSES, "reference"),
    page("clinics:assessment", MAY_READ_HEALTH, "reference", "assessment"),
    form("clinics:fill_assessment", NURSES, "reference", "assessment", "kind today"),
    form("clinics:fill_assessment", MAY_READ_HEALTH, "reference", "assessment",
         "kind sexual_health"),
    form("clinics:prescribe_tests", MAY_READ_HEALTH, "reference", "assessment"),
    form("clinics:sample_tests", MAY_READ_HEALTH, "reference", "assessment"),
    form("clinics:receive_results", MAY_READ_HEALTH, "reference", "assessment"),
    form("clinics:hand_back_results", MAY_READ_HEALTH, "reference", "assessment"),
    # Of the health file: a midwife reads it, and finds no such test to write.
    form("clinics:drop_test", NURSES, "reference", "assessment", "test_to_sample",
         refused=REFUSED),
    verb("clinics:take_back_test_step", NURSES, "reference", "assessment", "test_step",
         refused=REFUSED),
    form("clinics:plan_second_step", NURSES, "reference", "assessment"),
    form("clinics:hold_second_step", NURSES, "reference", "assessment"),
    page("clinics:assessment_booklet_pdf", MAY_READ_HEALTH, "reference", "assessment"),
    *(
        page("clinics:due_results", MAY_READ_HEALTH, f"kind {which}")
        for which in ("hand-back", "awaited", "sample", "second-step", "recalls")
    ),
    page("clinics:medical_certificates", MAY_READ_HEALTH, "reference"),
    form("clinics:issue_certificate", {R.DOCTOR}, "reference", "kind sport"),
    page("clinics:medical_certificate_pdf", {R.DOCTOR}, "reference", "certificate"),
    verb("clinics:hand_certificate", {R.DOCTOR}, "reference", "certificate"),
    *(
        form("clinics:record_health_fact", NURSES, "reference", f"kind {kind}")
        for kind in ("allergy", "condition", "medicine", "result")
    ),
    form("clinics:end_health_fact", NURSES, "reference", "health_fact"),
    # Screens, scabies events of a site, the week's signals.
    *(
        form("clinics:screen", NURSES, "reference", f"kind {kind}")
        for kind in ("tb", "phq9", "gad7", "risk")
    ),
    page("clinics:screening", MAY_READ_HEALTH, "reference", "screening"),
    verb("clinics:ask_psychologist", NURSES, "reference", "screening"),
    verb("clinics:join_scabies", NURSES, "reference", "kind contact"),
    page("clinics:scabies_events", MAY_READ_HEALTH),
    form("clinics:scabies_event", MAY_READ_HEALTH, "scabies", is_owned=True, may_post=NURSES),
    form("clinics:find_scabies_contacts", NURSES, "scabies", is_owned=True, post="200"),
    verb("clinics:add_scabies_contact", NURSES, "scabies", "strangers_reference", is_owned=True),
    form("clinics:mark_scabies", NURSES, "scabies", "reference", is_owned=True),
    verb("clinics:take_back_scabies_mark", NURSES, "scabies", "scabies_mark", is_owned=True),
    verb("clinics:take_back_scabies_step", NURSES, "scabies", "scabies_step", is_owned=True),
    verb("clinics:close_scabies", NURSES, "scabies", is_owned=True),
    verb("clinics:reopen_scabies", NURSES, "scabies", is_owned=True),
    away("clinics:this_weeks_signals", MAY_READ_SIGNALS),
    page("clinics:signals", MAY_READ_SIGNALS, "iso_year", "iso_week"),
    form("clinics:signal", MAY_READ_SIGNALS, "iso_year", "iso_week", "site", "kind measles",
         "kind all", is_owned=True, may_post=NURSES | COORDINATOR),
    page("clinics:signal_rules", MAY_READ_SIGNALS),
    form("clinics:change_signal_rule", {R.DOCTOR, R.COORDINATOR}, "kind trend"),
    page("clinics:sexual_health", MAY_READ_HEALTH, "reference"),
    form("clinics:record_act", MAY_READ_HEALTH, "reference"),
    verb("clinics:take_back_act", MAY_READ_HEALTH, "reference", "act"),
    form("clinics:open_pregnancy", MAY_READ_HEALTH, "reference"),
    page("clinics:sexual_health", MAY_READ_HEALTH, "strangers_reference"),
    *(
        form("clinics:record_pregnancy_step", MAY_READ_HEALTH, "strangers_reference",
             "pregnancy", f"kind {kind}")
        for kind in ("dated", "wish", "ended")
    ),
    verb("clinics:tick_pregnancy_step", MAY_READ_HEALTH, "strangers_reference", "pregnancy",
         "kind first_tests"),
    form("clinics:record_done_elsewhere", MAY_READ_HEALTH, "strangers_reference", "pregnancy",
         "kind first_visit"),
    verb("clinics:take_back_pregnancy_step", MAY_READ_HEALTH, "strangers_reference", "pregnancy",
         "pregnancy_tick"),
    form("clinics:start_contraception", MAY_READ_HEALTH, "reference"),
    *(
        form("clinics:record_contraception_step", MAY_READ_HEALTH, "reference", "contraception",
             f"kind {kind}")
        for kind in ("renewed", "stopped")
    ),
    *(
        form("clinics:record_violence", MAY_READ_HEALTH, "reference", f"kind {kind}")
        for kind in ("sexual", "mutilation", "other")
    ),
    verb("clinics:take_back_violence", MAY_READ_HEALTH, "reference", "violence"),
    page("clinics:protocols", MAY_READ_HEALTH),
    form("clinics:sign_protocol", {R.DOCTOR}),
    form("clinics:replace_protocol", {R.DOCTOR}, "protocol"),
    form("clinics:end_protocol", {R.DOCTOR}, "protocol"),
    # Their author alone, for a day; once somebody has added to one, nobody.
    form("clinics:correct_consultation", set(), "reference", "consultation"),
    form("clinics:add_to_consultation", NURSES, "reference", "consultation"),
    form("clinics:correct_sexual_health", set(), "reference", "sexual_health"),
    form("clinics:add_to_sexual_health", MAY_READ_HEALTH, "reference", "sexual_health"),
    page("clinics:sessions", MAY_READ_HEALTH),
    form("clinics:open_session", MAY_READ_HEALTH),
    page("clinics:session", MAY_READ_HEALTH, "session", is_owned=True),
    verb("clinics:join_session", MAY_READ_HEALTH, "session", is_owned=True),
    form("clinics:add_to_team", MAY_READ_HEALTH, "session", is_owned=True),
    form("clinics:close_session", MAY_READ_HEALTH, "session", is_owned=True),
    verb("clinics:reopen_session", MAY_READ_HEALTH, "session", is_owned=True),
    # Without network. A PC of the matrix is not enrolled; nobody there holds a phone's secret.
    page("clinics:offline_session", MAY_READ_HEALTH, "session", is_owned=True),
    verb("clinics:prepare_offline", NURSES, "session", is_owned=True, post="409"),
    verb("clinics:end_offline", MAY_READ_HEALTH, "session", "offline_number", is_owned=True),
    page("clinics:offline", NURSES),
    page("clinics:offline_worker", EVERYONE, public=("200", "405")),
    verb("clinics:receive_entries", EVERYONE, "offline_number", post=FORBIDDEN,
         public=("405", FORBIDDEN)),
    form("clinics:log_anonymous_consultation", NURSES, "session", is_owned=True),
    page("clinics:anonymous_consultations", MAY_READ_HEALTH, "session", is_owned=True),
    page("clinics:anonymous_consultation", MAY_READ_HEALTH, "anonymous"),
    # Its author corrects it, and she is nobody here.
    form("clinics:correct_anonymous_consultation", set(), "anonymous"),
    verb("clinics:attach_to_file", NURSES, "anonymous", post="422"),
    form("clinics:attach_consultations", NURSES, "reference"),
    verb("clinics:detach_consultation", NURSES, "reference", "anonymous"),
    form("clinics:find_slip", MAY_READ_HEALTH),
    form("clinics:enter_tally", NURSES, "session", is_owned=True),
    page("clinics:tally", MAY_READ_HEALTH, "session", is_owned=True),
    page("clinics:tally_sheet_pdf", MAY_READ_HEALTH, "session", is_owned=True),
    form("clinics:log_sexual_health", MAY_READ_HEALTH, "reference"),
    page("clinics:sexual_health_consultation", MAY_READ_HEALTH, "reference", "sexual_health"),
    # Referrals: each is read by those who may read the compartment it was made in.
    page("referrals:awaiting", MAY_READ_SOCIAL),
    page("referrals:referrals", MAY_READ_SOCIAL, "reference"),
    form("referrals:make_referral", MAY_REFER, "reference"),
    page("referrals:referral", MAY_READ_SOCIAL, "reference", "social_referral"),
    page("referrals:referral", MAY_READ_LEGAL, "reference", "legal_referral", refused=REFUSED),
    page("referrals:referral", MAY_READ_HEALTH, "reference", "health_referral", refused=REFUSED),
    page("referrals:referral", MAY_READ_HEALTH, "reference", "sexual_health_referral",
         refused=REFUSED),
    page("referrals:referral", PSYCHOLOGIST, "reference", "psychology_referral", refused=REFUSED),
    form("referrals:record_step", {R.SOCIAL}, "reference", "social_referral"),
    form("referrals:record_step", {R.JURIST}, "reference", "legal_referral", refused=REFUSED),
    form("referrals:record_step", NURSES, "reference", "health_referral", refused=REFUSED),
    form("referrals:record_step", MAY_READ_HEALTH, "reference", "sexual_health_referral",
         refused=REFUSED),
    form("referrals:record_step", PSYCHOLOGIST, "reference", "psychology_referral",
         refused=REFUSED),
    # Procedures: the jurists write, the social workers read.
    page("referrals:procedures", MAY_READ_LEGAL, "reference"),
    page("referrals:choose_procedure", {R.JURIST}, "reference"),
    form("referrals:open_procedure", {R.JURIST}, "reference", "procedure_kind"),
    page("referrals:procedure", MAY_READ_LEGAL, "reference", "procedure"),
    form("referrals:edit_procedure", {R.JURIST}, "reference", "procedure", post="409"),
    form("referrals:record_event", {R.JURIST}, "reference", "procedure"),
    verb("referrals:take_back_event", {R.JURIST}, "reference", "procedure", "hearing"),
    # The papers of the legal file, and what she is in outside any procedure.
    form("referrals:record_paper", {R.JURIST}, "reference"),
    page("referrals:paper", MAY_READ_LEGAL, "reference", "paper"),
    form("referrals:edit_paper", {R.JURIST}, "reference", "paper"),
    form("referrals:move_paper", {R.JURIST}, "reference", "paper"),
    form("referrals:add_scan", {R.JURIST}, "reference", "paper"),
    verb("referrals:withdraw_paper", {R.JURIST}, "reference", "paper"),
    verb("referrals:restore_paper", {R.JURIST}, "reference", "withdrawn_paper"),
    verb("referrals:tie_paper", {R.JURIST}, "reference", "procedure", "paper"),
    verb("referrals:untie_paper", {R.JURIST}, "reference", "procedure", "tied_paper"),
    form("referrals:record_situation", {R.JURIST}, "reference"),
    verb("referrals:take_back_situation", {R.JURIST}, "reference", "situation"),
    page("referrals:hearings", MAY_READ_LEGAL),
    verb("referrals:record_hearing_call", {R.JURIST}, "hearing"),
    # Deadlines.
    page("referrals:due_deadlines", {R.JURIST}),
    page("referrals:due_deadlines", {R.JURIST}, query="of=late&here=on"),
    page("referrals:deadline_rules", MAY_READ_LEGAL),
    form("referrals:validate_rule", {R.JURIST}, "rule", "rule_version"),
    page("referrals:deadlines", MAY_READ_LEGAL, "reference"),
    page("referrals:choose_deadline_rule", {R.JURIST}, "reference"),
    form("referrals:start_deadline", {R.JURIST}, "reference", "rule", "rule_version"),
    page("referrals:deadline", MAY_READ_LEGAL, "reference", "deadline"),
    page("referrals:deadline", MAY_READ_LEGAL, "reference", "removal"),
    form("referrals:correct_deadline", {R.JURIST}, "reference", "deadline"),
    form("referrals:stop_deadline", {R.JURIST}, "reference", "deadline"),
    form("referrals:resume_deadline", {R.JURIST}, "reference", "stopped_deadline"),
    form("referrals:call_lawyer", {R.JURIST}, "reference", "removal"),
    form("referrals:end_deadline", {R.JURIST}, "reference", "deadline", post="302"),
    form("referrals:drop_deadline", {R.JURIST}, "reference", "deadline"),
    verb("referrals:undo_deadline_step", {R.JURIST}, "reference", "stopped_deadline"),
    form("referrals:set_silence", COORDINATOR),
    verb("referrals:chase", {R.SOCIAL}, "reference", "social_referral"),
    verb("referrals:chase", {R.JURIST}, "reference", "legal_referral", refused=REFUSED),
    verb("referrals:chase", NURSES, "reference", "health_referral", refused=REFUSED),
    verb("referrals:chase", MAY_READ_HEALTH, "reference", "sexual_health_referral",
         refused=REFUSED),
    verb("referrals:chase", PSYCHOLOGIST, "reference", "psychology_referral", refused=REFUSED),
    form("referrals:hand_over_sheet", {R.SOCIAL}, "reference", "social_referral"),
    form("referrals:hand_over_sheet", {R.JURIST}, "reference", "legal_referral", refused=REFUSED),
    form("referrals:hand_over_sheet", NURSES, "reference", "health_referral", refused=REFUSED),
    form("referrals:hand_over_sheet", MAY_READ_HEALTH, "reference", "sexual_health_referral",
         refused=REFUSED),
    form("referrals:hand_over_sheet", PSYCHOLOGIST, "reference", "psychology_referral",
         refused=REFUSED),
    page("referrals:sheet_pdf", {R.SOCIAL}, "reference", "social_referral", "sheet"),
    page("referrals:letter_pdf", {R.SOCIAL}, "reference", "social_referral", "sheet"),
    # Entitlements: the social desk writes them.
    page("referrals:due_entitlements", {R.SOCIAL}),
    page("referrals:due_entitlements", {R.SOCIAL}, query="of=filed"),
    verb("referrals:renew_entitlement", {R.SOCIAL}, "entitlement"),
    page("referrals:entitlements", MAY_READ_SOCIAL, "reference"),
    form("referrals:open_entitlement", {R.SOCIAL}, "reference"),
    form("referrals:record_entitlement_step", {R.SOCIAL}, "reference", "entitlement"),
    # What leaves line by line; of the exports that are made apart, one's own only.
    away("reports:lists", MAY_MAKE_LISTS),
    *(
        form(f"reports:{name}", may, f"kind {kind}")
        for name in ("line_list", "named_list")
        for may, kind in (
            (MAY_MAKE_LISTS, "arrivals"),
            (MAY_MAKE_LISTS, "persons"),
            (MAY_MAKE_LISTS, "referrals"),
            (MAY_READ_HEALTH, "consultations"),
            (MAY_READ_HEALTH, "sexual_health"),
        )
    ),
    form("reports:statistics", MAY_SEE_ALL_FIGURES),
    page("reports:exports", MAY_MAKE_LISTS | MAY_SEE_ALL_FIGURES),
    Route("reports:fetch_export", frozenset(MAY_MAKE_LISTS | MAY_SEE_ALL_FIGURES), HIDDEN, "405",
          ("somebody_s_export",)),
    Route("reports:begin_again", frozenset(MAY_MAKE_LISTS | MAY_SEE_ALL_FIGURES), "405", HIDDEN,
          ("somebody_s_export",)),
    # The week.
    away("reports:this_week", MAY_SEE_FIGURES, may_after_pin=frozenset(MAY_SEE_TALLIES)),
    page("reports:week", MAY_SEE_FIGURES, "week", may_after_pin=frozenset(MAY_SEE_TALLIES)),
    # What is behind a number, compartment by compartment; the direction reads numbers only.
    page("reports:lines", COORDINATOR, "week", "kind W01", "kind arrivals"),
    page("reports:lines", COORDINATOR, "week", "kind W02", "kind caseload"),
    page("reports:lines", MAY_SEE_TALLIES | COORDINATOR, "week", "kind W10", "kind meal",
         may_after_pin=frozenset(MAY_SEE_TALLIES)),
    page("reports:lines", MAY_READ_HEALTH, "week", "kind W11", "kind persons"),
    page("reports:lines", PSYCHOLOGIST, "week", "kind W12", "kind sessions"),
    page("reports:lines", MAY_READ_HEALTH, "week", "kind W13", "kind total"),
    page("reports:lines", {R.SOCIAL, R.COORDINATOR}, "week", "kind W14", "kind interviews"),
    page("reports:lines", {R.JURIST}, "week", "kind W15", "kind petitions"),
    page("reports:lines", {R.JURIST, R.COORDINATOR}, "week", "kind W19", "kind turned"),
    page("reports:lines", COORDINATOR, "week", "kind W20", "kind raised"),
    page("reports:lines", {R.JURIST}, "week", "kind W23", "kind exits"),
    page("reports:lines_of_part", COORDINATOR, "week", "kind W01", "kind by_day", "kind 1"),
    page("reports:week", MAY_SEE_ALL_FIGURES, "frozen_week", query="audience=partners",
         is_owned=True),
    page("reports:week_audience", MAY_SEE_ALL_FIGURES, "frozen_week", query="audience=public",
         is_owned=True),
    page("reports:week_changes", MAY_SEE_ALL_FIGURES, "frozen_week", is_owned=True),
    form("reports:freeze_week", COORDINATOR, "frozen_week", is_owned=True),
    form("reports:write_week", COORDINATOR, "week", is_owned=True),
    page("reports:week_file", MAY_SEE_ALL_FIGURES, "week", "kind csv"),
    page("reports:week_file", MAY_SEE_ALL_FIGURES, "week", "kind hxl.csv"),
    page("reports:week_file", MAY_SEE_ALL_FIGURES, "week", "kind dhis2.json"),
    form("reports:dhis2_mapping", COORDINATOR, post="409"),
    form("reports:dhis2_lines", COORDINATOR, "kind W01", post="409"),
    page("reports:dhis2_check", COORDINATOR),
    verb("reports:take_out_lost_codes", COORDINATOR),
    page("reports:export_mapping", COORDINATOR),
    form("reports:import_mapping", COORDINATOR),
    page("reports:week_file", MAY_SEE_ALL_FIGURES, "frozen_week", "kind csv",
         query="audience=partners", is_owned=True),
    # Any other period, and the tables that funders ask for.
    page("reports:week", MAY_SEE_FIGURES, "month", may_after_pin=frozenset(MAY_SEE_TALLIES)),
    page("reports:week_file", MAY_SEE_ALL_FIGURES, "month", "kind xlsx"),
    page("reports:choose_days", MAY_SEE_FIGURES, may_after_pin=frozenset(MAY_SEE_TALLIES)),
    page("reports:lines", COORDINATOR, "month", "kind W01", "kind arrivals"),
    page("reports:week", MAY_SEE_ALL_FIGURES, "month", query="audience=partners", is_owned=True),
    page("reports:week_audience", MAY_SEE_ALL_FIGURES, "month", query="audience=public",
         is_owned=True),
    page("reports:layouts", MAY_SEE_ALL_FIGURES),
    form("reports:compose_layout", COORDINATOR),
    away("reports:open_layout", MAY_SEE_ALL_FIGURES, "layout"),
    form("reports:change_layout", COORDINATOR, "layout"),
    verb("reports:archive_layout", COORDINATOR, "layout"),
    verb("reports:restore_layout", COORDINATOR, "layout"),
    page("reports:layout", MAY_SEE_ALL_FIGURES, "layout", "month"),
    page("reports:layout_file", MAY_SEE_ALL_FIGURES, "layout", "month", "kind csv"),
]  # fmt: skip


def names_of(resolver: URLResolver, namespaces: tuple[str, ...] = ()) -> Iterator[str]:
    """Yield the full name of every address; one without a name is yielded as its pattern."""
    for entry in resolver.url_patterns:
        if isinstance(entry, URLPattern):
            yield ":".join((*namespaces, entry.name or str(entry.pattern)))
        else:
            inner = (*namespaces, entry.namespace) if entry.namespace else namespaces
            yield from names_of(entry, inner)


def all_names() -> list[str]:
    return list(names_of(get_resolver()))
