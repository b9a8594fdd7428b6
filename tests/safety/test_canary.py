"""Point 7: a name typed anywhere stands on the page that asks for it, and nowhere that lasts.

An address goes into histories and logs, a title onto a screen that others see, a session, a
message and the cache into a table. The name is typed in every field of every form, the forms
succeed, are refused and fail, and each of those places is looked at afterwards.
"""

import io
import logging
import pickle
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

import pytest
from django.contrib.messages.storage.cookie import CookieStorage
from django.contrib.sessions.models import Session
from django.core import mail
from django.core.cache import cache
from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.db import connections, transaction
from django.db.utils import IntegrityError
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import timezone
from gunicorn.config import Config

from cases.models import Minor, Ticket
from config import gunicorn as our_gunicorn
from config import logs, settings
from staff.models import AuditEntry
from tests import factories
from tests.house.page import Page, says_the_name
from tests.house.walk import Visit, Visitors, first_walker
from tests.matrix.routes import EVERYONE, ROUTES, Route
from tests.matrix.scene import ANONYMOUS, CANARY, NOTHING_TYPED, Scene

pytestmark = pytest.mark.django_db(databases=["default", "owner"])


@pytest.fixture
def visitors(scene: Scene) -> Visitors:
    return Visitors(scene)


# --- what is looked at ------------------------------------------------------------------------


def wrong_with(visit: Visit) -> Iterator[str]:
    """Yield where one answer carries the name: address, headers, cookies, title, links."""
    for header, value in {"address": visit.url, **visit.response.headers}.items():
        if says_the_name(value):
            yield f"the name stands in {header}: {value}"
    for name, cookie in visit.response.cookies.items():
        if says_the_name(cookie.value):
            yield f"the name stands in the cookie {name}"
    if visit.is_page:
        yield from wrong_with_html(visit.html)


def wrong_with_html(html: str) -> Iterator[str]:
    page = Page(html)
    if says_the_name(page.title):
        yield f"the name stands in the title {page.title!r}"
    for address in page.addresses:
        if says_the_name(address):
            yield f"the name stands in the address {address}"


def remembered(client: Client, *, after: int = 0) -> str:
    """Return all that sessions, messages, cache, mails and the audit trail hold, in plain text.

    Of the trail, what comes after this entry.
    """
    stored = [str(session.get_decoded()) for session in Session.objects.all()]
    stored += [str(entry) for entry in AuditEntry.objects.filter(pk__gt=after).values_list()]
    request = RequestFactory().get("/")
    request.COOKIES = {name: cookie.value for name, cookie in client.cookies.items()}
    stored += [str(message.message) for message in CookieStorage(request)]
    stored += [str(sent.message()) for sent in getattr(mail, "outbox", [])]
    return "\n".join([*stored, *cached()])


def cached() -> Iterator[str]:
    """Yield each row of the cache, its value opened."""
    with connections["default"].cursor() as cursor:
        cursor.execute("SELECT cache_key, decode(value, 'base64') FROM staff_cache")
        for key, value in cursor.fetchall():
            yield f"{key}: {pickle.loads(value)!r}"  # noqa: S301 - our own rows


CLOSED = ("django.db", "django.template")


@pytest.fixture
def logged() -> Iterator[Callable[[], str]]:
    """Return what all the loggers have said, at every level, as the settings format it.

    Only the statements that Django logs at DEBUG, and each variable that a template has not, are
    left out: the settings close them, and the second are most of what a walk would write.
    """
    configured = settings.LOGGING["formatters"]["nameless"]
    said = io.StringIO()
    handler = logging.StreamHandler(said)
    handler.setFormatter(logs.NamelessFormatter(configured["format"], style=configured["style"]))
    before = {}
    every = [logging.getLogger(), *map(logging.getLogger, logging.root.manager.loggerDict)]
    for logger in every:
        before[logger] = (logger.level, logger.propagate, list(logger.handlers))
        logger.handlers, logger.propagate = [], True
        logger.setLevel(logging.INFO if logger.name.startswith(CLOSED) else logging.DEBUG)
    logging.getLogger().addHandler(handler)
    yield said.getvalue
    for logger, (level, propagate, handlers) in before.items():
        logger.setLevel(level)
        logger.propagate, logger.handlers = propagate, handlers


# --- the pages --------------------------------------------------------------------------------


# --- the forms --------------------------------------------------------------------------------


class Forms(HTMLParser):
    """The fields of the forms of a page that post to it: name -> a right answer, "" for a text."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.fields: dict[str, str] = {}
        self._select = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        name, kind, value = (given.get(key, "") for key in ("name", "type", "value"))
        if tag == "option" and self._select:
            self.fields[self._select] = self.fields[self._select] or value
        elif tag == "select":
            self._select = name
            self.fields.setdefault(name, "")
        elif tag in ("input", "textarea") and name:
            self.fields.setdefault(name, RIGHT.get(kind, value if kind in AS_GIVEN else ""))

    def handle_endtag(self, tag: str) -> None:
        if tag == "select":
            self._select = ""


# Inputs that hold no free text: the value on the page, or one that fits.
AS_GIVEN = ("hidden", "radio", "checkbox", "submit")
RIGHT = {
    "date": (timezone.localdate()).isoformat(),
    "time": "09:00",
    "number": "1",
}
# Texts that are not any text.
RIGHT_TEXT = {
    "birth": "16", "phone": "06 12 34 56 78", "username": "canari.zzyzx", "opens_at": "09:00",
    "closes_at": "17:00", "position": "3",
}  # fmt: skip


def everywhere(fields: dict[str, str]) -> dict[str, str]:
    """The name in every field, whatever it is for; `next` is an address, which nobody types."""
    return {name: CANARY for name in fields if name != "next"} | NOTHING_TYPED


def where_it_fits(fields: dict[str, str]) -> dict[str, str]:
    """The name in every free text, a right answer in the rest."""
    typed = {name: value or RIGHT_TEXT.get(name, CANARY) for name, value in fields.items()}
    return {
        name: value
        for name, value in {**typed, **NOTHING_TYPED}.items()
        if not name.startswith(("no_", "birth_"))  # "no name given" beside a name
    }


@dataclass
class Walk:
    """Posting to every route that takes one; what came back and what was left behind."""

    visitors: Visitors
    during: Callable[[], AbstractContextManager[None]] = nullcontext
    answers: Counter[int] = field(default_factory=Counter)
    successes: int = 0
    wrong: list[str] = field(default_factory=list)
    before: int = 0  # the last entry of the trail before the visit

    def post(self, route: Route, who: str, fill: Callable[[dict[str, str]], dict]) -> None:
        url, visitor = route.url(self.visitors.scene), self.visitors[who]
        self.before = AuditEntry.objects.latest("pk").pk
        with visitor.visiting() as client:
            fields = {**USUAL, **self.fields(client, route, url)}
            with self.during():
                response = client.post(url, fill(fields))
            self.look(route, who, url, response, client)
            to = response.headers.get("Location", "")
            if response.status_code == 302 and not to.startswith(reverse("account_login")):
                self.successes += 1
                self.look(route, who, to, client.get(to), client)

    def fields(self, client: Client, route: Route, url: str) -> dict[str, str]:
        if route.get != "200":
            return {}
        page = client.get(url)
        return Forms(page.content.decode()).fields if page.status_code == 200 else {}

    def look(
        self, route: Route, who: str, url: str, response: HttpResponse, client: Client
    ) -> None:
        self.answers[response.status_code] += 1
        visit = Visit(route, who, "post", url, response)
        self.wrong += [f"{visit}: {what}" for what in wrong_with(visit)]
        if says_the_name(remembered(client, after=self.before)):
            self.wrong.append(f"{visit}: the name is remembered")


# What a button may be sent with, beside what its page shows.
USUAL = dict.fromkeys(("q", "name", "name_typed", "page", "reason", "note"), "")
TAKE_A_POST = [route for route in ROUTES if route.post != "405"]


def one_who_may(route: Route) -> list[str]:
    """Return somebody whose post is taken, if anybody's is."""
    return sorted(role.value for role in route.writers)[:1] or first_walker(route)


def strangers(route: Route) -> list[str]:
    """Return somebody without an account and somebody without the right."""
    refused = sorted(role.value for role in EVERYONE - route.writers)
    return [ANONYMOUS, *refused[:1]]


@pytest.mark.parametrize("fill", [everywhere, where_it_fits])
def test_a_name_typed_in_every_form(
    visitors: Visitors, logged: Callable[[], str], fill: Callable[[dict[str, str]], dict]
) -> None:
    """By one of those who may, and two who may not; what fits, by one who may."""
    done = Walk(visitors)
    for route in TAKE_A_POST:
        others = strangers(route) if fill is everywhere else []
        for who in (*one_who_may(route), *others):
            done.post(route, who, fill)
    assert not done.wrong, "\n".join(done.wrong)
    assert not says_the_name(logged())
    print(dict(done.answers), done.successes)  # noqa: T201 - `pytest -s` shows it
    assert done.answers[500] == 0
    if fill is everywhere:
        assert done.answers[403] > 10
        assert done.answers[404] > 2
        assert done.answers[422] > 20
    else:
        assert done.successes > 40, "what succeeds shows what a success leaves behind"


def break_a_constraint(*args: Any, **kwargs: Any) -> None:
    """For real: PostgreSQL's error quotes the row, and so does Python's."""
    with connections["default"].cursor() as cursor:
        for _twice in range(2):
            cursor.execute(
                "INSERT INTO staff_site (name, kind, valid_from) VALUES (%s, 'border', now())",
                [CANARY],
            )


def test_a_page_that_fails_says_nothing_of_what_was_typed(
    visitors: Visitors, logged: Callable[[], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each verb writes its audit entry: there a constraint breaks, and the answer is 500."""
    with pytest.raises(IntegrityError, match=CANARY), transaction.atomic():
        break_a_constraint()

    @contextmanager
    def failing() -> Iterator[None]:
        with monkeypatch.context() as patch:
            patch.setattr(AuditEntry, "save", break_a_constraint)
            yield

    done = Walk(visitors, failing)
    for route in TAKE_A_POST:
        for who in one_who_may(route):
            done.post(route, who, where_it_fits)
    assert not done.wrong, "\n".join(done.wrong)
    assert done.answers[500] > 30
    said = logged()
    assert said.count("UniqueViolation (23505, staff_site, staff_site_name_key)") > 30
    assert "break_a_constraint" in said, "the lines of code stay"
    assert not says_the_name(said)


# --- a day ------------------------------------------------------------------------------------


def flow(client: Client, scene: Scene) -> Iterator[HttpResponse]:
    """A reception's day around one person: searched, arrived, sent, gone, back, undone, opened."""
    minor, _arrival = factories.make_minor(f"{CANARY} Deux", by=scene.host, site=scene.other_site)
    reception = reverse("cases:reception")

    def press(view: str, *args: object, **data: object) -> Iterator[HttpResponse]:
        yield client.post(reverse(view, args=args), {**NOTHING_TYPED, **data})
        yield client.get(reception)

    yield from press("cases:search", q=CANARY)
    yield from press("cases:reception", q=CANARY)
    yield client.post(reception, {"q": CANARY}, headers={"HX-Request": "true"})
    yield from press("cases:register_arrival", minor.reference)
    arrival = minor.arrivals.on(scene.arrival.day, scene.site).get()
    yield from press("cases:register_arrival", minor.reference)
    yield from press("cases:send_to_desk", arrival.pk, desk=scene.desk.pk)
    yield from press("cases:send_to_desk", arrival.pk, desk=scene.desk.pk)
    yield from press("cases:cancel_ticket", Ticket.objects.get(arrival=arrival).pk)
    yield from press("cases:leave", arrival.pk)
    yield from press("cases:return_to_centre", arrival.pk)
    yield from press("cases:cancel_arrival", arrival.pk)
    yield from press("cases:register_minor", name_typed=CANARY)
    new = {
        "name": f"{CANARY} Trois", "country": "GN", "language": "fr", "interpreter": "not_needed",
        "birth": "16", "sex": "male", "needs": "nothing",
        "shown": list(Minor.objects.values_list("reference", flat=True)),
    }  # fmt: skip
    yield from press("cases:register_minor", **new)
    opened = Minor.objects.get(names__text=new["name"])
    for view in ("add_name", "add_phone", "claim_birth", "edit_identity"):
        yield client.get(reverse(f"cases:{view}", args=[opened.reference]))
    alias = {"text": f"{CANARY} Alias", "kind": "alias", "source": "partner"}
    yield from press("cases:add_name", opened.reference, **alias)
    asked = {"channel": "door", "who": CANARY, "phone": CANARY, "asked_for": CANARY, "said": CANARY}
    yield from press("cases:is_she_here", **asked)
    yield from press("cases:cancel_registration", opened.arrivals.get().pk)
    yield from press("staff:set_language", language="en", next=reception)


def test_no_session_message_or_audit_entry_remembers_a_name(visitors: Visitors) -> None:
    scene = visitors.scene
    with visitors["reception"].visiting() as client:
        answers, kept = 0, []
        for response in flow(client, scene):
            answers += 1
            assert response.status_code in (200, 302), response.request["PATH_INFO"]
            kept.append(remembered(client))
            visit = Visit(None, "reception", "flow", response.request["PATH_INFO"], response)
            assert list(wrong_with(visit)) == []
    assert answers > 30
    assert any("/cancel/" in text for text in kept), "what can be undone is in the session"
    assert any("ticket_cancelled" in text for text in kept), "what was done is in the audit trail"
    assert any(visitors.scene.desk.name in text for text in kept), "and what was said, in a cookie"
    assert not [text for text in kept if says_the_name(text)]


def test_a_name_typed_in_a_form_that_fails_stays_on_the_page(visitors: Visitors) -> None:
    data = {**NOTHING_TYPED, "name": CANARY}
    response = visitors["reception"].ask("post", reverse("cases:register_minor"), data=data)
    assert response.status_code == 422
    assert CANARY in response.content.decode()
    assert list(wrong_with_html(response.content.decode())) == []


# --- what formats the logs --------------------------------------------------------------------


def as_logged(logger: str, *said: Any, **extra: Any) -> str:
    record = logging.getLogger(logger).makeRecord(logger, logging.ERROR, "", 0, *said, **extra)
    return logs.NamelessFormatter("{name} {message}", style="{").format(record)


def raised(error: Exception) -> Any:
    try:
        raise error
    except Exception:
        return sys.exc_info()


def test_an_exception_is_its_type_and_where_it_was() -> None:
    for error in (ValueError(CANARY), KeyError(CANARY), ValidationError(CANARY)):
        said = as_logged("django", "failed", (), raised(error))
        assert type(error).__name__ in said
        assert "in raised\n    raise error" in said
        assert not says_the_name(said)


def test_the_causes_of_an_exception_are_told_as_little() -> None:
    try:
        try:
            raise ValueError(CANARY)
        except ValueError as error:
            error.add_note(CANARY)
            raise RuntimeError(CANARY) from error
    except RuntimeError:
        said = as_logged("django", "failed", (), sys.exc_info())
    assert said.index("builtins.ValueError") < said.index("builtins.RuntimeError")
    assert not says_the_name(said)


def test_what_is_wrong_with_the_settings_is_said() -> None:
    said = as_logged("django", "failed", (), raised(ImproperlyConfigured("DATABASE_URL is empty")))
    assert "ImproperlyConfigured: DATABASE_URL is empty" in said


def test_a_request_is_the_name_of_its_page() -> None:
    for path, name in (("/search/", "cases:search"), (f"/{CANARY}/", "no page")):
        request = RequestFactory().post(path, query_params={"q": CANARY})
        said = as_logged("django.request", "Not Found: %s", (path,), None, extra={
            "request": request, "status_code": 404,
        })  # fmt: skip
        assert said == f"django.request POST {name}: 404"


@pytest.mark.parametrize(
    ("logger", "message", "args"),
    [
        ("django.security.DisallowedHost", f"Invalid HTTP_HOST header: '{CANARY}'.", ()),
        ("django.server", '"%s" %s %s', (f"GET /search/?q={CANARY} HTTP/1.1", "200", "1")),
        ("gunicorn.error", "Error handling request %s %s", ("GET", f"/cases/?q={CANARY}")),
        ("gunicorn.error", f"Invalid request from ip=::1: Invalid line: 'GET /{CANARY}'", ()),
        ("psycopg.pool", "error connecting in %r: %s", ("pool-1", ValueError(CANARY))),
        ("elsewhere", "opened /cases/?q=Canari%20Zzyzx", ()),
    ],
)
def test_what_comes_from_outside_is_not_quoted(logger: str, message: str, args: tuple) -> None:
    assert says_the_name(message % args if args else message)
    said = as_logged(logger, message, args, None)
    assert said.startswith(logger)
    assert not says_the_name(said)


def test_the_settings_use_it_and_nothing_else() -> None:
    """No mail to administrators, no handler of Django's own, no statement with its values."""
    formatters = settings.LOGGING["formatters"].values()
    assert {given["()"] for given in formatters} == {"config.logs.NamelessFormatter"}
    assert {given["formatter"] for given in settings.LOGGING["handlers"].values()} == {"nameless"}
    for name in ("django", "django.server"):
        assert settings.LOGGING["loggers"][name]["handlers"] == []
    assert logging.getLogger("django.db.backends").getEffectiveLevel() >= logging.INFO
    assert not [h for h in logging.getLogger("django").handlers if "Email" in type(h).__name__]


def test_gunicorn_uses_it_too() -> None:
    logger = our_gunicorn.Logger(Config())
    try:
        assert logger.error_log.handlers
        for handler in logger.error_log.handlers:
            assert isinstance(handler.formatter, logs.NamelessFormatter)
    finally:
        logger.error_log.handlers.clear()
    assert our_gunicorn.accesslog is None
    assert our_gunicorn.logger_class is our_gunicorn.Logger


# --- the checks can fail ----------------------------------------------------------------------


@pytest.mark.parametrize(
    "html",
    [
        "<title>Canari</title>",
        '<a href="/search/?q=zzyzx">',
        '<form action="/a/?name=Canari%20Zzyzx">',
        '<a hx-get="/?q=CANARI">',
    ],
)
def test_a_careless_page_is_found(html: str) -> None:
    assert list(wrong_with_html(html))


def test_a_careless_answer_is_found() -> None:
    response = HttpResponse("<p>Awa</p>")
    response.headers["Location"] = "/search/?q=canari"
    response.set_cookie("planted", CANARY)
    found = "\n".join(wrong_with(Visit(None, "nobody", "get", "/", response)))
    assert "stands in Location" in found
    assert "in the cookie" in found


def test_a_log_that_says_the_name_is_found(logged: Callable[[], str]) -> None:
    for name in ("django.request", "django.security.csrf", "gunicorn.error", "cases", ""):
        logging.getLogger(name).debug("opened the file of %s", CANARY)
    assert logged().count(CANARY) == 5


def test_a_cache_or_a_mail_that_holds_the_name_is_found(visitors: Visitors) -> None:
    client = visitors["nurse"].client
    assert not says_the_name(remembered(client))
    cache.set("planted", {"name": CANARY})
    assert says_the_name(remembered(client))
    cache.delete("planted")
    mail.EmailMessage("Bonjour", CANARY, "a@example.org", ["b@example.org"]).send()
    mail.outbox.append(mail.EmailMessage("Bonjour", CANARY, "a@example.org", ["b@example.org"]))
    assert says_the_name(remembered(client))


def test_a_memory_that_holds_a_name_is_found(visitors: Visitors) -> None:
    with visitors["nurse"].visiting() as client:
        session = client.session
        session["last"] = CANARY
        session.save()
        assert says_the_name(remembered(client))
