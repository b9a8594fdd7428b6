"""The vaccinations of a file: copied, given, refused, taken back; the booklet; who may."""

import datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cases.choices import Sex
from cases.models import BirthClaim, Minor
from clinics import vaccination_booklet, vaccination_rows
from clinics.choices.vaccination import VALENCES, VaccinationKind
from clinics.models import Vaccination, VaccinationAnswer, VaccinationRuleCheck
from clinics.vaccination import rules, summary
from clinics.vaccination.answers import Answer
from clinics.vaccination.planner import Hold
from staff.choices import Role
from staff.models import Centre, Site, User
from tests import factories

TODAY = timezone.localdate
SignIn = Any


@pytest.fixture
def pantin(db: None) -> Site:
    return factories.make_site()


@pytest.fixture
def nurse(pantin: Site) -> User:
    return factories.make_user(Role.NURSE, site=pantin)


@pytest.fixture
def doctor(pantin: Site) -> User:
    return factories.make_user(Role.DOCTOR, site=pantin)


@pytest.fixture
def minor(nurse: User, pantin: Site) -> Minor:
    return factories.make_minor("Awa Diallo", by=nurse, site=pantin, sex=Sex.FEMALE)[0]


def address(minor: Minor, name: str, *more: object) -> str:
    return reverse(f"clinics:{name}", args=[minor.reference, *more])


def rows_of(minor: Minor, user: User) -> list[Vaccination]:
    return vaccination_rows.of_file(minor, user)


def booklet_lines(**lines: str) -> dict[str, str]:
    return {"source": "booklet", **lines}


# --- copied from a booklet --------------------------------------------------------------------


def test_several_lines_of_a_booklet_are_kept_at_once(
    client: Client, nurse: User, minor: Minor
) -> None:
    client.force_login(nurse)
    answer = client.post(
        address(minor, "add_vaccinations"),
        booklet_lines(
            vaccine_0="=diphtheria tetanus polio", date_0="2012",
            vaccine_1="priorix", date_1="03/2013", lot_1="A12", reaction_1="severe",
            vaccine_2="=tuberculosis", date_2="",
            vaccine_4="engerix_b", date_4="12/5/2020",
        ),
    )  # fmt: skip
    assert answer.status_code == 302
    found = rows_of(minor, nurse)
    assert [(row.precision, row.given_on) for row in found] == [
        ("year", datetime.date(2012, 1, 1)),
        ("month", datetime.date(2013, 3, 1)),
        ("day", datetime.date(2020, 5, 12)),
        ("unknown", None),
    ]
    assert found[0].brand == ""
    assert found[1].held == ["measles", "mumps", "rubella"]
    assert found[1].is_severe
    assert {row.recorded_by for row in found} == {nurse}


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ({}, "Remplissez une ligne"),
        ({"vaccine_0": "priorix", "date_0": "tomorrow"}, "Tapez un âge"),
        ({"vaccine_0": "priorix", "date_0": "14"}, "Saisissez une année"),
        ({"vaccine_0": "priorix", "date_0": "2150"}, "dans le futur"),
        ({"date_0": "2012"}, "Choisissez le vaccin de cette ligne"),
        ({"vaccine_0": "no such brand"}, "no such brand"),
    ],
)
def test_what_cannot_be_is_said_beside_its_line_and_nothing_is_lost(
    client: Client, nurse: User, minor: Minor, lines: dict[str, str], said: str
) -> None:
    client.force_login(nurse)
    answer = client.post(address(minor, "add_vaccinations"), booklet_lines(lot_1="", **lines))
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not Vaccination.objects.exists()


def test_nothing_is_readable_without_its_key(nurse: User, minor: Minor, pantin: Site) -> None:
    factories.make_vaccination(minor, by=nurse, site=pantin, lot="LOT-SECRET")
    kept = Vaccination.objects.values_list("brand", "valences", "lot").get()
    assert not any(b"priorix" in bytes(value) or b"SECRET" in bytes(value) for value in kept)


# --- given here -------------------------------------------------------------------------------

GIVEN = {
    "vaccine_0": "priorix", "outcome_0": "given", "lot_0": "X1", "body_site_0": "left_arm",
    "route_0": "im", "vaccine_1": "gardasil_9", "outcome_1": "refused",
    "vaccine_2": "bexsero", "outcome_2": "not_today",
}  # fmt: skip


def test_given_and_refused_are_two_rows_and_not_today_is_none(
    client: Client, nurse: User, minor: Minor
) -> None:
    client.force_login(nurse)
    answer = client.post(
        address(minor, "give_vaccines"), {**GIVEN, "is_agreed": "on", "prescriber": "Protocole 3"}
    )
    assert answer.status_code == 302
    given, refused = rows_of(minor, nurse)
    assert (given.kind, given.lot, given.source) == ("given", "X1", "here")
    assert given.given_on == TODAY()
    assert (refused.kind, refused.held, refused.lot) == ("refused", ["hpv"], "")
    lines = {line.code: line for line in vaccination_rows.by_valence([given, refused])}
    assert lines["measles"].doses == [given]
    assert lines["hpv"].refusals == [refused]
    assert lines["hpv"].doses == []


def test_nothing_is_given_without_agreement_nor_prescription(
    client: Client, nurse: User, minor: Minor
) -> None:
    client.force_login(nurse)
    answer = client.post(address(minor, "give_vaccines"), GIVEN)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Sans accord, rien n’est fait" in page
    assert "sous quel protocole signé" in page
    assert not Vaccination.objects.exists()


def test_a_refusal_alone_asks_for_no_agreement(client: Client, nurse: User, minor: Minor) -> None:
    client.force_login(nurse)
    refused = {"vaccine_0": "priorix", "outcome_0": "refused"}
    assert client.post(address(minor, "give_vaccines"), refused).status_code == 302
    assert rows_of(minor, nurse)[0].kind == VaccinationKind.REFUSED


# --- taken back -------------------------------------------------------------------------------


def test_a_slip_is_taken_back_by_another_row_once(
    client: Client, nurse: User, minor: Minor, pantin: Site
) -> None:
    row = factories.make_vaccination(minor, by=nurse, site=pantin)
    client.force_login(nurse)
    url = address(minor, "take_back_vaccination", row.pk)
    client.post(url)
    again = client.post(url, follow=True)
    assert "l’a déjà annulé" in again.content.decode()
    assert Vaccination.objects.count() == 2
    assert not Vaccination.objects.standing().exists()
    found = rows_of(minor, nurse)
    assert [one.pk for one in found] == [row.pk]
    assert found[0].taken_back is not None
    assert vaccination_rows.doses_of(found) == []


def test_only_nurses_and_doctors_write_and_midwives_read(
    client: Client, pantin: Site, minor: Minor
) -> None:
    client.force_login(factories.make_user(Role.MIDWIFE, site=pantin))
    assert client.get(address(minor, "vaccinations")).status_code == 200
    assert client.get(address(minor, "add_vaccinations")).status_code == 403
    client.force_login(factories.make_user(Role.SOCIAL, site=pantin))
    assert client.get(address(minor, "vaccinations")).status_code == 403


# --- what was answered ------------------------------------------------------------------------


def test_not_asked_none_known_and_refused_are_three_things(
    nurse: User, minor: Minor, pantin: Site
) -> None:
    def said() -> list[str]:
        return [line.text for line in summary.lines(minor, nurse)]

    assert "Vaccinations antérieures : non demandé" in said()
    factories.make_vaccination_answer(minor, by=nurse, answer="none")
    assert "Aucune vaccination connue" in said()
    factories.make_vaccination_answer(minor, by=nurse, answer="declined")
    assert "Ne souhaite pas répondre" in said()
    factories.make_vaccination(minor, by=nurse, site=pantin, kind="refused")
    assert "1 refus" in said()
    factories.make_vaccination(minor, by=nurse, site=pantin, reaction="severe")
    assert said()[0] == "Réaction grave : Priorix"


def test_the_last_answer_holds_and_a_colleagues_stays(
    client: Client, nurse: User, minor: Minor
) -> None:
    """Two pages open at once: what this one did not change is not undone."""
    factories.make_vaccination_answer(minor, by=nurse, question="hepatitis_b", answer="immune")
    client.force_login(nurse)
    url = address(minor, "answer_vaccination")
    client.post(url, {"immunodeficiency": "no", "hepatitis_b": "", "was_hepatitis_b": ""})
    assert vaccination_rows.answers_of(minor) == {
        "hepatitis_b": "immune",
        "immunodeficiency": "no",
    }
    client.post(url, {"was_immunodeficiency": "no", "immunodeficiency": ""})
    assert vaccination_rows.answers_of(minor) == {"hepatitis_b": "immune"}
    assert VaccinationAnswer.objects.count() == 3


def test_pregnancy_is_asked_each_time_and_kept_nowhere(
    client: Client, nurse: User, minor: Minor
) -> None:
    factories.make_rules_valid(by=nurse)
    _answer_all(minor, nurse)
    client.force_login(nurse)
    url = address(minor, "plan_vaccination")
    before = VaccinationAnswer.objects.count()
    assert "Enceinte, ou peut-être" in client.get(url).content.decode()
    told = client.post(url, {"pregnancy": "yes"}).content.decode()
    assert "Pas pendant la grossesse" in told
    assert "ROR-1" not in told
    assert "ROR-1" in client.post(url, {"pregnancy": "no"}).content.decode()
    assert VaccinationAnswer.objects.count() == before
    assert "pregnancy" not in str(dict(client.session))


# --- whose rules ------------------------------------------------------------------------------


def _answer_all(minor: Minor, by: User) -> None:
    for question in ("severe_reaction", "immunodeficiency", "chickenpox"):
        factories.make_vaccination_answer(minor, by=by, question=question, answer="no")


def planned(minor: Minor, user: User) -> set[str]:
    plan = vaccination_rows.plan_for(minor, rows_of(minor, user), Answer.NO)
    return {injection.rule.code for injection in plan.today}


def test_as_shipped_nothing_is_proposed_and_the_page_says_so(
    client: Client, nurse: User, minor: Minor
) -> None:
    _answer_all(minor, nurse)
    client.force_login(nurse)
    page = client.get(address(minor, "plan_vaccination")).content.decode()
    assert "Rien n’est proposé" in page
    assert "ROR-1" not in page
    assert planned(minor, nurse) == set()


def test_a_doctor_validates_a_protection_and_may_take_it_back(
    client: Client, doctor: User, minor: Minor
) -> None:
    _answer_all(minor, doctor)
    client.force_login(doctor)
    url = reverse("clinics:validate_vaccination_rules", args=["mmr"])
    said = {"is_right": "on", "validated_on": TODAY().isoformat(), "note": "Calendrier 2026"}
    assert client.post(url, said).status_code == 302
    assert planned(minor, doctor) == {"ROR-1"}
    assert "Calendrier" not in client.get(url).content.decode()
    client.post(url, {**said, "is_right": ""})
    assert planned(minor, doctor) == set()
    tomorrow = TODAY() + datetime.timedelta(days=1)
    assert client.post(url, {**said, "validated_on": tomorrow.isoformat()}).status_code == 422


def test_a_nurse_reads_the_rules_and_does_not_validate_them(client: Client, nurse: User) -> None:
    client.force_login(nurse)
    page = client.get(reverse("clinics:vaccination_rules")).content.decode()
    assert "À valider par un médecin" in page
    assert "/vaccination-rules/mmr/" not in page
    url = reverse("clinics:validate_vaccination_rules", args=["mmr"])
    assert client.post(url, {"is_right": "on"}).status_code == 403


def test_a_validation_is_bound_to_the_text_that_was_read(
    doctor: User, minor: Minor, monkeypatch: pytest.MonkeyPatch
) -> None:
    factories.make_rules_valid(by=doctor)
    _answer_all(minor, doctor)
    assert "ROR-1" in planned(minor, doctor)
    changed = {key: dict(row) for key, row in rules.rows().items()}
    changed["ROR-2", 1]["note_fr"] += " !"
    monkeypatch.setattr(rules, "rows", lambda: changed)
    assert "ROR-1" not in planned(minor, doctor)
    assert "DTP-1" in planned(minor, doctor)


def test_what_was_validated_in_a_demonstration_holds_nowhere_else(
    doctor: User, minor: Minor
) -> None:
    Centre.objects.update_or_create(defaults={"name": "Démonstration", "is_demo": True})
    factories.make_rules_valid(by=doctor)
    _answer_all(minor, doctor)
    assert "ROR-1" in planned(minor, doctor)
    assert VaccinationRuleCheck.objects.filter(is_demonstration=True).exists()
    Centre.objects.update(is_demo=False)
    assert planned(minor, doctor) == set()


def test_a_validation_of_more_than_eighteen_months_ago_holds_no_more(
    doctor: User, minor: Minor
) -> None:
    factories.make_rules_valid(by=doctor)
    _answer_all(minor, doctor)
    long_ago = TODAY() - datetime.timedelta(days=560)
    for check in list(VaccinationRuleCheck.objects.all()):
        check.pk, check.validated_on = None, long_ago
        check.save()
    plan = vaccination_rows.plan_for(minor, [], Answer.NO)
    assert {held.why for held in plan.held} == {Hold.STALE}


# --- what is known of her ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("claim", "first", "last"),
    [
        ({"precision": "day", "born_on": datetime.date(2010, 5, 3)}, "2010-05-03", "2010-05-03"),
        ({"precision": "month", "born_on": datetime.date(2010, 5, 1)}, "2010-05-01", "2010-05-31"),
        ({"precision": "year", "born_on": datetime.date(2010, 1, 1)}, "2010-01-01", "2011-01-01"),
        (
            {"precision": "age", "declared_age": 15, "declared_on": datetime.date(2026, 6, 1)},
            "2009-06-01",
            "2012-06-01",
        ),
    ],
)
def test_an_age_that_was_said_is_doubted_by_a_year_either_way(
    claim: dict[str, Any], first: str, last: str
) -> None:
    born = vaccination_rows.born_between(BirthClaim(**claim))
    assert born is not None
    assert [day.isoformat() for day in born] == [first, last]
    assert vaccination_rows.born_between(None) is None
    assert vaccination_rows.born_between(BirthClaim(precision="unknown")) is None


def test_a_dose_of_an_unknown_date_counts_for_nothing_and_stays(
    nurse: User, minor: Minor, pantin: Site
) -> None:
    factories.make_rules_valid(by=nurse)
    _answer_all(minor, nurse)
    factories.make_vaccination(minor, by=nurse, site=pantin, given_on=None, precision="unknown")
    assert "ROR-1" in planned(minor, nurse)
    assert len(rows_of(minor, nurse)) == 1


def test_a_year_goes_to_its_last_day_but_not_after_the_recording(
    nurse: User, minor: Minor, pantin: Site
) -> None:
    first = TODAY().replace(month=1, day=1)
    row = factories.make_vaccination(minor, by=nurse, site=pantin, given_on=first, precision="year")
    assert row.span == (first, TODAY())


# --- the booklet ------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["fr", "en", "ar"])
def test_the_booklet_has_every_word_in_its_language(
    nurse: User, minor: Minor, pantin: Site, language: str
) -> None:
    factories.make_vaccination(minor, by=nurse, site=pantin)
    said = vaccination_booklet.words()[language]
    assert all(said[code] for code in VALENCES)
    found = vaccination_booklet.booklet(minor, rows_of(minor, nurse), language)
    assert found["rows"][0]["held"] == f"{said['comma']} ".join(
        said[valence] for valence in ("measles", "mumps", "rubella")
    )
    assert pantin.name not in str(found)
    assert bool(found["note"]) is (language == "ar")


def test_the_booklet_prints_what_stands_and_is_recorded(
    client: Client, nurse: User, minor: Minor, pantin: Site
) -> None:
    kept = factories.make_vaccination(minor, by=nurse, site=pantin, lot="RESTE")
    gone = factories.make_vaccination(minor, by=nurse, site=pantin, lot="REPRIS")
    factories.make_vaccination(minor, by=nurse, site=pantin, kind="refused", lot="REFUS")
    client.force_login(nurse)
    client.post(address(minor, "take_back_vaccination", gone.pk))
    found = vaccination_booklet.booklet(minor, rows_of(minor, nurse), "fr")
    assert [row["lot"] for row in found["rows"]] == [kept.lot]
    for language in ("fr", "en", "ar"):
        answer = client.get(address(minor, "vaccination_booklet_pdf", language))
        assert answer.content.startswith(b"%PDF")
    assert client.get(address(minor, "vaccination_booklet_pdf", "xx")).status_code == 404
