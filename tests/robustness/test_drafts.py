"""Drafts: kept as one types, sealed, the author's alone, gone once they have served."""

import datetime
import json
import re
import uuid
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cases.models import Minor, MinorKey
from staff import drafts, encryption, once
from staff.choices import Role
from staff.models import Draft, Site
from tests import factories
from tests.house.walk import Visitors
from tests.matrix.routes import ROUTES, Route
from tests.matrix.scene import lock, make_scene
from tests.robustness.test_edits import MainForm
from tests.robustness.test_once import note, note_url

pytestmark = pytest.mark.django_db(databases=["default", "owner"])

DRAFT = reverse("staff:draft")
TYPED = [["text", "Zqxcanari dort gare du Nord"], ["day", "2026-11-24"]]


@pytest.fixture
def desk(as_role: Callable[..., Client]) -> Client:
    return as_role(Role.RECEPTION)


@pytest.fixture
def known(desk: Client, site: Site) -> Minor:
    return factories.make_minor("Awa Barry", by=desk.user, site=site)[0]


def ask(client: Client, path: str, what: str, **more: Any) -> HttpResponse:
    """Ask as the page at this address does, once it has opened for this person."""
    html = client.get(path).content.decode()
    key = re.search(r'data-draft-key="([0-9a-f]+)"', html)
    sent = {"do": what, "path": path, "key": key[1] if key else "", **more}
    return client.post(DRAFT, sent)


def read(client: Client, path: str, **more: Any) -> list[Any]:
    """Return what is offered back on this page, newest first, in a window just opened."""
    window = {"form": str(uuid.uuid4()), **more}
    answer = ask(client, path, "read", **window)
    return answer.json()["drafts"] if answer.status_code == 200 else []


def keep(client: Client, path: str, fields: Any = TYPED, **more: Any) -> HttpResponse:
    return ask(client, path, "save", fields=json.dumps(fields), **more)


# --- every long form ------------------------------------------------------------------------------


class LongForms(HTMLParser):
    """The forms of a page's content in which a text is typed, and what keeps them from a draft."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[set[str]] = []
        self._obstacles: set[str] | None = None
        self._is_long = False
        self.feed(html[html.find("<main") :])

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form" and given.get("method", "").lower() == "post":
            self._obstacles, self._is_long = set(), False
            if "action" in given:
                self._obstacles.add("posts elsewhere")
        elif self._obstacles is not None:
            self._is_long |= tag == "textarea"
            if given.get("type") in ("file", "password"):
                self._obstacles.add(given["type"])

    def handle_endtag(self, tag: str) -> None:
        if tag == "form" and self._obstacles is not None:
            if self._is_long:
                self.found.append(self._obstacles)
            self._obstacles = None


def page_of(client: Client, url: str) -> str:
    page = client.get(url)
    is_page = page.headers.get("Content-Type", "").startswith("text/html")
    return page.content.decode() if is_page else ""


def pages() -> Iterator[tuple[Route, str]]:
    for route in ROUTES:
        if route.get == "200" and route.may and route.name != "staff:styleguide":
            yield route, sorted(route.writers)[0].value


def test_every_long_form_is_kept_and_given_back() -> None:
    """static/js/drafts.js keeps the one long form of a page, which posts to the page itself."""
    visitors = Visitors(make_scene())
    kept = set()
    for route, who in pages():
        url = route.url(visitors.scene)
        with visitors[who].visiting() as client:
            html = page_of(client, url)
            found = LongForms(html).found
            assert found in ([], [set()]), (url, found)
            if not found:
                continue
            fields = MainForm(html).typed()
            pairs = [[name, value] for name, values in fields.items() for value in values]
            path = url.partition("?")[0]
            assert keep(client, path, pairs).status_code == 200, url
            assert [draft["fields"] for draft in read(client, path)] == [pairs], url
            kept.add(route.name)
    assert "cases:is_she_here" in kept
    assert len(kept) > 12


@pytest.mark.parametrize(
    ("html", "found"),
    [
        ('<form method="post"><textarea></textarea></form>', [set()]),
        ('<form method="post"><input name="a"></form>', []),
        ('<form method="post" action="/a/"><textarea></textarea></form>', [{"posts elsewhere"}]),
        ('<form method="post"><textarea></textarea><input type="file"></form>', [{"file"}]),
    ],
)
def test_a_long_form_that_no_draft_keeps_is_found(html: str, found: list[set[str]]) -> None:
    assert LongForms(f"<main>{html}</main>").found == found


# --- one of them -------------------------------------------------------------------------------


def test_it_is_offered_back_on_any_computer(desk: Client, known: Minor) -> None:
    assert keep(desk, note_url(known)).status_code == 200
    elsewhere = Client()
    elsewhere.force_login(desk.user)
    [found] = read(elsewhere, note_url(known))
    assert found["fields"] == TYPED
    assert found["when"]


def test_the_last_one_stands(desk: Client, known: Minor) -> None:
    keep(desk, note_url(known))
    keep(desk, note_url(known), [["text", "Autre chose"]])
    assert Draft.objects.count() == 1
    [found] = read(desk, note_url(known))
    assert found["fields"] == [["text", "Autre chose"]]


def test_two_windows_keep_one_each(desk: Client, known: Minor) -> None:
    """Neither overwrites the other; each is told of the other, and of nothing of its own."""
    first, second = str(uuid.uuid4()), str(uuid.uuid4())
    path = note_url(known)
    assert keep(desk, path, form=first).json()["others"] == []
    told = keep(desk, path, [["text", "Autre chose"]], form=second).json()["others"]
    [offered] = read(desk, path, form=second)
    assert (offered["fields"], [offered["number"]]) == (TYPED, told)
    assert [draft["fields"] for draft in read(desk, path)] == [[["text", "Autre chose"]], TYPED]


def test_one_that_was_taken_up_goes_with_the_form_that_took_it(desk: Client, known: Minor) -> None:
    first, other = str(uuid.uuid4()), str(uuid.uuid4())
    path = note_url(known)
    for form, text in ((first, "Un"), (other, "Deux")):
        keep(desk, path, [["text", text]], form=form)
    taken = next(draft["number"] for draft in read(desk, path) if draft["fields"][0][1] == "Un")
    assert desk.post(path, note() | {once.DRAFT_FIELD: taken}).status_code == 302
    assert [draft["fields"] for draft in read(desk, path)] == [[["text", "Deux"]]]


def test_it_is_sealed(desk: Client, known: Minor) -> None:
    keep(desk, note_url(known))
    [row] = Draft.objects.values()
    assert b"Zqxcanari" not in bytes(row["content"])
    other = reverse("cases:register_minor")
    Draft.objects.update(path=other)
    assert drafts.read(desk.user, other, "-") == []  # it opens in its place only


def test_it_is_under_the_key_of_the_file_and_compartment(
    as_role: Callable[..., Client], known: Minor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Once that key is destroyed nobody opens it, wherever a copy lies."""
    nurse = as_role(Role.NURSE)
    path = reverse("clinics:log_consultation", args=[known.reference])
    keep(nurse, path)
    assert [draft["fields"] for draft in read(nurse, path)] == [TYPED]
    assert MinorKey.objects.filter(minor=known, compartment="health").exists()
    monkeypatch.setattr(drafts, "_file_key", [lambda path, make: None])
    assert read(nurse, path) == []


def test_another_page_is_under_the_key_of_the_house(desk: Client) -> None:
    path = reverse("cases:register_minor")
    keep(desk, path)
    assert encryption.generation_of(bytes(Draft.objects.get().content)) != encryption.OWN_KEY
    assert [draft["fields"] for draft in read(desk, path)] == [TYPED]


def test_nobody_else_reads_it(desk: Client, known: Minor, as_role: Callable[..., Client]) -> None:
    keep(desk, note_url(known))
    assert read(as_role(Role.RECEPTION), note_url(known)) == []


def test_only_where_the_page_opens_today(desk: Client, known: Minor) -> None:
    """Her role ended: the page refuses her, and her draft with it."""
    keep(desk, note_url(known))
    desk.user.postings.update(role=Role.DIRECTOR)
    assert read(desk, note_url(known)) == []
    forged = {"do": "read", "path": note_url(known), "key": "0" * 64}
    assert desk.post(DRAFT, forged).status_code == 204


def test_yesterdays_page_is_forgotten(
    desk: Client, known: Minor, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = note_url(known)
    old = drafts.key_of(desk.user, path, days_ago=2)
    night = drafts.key_of(desk.user, path, days_ago=1)
    assert not drafts.may_be_drafted(desk.user, path, old)
    assert drafts.may_be_drafted(desk.user, path, night)


def test_it_is_gone_once_the_form_is_recorded(desk: Client, known: Minor) -> None:
    sent = note()
    keep(desk, note_url(known), form=sent[once.FIELD])
    assert desk.post(note_url(known), sent).status_code == 302
    assert not Draft.objects.exists()
    assert keep(desk, note_url(known), form=sent[once.FIELD]).status_code == 204  # a late save
    assert not Draft.objects.exists()


def test_a_refused_form_keeps_it(desk: Client, known: Minor) -> None:
    keep(desk, note_url(known))
    assert desk.post(note_url(known), note("")).status_code == 422
    assert Draft.objects.exists()


def test_it_is_thrown_away(desk: Client, known: Minor) -> None:
    keep(desk, note_url(known))
    for number in ("", "nonsense", str(uuid.uuid4())):
        ask(desk, note_url(known), "forget", number=number)
    assert Draft.objects.exists()
    ask(desk, note_url(known), "forget", number=read(desk, note_url(known))[0]["number"])
    assert not Draft.objects.exists()


def test_it_is_gone_after_three_days(desk: Client, known: Minor) -> None:
    keep(desk, note_url(known))
    Draft.objects.update(saved_at=timezone.now() - drafts.KEPT - datetime.timedelta(minutes=1))
    assert read(desk, note_url(known)) == []
    keep(desk, reverse("cases:register_minor"))
    assert Draft.objects.count() == 1


def test_it_goes_with_the_file(desk: Client, known: Minor) -> None:
    keep(desk, note_url(known))
    drafts.forget_file("AAAAAA")
    assert Draft.objects.exists()
    drafts.forget_file(known.reference)
    assert not Draft.objects.exists()


def test_after_a_lock_nothing_is_said(desk: Client, known: Minor) -> None:
    keep(desk, note_url(known))
    key = drafts.key_of(desk.user, note_url(known))
    lock(desk)
    answer = desk.post(DRAFT, {"do": "read", "path": note_url(known), "key": key})
    assert answer.status_code == 302


@pytest.mark.parametrize(
    "fields", ["", "nonsense", "{}", '[["a"]]', '[["a", 1]]', "[" * 9000, '[["a", null]]']
)
def test_what_no_page_sends_is_not_kept(desk: Client, known: Minor, fields: str) -> None:
    assert ask(desk, note_url(known), "save", fields=fields).status_code == 204
    assert not Draft.objects.exists()


def test_too_much_is_said(desk: Client, known: Minor) -> None:
    too_much = [["text", "a" * (drafts.MOST_CHARACTERS + 1)]]
    assert keep(desk, note_url(known), too_much).status_code == 413


@pytest.mark.parametrize("path", ["/sign-in/", "/account/pin/", "/no-such-page/", "/" + "a" * 400])
def test_no_draft_of_such_a_page(desk: Client, path: str) -> None:
    sent = {"do": "save", "path": path, "key": drafts.key_of(desk.user, path), "fields": "[]"}
    assert desk.post(DRAFT, sent).status_code == 204
    assert not Draft.objects.exists()
