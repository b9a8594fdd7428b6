"""What holds between consultations: said, not there, not asked, over; and the page of it all."""

import datetime
from collections.abc import Callable
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone

from cases.births import Birth
from cases.choices import Precision
from cases.models import Minor
from clinics import health_facts, health_page
from clinics.choices import FactKind
from clinics.models import Consultation, HealthFact, HealthFactEnd
from clinics.readings import readings
from staff.choices import Role
from staff.models import Site
from staff.permissions import Compartment
from tests import factories
from tests.staff.trail import actions_since, last_entry

TODAY = timezone.localdate
DAY = datetime.timedelta(days=1)


@pytest.fixture
def nurse(as_role: Callable[..., Client]) -> Client:
    return as_role(Role.NURSE)


@pytest.fixture
def minor(nurse: Client, site: Site) -> Minor:
    return factories.make_minor("Mamadou Diallo", by=nurse.user, site=site)[0]


def page(minor: Minor, *rest: object) -> str:
    return f"/cases/{minor.reference}/health/" + "".join(f"{part}/" for part in rest)


def state(minor: Minor, nurse: Client, kind: str = "allergy") -> str:
    return health_facts.known(minor, nurse.user)[kind].state


def write(nurse: Client, minor: Minor, kind: str = "allergy", **typed: str) -> object:
    return nurse.post(page(minor, "facts", kind, "new"), {"answer": "yes", **typed})


# --- the states ------------------------------------------------------------------------------


def test_not_asked_is_not_none(nurse: Client, minor: Minor) -> None:
    assert state(minor, nurse) == "not_asked"
    html = nurse.get(page(minor)).content.decode()
    assert "Allergies : non demandé" in html
    assert write(nurse, minor, answer="none").status_code == 302
    assert state(minor, nurse) == "none"
    html = nurse.get(page(minor)).content.decode()
    assert "Allergies : non demandé" not in html
    assert nurse.user.full_name in html


def test_she_may_not_wish_to_answer(nurse: Client, minor: Minor) -> None:
    assert write(nurse, minor, answer="declined").status_code == 302
    assert state(minor, nurse) == "declined"


def test_what_is_there_is_said_at_the_top_and_over_the_consultation(
    nurse: Client, minor: Minor
) -> None:
    start = last_entry()
    response = write(nurse, minor, what="Pénicilline", detail="Œdème du visage")
    assert response.status_code == 302
    assert actions_since(start, by=nurse.user, minor_id=minor.pk) == ["record_health_fact"]
    for address in (page(minor), page(minor, "new"),
                    f"/cases/{minor.reference}/sexual-health/new/"):  # fmt: skip
        html = nurse.get(address).content.decode()
        banner = html.partition('<div class="allergies">')[2][:800]
        assert "notice-danger" in banner
        assert "Pénicilline" in banner
        assert "Œdème du visage" in banner


def test_over_is_neither_there_nor_unknown(nurse: Client, minor: Minor) -> None:
    fact = factories.make_health_fact(minor, by=nurse.user)
    start = last_entry()
    response = nurse.post(page(minor, "facts", fact.pk, "end"), {"ended_on": TODAY().isoformat()})
    assert response.status_code == 302
    assert actions_since(start, by=nurse.user, minor_id=minor.pk) == ["end_health_fact"]
    known = health_facts.known(minor, nurse.user)["allergy"]
    assert (known.state, known.now, known.past) == ("over", [], [fact])


def test_a_mistake_was_never_there(nurse: Client, minor: Minor) -> None:
    fact = factories.make_health_fact(minor, by=nurse.user)
    factories.end_health_fact(fact, by=nurse.user, is_mistake=True)
    known = health_facts.known(minor, nurse.user)["allergy"]
    assert (known.state, known.past) == ("not_asked", [])


def test_a_medicine_whose_last_day_has_gone_by_is_over(nurse: Client, minor: Minor) -> None:
    for until in (TODAY() - DAY, TODAY()):
        factories.make_health_fact(minor, by=nurse.user, kind="medicine", until_on=until)
    known = health_facts.known(minor, nurse.user)["medicine"]
    assert [fact.until_on for fact in known.now] == [TODAY()]
    assert [fact.until_on for fact in known.past] == [TODAY() - DAY]


def test_what_is_there_wins_over_an_earlier_none(nurse: Client, minor: Minor) -> None:
    """As after a merge: one file said "none", the other an allergy."""
    factories.make_health_fact(minor, by=nurse.user)
    factories.make_health_fact(minor, by=nurse.user, answer="none", what="", detail="")
    assert state(minor, nurse) == "yes"


# --- the forms -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "typed", "field"),
    [
        ("allergy", {}, "what"),
        ("allergy", {"what": "   "}, "what"),
        ("allergy", {"what": "x" * 121}, "what"),
        ("allergy", {"answer": "", "what": "Latex"}, "answer"),
        ("allergy", {"answer": "maybe", "what": "Latex"}, "answer"),
        ("allergy", {"answer": "none", "what": "Latex"}, "answer"),
        ("condition", {"condition": "other"}, "what"),
        ("condition", {"answer": "none", "condition": "asthma"}, "answer"),
        ("condition", {"condition": "pregnancy"}, "condition"),
        ("medicine", {"what": "Fer", "since_on": "2026-03-02", "until_on": "2026-03-01"},
         "until_on"),
        ("medicine", {"what": "Fer", "since_on": "hier"}, "since_on"),
        ("result", {}, "what"),
    ],
)  # fmt: skip
def test_what_is_refused_is_said_beside_its_field(
    nurse: Client, minor: Minor, kind: str, typed: dict[str, str], field: str
) -> None:
    response = write(nurse, minor, kind, **typed)
    assert response.status_code == 422
    assert field in response.context["form"].errors
    assert not HealthFact.objects.exists()


@pytest.mark.parametrize(
    ("kind", "typed", "name"),
    [
        ("condition", {"condition": "asthma"}, "Asthme"),
        ("condition", {"condition": "other", "what": "Thalassémie"}, "Autre – Thalassémie"),
        ("medicine", {"what": "Fer", "detail": "1 le soir", "prescriber": "Dr Roux",
                      "since_on": "2026-03-01", "until_on": "2026-03-01"}, "Fer"),
        ("result", {"what": "NFS", "since_on": "2026-03-01"}, "NFS"),
    ],
)  # fmt: skip
def test_one_of_each_kind(
    nurse: Client, minor: Minor, kind: str, typed: dict[str, str], name: str
) -> None:
    assert write(nurse, minor, kind, **typed).status_code == 302
    html = nurse.get(page(minor)).content.decode()
    assert name in html
    assert HealthFact.objects.get().kind == kind


def test_none_is_not_written_over_what_is_there(nurse: Client, minor: Minor) -> None:
    factories.make_health_fact(minor, by=nurse.user)
    response = write(nurse, minor, answer="none")
    assert response.status_code == 422
    assert "answer" in response.context["form"].errors


@pytest.mark.parametrize("day", ["", "demain", "2999-01-01", "2020-01-01"])
def test_an_end_that_cannot_be_is_refused(nurse: Client, minor: Minor, day: str) -> None:
    fact = factories.make_health_fact(minor, by=nurse.user, since_on=datetime.date(2021, 1, 1))
    response = nurse.post(page(minor, "facts", fact.pk, "end"), {"ended_on": day})
    assert response.status_code == 422
    assert set(response.context["form"].errors) == {"ended_on"}
    assert not HealthFactEnd.objects.exists()


def test_two_who_end_the_same_are_told(nurse: Client, minor: Minor) -> None:
    fact = factories.make_health_fact(minor, by=nurse.user)
    end = {"ended_on": TODAY().isoformat()}
    for word in ("Une fois", "Deux fois"):
        answer = nurse.post(page(minor, "facts", fact.pk, "end"), {**end, "word": word})
        assert answer.status_code == 302
    assert HealthFactEnd.objects.get().word == "Une fois"
    with pytest.raises(ValidationError):
        factories.end_health_fact(HealthFact.objects.get(), by=nurse.user)


def test_what_is_no_kind_or_of_somebody_else_is_no_page(
    nurse: Client, minor: Minor, site: Site
) -> None:
    other, _arrival = factories.make_minor("Awa Sow", by=nurse.user, site=site)
    fact = factories.make_health_fact(other, by=nurse.user)
    assert nurse.get(page(minor, "facts", "pregnancy", "new")).status_code == 404
    assert nurse.get(page(minor, "facts", fact.pk, "end")).status_code == 404


def test_a_midwife_reads_and_is_not_offered_to_write(
    as_role: Callable[..., Client], nurse: Client, minor: Minor
) -> None:
    fact = factories.make_health_fact(minor, by=nurse.user)
    midwife = as_role(Role.MIDWIFE)
    html = midwife.get(page(minor)).content.decode()
    assert "Pénicilline" in html
    assert "/facts/" not in html
    assert midwife.get(page(minor, "facts", fact.pk, "end")).status_code == 403


# --- the page --------------------------------------------------------------------------------


def test_pregnancy_and_hiv_have_no_place_here() -> None:
    """They are of sexual health, whose readers are fewer."""
    codes = {str(code) for code, _label in HealthFact._meta.get_field("condition").choices}
    assert not codes & {"pregnancy", "hiv"}


def test_the_parts_come_in_order() -> None:
    orders = [part.order for part in health_page.PARTS]
    assert orders == sorted(set(orders))


def test_a_referral_of_another_desk_is_not_among_those_of_health(
    nurse: Client, minor: Minor, site: Site
) -> None:
    for compartment in (Compartment.SOCIAL, Compartment.HEALTH):
        factories.make_referral(
            minor, by=nurse.user, site=site, compartment=compartment,
            partner=factories.make_partner(f"Partenaire {compartment.value}"),
        )  # fmt: skip
    html = nurse.get(page(minor)).content.decode()
    assert "Partenaire health" in html
    assert "Partenaire social" not in html


def measure(nurse: Client, minor: Minor, site: Site, days: int, **values: object) -> Consultation:
    taken = {name: Decimal(str(value)) for name, value in values.items()}
    return factories.make_consultation(
        minor, by=nurse.user, site=site, day=TODAY() - days * DAY, **taken
    )


def test_the_last_of_each_measure_and_its_chart(nurse: Client, minor: Minor, site: Site) -> None:
    measure(nurse, minor, site, 60, weight=50, systolic=110, diastolic=70)
    measure(nurse, minor, site, 30, weight="52.5")
    measure(nurse, minor, site, 1, systolic=120, diastolic=75, temperature="39.4")
    found = {reading.label: reading for reading in readings(Consultation, minor).found}
    assert found["poids"].value == "52,5 kg"
    assert [text for _day, text in found["poids"].chart.rows] == ["52,5 kg", "50 kg"]
    assert found["tension"].value == "120/75 mmHg"
    assert [text for _day, text in found["tension"].chart.rows] == [
        "120 mmHg / 75 mmHg", "110 mmHg / 70 mmHg",
    ]  # fmt: skip
    assert found["température"].chart is None
    assert [str(flag) for flag in found["température"].flags] == ["39,4 °C, au-dessus de 39 °C"]
    html = nurse.get(page(minor)).content.decode()
    assert html.count("<polyline") == 3
    assert 'role="img"' in html


def test_the_score_is_a_range_and_never_printed(nurse: Client, site: Site) -> None:
    boy, _arrival = factories.make_minor("Ali", by=nurse.user, site=site, sex="male")
    measure(nurse, boy, site, 1, weight=49, height=175)
    html = nurse.get(page(boy)).content.decode()
    block = html.partition('<div class="growth')[2].partition("</div>")[0]
    assert block.startswith(" d-print-none")
    assert "z-score de -2," in block
    assert "à confirmer" in block


@pytest.mark.parametrize("said", [{"birth": Birth(Precision.UNKNOWN)}, {"sex": "unknown"}])
def test_without_an_age_or_a_sex_there_is_no_score(
    nurse: Client, site: Site, said: dict[str, object]
) -> None:
    minor, _arrival = factories.make_minor("Ali", by=nurse.user, site=site, **said)
    measure(nurse, minor, site, 1, weight=49, height=175)
    assert '<div class="growth' not in nurse.get(page(minor)).content.decode()


def test_every_kind_has_its_panel(nurse: Client, minor: Minor) -> None:
    html = nurse.get(page(minor)).content.decode()
    for kind in FactKind:
        assert page(minor, "facts", kind.value, "new") in html
