"""Somebody new: six fields, nothing demanded that nobody knows, nothing typed ever lost."""

from collections.abc import Callable

import pytest
from django.test import Client

from cases.choices import FamilyNameStatus, Need, Precision
from cases.models import Arrival, Minor
from staff.models import Site
from tests.staff.trail import actions_since, last_entry

NEW = "/minors/new/"
SIX = {
    "name": "Karim",
    "country": "AF",
    "language": "prs",
    "interpreter": "needed",
    "birth": "16 ans",
    "sex": "male",
    "needs": ["nothing"],
}


@pytest.fixture
def client(as_role: Callable[..., Client]) -> Client:
    return as_role()


def typed(**changes: object) -> dict[str, object]:
    """Return the six fields with some changed; None empties one."""
    fields = {**SIX, **changes}
    return {name: value for name, value in fields.items() if value is not None}


def opened(client: Client, **changes: object) -> Minor:
    """Post, whoever looks alike having been shown; return the file."""
    shown = list(Minor.objects.values_list("reference", flat=True))
    response = client.post(NEW, typed(**changes) | {"shown": shown})
    assert response.status_code == 302, response.context["form"].errors
    return Minor.objects.latest("pk")


def refused(client: Client, **changes: object) -> dict[str, list[str]]:
    """Post and return the errors; nothing must have been kept."""
    response = client.post(NEW, typed(**changes))
    assert response.status_code == 422
    assert not Minor.objects.exists()
    return response.context["form"].errors


class TestSixFields:
    def test_a_file_is_opened_and_the_arrival_registered(self, client: Client, site: Site) -> None:
        start = last_entry()
        minor = opened(client)
        assert (minor.display_name, minor.country, minor.language) == ("Karim", "AF", "prs")
        assert minor.needs_interpreter
        assert minor.declared_age == 16
        assert minor.family_name_status == FamilyNameStatus.NOT_ASKED
        arrival = Arrival.objects.get(minor=minor)
        assert (arrival.site, arrival.needs) == (site, ["nothing"])
        assert (minor.registered_by, minor.registered_site) == (client.user, site)
        assert actions_since(start, by=client.user, minor_id=minor.pk) == [
            "add_name", "claim_birth", "register_minor", "register_arrival",
        ]  # fmt: skip

    def test_it_can_be_undone_from_the_next_page(self, client: Client) -> None:
        minor = opened(client)
        arrival = Arrival.objects.get(minor=minor)
        page = client.get("/reception/")
        url = f"/reception/arrivals/{arrival.pk}/withdraw/"
        assert page.context["house"]["undo"]["url"] == url
        client.post(url)
        assert client.get("/reception/").context["day"].total == 0

    def test_the_page_says_the_reference(self, client: Client) -> None:
        minor = opened(client)
        assert minor.reference in client.get("/reception/").content.decode()

    def test_an_empty_form_asks_for_six_things_and_sex(self, client: Client) -> None:
        response = client.post(NEW, {"csrfmiddlewaretoken": "x"})
        assert response.status_code == 422
        assert set(response.context["form"].errors) == {
            "name", "country", "language", "interpreter", "birth", "sex", "needs",
        }  # fmt: skip

    @pytest.mark.parametrize("field", ["country", "language", "interpreter", "sex", "needs"])
    def test_a_made_up_answer_is_refused(self, client: Client, field: str) -> None:
        value = ["gold"] if field == "needs" else "gold"
        assert set(refused(client, **{field: value})) == {field}

    @pytest.mark.parametrize("answer", ["unknown", "not_asked", "declined"])
    def test_unknown_not_asked_and_will_not_say_are_three_answers(
        self, client: Client, answer: str
    ) -> None:
        minor = opened(client, country=answer, sex=answer)
        assert (minor.country, minor.sex) == (answer, answer)

    def test_several_needs(self, client: Client) -> None:
        minor = opened(client, needs=[Need.CARE, Need.SLEEP])
        assert minor.arrivals.get().needs == [Need.CARE, Need.SLEEP]

    def test_nothing_urgent_goes_with_nothing_else(self, client: Client) -> None:
        assert set(refused(client, needs=["nothing", "care"])) == {"needs"}


class TestNames:
    def test_no_name_given(self, client: Client) -> None:
        minor = opened(client, name="", no_name="on")
        assert minor.display_name == ""
        assert not minor.names.exists()
        page = client.get(f"/cases/{minor.reference}/")
        assert page.status_code == 200

    def test_neither_a_name_nor_the_tick(self, client: Client) -> None:
        for name in ("", "   ", "\u00a0", None):
            assert set(refused(client, name=name)) == {"name"}

    def test_a_name_and_the_tick(self, client: Client) -> None:
        assert set(refused(client, no_name="on")) == {"no_name"}

    def test_a_family_name_apart(self, client: Client) -> None:
        minor = opened(client, name="Karim", family_name="Ahmadzai")
        assert minor.display_name == "Karim Ahmadzai"
        assert minor.family_name_status == FamilyNameStatus.KNOWN

    def test_a_family_name_alone(self, client: Client) -> None:
        assert opened(client, name="", family_name="Ahmadzai").display_name == "Ahmadzai"

    def test_no_family_name_is_a_tick_and_a_fact(self, client: Client) -> None:
        minor = opened(client, no_family_name="on")
        assert minor.family_name_status == FamilyNameStatus.NONE
        assert minor.display_name == "Karim"

    def test_a_family_name_and_the_tick(self, client: Client) -> None:
        errors = refused(client, family_name="Ahmadzai", no_family_name="on")
        assert set(errors) == {"no_family_name"}

    @pytest.mark.parametrize(
        "text", ["SNU", "snu", " XXX ", "xxx", "FNU", "SP", "Sans nom", "inconnu"]
    )
    def test_what_offices_print_is_a_status_and_no_text(self, client: Client, text: str) -> None:
        minor = opened(client, family_name=text)
        assert minor.family_name_status == FamilyNameStatus.NONE
        assert [name.text for name in minor.names.all()] == ["Karim"]
        assert "faute de nom" in client.get("/reception/").content.decode()

    @pytest.mark.parametrize("text", ["Karim SNU", "FNU Karim", "karim  XXX"])
    def test_so_is_it_beside_a_name(self, client: Client, text: str) -> None:
        minor = opened(client, name=text)
        assert minor.display_name.lower() == "karim"
        assert minor.family_name_status == FamilyNameStatus.NONE

    def test_the_first_name_unknown_and_the_family_name_given(self, client: Client) -> None:
        minor = opened(client, name="FNU", family_name="Ahmadzai")
        assert minor.display_name == "Ahmadzai"
        assert minor.family_name_status == FamilyNameStatus.KNOWN

    @pytest.mark.parametrize("text", ["sans nom", "XXX", "FNU SNU", "inconnue"])
    def test_no_name_at_all(self, client: Client, text: str) -> None:
        minor = opened(client, name=text)
        assert not minor.names.exists()

    @pytest.mark.parametrize("text", ["Inconnu Diallo", "Spencer", "Xxxavier", "Nsp Traoré"])
    def test_what_only_looks_like_it_is_a_name(self, client: Client, text: str) -> None:
        minor = opened(client, name=text)
        assert minor.display_name == text
        assert minor.family_name_status == FamilyNameStatus.NOT_ASKED

    @pytest.mark.parametrize(
        "name", ["N'Diaye", "محمد کریم", "ተስፋዬ", "রহিম", "🙂", "Ŋ", "\u200fأحمد\u200f", "A" * 200]
    )
    def test_a_name_is_kept_as_said_in_any_script(self, client: Client, name: str) -> None:
        minor = opened(client, name=name)
        assert minor.display_name == name
        assert client.get(f"/cases/{minor.reference}/").status_code == 200
        assert name in client.get("/reception/").content.decode().replace("&#x27;", "'")

    def test_a_name_that_unfolds_into_something_very_long_is_kept_too(self, client: Client) -> None:
        """One Arabic sign stands for four words: the search key may be cut, the name never."""
        assert opened(client, name="\ufdfa" * 200).display_name == "\ufdfa" * 200

    @pytest.mark.parametrize("name", ["A" * 201])
    def test_what_no_name_can_be(self, client: Client, name: str) -> None:
        assert set(refused(client, name=name)) == {"name"}

    def test_spaces_are_tidied(self, client: Client) -> None:
        assert opened(client, name="  Karim   Jan ").display_name == "Karim Jan"


class TestBirth:
    @pytest.mark.parametrize(
        ("birth", "precision"),
        [("16", "age"), ("2009", "year"), ("03/2009", "month"), ("12/03/2009", "day")],
    )
    def test_as_much_as_is_known(self, client: Client, birth: str, precision: str) -> None:
        assert opened(client, birth=birth).claim.precision == precision

    def test_unknown_is_an_answer(self, client: Client) -> None:
        minor = opened(client, birth="", birth_unknown="on")
        assert minor.claim.precision == Precision.UNKNOWN
        assert minor.declared_age is None

    def test_an_age_and_the_tick(self, client: Client) -> None:
        assert set(refused(client, birth_unknown="on")) == {"birth"}

    @pytest.mark.parametrize("birth", ["", "abc", "29/02/2009", "2090", "1900", "🙂"])
    def test_what_is_no_age(self, client: Client, birth: str) -> None:
        errors = refused(client, birth=birth)
        assert set(errors) == {"birth"}
        assert len(errors["birth"][0]) > 15

    @pytest.mark.parametrize("birth", ["01/01/2009", "1/1/2009", "31/12/2009", "2009-01-01"])
    def test_first_and_last_of_the_year_are_asked_back(self, client: Client, birth: str) -> None:
        response = client.post(NEW, typed(birth=birth))
        form = response.context["form"]
        assert response.status_code == 422
        assert set(form.errors) == {"birth_is_year_only"}
        assert form["birth_is_year_only"].value() == "year"
        assert form["birth"].value() == birth
        html = response.content.decode()
        assert html.count('name="birth_is_year_only"') == 2
        assert "checked" in html.split('name="birth_is_year_only"')[1].split(">")[0]

    def test_the_question_is_not_on_the_page_otherwise(self, client: Client) -> None:
        assert "birth_is_year_only" not in client.get(NEW).content.decode()
        response = client.post(NEW, typed(name="", birth="12/03/2009"))
        assert "birth_is_year_only" not in response.content.decode()

    @pytest.mark.parametrize(("answer", "precision"), [("year", "year"), ("day", "day")])
    def test_both_answers(self, client: Client, answer: str, precision: str) -> None:
        claim = opened(client, birth="31/12/2008", birth_is_year_only=answer).claim
        assert claim.precision == precision
        assert (claim.born_on.month, claim.born_on.day) == {
            "year": (1, 1), "day": (12, 31),
        }[answer]  # fmt: skip

    def test_a_date_corrected_afterwards_is_the_date(self, client: Client) -> None:
        claim = opened(client, birth="12/03/2009", birth_is_year_only="year").claim
        assert (claim.precision, claim.born_on.day) == ("day", 12)


class TestPhone:
    @pytest.mark.parametrize("phone", ["06 12 34 56 78", "+33612345678", "0033 6 12 34 56 78"])
    def test_written_one_way(self, client: Client, phone: str) -> None:
        assert opened(client, phone=phone).phones.get().number == "+33612345678"

    def test_none_is_no_number(self, client: Client) -> None:
        assert not opened(client, phone="").phones.exists()

    @pytest.mark.parametrize("phone", ["12", "abc", "06 12 34 56 78 / 0700000000", "+", "1" * 40])
    def test_what_is_no_number(self, client: Client, phone: str) -> None:
        assert set(refused(client, phone=phone)) == {"phone"}


def test_everything_typed_stays_after_an_error(client: Client) -> None:
    everything = typed(
        name="Karim <b>", family_name="Ahmadzai", birth="abc", needs=["care", "food"],
        phone="06 12 34 56 78", sex="declined",
    )  # fmt: skip
    response = client.post(NEW, everything)
    form = response.context["form"]
    assert set(form.errors) == {"birth"}
    for field, value in everything.items():
        assert form[field].value() == value
    html = response.content.decode()
    assert 'value="Karim &lt;b&gt;"' in html
    assert 'value="06 12 34 56 78"' in html
    assert str(form.errors["birth"][0]) in html
    assert 'aria-invalid="true"' in html
    assert not Minor.objects.exists()
