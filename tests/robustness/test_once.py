"""One post, one effect: double click, back, retry, two tabs, twenty at once."""

import datetime
import re
import uuid
from collections.abc import Callable
from html.parser import HTMLParser

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cases.models import Arrival, DeskNote, Minor
from staff import once
from staff.choices import Role
from staff.models import AuditEntry, Site, Submission, User
from tests import factories
from tests.prove.writers import in_parallel

pytestmark = pytest.mark.django_db(databases=["default", "owner"])

NEW = reverse("cases:register_minor")
AWA = {
    "name": "Karim",
    "country": "AF",
    "language": "prs",
    "interpreter": "needed",
    "birth": "16 ans",
    "sex": "male",
    "needs": "nothing",
}


def token() -> str:
    return str(uuid.uuid4())


@pytest.fixture
def desk(as_role: Callable[..., Client]) -> Client:
    return as_role(Role.RECEPTION)


@pytest.fixture
def known(desk: Client, site: Site) -> Minor:
    return factories.make_minor("Awa Barry", by=desk.user, site=site)[0]


def note_url(minor: Minor) -> str:
    return reverse("cases:write_note", args=[minor.reference, "desk"])


def note(text: str = "Revient jeudi") -> dict[str, str]:
    today = timezone.localdate().isoformat()
    said = {"text": text, "day": today, "ends_on": today, "agreement": "agreed"}
    return said | {once.FIELD: token()}


# --- every form --------------------------------------------------------------------------------


class Forms(HTMLParser):
    """The posted forms of a page, each with the names of its fields."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, list[tuple[str, str]]]] = []
        self._is_inside = False
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form" and given.get("method", "").lower() == "post":
            self._is_inside = True
            role = given.get("role", "")
            self.found.append((role, []))
        elif tag == "input" and self._is_inside:
            self.found[-1][1].append((given.get("name", ""), given.get("value", "")))

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._is_inside = False


def test_a_form_without_a_token_is_found() -> None:
    assert Forms('<form method="post"><input name="a" value="1"></form>').found == [
        ("", [("a", "1")])
    ]


# --- the same again ------------------------------------------------------------------------------


def test_the_same_again_leads_where_the_first_led(desk: Client, known: Minor) -> None:
    typed = note()
    first = desk.post(note_url(known), typed)
    entries = AuditEntry.objects.count()
    again = desk.post(note_url(known), typed, follow=True)
    assert first.status_code == 302
    assert again.redirect_chain[0][0] == first.url
    assert "Déjà enregistré" in again.content.decode()
    assert DeskNote.objects.count() == 1
    assert AuditEntry.objects.count() == entries + 1  # the page where it leads


def test_another_form_with_the_same_words_is_another_note(desk: Client, known: Minor) -> None:
    for _time in range(2):
        assert desk.post(note_url(known), note()).status_code == 302
    assert DeskNote.objects.count() == 2


def test_a_refused_form_is_corrected_and_sent(desk: Client, known: Minor) -> None:
    typed = note("")
    assert desk.post(note_url(known), typed).status_code == 422
    assert not Submission.objects.exists()
    assert desk.post(note_url(known), typed | {"text": "Revient"}).status_code == 302
    assert DeskNote.objects.count() == 1


def test_something_else_in_the_same_form_is_asked_about(desk: Client, known: Minor) -> None:
    """Back, changed, sent: neither lost nor counted twice without a word."""
    typed = note()
    where = desk.post(note_url(known), typed).url
    changed = typed | {"text": "Revient vendredi <b>"}
    page = desk.post(note_url(known), changed)
    html = page.content.decode()
    assert page.status_code == 409
    assert f'href="{where}"' in html
    assert "Revient vendredi &lt;b&gt;" in html
    assert DeskNote.objects.count() == 1
    fresh = re.findall(rf'name="{once.FIELD}" value="([^"]+)"', html)[-1]
    assert fresh != typed[once.FIELD]
    assert desk.post(note_url(known), changed | {once.FIELD: fresh}).status_code == 302
    assert DeskNote.objects.count() == 2


def test_the_token_of_one_form_says_nothing_at_another_address(desk: Client, known: Minor) -> None:
    typed = note()
    assert desk.post(note_url(known), typed).status_code == 302
    other = reverse("cases:register_arrival", args=[known.reference])
    assert desk.post(other, {once.FIELD: typed[once.FIELD]}).status_code == 409


def test_a_token_is_one_persons(desk: Client, known: Minor, as_role: Callable[..., Client]) -> None:
    typed = note()
    for client in (desk, as_role(Role.RECEPTION)):
        assert client.post(note_url(known), typed).status_code == 302
    assert DeskNote.objects.count() == 2


@pytest.mark.parametrize("typed", ["", "nonsense", "0" * 5000])
def test_a_token_that_is_none_is_no_token(desk: Client, known: Minor, typed: str) -> None:
    assert desk.post(note_url(known), note() | {once.FIELD: typed}).status_code == 302
    assert DeskNote.objects.count() == 1


def test_an_answer_that_is_shown_once_is_not_made_twice(as_role: Callable[..., Client]) -> None:
    """No redirect: the first password stands on the page itself."""
    coordinator = as_role(Role.COORDINATOR)
    typed = {"username": "louise", "full_name": "Louise Martin", "role": Role.DIRECTOR,
             once.FIELD: token()}  # fmt: skip
    assert coordinator.post("/team/new/", typed).status_code == 200
    again = coordinator.post("/team/new/", typed)
    assert again.status_code == 302
    assert User.objects.filter(username="louise").count() == 1


def test_a_search_leaves_nothing(desk: Client, known: Minor) -> None:
    desk.post("/reception/", {"q": "awa", once.FIELD: token()})
    assert not Submission.objects.exists()


def test_a_refusal_is_recorded_once_and_remembers_nothing(desk: Client) -> None:
    before = AuditEntry.objects.filter(action="refused").count()
    assert desk.post("/team/new/", {once.FIELD: token()}).status_code == 403
    assert AuditEntry.objects.filter(action="refused").count() == before + 1
    assert not Submission.objects.exists()


def test_what_failed_is_tried_again(
    desk: Client, known: Minor, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.raise_request_exception = False
    typed = note()
    with monkeypatch.context() as broken:
        broken.setattr("cases.actions.write_note", lambda **_: 1 / 0)
        assert desk.post(note_url(known), typed).status_code == 500
    assert not Submission.objects.exists()
    assert desk.post(note_url(known), typed).status_code == 302
    assert DeskNote.objects.count() == 1


def test_old_ones_are_forgotten(desk: Client, known: Minor) -> None:
    desk.post(note_url(known), note())
    Submission.objects.update(sent_at=timezone.now() - once.KEPT * 2)
    desk.post(note_url(known), note())
    assert Submission.objects.count() == 1


def test_nothing_of_what_was_typed_is_kept(desk: Client, known: Minor) -> None:
    desk.post(note_url(known), note("Zqxcanari"))
    [kept] = Submission.objects.values()
    assert "Zqxcanari" not in str(kept)
    assert len(bytes(kept["digest"])) == 32


# --- twenty at once ------------------------------------------------------------------------------


@pytest.mark.django_db(databases=["default", "owner"], transaction=True)
@pytest.mark.parametrize("what", ["minor", "note", "arrival"])
def test_twenty_at_once_are_one(
    desk: Client, known: Minor, what: str, as_role: Callable[..., Client]
) -> None:
    url, typed, model = {
        "minor": (NEW, dict(AWA), Minor),
        "note": (note_url(known), note(), DeskNote),
        "arrival": (reverse("cases:register_arrival", args=[known.reference]), {}, Arrival),
    }[what]
    Arrival.objects.filter(minor=known).update(
        day=timezone.localdate() - datetime.timedelta(days=1)
    )
    typed[once.FIELD] = token()
    before = model._base_manager.count()

    def send() -> tuple[int, str]:
        mine = Client()
        mine.cookies = desk.cookies.copy()
        response = mine.post(url, typed)
        return response.status_code, response.headers.get("Location", "")

    answers = set(in_parallel([send] * 20))
    assert model._base_manager.count() == before + 1
    assert len(answers) == 1, answers
    assert answers.pop()[0] == 302
