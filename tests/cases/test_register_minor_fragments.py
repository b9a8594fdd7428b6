"""While a new file is filled: languages of the country first, and who may be known already."""

from collections.abc import Callable

import pytest
from django.test import Client

from cases.choices import COUNTRY_CODES, LANGUAGE_CODES, LANGUAGES_OF_COUNTRY
from staff.choices import Role
from staff.models import Site
from tests import factories

LANGUAGES = "/minors/new/languages/"
KNOWN = "/minors/new/known/"


@pytest.fixture
def client(as_role: Callable[..., Client]) -> Client:
    return as_role()


def options(client: Client, **posted: str) -> list[object]:
    response = client.post(LANGUAGES, posted)
    assert response.status_code == 200
    return list(response.context["form"].fields["language"].choices)


class TestLanguages:
    def test_those_of_the_country_come_first(self, client: Client) -> None:
        empty, first, everything = options(client, country="AF")
        assert empty[0] == ""
        assert [code for code, _name in first[1]] == ["prs", "ps"]
        assert not {"prs", "ps"} & {code for code, _name in everything[1]}
        codes = {code for group in (first, everything) for code, _name in group[1]}
        assert codes == {*LANGUAGE_CODES, "unknown"}

    def test_the_answer_is_the_box_alone_and_works_in_its_place(self, client: Client) -> None:
        html = client.post(LANGUAGES, {"country": "AF"}).content.decode()
        assert "<html" not in html
        assert 'name="language"' in html
        assert html.index('value="prs"') < html.index('value="fr"')

    def test_the_language_already_chosen_stays_chosen(self, client: Client) -> None:
        html = client.post(LANGUAGES, {"country": "AF", "language": "ps"}).content.decode()
        assert 'value="ps" selected' in html

    @pytest.mark.parametrize("country", ["", "unknown", "XX", "\x00", "<b>"])
    def test_without_a_country_they_are_in_alphabetical_order(
        self, client: Client, country: str
    ) -> None:
        found = options(client, country=country)
        assert len(found) == len(LANGUAGE_CODES) + 2
        assert found[-1][0] == "unknown"

    def test_every_country_leads_to_languages_that_can_be_chosen(self) -> None:
        assert set(LANGUAGES_OF_COUNTRY) <= set(COUNTRY_CODES)
        for codes in LANGUAGES_OF_COUNTRY.values():
            assert set(codes) <= set(LANGUAGE_CODES)

    def test_a_form_refused_keeps_the_order_of_its_country(self, client: Client) -> None:
        form = client.post("/minors/new/", {"country": "AF", "name": "Karim"}).context["form"]
        groups = list(form.fields["language"].choices)
        assert [code for code, _name in groups[1][1]] == ["prs", "ps"]


class TestPossibleDuplicates:
    def test_whoever_sounds_alike_is_shown_with_the_reason(
        self, client: Client, site: Site
    ) -> None:
        minor, _arrival = factories.make_minor("Mamadou Diallo", by=client.user, site=site)
        response = client.post(KNOWN, {"name": "Mouhamadou Djallo"})
        [candidate] = response.context["found"]
        assert candidate.minor == minor
        html = response.content.decode()
        assert str(candidate.reasons[0]) in html
        assert f"/reception/arrive/{minor.reference}/" in html
        assert "<html" not in html

    @pytest.mark.parametrize("name", ["", "M", "Nobody Yet", "🙂", "\x00", "x" * 300])
    def test_nobody_looks_alike(self, client: Client, site: Site, name: str) -> None:
        factories.make_minor("Mamadou Diallo", by=client.user, site=site)
        response = client.post(KNOWN, {"name": name})
        assert response.status_code == 200
        assert response.context["found"] == []

    def test_five_at_most(self, client: Client, site: Site) -> None:
        for letter in "abcdefg":
            factories.make_minor(f"Mamadou Diallo {letter}", by=client.user, site=site)
        assert len(client.post(KNOWN, {"name": "Mamadou Diallo"}).context["found"]) == 5

    def test_they_are_on_the_page_that_comes_back_with_errors(
        self, client: Client, site: Site
    ) -> None:
        """Without JavaScript the question is asked all the same."""
        minor, _arrival = factories.make_minor("Mamadou Diallo", by=client.user, site=site)
        response = client.post("/minors/new/", {"name": "Mamadou Diallo"})
        assert [c.minor for c in response.context["found"]] == [minor]

    @pytest.mark.parametrize("role", [Role.JURIST, Role.COORDINATOR, Role.ADMINISTRATOR])
    def test_who_opens_no_file_is_not_shown_names(
        self, as_role: Callable[..., Client], role: str
    ) -> None:
        assert as_role(role).post(KNOWN, {"name": "Mamadou"}).status_code == 403
