"""Every page is in one language: French until somebody chooses English, and never both."""

import re
from collections.abc import Iterator

import pytest
from babel.messages.pofile import read_po
from django.test import Client
from django.urls import reverse

from cases import actions as case_actions
from staff.models import User
from tests import factories
from tests.house import sources
from tests.house.page import Page
from tests.house.walk import Visit, Visitors, first_walker, walk
from tests.matrix.scene import CANARY, make_scene

pytestmark = pytest.mark.django_db(databases=["default", "owner"])


@pytest.fixture
def visitors(db: None) -> Visitors:
    return Visitors(make_scene(CANARY))


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
    for visit in walk(visitors, first_walker):
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


def test_french_left_on_an_english_page_is_found() -> None:
    sentence = sorted(french_only())[0]
    assert left_in_french(f"<p>{sentence}</p>", french_only())
