"""While a file is opened: the five nearest, and what is said of each."""

import re
from collections.abc import Callable

import pytest
from django.test import Client
from django.utils import timezone

from cases.births import Birth
from cases.choices import Precision, Verdict
from cases.models import Minor, PairVerdict
from staff.choices import Role
from staff.models import Site
from tests import factories
from tests.robustness.test_once import AWA

KNOWN, NEW = "/minors/new/known/", "/minors/new/"


@pytest.fixture
def desk(as_role: Callable[..., Client]) -> Client:
    return as_role(Role.RECEPTION)


@pytest.fixture
def namesakes(desk: Client, site: Site) -> list[Minor]:
    """Seven of one name and seven ages, the third one Malian with a telephone."""
    found = []
    for age in range(11, 18):
        birth = Birth(Precision.AGE, declared_age=age)
        phone = "0612345678" if age == 13 else ""
        minor, _arrival = factories.make_minor(
            "Awa Barry", by=desk.user, site=site, birth=birth, phone=phone
        )
        found.append(minor)
    return found


def shown(client: Client, **typed: str) -> list[Minor]:
    found = client.post(KNOWN, {"name": "Awa Barry", **typed}).context["found"]
    assert len(found) == 5
    return [candidate.minor for candidate in found]


def test_what_is_said_beside_the_name_decides(desk: Client, namesakes: list[Minor]) -> None:
    assert shown(desk, birth="16 ans")[0] == namesakes[5]
    assert shown(desk, birth=str(timezone.localdate().year - 16))[0] in namesakes[4:6]
    assert shown(desk, phone="06 12 34 56 78")[0] == namesakes[2]


def test_half_a_date_and_half_a_number_break_nothing(desk: Client, namesakes: list[Minor]) -> None:
    assert shown(desk, birth="12/", phone="06", country="", language="xx")


def test_the_list_asks_and_follows_the_form(desk: Client, namesakes: list[Minor]) -> None:
    html = desk.get(NEW).content.decode()
    assert f'hx-post="{KNOWN}"' in html
    [first, *_rest] = shown(desk)
    field = f"verdict_{first.reference}"
    page = desk.post(KNOWN, {"name": "Awa Barry", field: "another"})
    candidate = page.context["found"][0]
    assert (candidate.minor, candidate.verdict) == (first, "another")
    assert 'form="new-minor"' in page.content.decode()


def test_the_answers_are_kept_with_their_author(desk: Client, namesakes: list[Minor]) -> None:
    one, other, *_rest = namesakes
    sent = {
        **AWA,
        "name": "Awa Barry",
        "shown": [minor.reference for minor in namesakes],
        f"verdict_{one.reference}": "another",
        f"verdict_{other.reference}": "not_sure",
        "verdict_AAAAAA": "another",
        f"verdict_{namesakes[3].reference}": "same",
        f"verdict_{namesakes[4].reference}": "nonsense",
    }
    assert desk.post(NEW, sent).status_code == 302
    new = Minor.objects.latest("pk")
    said = {row.first_id: (row.second_id, row.verdict, row.by) for row in PairVerdict.objects.all()}
    assert said == {
        one.pk: (new.pk, Verdict.ANOTHER, desk.user),
        other.pk: (new.pk, Verdict.NOT_SURE, desk.user),
    }


def test_a_refused_form_keeps_the_answers(desk: Client, namesakes: list[Minor]) -> None:
    field = f"verdict_{namesakes[0].reference}"
    page = desk.post(NEW, {"name": "Awa Barry", field: "another"})
    assert page.status_code == 422
    assert {c.minor: c.verdict for c in page.context["found"]}[namesakes[0]] == "another"
    assert not PairVerdict.objects.exists()


# --- never missed --------------------------------------------------------------------------------

ALIKE = {**AWA, "name": "Awa Barry", "sex": "female"}


def test_without_javascript_the_list_comes_before_the_file(
    desk: Client, namesakes: list[Minor]
) -> None:
    page = desk.post(NEW, ALIKE)
    assert page.status_code == 422
    html = page.content.decode()
    assert "regardez-les" in html
    assert not page.context["form"].errors
    assert Minor.objects.count() == len(namesakes)
    shown_now = re.findall(r'name="shown"\s+value="(\w+)"', html)
    assert shown_now == [candidate.minor.reference for candidate in page.context["found"]]
    assert desk.post(NEW, ALIKE | {"shown": shown_now}).status_code == 302
    assert Minor.objects.count() == len(namesakes) + 1


def test_another_name_typed_after_the_list_is_looked_for_too(
    desk: Client, site: Site, namesakes: list[Minor]
) -> None:
    factories.make_minor("Moussa Traoré", by=desk.user, site=site)
    shown_now = [candidate.reference for candidate in shown(desk)]
    page = desk.post(NEW, ALIKE | {"name": "Moussa Traoré", "shown": shown_now})
    assert page.status_code == 422
    assert page.context["is_to_look"]


def test_nobody_alike_nothing_asked(desk: Client) -> None:
    assert desk.post(NEW, ALIKE).status_code == 302


def test_the_line_follows_the_list(desk: Client, namesakes: list[Minor]) -> None:
    def line(html: str) -> str:
        [said] = re.findall(r'<p class="known-line[^>]*>.*?</p>', html, re.DOTALL)
        return " ".join(said.split())

    assert "Aucun dossier ressemblant" in line(desk.get(NEW).content.decode())
    typed = line(desk.post(KNOWN, {"name": "Awa Barry"}).content.decode())
    assert 'hx-swap-oob="true"' in typed
    assert 'href="#known"' in typed
    assert "5 dossiers ressemblants" in typed
