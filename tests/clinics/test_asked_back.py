"""What is possible and not likely is asked back beside its box; confirmed, it is kept with who."""

import datetime
from collections.abc import Callable
from decimal import Decimal

import pytest
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cases.births import Birth
from cases.choices import Precision
from cases.models import Minor
from clinics.choices import Motif, SexualHealthMotif
from clinics.models import AnyConsultation, Consultation, SexualHealthConsultation
from clinics.vitals import LIMITS
from staff.choices import Role
from staff.models import Site
from tests import factories

BOOKS = {
    "health": (Consultation, Motif.HEADACHE),
    "sexual-health": (SexualHealthConsultation, SexualHealthMotif.CONTRACEPTION),
}
AT_11 = Birth(Precision.AGE, declared_age=11)
EITHER = pytest.mark.parametrize("book", BOOKS)


@pytest.fixture
def nurse(as_role: Callable[..., Client]) -> Client:
    return as_role(Role.NURSE, full_name="Inès Belkacem")


@pytest.fixture
def minor(nurse: Client, site: Site) -> Minor:
    return factories.make_minor("Mamadou Diallo", by=nurse.user, site=site)[0]


def post(client: Client, minor: Minor, book: str, **typed: str) -> object:
    """The second one of a day with the same motif is said to be another."""
    data = {
        "day": timezone.localdate().isoformat(), "motif": BOOKS[book][1], "is_another": "on",
        **typed,
    }  # fmt: skip
    return client.post(f"/cases/{minor.reference}/{book}/new/", data)


def kept(book: str) -> AnyConsultation:
    return BOOKS[book][0].objects.latest("pk")


def tick(response: object, name: str, way: int = 0) -> dict[str, str]:
    return {f"sure_{name}": response.context["form"].asked[name].ways[way][0]}


@EITHER
def test_what_is_unlikely_is_asked_back_and_kept_with_who_confirmed(
    nurse: Client, minor: Minor, book: str
) -> None:
    typed = {"weight": "25,5", "pulse": "80", "care": "Repas"}
    response = post(nurse, minor, book, **typed)
    assert response.status_code == 422
    html = response.content.decode()
    assert set(response.context["form"].errors) == {"weight"}
    for text in ('value="25,5"', 'value="80"', "Repas", 'name="sure_weight"', "25,5 kg"):
        assert text in html
    assert post(nurse, minor, book, **typed, **tick(response, "weight")).status_code == 302
    row = kept(book)
    assert row.weight == Decimal("25.5")
    [confirmed] = row.checks["confirmed"]
    assert (confirmed["name"], confirmed["value"]) == ("weight", "25.5")
    assert confirmed["by"] == nurse.user.pk
    at = datetime.datetime.fromisoformat(confirmed["at"])
    assert abs(timezone.now() - at) < datetime.timedelta(hours=1)
    page = nurse.get(f"/cases/{minor.reference}/{book}/{row.pk}/")
    assert "Inès Belkacem" in page.content.decode()
    assert [one.value for one in page.context["confirmations"]] == ["25,5 kg"]


def test_a_tick_does_not_hold_for_another_value(nurse: Client, minor: Minor) -> None:
    ticked = tick(post(nurse, minor, "health", weight="25"), "weight")
    response = post(nurse, minor, "health", weight="26", **ticked)
    assert response.status_code == 422
    assert not Consultation.objects.exists()


def test_a_tick_stays_while_another_box_is_wrong(nurse: Client, minor: Minor) -> None:
    ticked = tick(post(nurse, minor, "health", weight="25"), "weight")
    response = post(nurse, minor, "health", weight="25", pulse="abc", **ticked)
    assert set(response.context["form"].errors) == {"pulse"}
    assert "checked" in response.content.decode().partition('name="sure_weight"')[2][:200]


def test_a_tick_does_not_let_the_impossible_pass(nurse: Client, minor: Minor) -> None:
    response = post(nurse, minor, "health", weight="900", sure_weight="typed 900 unlikely")
    assert response.status_code == 422
    assert "weight" in response.context["form"].errors


@pytest.mark.parametrize("ticked", ["", "on", "typed", "mmol 25 unlikely", "\x00", "é" * 500])
def test_a_tick_made_up_confirms_nothing(nurse: Client, minor: Minor, ticked: str) -> None:
    assert post(nurse, minor, "health", weight="25", sure_weight=ticked).status_code in (400, 422)
    assert not Consultation.objects.exists()


@EITHER
def test_it_is_compared_with_the_last_visit_of_its_own_book(
    nurse: Client, minor: Minor, site: Site, book: str
) -> None:
    make = {"health": factories.make_consultation, "sexual-health": factories.make_sexual_health}
    day = timezone.localdate() - datetime.timedelta(days=30)
    row = {"by": nurse.user, "site": site, "day": day}
    make[book](minor, **row, weight=Decimal(60), height=Decimal(170))
    make[book](minor, **row)  # a visit without a measure
    other = next(name for name in BOOKS if name != book)
    make[other](minor, **row, weight=Decimal(40), height=Decimal(190))
    response = post(nurse, minor, book, weight="67", height="165")
    assert set(response.context["form"].errors) == {"weight", "height"}
    assert "60 kg" in str(response.context["form"].errors["weight"])
    assert post(nurse, minor, book, weight="65", height="171").status_code == 302


def test_a_visit_to_come_is_not_the_last_one(nurse: Client, minor: Minor, site: Site) -> None:
    """A consultation of last month, typed today, after one of last week."""
    lately = timezone.localdate() - datetime.timedelta(days=7)
    factories.make_consultation(minor, by=nurse.user, site=site, day=lately, weight=Decimal(70))
    long_ago = lately - datetime.timedelta(days=30)
    factories.arrival_on(minor, long_ago, site, nurse.user)
    answer = post(nurse, minor, "health", weight="60", day=long_ago.isoformat())
    assert answer.status_code == 302


@pytest.mark.parametrize("typed", ["5,5 mmol", "5.5 mmol/L", " 5,5mmol/l "])
def test_a_glycaemia_with_its_unit_is_converted(nurse: Client, minor: Minor, typed: str) -> None:
    assert post(nurse, minor, "health", glycaemia=typed).status_code == 302
    assert kept("health").glycaemia == Decimal("0.99")


def test_a_high_glycaemia_asks_whether_it_was_in_mmol(nurse: Client, minor: Minor) -> None:
    response = post(nurse, minor, "health", glycaemia="12")
    asked = response.context["form"].asked["glycaemia"]
    assert "mmol" in str(response.context["form"].errors["glycaemia"])
    assert len(asked.ways) == 1
    assert "2,16 g/L" in asked.ways[0][1]
    ticked = tick(response, "glycaemia")
    assert post(nurse, minor, "health", glycaemia="12", **ticked).status_code == 302
    assert kept("health").glycaemia == Decimal("2.16")
    assert kept("health").checks["confirmed"][0]["answer"] == "mmol"


@pytest.mark.parametrize(("way", "expected"), [(0, "5.5"), (1, "0.99")])
def test_one_that_may_be_either_is_answered_either_way(
    nurse: Client, minor: Minor, way: int, expected: str
) -> None:
    response = post(nurse, minor, "health", glycaemia="5,5")
    ticked = tick(response, "glycaemia", way)
    assert post(nurse, minor, "health", glycaemia="5,5", **ticked).status_code == 302
    assert kept("health").glycaemia == Decimal(expected)


def test_the_band_of_ages_is_kept_and_shown(nurse: Client, site: Site) -> None:
    minor, _arrival = factories.make_minor("Awa", by=nurse.user, site=site, birth=AT_11)
    row = factories.make_consultation(
        minor, by=nurse.user, site=site, pulse=Decimal(145), temperature=Decimal("39.5")
    )
    assert row.checks == {"band": "5-12", "confirmed": []}
    response = nurse.get(f"/cases/{minor.reference}/health/{row.pk}/")
    assert [str(flag) for flag in response.context["red_flags"]] == [
        "39,5 °C, au-dessus de 39 °C", "145 /min, au-dessus de 140 /min",
    ]  # fmt: skip
    assert "de 5 à 12 ans" in response.content.decode()


def test_nothing_measured_keeps_nothing(nurse: Client, minor: Minor, site: Site) -> None:
    assert factories.make_consultation(minor, by=nurse.user, site=site).checks is None


TYPED = st.one_of(
    st.sampled_from(
        ["abc", "-1", "-37,5", "1e9", "NaN", "Infinity", "9" * 400, "0", "0,0", "37,5", "37.5",
         "1.234,5", ",", ".", "+5", "5 mmol", "-5 mmol", "9" * 50 + " mmol", "½", "٣٧", "37\u00a05"]
    ),
    st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=12),
    st.decimals(allow_nan=False, allow_infinity=False).map(str),
)  # fmt: skip


@EITHER
@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(typed=st.dictionaries(st.sampled_from(sorted(LIMITS)), TYPED))
def test_whatever_is_typed_is_kept_or_answered_with_a_sentence(
    nurse: Client, minor: Minor, book: str, typed: dict[str, str]
) -> None:
    response = post(nurse, minor, book, **typed)
    assert response.status_code in (302, 400, 422)
    if response.status_code == 422:
        form = response.context["form"]
        assert set(form.errors) <= set(LIMITS)
        for name, text in typed.items():
            assert form[name].value() == text
