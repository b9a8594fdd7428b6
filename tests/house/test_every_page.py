"""Every page of the table, asked for once, and all that must hold of a page looked at on it.

What is looked at is said, and shown able to fail, where it belongs: the headers and the name kept
to itself in tests/safety, language, templates and tokens beside here. To walk is what costs.
"""

from collections.abc import Callable, Iterator

import pytest
from django.test import override_settings

from staff import once
from staff.models import User
from tests.house import sources
from tests.house.page import says_the_name
from tests.house.test_pages import french_only, in_language, left_in_french
from tests.house.test_templates import (
    rendered_templates,
    visit_an_empty_database,
    visit_the_rest,
    visit_what_takes_long,
    watching,
)
from tests.house.walk import Visit, Visitors, first_walker, walk
from tests.matrix.routes import ROUTES
from tests.matrix.scene import CANARY, make_scene
from tests.robustness.test_once import Forms
from tests.safety import test_canary as canary
from tests.safety import test_headers as headers
from tests.safety.test_canary import logged

__all__ = ["logged"]  # a fixture

pytestmark = pytest.mark.django_db(databases=["default", "owner"])


def wrong_with_tokens(visit: Visit, tokens: set[str]) -> Iterator[str]:
    """Each form has a token of its own; a search, which changes nothing, has none."""
    for role, fields in Forms(visit.html).found:
        mine = [value for name, value in fields if name == once.FIELD]
        if len(mine) != (0 if role == "search" else 1):
            yield f"a form has {len(mine)} tokens"
        if not tokens.isdisjoint(mine):
            yield "a token stands in two forms"
        tokens.update(mine)


def test_every_page_as_two_of_those_who_may(
    logged: Callable[[], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Pages, fragments and files, refusals included: French, clean, nameless outside the page.

    No template uses a name that nobody gives, and every one is rendered: none is left unread.
    """
    sentences, tokens, wrong = french_only(), set(), []
    pages, named, files, french = 0, 0, 0, 0
    with watching(monkeypatch, sources.ROOT / "templates") as unknown, rendered_templates() as seen:
        visit_an_empty_database()
        visitors = Visitors(make_scene(CANARY))
        for visit in walk(visitors):
            pages += visit.is_page
            named += CANARY in visit.html
            files += "attachment" in visit.response.headers.get("Content-Disposition", "")
            french += len(left_in_french(visit.html, sentences))
            found = [*headers.wrong_with(visit), *canary.wrong_with(visit),
                     *in_language(visit, "fr"), *wrong_with_tokens(visit, tokens)]  # fmt: skip
            wrong += [f"{visit}: {what}" for what in found]
        visit_the_rest(visitors)
        visit_what_takes_long(visitors, monkeypatch)
    assert not wrong, "\n".join(wrong)
    assert not unknown.found, "\n".join(sorted(unknown.found))
    assert set(sources.templates()) - seen == set()
    assert not says_the_name(logged())
    assert pages > 100
    assert files > 2
    assert named > 20, "the name has to be on pages for its absence elsewhere to mean something"
    assert french > 100, "the catalogue is not used: no page in English would prove anything"
    assert len(tokens) > 300


def test_every_page_of_who_chose_english_under_tls() -> None:
    """Not one French sentence is left on it, and every cookie is for TLS only."""
    sentences, wrong, cookies = french_only(), [], 0
    visitors = Visitors(make_scene(CANARY))
    assert all(visitors[who] for route in ROUTES for who in first_walker(route))
    User.objects.update(language="en")
    with override_settings(SESSION_COOKIE_SECURE=True, CSRF_COOKIE_SECURE=True):
        for visit in walk(visitors, first_walker):
            cookies += len(visit.response.cookies)
            found = list(headers.wrong_with_cookies(visit.response, is_tls=True))
            if not visit.route.public:
                found += in_language(visit, "en")
                found += left_in_french(visit.html, sentences)
            wrong += [f"{visit}: {what}" for what in found]
    assert not wrong, "\n".join(wrong)
    assert cookies > 50


def test_every_fragment_is_kept_by_nobody_either() -> None:
    """What htmx asks for is half a page, with the whole of its headers."""
    fragments, wrong = 0, []
    asked = walk(Visitors(make_scene()), first_walker, headers={"HX-Request": "true"})
    for visit in asked:
        fragments += visit.is_page and "<html" not in visit.html
        wrong += [f"{visit}: {what}" for what in headers.wrong_with(visit)]
    assert not wrong, "\n".join(wrong)
    assert fragments > 5
