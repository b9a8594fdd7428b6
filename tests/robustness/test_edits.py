"""Two people, one record: the second save never overwrites; every form that edits is tried."""

import re
from collections.abc import Callable, Iterator
from html.parser import HTMLParser

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from cases.forms import PartnerForm
from cases.models import EmergencyLine, Minor, Partner, SocialNote
from staff import edits
from staff.choices import Role
from staff.models import Site
from tests import factories
from tests.house.walk import Visitors
from tests.matrix.routes import ROUTES, Route
from tests.matrix.scene import make_scene
from tests.prove.writers import in_parallel

pytestmark = pytest.mark.django_db(databases=["default", "owner"])


class MainForm(HTMLParser):
    """What a browser would send of the page's own form, as it stands."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.fields: dict[str, list[str]] = {}
        self.options: dict[str, list[str]] = {}
        self.texts: list[str] = []
        self.numbers: list[str] = []  # no word goes in; a tally sheet has two hundred and seventy
        self.limits: dict[str, int] = {}
        self._is_inside = False
        self._select = self._area = ""
        self.feed(html[html.find("<main") :])

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        name, kind = given.get("name", ""), given.get("type", "text")
        if tag == "form" and given.get("method", "").lower() == "post" and not self.fields:
            self._is_inside = "action" not in given
        if not self._is_inside:
            return
        if "data-limit" in given:
            self.limits[name] = int(given["data-limit"])
        if tag == "input" and name:
            if kind in ("radio", "checkbox"):
                self.options.setdefault(name, []).append(given.get("value", "on"))
                if "checked" in given:
                    self.fields.setdefault(name, []).append(given.get("value", "on"))
            elif kind != "file":
                self.fields.setdefault(name, []).append(given.get("value", ""))
                if kind == "text":
                    is_number = given.get("inputmode") in ("numeric", "decimal")
                    (self.numbers if is_number else self.texts).append(name)
        elif tag == "select":
            self._select = name
        elif tag == "option" and self._select:
            self.options.setdefault(self._select, []).append(given.get("value", ""))
            if "selected" in given:
                self.fields[self._select] = [given.get("value", "")]
        elif tag == "textarea":
            self._area = name
            self.fields[name] = [""]
            self.texts.append(name)

    def handle_data(self, data: str) -> None:
        if self._area:
            self.fields[self._area][0] += data.removeprefix("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag == "form" and self.fields:
            self._is_inside = False
        elif tag == "select":
            self._select = ""
        elif tag == "textarea":
            self._area = ""

    def typed(self) -> dict[str, list[str]]:
        ours = ("csrfmiddlewaretoken", "once")
        return {name: values for name, values in self.fields.items() if name not in ours}


def form_pages() -> list[Route]:
    return [route for route in ROUTES if route.get == "200" and route.post != "405" and route.may]


def overwritten(url: str, client: Client) -> Iterator[tuple[str, HttpResponse, list[str]]]:
    """For each box of the page's form that shows what was saved there before: it edits.

    Yields the box, the answer to a second person who had not seen the first one's text, and what
    the box shows after that.
    """
    before = MainForm(client.get(url).content.decode())
    for name in before.texts:
        client.post(url, before.typed() | {name: ["Zqx premier"]})
        if MainForm(client.get(url).content.decode()).fields.get(name) == ["Zqx premier"]:
            answer = client.post(url, before.typed() | {name: ["Zqx second"]})
            yield name, answer, MainForm(client.get(url).content.decode()).fields[name]


def test_every_form_that_edits_asks_before_it_overwrites() -> None:
    found = set()
    visitors = Visitors(make_scene())
    for route in form_pages():
        url = route.url(visitors.scene)
        with visitors[sorted(route.writers)[0].value].visiting() as client:
            for name, answer, kept in overwritten(url, client):
                html = answer.content.decode()
                assert (answer.status_code, kept) == (409, ["Zqx premier"]), (url, name)
                assert "Zqx premier" in html, url
                assert "Zqx second" in html, url
                found.add(route.name)
    assert found == {
        "cases:correct_note",
        "cases:edit_desk",
        "cases:edit_partner",
        "cases:fill_intake",
        "cases:write_emergency_line",
        "clinics:fill_assessment",
        "referrals:edit_paper",
        "referrals:edit_procedure",
        "reports:change_layout",
        "reports:write_week",
        "staff:edit_account",
        "staff:edit_site",
    }


# --- field by field ------------------------------------------------------------------------------


@pytest.fixture
def two(as_role: Callable[..., Client]) -> tuple[Client, Client]:
    return as_role(Role.COORDINATOR), as_role(Role.COORDINATOR)


@pytest.fixture
def partner(two: tuple[Client, Client]) -> Partner:
    return Partner.objects.create(name="Relais Nord", place="Paris 19e", note="Sonner deux fois")


def shown(client: Client, url: str) -> MainForm:
    return MainForm(client.get(url).content.decode())


def typed(form: MainForm, **changes: str) -> dict[str, list[str]]:
    return form.typed() | {name: [value] for name, value in changes.items()}


def settle(html: str, **choices: str) -> dict[str, str]:
    """Return the answers of the page that asks, with the digests that stand on it."""
    found = {}
    for name, choice in choices.items():
        value = re.search(rf'name="settle_{name}"\s+value="({choice}:[^"]+)"', html)
        assert value, (name, choice)
        found[f"settle_{name}"] = value[1]
    return found


def both_changed(two: tuple[Client, Client], partner: Partner) -> tuple[str, dict, str]:
    url = reverse("cases:edit_partner", args=[partner.pk])
    first, second = shown(two[0], url), shown(two[1], url)
    assert two[0].post(url, typed(first, note="Fermé le lundi")).status_code == 302
    mine = typed(second, note="Demander Louise", place="Paris 18e")
    answer = two[1].post(url, mine)
    assert answer.status_code == 409
    partner.refresh_from_db()
    assert (partner.note, partner.place) == ("Fermé le lundi", "Paris 19e")
    return url, mine, answer.content.decode()


def test_what_two_people_change_apart_is_both_kept(
    two: tuple[Client, Client], partner: Partner
) -> None:
    url = reverse("cases:edit_partner", args=[partner.pk])
    first, second = shown(two[0], url), shown(two[1], url)
    assert two[0].post(url, typed(first, note="Fermé le lundi")).status_code == 302
    assert two[1].post(url, typed(second, place="Paris 18e")).status_code == 302
    partner.refresh_from_db()
    assert (partner.note, partner.place) == ("Fermé le lundi", "Paris 18e")


@pytest.mark.parametrize(
    ("choice", "kept"),
    [
        ("mine", "Demander Louise"),
        ("theirs", "Fermé le lundi"),
        ("both", "Fermé le lundi\n\nDemander Louise"),
    ],
)
def test_one_chooses_or_joins(
    two: tuple[Client, Client], partner: Partner, choice: str, kept: str
) -> None:
    url, mine, html = both_changed(two, partner)
    assert "Fermé le lundi" in html
    assert "Demander Louise" in html
    assert two[0].user.full_name in html
    assert two[1].post(url, mine | settle(html, note=choice)).status_code == 302
    partner.refresh_from_db()
    assert (partner.note.replace("\r\n", "\n"), partner.place) == (kept, "Paris 18e")


def test_a_third_person_meanwhile_is_asked_about_again(
    two: tuple[Client, Client], partner: Partner
) -> None:
    url, mine, html = both_changed(two, partner)
    assert two[0].post(url, typed(shown(two[0], url), note="Fermé le mardi")).status_code == 302
    answer = two[1].post(url, mine | settle(html, note="mine"))
    assert answer.status_code == 409
    assert "Fermé le mardi" in answer.content.decode()


def test_a_choice_left_out_is_asked_again(two: tuple[Client, Client], partner: Partner) -> None:
    url, mine, _html = both_changed(two, partner)
    assert two[1].post(url, mine).status_code == 409


def test_the_page_that_asks_sends_everything(two: tuple[Client, Client], partner: Partner) -> None:
    url, mine, html = both_changed(two, partner)
    sent = MainForm(html).typed()
    assert {name: values for name, values in sent.items() if name in mine} == {
        name: values for name, values in mine.items() if values
    }
    assert two[1].post(url, sent | settle(html, note="mine")).status_code == 302


@pytest.mark.parametrize("seen", ["", "nonsense", "[]", '{"note": 3}'])
def test_what_was_shown_is_not_guessed(
    two: tuple[Client, Client], partner: Partner, seen: str
) -> None:
    """A form that does not say what it showed overwrites nothing without asking."""
    url = reverse("cases:edit_partner", args=[partner.pk])
    assert two[0].post(url, typed(shown(two[0], url), note="Autre", seen=seen)).status_code == 409


def test_an_error_comes_first_and_forgets_nothing(
    two: tuple[Client, Client], partner: Partner
) -> None:
    url, mine, _html = both_changed(two, partner)
    answer = two[1].post(url, mine | {"name": ""})
    assert answer.status_code == 422
    again = MainForm(answer.content.decode())
    assert again.fields["note"] == ["Demander Louise"]
    assert two[1].post(url, typed(again, name="Relais")).status_code == 409


def test_a_list_is_shown_in_words(as_role: Callable[..., Client], site: Site) -> None:
    one, other = as_role(Role.SOCIAL), as_role(Role.SOCIAL)
    minor = factories.make_minor("Awa Barry", by=one.user, site=site)[0]
    url = reverse("cases:edit_identity", args=[minor.reference])
    first, second = shown(one, url), shown(other, url)
    assert one.post(url, typed(first, country="ML")).status_code == 302
    html = other.post(url, typed(second, country="SN")).content.decode()
    assert "Mali" in html
    assert "Sénégal" in html
    minor.refresh_from_db()
    assert minor.country == "ML"


def test_the_hours_of_a_day(two: tuple[Client, Client], site: Site) -> None:
    """Another day is another box; a form that names no day closes none."""
    url = reverse("staff:edit_opening_hours", args=[site.pk])
    first, second = shown(two[0], url), shown(two[1], url)
    monday, tuesday = {"closes_1": "17:00"}, {"closes_2": "16:00"}
    assert two[0].post(url, typed(first, **monday)).status_code == 302
    assert two[1].post(url, typed(second, **tuesday)).status_code == 302
    now = shown(two[0], url)
    assert (now.fields["closes_1"], now.fields["closes_2"]) == (["17:00"], ["16:00"])
    html = two[1].post(url, typed(second, closes_1="15:00")).content.decode()
    assert "17:00" in html
    assert "15:00" in html
    assert two[1].post(url, {}).status_code == 409
    assert shown(two[0], url).fields["closes_1"] == ["17:00"]


def test_two_corrections_of_one_note(as_role: Callable[..., Client], site: Site) -> None:
    """The second corrects the correction, once she has seen it."""
    one, other = as_role(Role.SOCIAL), as_role(Role.SOCIAL)
    minor = factories.make_minor("Awa Barry", by=one.user, site=site)[0]
    note = factories.make_note(
        minor, model=SocialNote, text="Dort gare du Nord", by=one.user, site=site
    )
    url = reverse("cases:correct_note", args=[minor.reference, "social", note.pk])
    first, second = shown(one, url), shown(other, url)
    assert one.post(url, typed(first, text="Dort gare de l’Est")).status_code == 302
    mine = typed(second, text="Dort à Stalingrad")
    answer = other.post(url, mine)
    html = answer.content.decode()
    assert answer.status_code == 409
    assert "gare de l’Est" in html
    assert "Stalingrad" in html
    assert SocialNote.objects.count() == 2
    assert other.post(url, mine | settle(html, text="both")).status_code == 302
    last = SocialNote.objects.latest("pk")
    assert "gare de l’Est" in last.text
    assert "Stalingrad" in last.text
    assert last.corrects.corrects == note


def test_a_row_that_nobody_holds_is_not_edited(partner: Partner) -> None:
    with pytest.raises(TypeError, match="to_edit"):
        PartnerForm(instance=partner)


# --- many at once --------------------------------------------------------------------------------


@pytest.mark.django_db(databases=["default", "owner"], transaction=True)
def test_of_twenty_editors_at_once_one_wins(two: tuple[Client, Client], partner: Partner) -> None:
    url = reverse("cases:edit_partner", args=[partner.pk])
    form = shown(two[0], url)

    def send(number: int) -> Callable[[], int]:
        def sent() -> int:
            mine = Client()
            mine.cookies = two[0].cookies.copy()
            return mine.post(url, typed(form, note=f"Numéro {number}")).status_code

        return sent

    answers = in_parallel([send(number) for number in range(20)])
    assert sorted(answers) == [302] + [409] * 19


@pytest.mark.django_db(databases=["default", "owner"], transaction=True)
def test_of_ten_emergency_lines_at_once_one_stands(
    as_role: Callable[..., Client], site: Site
) -> None:
    """What is added rather than changed is held by the file it belongs to."""
    client = as_role(Role.NURSE)
    minor: Minor = factories.make_minor("Awa Barry", by=client.user, site=site)[0]
    url = reverse("cases:write_emergency_line", args=[minor.reference])
    form = shown(client, url)

    def send(number: int) -> Callable[[], int]:
        def sent() -> int:
            mine = Client()
            mine.cookies = client.cookies.copy()
            return mine.post(url, typed(form, text=f"Asthme {number}")).status_code

        return sent

    answers = in_parallel([send(number) for number in range(10)])
    assert sorted(answers) == [302] + [409] * 9
    assert EmergencyLine.objects.count() == 1
    assert edits.SEEN in form.fields
