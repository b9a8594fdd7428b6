"""What is measured: each page as its person asks for it, and the SQL it runs."""

import datetime
import importlib
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.db import connection
from django.db.models import Count
from django.test import Client as InProcess
from django.urls import reverse
from django.utils import timezone

from benchmarks import seed
from benchmarks.client import Request, WrongAnswerError
from cases import search, waiting
from cases.models import Minor, MinorPhone
from reports.periods import week_of
from staff.models import User

# Any secret will do: Django compares the cookie with the form.
CSRF_SECRET = "benchmark" * 3 + "12345"

Statement = tuple[str, Any]


@dataclass
class Page:
    """One line of the table. `kind` says which goals it answers to."""

    kind: str
    name: str
    request: Callable[[], Request]
    statements: list[Statement] = field(default_factory=list)


def sign_in(user: User) -> str:
    """Return a session's key, made without the password: hashing one takes longer than a page."""
    session = importlib.import_module(settings.SESSION_ENGINE).SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    return str(session.session_key)


def all_pages(place: seed.Place) -> list[Page]:
    """Return every page to measure, with the statements of each."""
    minors = _of_interest()
    today = timezone.localdate()
    last_week = week_of(today - datetime.timedelta(days=7))
    reception, coordinator = place.reception, place.coordinator
    pages = [
        _get("bare", "bare signed-in view", reception, reverse("bare")),
        _get("reception", "reception page", reception, reverse("cases:reception")),
        _get("day", "who has left", reception, reverse("cases:reception") + "?who=gone"),
        _get("day", "queues", reception, reverse("cases:queues")),
        _poll(place),
        _get("day", "briefing", coordinator, reverse("cases:briefing")),
        _get("day", "handover and closing", coordinator, reverse("cases:handover")),
        _get("legal", "deadlines due", place.jurist, reverse("referrals:due_deadlines")),
        _get("legal", "hearings, two weeks", place.jurist,
             reverse("referrals:hearings") + "?of=weeks"),
        _get("day", "the nurse's queue", place.nurse, reverse("cases:my_desk")),
        _get("health", f"health file, {seed.LONG} consultations", place.nurse,
             reverse("clinics:health", args=[Minor.objects.get(pk=seed.LONGEST).reference])),
        *_searches(reception, minors),
        _check_in(place),
        _get("case", "case file", reception, reverse("cases:case", args=[minors[0].reference])),
        _get("unrecorded", "case file, not recorded", reception,
             reverse("unrecorded_case", args=[minors[0].reference])),
        _get("week", "this week", coordinator, reverse("reports:week", args=[week_of(today)])),
        _get("week", "last week", coordinator, reverse("reports:week", args=[last_week])),
        _get("export", "last week, XLSX", coordinator,
             reverse("reports:week_file", args=[last_week, "xlsx"])),
    ]  # fmt: skip
    for page in pages:
        page.statements = _statements(page)
    return pages


def headers_of(person: User) -> dict[str, str]:
    """Return what a signed-in browser sends with a form; a page takes no harm from it."""
    return {
        "Cookie": f"{settings.SESSION_COOKIE_NAME}={sign_in(person)}; csrftoken={CSRF_SECRET}",
        "Content-Type": "application/x-www-form-urlencoded",
    }


def form(**values: str) -> str:
    return urlencode({"csrfmiddlewaretoken": CSRF_SECRET} | values)


def _get(kind: str, name: str, person: User, path: str) -> Page:
    return _repeated(kind, name, Request("GET", path, headers_of(person)))


def _repeated(kind: str, name: str, request: Request) -> Page:
    """Return a page that is asked for in the same words each time."""
    return Page(kind, name, lambda: request)


def _poll(place: seed.Place) -> Page:
    """Return what a page of queues asks every five seconds while nothing changes."""
    headers = headers_of(place.reception) | {"HX-Request": "true", "Escale-Poll": "1"}

    def request() -> Request:
        mark = waiting.queue_mark(place.centre.pk)
        return Request(
            "GET",
            f"{reverse('cases:queues')}?{urlencode({waiting.MARK: mark})}",
            headers,
            status=204,
        )

    return Page("poll", "queues, nothing new", request)


def _of_interest() -> list[Minor]:
    """Return those who are here today, the longest files first."""
    return list(
        Minor.objects.filter(arrivals__day=timezone.localdate())
        .annotate(days=Count("arrivals__minor__arrivals"))
        .order_by("-days", "pk")
    )


def _searches(person: User, minors: list[Minor]) -> list[Page]:
    """Return what is typed at a reception, of every kind, and what nobody is called."""
    number = MinorPhone.objects.order_by("pk")[0].number
    typed = {
        "two letters": "ma",
        "three letters": "mam",
        "a common first name": "mamadou",
        "a common full name": "mamadou diallo",
        "other spellings": "mouhamadou jaloh",
        "slips of the hand": "ibrahma barry",
        "Arabic letters": "محمد",
        "a telephone": "0" + number.removeprefix("+33"),
        "four digits": number[-4:],
        "a reference": minors[0].reference,
    }
    for kind, text in typed.items():
        if not search.candidates(text):
            raise WrongAnswerError(f"the search for {kind} finds nobody")
    typed["nobody's name"] = "xqzw vbnk"
    path, headers = reverse("cases:reception"), headers_of(person) | {"HX-Request": "true"}
    return [
        _repeated("search", f"search: {kind}", Request("POST", path, headers, form(q=text)))
        for kind, text in typed.items()
    ]


def _check_in(place: seed.Place) -> Page:
    """Return the check-in: somebody else at each request, and the redirect is not followed."""
    headers, done = headers_of(place.annex_reception), reverse("cases:reception")
    references = Minor.objects.order_by("pk").values_list("reference", flat=True).iterator()

    def request() -> Request:
        path = reverse("cases:register_arrival", args=[next(references)])
        return Request("POST", path, headers, form(), 302, done)

    return Page("check_in", "check-in (POST)", request)


def _statements(page: Page) -> list[Statement]:
    """Return every statement that the page runs, as psycopg gets it. Raises WrongAnswerError."""
    found: list[Statement] = []

    def record(execute: Callable, statement: str, params: Any, many: bool, context: dict) -> Any:
        found.append((statement, params))
        return execute(statement, params, many, context)

    request = page.request()
    browser = InProcess(SERVER_NAME="127.0.0.1", headers=request.headers)
    with connection.execute_wrapper(record):
        response = browser.generic(
            request.method, request.path, request.body, request.headers["Content-Type"]
        )
    if response.status_code != request.status:
        raise WrongAnswerError(f"{request.method} {request.path} answered {response.status_code}")
    return found
