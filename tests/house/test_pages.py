"""Every page is in one language: French until somebody chooses English, and never both."""

import re
from collections.abc import Iterator

import pytest
from babel.messages.pofile import read_po
from django.test import Client
from django.urls import reverse

from cases import actions as case_actions
from tests import factories
from tests.house import sources
from tests.house.page import Page
from tests.house.walk import Visit

pytestmark = pytest.mark.django_db(databases=["default", "owner"])


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


def test_french_left_on_an_english_page_is_found() -> None:
    sentence = sorted(french_only())[0]
    assert left_in_french(f"<p>{sentence}</p>", french_only())
