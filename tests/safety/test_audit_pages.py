"""No record, no page: every page of a file writes one entry, every refusal one, the others none.

Generated from the table of routes: a page that shows a young person is found by her name on it.
"""

import ast
from collections.abc import Callable, Iterator

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from django.urls import reverse

from cases import registry, scope
from cases.choices import AlertStepKind, TicketStatus
from cases.models import Minor
from clinics.actions.assessments import BEFORE
from clinics.choices import OfflineEnd
from referrals.choices.deadlines import DeadlineStepKind
from staff import audit, audit_digest, audit_words
from staff.choices import BackupProblem, Role
from staff.models import AuditEntry, Site
from tests.house import sources
from tests.house.walk import Visitors
from tests.matrix.routes import FORBIDDEN, HIDDEN, ROUTES, Route
from tests.matrix.scene import CANARY, HERE, NOTHING_TYPED, Scene
from tests.staff.trail import last_entry

pytestmark = pytest.mark.django_db(databases=["default", "owner"])

# Pages that name young people and are no file: the work of the day itself, asked for all day long.
# What is recorded is the step from there into a file, and each search.
THE_DAY = {
    "cases:reception": "who is here today",
    "cases:late_arrivals_on": "the lines of a sheet of paper, copied",
    "cases:raise_alert": "who came today, to say whom the alert is about",
    "cases:record_alert_step": "the young person’s alert, opened and recorded a page before",
    "cases:send_to_desk": "one line of the list of reception",
    "cases:tonight": "who came today, and where each sleeps in a word",
    "cases:night": "one line of the evening’s list",
    "cases:night_handover": "whom the sharings just recorded name",
    "cases:activity": "who is present, to be ticked",
    "cases:queues": "who waits",
    "cases:queue": "who waits at one desk",
}
# Pages outside a file that write an entry, and which: {name of the page: verb}.
RECORDED = {
    "cases:enquiries": "read_enquiries",
    "cases:briefing": "read_briefing",
    "cases:day_list_pdf": "print_day_list",
    "cases:night_handover_pdf": "print_night",
    "cases:appointments": "read_appointments",
    "cases:record_presence": "read_appointments_of",
    "cases:intakes": "read_intakes",
    "cases:alerts": "read_alerts",
    "cases:alert": "read_alert",
    "referrals:awaiting": "read_awaiting",
    "referrals:hearings": "read_hearings",
    "cases:my_desk": "read_desk",  # what a care desk sees to next names somebody
    "referrals:due_entitlements": "read_due_entitlements",
    "referrals:due_deadlines": "read_due_deadlines",
    "reports:week_file": "export_week",
    "reports:export_mapping": "export_mapping",
    "reports:lines": "read_lines",
    "reports:lines_of_part": "read_lines",
    "reports:layout_file": "export_layout",
    "cases:day_sheet": "print_day_sheet",
    "cases:exceptional_accesses": "read_exceptional_accesses",
    "cases:likely_pairs": "read_duplicates",
    "staff:digest": "read_digest",
    "cases:requisitions": "read_requisitions",
    "cases:requisition": "read_requisition",
    "cases:retention": "read_retention",
    "cases:tasks": "read_tasks",
    **dict.fromkeys(
        [
            "cases:task",
            "cases:end_task",
            "cases:drop_task",
            "cases:postpone_task",
            "cases:give_task",
        ],
        "read_task",
    ),
    "cases:hand_over": "read_tasks",
    "cases:not_seen_for": "read_not_seen",
    "clinics:anonymous_consultations": "read_anonymous_consultations",
    "clinics:anonymous_consultation": "read_anonymous_consultation",
    "clinics:due_results": "read_due_results",
    "clinics:scabies_events": "read_scabies",
    "clinics:scabies_event": "read_scabies",
    "clinics:find_scabies_contacts": "read_scabies",
}
# A phone that shows no secret is nobody: whoever knocks could fill the trail.
OF_NOBODY = {"clinics:receive_entries"}
# A spreadsheet that somebody has just sent, shown to her alone; files that are there already are
# recorded where they are shown beside its rows.
OF_A_SPREADSHEET = {"cases:match_columns", "cases:minor_import"}


@pytest.fixture
def visitors(scene: Scene) -> Visitors:
    return Visitors(scene)


def one_who_may(route: Route) -> str:
    return sorted(role.value for role in route.may)[0]


def written(visitors: Visitors, who: str, method: str, route: Route) -> tuple[list, str, int]:
    """Return the entries that one request writes, its page and its status; all of it undone."""
    visitor, url = visitors[who], route.url(visitors.scene)
    start = last_entry()
    data = {} if method == "get" else NOTHING_TYPED
    with visitor.visiting() as client:
        response = getattr(client, method)(url, data)
        entries = list(AuditEntry.objects.filter(pk__gt=start).order_by("pk"))
        html = "" if response.streaming else response.content.decode(errors="ignore")
    return entries, html, response.status_code


def of_file(route: Route) -> int:
    """Return how many files the address names."""
    return sum(attribute.endswith("reference") for attribute in route.of)


def minors_of(scene: Scene) -> set[int]:
    """Return the files whose pages are asked for."""
    return {found.pk for found in vars(scene).values() if isinstance(found, Minor)}


def wrong_with(route: Route, entries: list[AuditEntry], html: str, scene: Scene) -> str:
    """Return what is wrong with the entries of a page that was shown; nothing if they are right."""
    verbs = [entry.action for entry in entries]
    if of_file(route):
        is_right = len({entry.minor_id for entry in entries} & minors_of(scene)) == len(entries)
        is_read = (
            is_right
            and len(entries) == of_file(route)
            and all(verb.startswith(("read_", "print_", "export_")) for verb in verbs)
        )
        return "" if is_read else f"a page of a file wrote {verbs}"
    if route.name in RECORDED:
        return "" if verbs == [RECORDED[route.name]] else f"wrote {verbs}"
    if route.name in OF_A_SPREADSHEET:
        return "" if verbs in ([], ["read_import"]) else f"wrote {verbs}"
    names_somebody = CANARY in html or scene.reference in html
    if names_somebody and route.name not in THE_DAY:
        return f"shows a young person and wrote {verbs}: neither RECORDED nor THE_DAY"
    return f"wrote {verbs}" if verbs else ""


SHOWN = [route for route in ROUTES if route.get == "200" and route.may]


@pytest.mark.parametrize("app", ["staff", "account", "cases", "clinics", "referrals", "reports"])
def test_every_page_of_a_file_is_recorded_once_and_no_other_page_is(
    visitors: Visitors, app: str
) -> None:
    wrong, files = [], 0
    for route in (route for route in SHOWN if route.name.startswith(app)):
        entries, html, status = written(visitors, one_who_may(route), "get", route)
        assert status == 200, route
        files += of_file(route)
        if what := wrong_with(route, entries, html, visitors.scene):
            wrong.append(f"GET {route}: {what}")
    assert not wrong, "\n".join(wrong)
    assert files or app in ("staff", "account", "reports")


def test_a_form_that_comes_back_shows_the_file_again(visitors: Visitors) -> None:
    wrong, forms = [], 0
    for route in (r for r in SHOWN if r.post == "422" and of_file(r)):
        entries, html, status = written(visitors, one_who_may(route), "post", route)
        assert status == 422, route
        forms += 1
        if what := wrong_with(route, entries, html, visitors.scene):
            wrong.append(f"POST {route}: {what}")
    assert not wrong, "\n".join(wrong)
    assert forms > 5


def test_every_exception_still_serves() -> None:
    assert set(THE_DAY) | set(RECORDED) <= {route.name for route in SHOWN}


@pytest.mark.parametrize("method", ["get", "post"])
def test_every_refusal_is_recorded_once_by_the_name_of_its_page(
    visitors: Visitors, method: str
) -> None:
    wrong, refusals = [], 0
    for route in ROUTES:
        for who in HERE:
            answers = route.expected(who, method)
            if not answers & {FORBIDDEN} or not answers <= {FORBIDDEN, HIDDEN}:
                continue
            if route.name in OF_NOBODY:
                continue
            entries, _html, status = written(visitors, who, method, route)
            found = [(entry.action, entry.subject, entry.minor_id) for entry in entries]
            # The page of a refusal may show the line written for everybody: a reading of its own.
            if of_file(route) and found[-1][0] == "read_emergency_line":
                found = found[:-1]
            if found != [("refused", route.name, None)]:
                wrong.append(f"{method.upper()} {route} as {who} ({status}): {found}")
            refusals += 1
            break
    assert not wrong, "\n".join(wrong)
    assert refusals > 20


def test_what_is_out_of_scope_is_recorded_too(as_role: Callable[..., Client], site: Site) -> None:
    client = as_role(Role.NURSE)
    start = last_entry()
    assert client.get(reverse("cases:queue", args=[999_999])).status_code == 404
    assert client.post(reverse("staff:choose_site"), {"site": "999999"}).status_code == 404
    assert client.get("/nowhere/").status_code == 404, "an address that is none is no refusal"
    entries = AuditEntry.objects.filter(pk__gt=start).order_by("pk")
    assert [(e.subject, e.by, e.site_id) for e in entries] == [
        ("cases:queue", client.user, site.pk),
        ("staff:choose_site", client.user, site.pk),
    ]


def test_a_page_that_cannot_record_its_refusal_fails(
    as_role: Callable[..., Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(**kwargs: object) -> None:
        raise RuntimeError

    client = as_role(Role.NURSE)
    client.raise_request_exception = False
    monkeypatch.setattr(audit, "record_refusal", fail)
    assert client.get(reverse("staff:team")).status_code == 500


def test_an_entry_says_from_which_request_and_device(
    as_role: Callable[..., Client], site: Site
) -> None:
    client, start = as_role(), last_entry()
    for _time in range(2):
        client.post(reverse("cases:search"), {"q": "Awa"})
    token = audit.device.set("7")
    try:
        audit.record(by=client.user, action="leave")
    finally:
        audit.device.reset(token)
    one, other, enrolled = AuditEntry.objects.filter(pk__gt=start).order_by("pk")
    assert one.request_id
    assert one.request_id != other.request_id
    assert (one.device, enrolled.device) == ("", "7")


# --- every verb has its words -----------------------------------------------------------------

# Verbs that are put together where they are recorded: {(file, expression): what they may be}.
PUT_TOGETHER: dict[tuple[str, str], Callable[[], set[str]]] = {
    ("reports/actions/exports.py", "action"): lambda: {
        "export_lines", "export_names", "export_statistics",
    },
    ("cases/actions/arrivals.py", "action"): lambda: {
        "register_arrival", "register_arrival_again", "return_to_centre",
    },
    ("cases/actions/queues.py", "f'ticket_{status}'"): lambda: {
        f"ticket_{status.value}" for status in TicketStatus
    },
    ("cases/actions/activities.py", "action"): lambda: {
        "tick_participant", "untick_participant",
    },
    ("referrals/actions/deadlines.py", "f'deadline_{step.kind}'"): lambda: {
        f"deadline_{kind.value}" for kind in DeadlineStepKind
    },
    ("clinics/actions/assessments.py", "f'record_test_{step.kind}'"): lambda: {
        f"record_test_{kind.value}" for kind in BEFORE
    },
    ("cases/actions/alerts.py", "f'alert_{step.kind}'"): lambda: {
        f"alert_{kind.value}" for kind in AlertStepKind
    },
    ("cases/actions/appointments.py", "f'appointment_{kind}'"): lambda: {
        f"appointment_{kind}"
        for kind in ("missed", "cancelled", "closed", "asked", "found", "not_found")
    },
    ("cases/actions/notes.py", "action"): lambda: {"write_note", "correct_note"},
    ("staff/actions/backups.py", "VERBS[BackupKind(run.kind)]"): lambda: {
        "back_up", "prove_restore",
    },
    ("cases/views/documents.py", "action"): lambda: {"find_document_unreadable"},
    ("clinics/actions.py", "action"): lambda: {"follow_case", "add_psychologist"},
    **{
        ("staff/sign_ins.py", f"f'{verb}_{{authenticator.type}}'"): (
            lambda verb=verb: {f"{verb}_{kind.value}" for kind in Authenticator.Type}
        )
        for verb in ("add", "remove")
    },
    ("staff/middleware.py", "ending.action"): lambda: {
        str(call.args[0].value)
        for call in sources.calls(ast.parse(sources.python_files()["staff/middleware.py"]))
        if ast.unparse(call.func) == "Ending"
    },
    ("cases/case_pages.py", "action"): lambda: {
        f"read_{tab.view.partition(':')[2]}"
        for brings in registry._brought.values()
        for tab in brings.tabs
    },
}  # fmt: skip


def recorded(path: str, text: str) -> Iterator[tuple[str, str | None]]:
    """Yield (expression, verb) of each call that records; no verb where it is put together."""
    for call in sources.calls(ast.parse(text)):
        name = ast.unparse(call.func)
        if name.rpartition(".")[2] in {"record", "record_page"} and (
            name.startswith("audit.") or path == "staff/audit.py"
        ):
            [action] = [k.value for k in call.keywords if k.arg == "action"]
            is_plain = isinstance(action, ast.Constant)
            if path != "staff/audit.py" or is_plain:
                yield ast.unparse(action), str(action.value) if is_plain else None


def all_verbs(files: dict[str, str]) -> set[str]:
    verbs = {"refused"}
    for path, text in files.items():
        for expression, verb in recorded(path, text):
            verbs |= {verb} if verb else PUT_TOGETHER[path, expression]()
    return verbs


def test_every_verb_has_its_words() -> None:
    verbs = all_verbs(sources.python_files())
    assert len(verbs) > 40
    assert verbs - set(audit_words.WORDS) == set()


def test_every_verb_is_a_verb_of_the_trail() -> None:
    """Small letters and an underscore, as the chain's readers expect; the words name nobody."""
    for verb, words in audit_words.WORDS.items():
        assert verb.replace("_", "").isalpha()
        assert verb.islower()
        assert str(words)


def test_the_digests_verbs_are_recorded_somewhere() -> None:
    looked_at = {*audit_digest.TEAM, *audit_digest.EXCEPTIONAL, *audit_digest.REFUSALS}
    assert looked_at <= all_verbs(sources.python_files())


def test_a_verb_without_words_is_found() -> None:
    text = "audit.record(by=by, action='planted', subject=row)"
    assert all_verbs({"cases/planted.py": text}) - set(audit_words.WORDS) == {"planted"}
    with pytest.raises(KeyError):
        all_verbs({"cases/planted.py": "audit.record(by=by, action=made_up)"})


# The purposes that a name or an expression stands for: {(file, expression): them}.
PURPOSES = {
    ("clinics/actions/offline.py", "why"): set(OfflineEnd.values),
    ("clinics/actions/offline.py", "OfflineEnd.DEVICE"): {OfflineEnd.DEVICE},
    ("clinics/actions/offline.py", "OfflineEnd.EXPIRED"): {OfflineEnd.EXPIRED},
    ("staff/actions/audit.py", "'broken' if found else 'whole'"): {"broken", "whole"},
    ("staff/actions/backups.py", "run.problem"): set(BackupProblem.values),
}
# Those of a page that reads, which `cases.scope` gives.
OF_A_READING = {
    "purpose", "scope.purpose_of(found.minor, request.user, found.compartment)",
}  # fmt: skip


def all_purposes(files: dict[str, str]) -> set[str]:
    found = {scope.PURPOSE}
    for path, text in files.items():
        for call in sources.calls(ast.parse(text)):
            if not ast.unparse(call.func).startswith("audit.record"):
                continue
            for value in (word.value for word in call.keywords if word.arg == "purpose"):
                expression = ast.unparse(value)
                if isinstance(value, ast.Constant):
                    found.add(str(value.value))
                elif not (sources.is_in(path, "views") and expression in OF_A_READING):
                    found |= PURPOSES[path, expression]
    return found


def test_every_purpose_has_its_words() -> None:
    purposes = all_purposes(sources.python_files())
    assert len(purposes) > 15
    assert purposes - set(audit_words.PURPOSES) == set()
    planted = {"cases/planted.py": "audit.record(by=by, action='x', purpose='planted')"}
    assert all_purposes(planted) - set(audit_words.PURPOSES) == {"planted"}
    with pytest.raises(KeyError):
        all_purposes({"cases/planted.py": "audit.record(by=by, action='x', purpose=purpose)"})


def test_a_verb_of_a_former_release_is_shown_as_it_was() -> None:
    assert audit_words.said("long_gone") == "long_gone"


# --- the checks can fail ----------------------------------------------------------------------


def test_a_page_that_forgets_or_repeats_its_entry_is_found(
    visitors: Visitors, monkeypatch: pytest.MonkeyPatch
) -> None:
    [case, *_more] = [route for route in ROUTES if route.name == "cases:case"]
    entries, html, _status = written(visitors, "nurse", "get", case)
    assert wrong_with(case, entries, html, visitors.scene) == ""
    assert wrong_with(case, [], html, visitors.scene)
    assert wrong_with(case, entries * 2, html, visitors.scene)
    undeclared = Route("cases:planted", case.may, "200", "405")
    assert wrong_with(undeclared, [], html, visitors.scene)
    assert wrong_with(undeclared, entries, "", visitors.scene)
