"""Short screens: kept question by question; what they come to; what follows in the same act."""

import csv
from collections.abc import Callable, Mapping

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from cases.choices import AlertKind
from cases.models import Alert, Minor, Task
from clinics import instruments
from clinics.choices import Asked, Frequency, ScreenResult
from clinics.models import Screening
from referrals.models import Referral
from staff.choices import Role
from staff.models import Site
from tests import factories
from tests.staff.trail import actions_since, last_entry

ALL = instruments.instruments()


@pytest.fixture
def nurse(as_role: Callable[..., Client]) -> Client:
    return as_role(Role.NURSE)


@pytest.fixture
def minor(nurse: Client, site: Site) -> Minor:
    return factories.make_minor("Mamadou Diallo", by=nurse.user, site=site)[0]


def url(minor: Minor, code: str) -> str:
    return f"/cases/{minor.reference}/health/screens/{code}/new/"


def typed(code: str, **said: str) -> dict[str, str]:
    """Answer each question: "no" or "not at all", but what is said."""
    usual = "0" if ALL[code].is_counted else "no"
    return {f"item_{item.number}": usual for item in ALL[code].items} | said


# --- the data ------------------------------------------------------------------------------------


def test_nothing_shipped_is_validated_and_everything_has_its_source() -> None:
    for name in ("instruments.csv", "tb_screen.csv"):
        with (instruments.DATA / name).open(encoding="utf-8", newline="") as lines:
            for row in csv.DictReader(lines):
                assert row["source"]
                assert not row["validated_by"]
                assert not row["validated_on"]
    assert len(ALL["tb"].items) == 5
    assert (ALL["phq9"].most, ALL["gad7"].most) == (27, 21)
    for found in ALL.values():
        if found.is_counted:
            assert found.most == 3 * len(found.items)
            spans = [(band.first, band.last) for band in found.bands]
            assert [n for a, b in spans for n in range(a, b + 1)] == list(range(found.most + 1))
            assert all(band.source for band in found.bands)
    risks = {code: [i.number for i in one.items if i.is_risk] for code, one in ALL.items()}
    assert risks == {"tb": [], "phq9": ["9"], "gad7": [], "risk": ["1"]}


def answers_of(code: str) -> st.SearchStrategy[dict[str, str]]:
    one = st.sampled_from(ALL[code].choices.values)
    return st.fixed_dictionaries({item.number: one for item in ALL[code].items})


@given(said=answers_of("phq9"))
def test_a_total_is_of_all_questions_or_none(said: Mapping[str, str]) -> None:
    found = instruments.reading("phq9", 1, said)
    assert found is not None
    if Frequency.NOT_ASKED in said.values():
        assert (found.total, found.band) == (None, None)
    else:
        assert found.total == sum(int(answer) for answer in said.values())
        assert found.band
        assert found.band.first <= found.total <= found.band.last
    assert found.is_risk == (said["9"] in ("1", "2", "3"))


@given(said=answers_of("tb"))
def test_one_yes_is_enough_and_not_asked_is_not_no(said: Mapping[str, str]) -> None:
    found = instruments.reading("tb", 1, said)
    assert found is not None
    if Asked.YES in said.values():
        assert found.result == ScreenResult.POSITIVE
    else:
        is_whole = set(said.values()) == {Asked.NO}
        assert found.result == (ScreenResult.NEGATIVE if is_whole else ScreenResult.INCOMPLETE)


@pytest.mark.parametrize("said", [None, [], {}, {"1": "yes"}, "", {"1": "4"}])
def test_what_is_no_set_of_answers_is_not_read(said: object) -> None:
    assert instruments.reading("tb", 1, said) is None
    assert instruments.reading("tb", 99, said) is None


# --- tuberculosis ---------------------------------------------------------------------------------


def test_a_positive_screen_makes_one_referral_to_a_clat(nurse: Client, minor: Minor) -> None:
    factories.make_partner("PASS Saint-Louis")
    clat = factories.make_partner("CLAT 93")
    form = nurse.get(url(minor, "tb")).context["form"]
    assert form["partner"].initial == clat
    said = typed("tb", item_1="yes", item_4="not_asked", partner=str(clat.pk), agreement="given")
    start = last_entry()
    response = nurse.post(url(minor, "tb"), said | {"agreement": form["agreement"].initial})
    row = Screening.objects.get()
    assert response.url == f"/cases/{minor.reference}/health/screens/{row.pk}/"
    assert actions_since(start) == ["make_referral", "record_screening"]
    assert row.answers["4"] == "not_asked"
    assert row.referral == Referral.objects.get()
    assert row.referral.partner == clat
    html = nurse.get(f"/cases/{minor.reference}/health/").content.decode()
    assert "Positif" in html


def test_a_negative_or_refused_one_makes_none(nurse: Client, minor: Minor) -> None:
    clat = factories.make_partner("CLAT 93")
    agreement = {"agreement": "not_asked"}
    nurse.post(url(minor, "tb"), typed("tb") | agreement | {"partner": str(clat.pk)})
    nurse.post(url(minor, "tb"), typed("tb", item_1="yes") | agreement | {"partner": ""})
    assert (Screening.objects.count(), Referral.objects.count()) == (2, 0)
    assert Screening.objects.first().reading.result == ScreenResult.NEGATIVE
    nothing = dict.fromkeys(typed("tb"), "not_asked") | agreement
    assert nurse.post(url(minor, "tb"), nothing).status_code == 422


# --- mental health ------------------------------------------------------------------------------


@pytest.mark.parametrize(("code", "said"), [("phq9", {"item_9": "1"}), ("risk", {"item_1": "yes"})])
def test_a_risk_of_suicide_raises_the_alert_in_the_same_act(
    nurse: Client, minor: Minor, code: str, said: dict[str, str]
) -> None:
    assert nurse.get(url(minor, code)).context["protocol"].to_do
    start = last_entry()
    response = nurse.post(url(minor, code), typed(code, **said))
    alert = Alert.objects.get()
    assert response.url == f"/alerts/{alert.pk}/"
    assert (alert.kind, alert.minor, alert.facts) == (AlertKind.SUICIDE, minor, "")
    assert actions_since(start) == ["record_screening", "raise_alert"]
    assert nurse.get(response.url).status_code == 200


def test_without_a_risk_there_is_no_alert_and_the_answers_are_kept(
    nurse: Client, minor: Minor
) -> None:
    nurse.post(url(minor, "phq9"), typed("phq9", item_1="3", item_2="3", item_9="not_asked"))
    nurse.post(url(minor, "gad7"), typed("gad7", item_1="3", item_2="3"))
    assert not Alert.objects.exists()
    phq, gad = Screening.objects.order_by("pk")
    assert (phq.reading.total, phq.reading.asked_count) == (None, 8)
    assert (gad.reading.total, str(gad.reading.band)) == (6, "Légère")
    assert (gad.answers["1"], gad.version, gad.language) == ("3", 1, "fr")
    html = nurse.get(f"/cases/{minor.reference}/health/screens/{gad.pk}/").content.decode()
    assert "6 sur 21" in html
    assert "Légère" in html
    start = last_entry()
    nurse.post(f"/cases/{minor.reference}/health/screens/{gad.pk}/psychologist/")
    task = Task.objects.get()
    assert (task.desk_kind, task.minor, task.compartment) == ("psychologist", minor, "psychology")
    assert actions_since(start) == ["task_made"]


def test_answers_of_another_instrument_are_refused(nurse: Client, minor: Minor, site: Site) -> None:
    row = Screening(minor=minor, site=site, instrument="tb", version=1, language="fr")
    row.recorded_by, row.answers = nurse.user, {"1": "0"}
    with pytest.raises(ValidationError):
        row.full_clean()
    assert nurse.get(url(minor, "nothing")).status_code == 404


def test_whoever_reads_no_consultations_reads_no_screen(
    nurse: Client, as_role: Callable[..., Client], minor: Minor, site: Site
) -> None:
    row = factories.make_screening(minor, by=nurse.user, site=site, item_1="yes")
    page = f"/cases/{minor.reference}/health/screens/{row.pk}/"
    assert as_role(Role.MIDWIFE).get(page).status_code == 200
    assert as_role(Role.MIDWIFE).get(url(minor, "tb")).status_code == 403
    assert as_role(Role.PSYCHOLOGIST).get(page).status_code == 403
