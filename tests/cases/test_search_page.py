"""The search boxes: what is typed is posted, never in an address, and the search is recorded."""

import datetime
from collections.abc import Callable

import pytest
from django.test import Client
from django.utils import timezone

from cases import actions
from cases.models import Minor
from staff.choices import Role
from staff.models import Site
from tests import factories
from tests.staff.trail import actions_since, last_entry

HTMX = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture
def minor(site: Site) -> Minor:
    return factories.make_minor("Mamadou Diallo", site=site)[0]


@pytest.mark.parametrize("page", ["/search/", "/reception/"])
class TestBothBoxes:
    def test_what_is_typed_is_posted(
        self, as_role: Callable[..., Client], minor: Minor, page: str
    ) -> None:
        response = as_role().post(page, {"q": "Mamadou Diallo"})
        assert response.status_code == 200
        assert response.request["QUERY_STRING"] == ""
        assert response.context["q"] == "Mamadou Diallo"
        assert minor.reference in response.content.decode()

    def test_a_name_in_the_address_is_not_read(
        self, as_role: Callable[..., Client], minor: Minor, page: str
    ) -> None:
        response = as_role().get(page, {"q": "Mamadou Diallo"})
        assert response.context["q"] == ""
        assert list(response.context["found"]) == []

    def test_every_form_of_the_answer_posts(
        self, as_role: Callable[..., Client], minor: Minor, page: str
    ) -> None:
        html = as_role().post(page, {"q": "Mamadou"}).content.decode()
        assert 'method="get"' not in html
        assert "Mamadou" not in "".join(part.split('"')[0] for part in html.split('href="')[1:])
        assert "Mamadou" not in "".join(part.split('"')[0] for part in html.split('action="')[1:])

    def test_as_one_types_only_the_answer_comes_back(
        self, as_role: Callable[..., Client], minor: Minor, page: str
    ) -> None:
        response = as_role().post(page, {"q": "Mama"}, **HTMX)
        html = response.content.decode()
        assert minor.reference in html
        assert "<html" not in html

    def test_the_search_is_recorded_without_its_words(
        self, as_role: Callable[..., Client], minor: Minor, page: str
    ) -> None:
        client = as_role()
        start = last_entry()
        client.post(page, {"q": "Mamadou Diallo"})
        client.post(page, {"q": "Mamadou"})
        assert actions_since(start, by=client.user) == ["search", "search"]

    def test_what_is_found_while_typing_is_one_search(
        self,
        as_role: Callable[..., Client],
        minor: Minor,
        page: str,
        time_machine: object,
    ) -> None:
        """Recorded before its first results are shown, and again as long as it lasts."""
        time_machine.move_to(timezone.now(), tick=False)
        client, colleague = as_role(), as_role()
        start = last_entry()
        for typed in ("Ma", "Mam", "Mama"):
            client.post(page, {"q": typed}, **HTMX)
        assert actions_since(start, by=client.user) == ["search"]
        colleague.post(page, {"q": "Ma"}, **HTMX)
        assert actions_since(start, by=colleague.user) == ["search"], "hers is another one"
        time_machine.shift(datetime.timedelta(seconds=10))
        client.post(page, {"q": "Diallo"}, **HTMX)
        assert actions_since(start, by=client.user) == ["search", "search"]

    def test_an_empty_box_is_no_search(
        self, as_role: Callable[..., Client], minor: Minor, page: str
    ) -> None:
        client = as_role()
        start = last_entry()
        assert list(client.post(page, {"q": "   "}).context["found"]) == []
        assert actions_since(start) == []

    @pytest.mark.parametrize(
        "typed", ["x" * 300, "🙂", "\u200fMamadou", "M\x00", "<script>alert(1)</script>", '"><b>']
    )
    def test_what_is_strange_is_shown_back_as_text(
        self, as_role: Callable[..., Client], minor: Minor, page: str, typed: str
    ) -> None:
        response = as_role().post(page, {"q": typed})
        assert response.status_code == 200
        html = response.content.decode()
        assert "<script>alert" not in html
        assert '"><b>' not in html


def test_the_box_of_every_page_posts_to_the_search(as_role: Callable[..., Client]) -> None:
    page = as_role(Role.JURIST).get("/rights/")
    assert page.context["house"]["search_url"] == "/search/"
    assert 'action="/search/"' in page.content.decode()


def test_whoever_sees_no_case_has_no_box(as_role: Callable[..., Client], minor: Minor) -> None:
    client = as_role(Role.ADMINISTRATOR)
    assert client.get("/rights/").context["house"]["search_url"] == ""
    assert client.post("/search/", {"q": "Mamadou"}).status_code == 403


class TestReception:
    """Reception also needs to know whether she is here already."""

    def test_absent_present_and_gone(self, as_role: Callable[..., Client], site: Site) -> None:
        client = as_role()
        away, _arrival = factories.make_minor("Awa Sow", by=client.user, site=site)
        actions.cancel_arrival(by=client.user, arrival=_arrival)
        _here, _arrival = factories.make_minor("Awa Sy", by=client.user, site=site)
        _gone, arrival = factories.make_minor("Awa Sangaré", by=client.user, site=site)
        actions.leave(by=client.user, arrival=arrival)
        found = client.post("/reception/", {"q": "Awa"}).context["found"]
        state = {f.minor.display_name: (f.is_present, f.has_left) for f in found}
        assert state == {
            "Awa Sow": (False, False),
            "Awa Sy": (True, False),
            "Awa Sangaré": (False, True),
        }
        assert (
            f"/reception/arrive/{away.reference}/"
            in client.post("/reception/", {"q": "Awa Sow"}, **HTMX).content.decode()
        )

    def test_present_elsewhere_is_not_present_here(
        self, as_role: Callable[..., Client], site: Site
    ) -> None:
        mobile = factories.make_site("La Chapelle", "mobile")
        factories.make_minor("Awa Sow", site=mobile)
        [found] = as_role().post("/reception/", {"q": "Awa Sow"}).context["found"]
        assert not found.is_present

    def test_what_was_typed_goes_on_into_a_new_file(self, as_role: Callable[..., Client]) -> None:
        client = as_role()
        html = client.post("/reception/", {"q": "Nobody Yet"}, **HTMX).content.decode()
        assert 'name="name_typed" value="Nobody Yet"' in html
        form = client.post("/minors/new/", {"name_typed": "Nobody Yet"}).context["form"]
        assert form["name"].value() == "Nobody Yet"
        assert not form.is_bound

    def test_a_very_long_text_is_cut_to_what_the_box_holds(
        self, as_role: Callable[..., Client]
    ) -> None:
        form = as_role().post("/minors/new/", {"name_typed": "a" * 300}).context["form"]
        assert len(form["name"].value()) == 200
