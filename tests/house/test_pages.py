"""Every page, as a browser receives it: no name where it would last, no script that is not ours.

An address goes into histories and logs, a title onto a screen that others see, a session and a
message into a table and a cookie. A young person's name stands in none of them.
"""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from urllib.parse import unquote

import pytest
from babel.messages.pofile import read_po
from django.contrib.messages.storage.cookie import CookieStorage
from django.contrib.sessions.models import Session
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.urls import reverse

from cases import actions as case_actions
from cases.models import Minor, Ticket
from cases.models.documents import ENDINGS
from staff.models import AuditEntry, User
from tests import factories
from tests.house import sources
from tests.house.walk import Visit, Visitors, walk
from tests.matrix.scene import CANARY, NOTHING_TYPED, Scene, make_scene

pytestmark = pytest.mark.django_db(databases=["default", "owner"])

ADDRESSES = ("href", "src", "action", "formaction", "hx-get", "hx-post", "hx-push-url", "poster")
POLICY = {
    "default-src": {"'self'"},
    "img-src": {"'self'", "data:"},
    "form-action": {"'self'"},
    "frame-ancestors": {"'none'"},
    "base-uri": {"'none'"},
    "object-src": {"'none'"},
}
# What is downloaded does nothing at all, whoever opens it where.
POLICY_OF_FILES = {"sandbox": set(), "default-src": {"'none'"}}


class Page(HTMLParser):
    """What stands on a page: its title, its addresses, and what the policy forbids."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.title = ""
        self.lang = ""
        self.heading = ""
        self.addresses: list[str] = []
        self.inline: list[str] = []
        self._inside = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self._inside = tag
        if tag == "html":
            self.lang = given.get("lang") or ""
        if tag == "style" or (tag == "script" and not given.get("src")):
            self.inline.append(f"<{tag}>")
        for name, value in given.items():
            if name == "style" or re.fullmatch(r"on\w+|hx-on.*|hx-vars", name):
                self.inline.append(f"<{tag} {name}>")
            if name in ADDRESSES or (name == "content" and "url=" in (value or "").lower()):
                self.addresses.append(value or "")
            if (value or "").strip().lower().startswith(("javascript:", "js:")):
                self.inline.append(f"<{tag} {name}={value}>")

    def handle_endtag(self, tag: str) -> None:
        self._inside = ""

    def handle_data(self, data: str) -> None:
        if self._inside == "title":
            self.title += data
        elif self._inside in ("h1", "bdi"):
            self.heading += data


def says_the_name(text: str) -> bool:
    """Whether one word of the canary stands in a text, however an address would write it."""
    plain = unquote(text).casefold()
    return any(word.casefold() in plain for word in CANARY.split())


def is_outside(address: str) -> bool:
    return bool(re.match(r"\s*([a-z][a-z0-9+.-]*:|//|\\\\)", address, re.IGNORECASE))


def wrong_with(visit: Visit) -> Iterator[str]:
    """Yield what is wrong with one answer."""
    response = visit.response
    for header, value in {"address": visit.url, **response.headers}.items():
        if says_the_name(value):
            yield f"the name stands in {header}: {value}"
    if "no-store" not in response.headers.get("Cache-Control", ""):
        yield f"may be kept by the browser: {response.headers.get('Cache-Control')}"
    yield from wrong_with_cookies(response)
    yield from wrong_with_policy(response)
    if visit.is_page:
        yield from wrong_with_html(visit.html)


def wrong_with_html(html: str) -> Iterator[str]:
    page = Page(html)
    if says_the_name(page.title):
        yield f"the name stands in the title {page.title!r}"
    for address in page.addresses:
        if says_the_name(address):
            yield f"the name stands in the address {address}"
        if is_outside(address):
            yield f"leads outside: {address}"
    for inline in page.inline:
        yield f"the policy forbids {inline}"


def wrong_with_cookies(response: HttpResponse) -> Iterator[str]:
    for name, cookie in response.cookies.items():
        if cookie["max-age"] == 0 and not cookie.value:
            continue  # this answer removes it
        if not cookie["httponly"] or cookie["samesite"] not in ("Lax", "Strict"):
            yield f"the cookie {name} is open: {cookie.OutputString()}"
        if says_the_name(cookie.value):
            yield f"the name stands in the cookie {name}"


def policy_of(response: HttpResponse) -> dict[str, set[str]]:
    header = response.headers.get("Content-Security-Policy", "")
    parts = [part.split() for part in header.split(";") if part.strip()]
    return {directive: set(values) for directive, *values in parts}


def wrong_with_policy(response: HttpResponse) -> Iterator[str]:
    is_file = response.headers.get("Content-Type") in ENDINGS
    if policy_of(response) != (POLICY_OF_FILES if is_file else POLICY):
        yield f"the policy is {response.headers.get('Content-Security-Policy')}"


@pytest.fixture
def visitors(db: None) -> Visitors:
    return Visitors(make_scene(CANARY))


def test_every_page_keeps_the_name_to_itself_and_loads_only_what_is_ours(
    visitors: Visitors,
) -> None:
    pages, named, wrong = 0, 0, []
    for visit in walk(visitors):
        pages += visit.is_page
        named += CANARY in visit.html
        wrong += [f"{visit}: {what}" for what in wrong_with(visit)]
    assert not wrong, "\n".join(wrong)
    assert pages > 100
    assert named > 20, "the name has to be on pages for its absence elsewhere to mean something"


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
    }  # fmt: skip
    yield from press("cases:register_minor", **new)
    opened = Minor.objects.get(names__text=new["name"])
    for view in ("add_name", "add_phone", "claim_birth", "edit_identity"):
        yield client.get(reverse(f"cases:{view}", args=[opened.reference]))
    yield from press("cases:add_name", opened.reference, text=f"{CANARY} Alias", kind="alias")
    yield from press("cases:cancel_registration", opened.arrivals.get().pk)
    yield from press("staff:set_language", language="en", next=reception)


def remembered(client: Client) -> str:
    """Return all that the sessions, the message cookie and the audit trail hold, in plain text."""
    stored = [str(session.get_decoded()) for session in Session.objects.all()]
    stored += [str(entry) for entry in AuditEntry.objects.values_list()]
    request = RequestFactory().get("/")
    request.COOKIES = {name: cookie.value for name, cookie in client.cookies.items()}
    messages = [message.message for message in CookieStorage(request)]
    return "\n".join([*stored, *map(str, messages)])


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


def test_a_host_that_is_not_ours_is_answered_with_a_page() -> None:
    """Also before anybody is known: the page of error asks for neither session nor person."""
    client = Client(raise_request_exception=False)
    response = client.get("/", headers={"host": "elsewhere.example"})
    assert response.status_code == 400
    assert list(wrong_with_html(response.content.decode())) == []


# --- languages --------------------------------------------------------------------------------


def french_only() -> set[str]:
    """Return the long sentences of the French catalogue that no English text says too."""
    with (sources.ROOT / "locale/fr/LC_MESSAGES/django.po").open("rb") as catalogue:
        messages = [m for m in read_po(catalogue) if m.id and isinstance(m.string, str)]
    english = {str(message.id) for message in messages}
    return {
        message.string
        for message in messages
        if len(message.string) > 20 and "%" not in message.string and message.string not in english
    }


def left_in_french(html: str, sentences: set[str]) -> list[str]:
    text = " ".join(re.sub(r"<[^>]+>", " ", html).split())
    return sorted(sentence for sentence in sentences if sentence in text)


def in_language(visit: Visit, language: str) -> Iterator[str]:
    said = visit.response.headers.get("Content-Language")
    if said != language or (visit.is_page and Page(visit.html).lang not in ("", language)):
        yield f"{visit}: {said}, lang={Page(visit.html).lang!r}"


def test_pages_are_french_until_somebody_chooses_english(visitors: Visitors) -> None:
    """A whole page in one language: header, lang attribute and sentences agree."""
    sentences, wrong, french = french_only(), [], 0
    for visit in walk(visitors):
        wrong += in_language(visit, "fr")
        french += len(left_in_french(visit.html, sentences))
    assert french > 100, "the catalogue is not used: the next check would prove nothing"
    User.objects.update(language="en")
    for visit in walk(visitors):
        if visit.who in visitors and not visit.route.public:
            wrong += in_language(visit, "en")
            wrong += [f"{visit}: {text}" for text in left_in_french(visit.html, sentences)]
    assert not wrong, "\n".join(wrong)


def test_the_language_chosen_before_signing_in_is_kept() -> None:
    case_actions.open_site(by=None, name="Pantin", kind="day_centre")
    factories.CentreFactory()
    client = Client(headers={"accept-language": "en"})
    sign_in = reverse("account_login")
    assert client.get(sign_in).headers["Content-Language"] == "fr"
    response = client.post(reverse("staff:set_language"), {"language": "en", "next": sign_in})
    assert response.headers["Location"] == sign_in
    response = client.get(sign_in)
    assert response.headers["Content-Language"] == "en"
    assert Page(response.content.decode()).lang == "en"
    client.post(reverse("staff:set_language"), {"language": "xx", "next": "//elsewhere.example"})
    assert client.get(sign_in).headers["Content-Language"] == "en"


def test_choosing_a_language_leads_to_no_other_house() -> None:
    factories.CentreFactory()
    for elsewhere in ("//elsewhere.example/", "https://elsewhere.example/", "javascript:x"):
        data = {"language": "fr", "next": elsewhere}
        response = Client().post(reverse("staff:set_language"), data)
        assert response.headers["Location"] == reverse("staff:home")


# --- the checks can fail ----------------------------------------------------------------------


@pytest.mark.parametrize(
    "html",
    [
        "<title>Canari</title>",
        '<a href="/search/?q=zzyzx">',
        '<form action="/a/?name=Canari%20Zzyzx">',
        '<a hx-get="/?q=CANARI">',
        '<script src="https://elsewhere.example/a.js"></script>',
        '<img src="//elsewhere.example/a.png">',
        '<a href="http://elsewhere.example">',
        "<script>alert(1)</script>",
        "<style>p {}</style>",
        '<p style="color: red">',
        '<p onclick="x()">',
        '<p hx-on:click="x()">',
        '<a href="javascript:x()">',
    ],
)
def test_a_careless_page_is_found(html: str) -> None:
    assert list(wrong_with_html(html))


def test_a_careless_answer_is_found() -> None:
    response = HttpResponse("<p>Awa</p>")
    response.headers["Content-Security-Policy"] = "default-src 'self' 'unsafe-inline'"
    response.headers["Location"] = "/search/?q=canari"
    response.set_cookie("planted", CANARY)
    found = "\n".join(wrong_with(Visit(None, "nobody", "get", "/", response)))
    for what in ("stands in Location", "policy is", "is open", "in the cookie", "may be kept"):
        assert what in found


def test_a_memory_that_holds_a_name_is_found(visitors: Visitors) -> None:
    with visitors["nurse"].visiting() as client:
        session = client.session
        session["last"] = CANARY
        session.save()
        assert says_the_name(remembered(client))


def test_french_left_on_an_english_page_is_found() -> None:
    sentence = sorted(french_only())[0]
    assert left_in_french(f"<p>{sentence}</p>", french_only())
