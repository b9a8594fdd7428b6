"""No request, however made, answers 500; `make prove` makes ten thousand."""

import logging
from collections.abc import Callable, Iterator
from html import unescape

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cases.models import DeskNote
from staff.choices import Role
from staff.models import Site
from tests import factories
from tests.house.walk import Visitors
from tests.matrix.scene import make_scene
from tests.robustness.requests_at_random import ask_at_random
from tests.robustness.test_edits import MainForm, form_pages

pytestmark = pytest.mark.django_db(databases=["default", "owner"])


def test_nothing_breaks(caplog: pytest.LogCaptureFixture) -> None:
    logging.disable(logging.CRITICAL)
    try:
        found = ask_at_random(600, dice=20261124)
    finally:
        logging.disable(logging.NOTSET)
    assert not found.broken, "\n".join(found.broken)
    assert found.asked >= 500
    assert found.saved >= 20, found.answers
    assert found.answers[422] >= 20, found.answers


# --- too long ------------------------------------------------------------------------------------

# Looked for, never recorded.
NOT_KEPT = {"q", "name_typed"}


def text_boxes(visitors: Visitors) -> Iterator[tuple[str, Client, MainForm, str]]:
    """Yield every box where one may type on, of every form; of a grid of numbers, twenty."""
    ours = [route for route in form_pages() if ":" in route.name]  # not the library's passkeys
    for route in ours:
        url = route.url(visitors.scene)
        with visitors[sorted(route.writers)[0].value].visiting() as client:
            form = MainForm(client.get(url).content.decode())
            for name in [*form.texts, *form.numbers[:20]]:
                if name not in NOT_KEPT:
                    yield url, client, form, name


def test_every_text_too_long_is_refused_and_kept() -> None:
    """Its limit stands in the page before; nothing cuts what is pasted."""
    wrong = []
    tried = 0
    for url, client, form, name in text_boxes(Visitors(make_scene())):
        # A box without a limit is one of numbers: its kind bounds it.
        text = "é" * (form.limits.get(name, 5000) + 1)
        answer = client.post(url, form.typed() | {name: [text]})
        if answer.status_code != 422 or text not in unescape(answer.content.decode()):
            wrong.append((url, name, answer.status_code))
        tried += name in form.limits
    assert not wrong
    assert tried > 40


def test_a_null_character_costs_nothing(as_role: Callable[..., Client], site: Site) -> None:
    """It comes with a text copied from elsewhere; the text is recorded without it."""
    client = as_role(Role.RECEPTION)
    minor = factories.make_minor("Awa Barry", by=client.user, site=site)[0]
    url = reverse("cases:write_note", args=[minor.reference, "desk"])
    today = timezone.localdate().isoformat()
    sent = {"text": "Revient\x00 jeudi", "day": today, "ends_on": today, "agreement": "agreed"}
    assert client.post(url, sent).status_code == 302
    assert DeskNote.objects.get().text == "Revient jeudi"


def test_a_cookie_that_no_session_has(as_role: Callable[..., Client]) -> None:
    answer = Client().get("/reception/", headers={"cookie": 'sessionid="\\000aaaaaaaaaaaa"'})
    assert answer.status_code == 302
