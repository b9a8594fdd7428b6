"""Signed, corrected within the day by its author, then only added to; nothing is overwritten."""

import datetime
from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone
from time_machine import travel

from cases.models import Minor
from clinics import actions, changes
from clinics.choices import Episode
from clinics.models import (
    CORRECTION,
    Consultation,
    ConsultationAddendum,
    SexualHealthConsultation,
)
from referrals.models import Referral
from staff import once
from staff.choices import Role
from staff.models import Site
from tests import factories
from tests.staff.trail import actions_since, last_entry


@pytest.fixture
def nurse(as_role: Callable[..., Client]) -> Client:
    return as_role(Role.NURSE)


@pytest.fixture
def minor(nurse: Client, site: Site) -> Minor:
    return factories.make_minor("Mamadou Diallo", by=nurse.user, site=site)[0]


@pytest.fixture
def signed(nurse: Client, minor: Minor, site: Site) -> Consultation:
    return factories.make_consultation(
        minor, by=nurse.user, site=site, motif="skin", temperature="37.2", observation="Rougeur"
    )


@pytest.fixture
def old(nurse: Client, minor: Minor, site: Site) -> Consultation:
    """One whose day of correction has just passed."""
    with travel(timezone.now() - CORRECTION - datetime.timedelta(minutes=1), tick=False):
        return factories.make_consultation(minor, by=nurse.user, site=site, motif="skin")


def page(minor: Minor, *rest: object) -> str:
    return f"/cases/{minor.reference}/health/" + "".join(f"{part}/" for part in rest)


def sign(client: Client, minor: Minor, **changed: Any) -> Any:
    typed = {"day": timezone.localdate().isoformat(), "motif": "fever", **changed}
    return client.post(page(minor, "new"), typed)


def correct(client: Client, signed: Consultation, **changed: Any) -> Any:
    url = page(signed.minor, signed.pk, "correct")
    seen = client.get(url).context["form"]["seen"].value()
    typed = {
        "day": signed.day.isoformat(), "motif": "skin", "temperature": "37,2",
        "observation": "Rougeur", "seen": seen, **changed,
    }  # fmt: skip
    return client.post(url, typed)


# --- what is written ------------------------------------------------------------------------------


def test_the_tile_of_the_problem_is_the_motif(nurse: Client, minor: Minor) -> None:
    assert sign(nurse, minor, motif="", problem="fungus", told_by="found").status_code == 302
    found = Consultation.objects.get()
    assert (found.motif, found.problem, found.told_by) == ("skin", "fungus", "found")


def test_neither_motif_nor_problem_is_said_beside_the_tiles(nurse: Client, minor: Minor) -> None:
    response = sign(nurse, minor, motif="")
    assert (response.status_code, set(response.context["form"].errors)) == (422, {"motif"})


def test_a_diagnosis_says_who_told_it(nurse: Client, minor: Minor) -> None:
    response = sign(nurse, minor, problem="asthma")
    assert set(response.context["form"].errors) == {"told_by"}
    assert nurse.get(page(minor, "new")).context["form"]["told_by"].value() == "found"


def test_who_says_so_is_nothing_without_a_problem(nurse: Client, minor: Minor) -> None:
    sign(nurse, minor, told_by="found")
    assert Consultation.objects.get().told_by == ""


def test_care_medicines_and_interpreter(nurse: Client, minor: Minor) -> None:
    sign(
        nurse, minor, acts=["listening", "advice"], medicines="Paracétamol 1 g",
        medicine_basis="protocol", medicine_authority="Douleur 2026", interpreting="phone",
        interpreter_language="ps", interpreter_minutes="15",
    )  # fmt: skip
    found = Consultation.objects.get()
    assert found.acts == ["listening", "advice"]
    assert (found.medicines, found.medicine_basis) == ("Paracétamol 1 g", "protocol")
    assert found.interpreter_text.endswith("15 min")
    assert "Douleur 2026" in nurse.get(page(minor, found.pk)).content.decode()


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"medicines": "Paracétamol"}, "medicine_basis"),
        ({"medicines": "Paracétamol", "medicine_basis": "protocol"}, "medicine_authority"),
        ({"medicine_authority": "Dr Roux"}, "medicines"),
        ({"interpreter_minutes": "15"}, "interpreter_minutes"),
        ({"interpreting": "absent", "interpreter_minutes": "15"}, "interpreter_minutes"),
        ({"interpreting": "phone", "interpreter_minutes": "dix"}, "interpreter_minutes"),
        ({"interpreting": "phone", "interpreter_minutes": "-5"}, "interpreter_minutes"),
        ({"interpreting": "phone", "interpreter_minutes": "0"}, "interpreter_minutes"),
        ({"interpreting": "phone", "interpreter_minutes": "9999999"}, "interpreter_minutes"),
        ({"problem": "gone"}, "problem"),
        ({"referral_reason": "Radio"}, "partner"),
    ],
)
def test_what_is_missing_is_said_beside_it(
    nurse: Client, minor: Minor, typed: dict[str, str], field: str
) -> None:
    response = sign(nurse, minor, **typed)
    assert response.status_code == 422
    form = response.context["form"]
    assert set(form.errors) == {field}
    assert all(form[name].value() == text for name, text in typed.items())
    assert not Consultation.objects.exists()


def test_a_doctor_prescribes_herself(as_role: Callable[..., Client], minor: Minor) -> None:
    doctor = as_role(Role.DOCTOR)
    assert sign(doctor, minor, medicines="Amoxicilline").status_code == 302
    found = Consultation.objects.get()
    assert found.medicine_basis == "prescription"
    assert found.medicine_authority == doctor.user.full_name


def test_a_referral_is_made_in_the_same_act_once(nurse: Client, minor: Minor) -> None:
    partner = factories.make_partner()
    assert sign(nurse, minor, motif="teeth", partner=str(partner.pk)).status_code == 302
    found, made = Consultation.objects.get(), Referral.objects.get()
    assert (found.referral, made.compartment, made.kind) == (made, "health", "medical")
    assert made.reason
    correct(nurse, found, motif="eyes")
    assert Referral.objects.get() == Consultation.objects.get().referral


def test_before_she_ever_came(nurse: Client, minor: Minor) -> None:
    day = timezone.localdate() - datetime.timedelta(days=1)
    response = sign(nurse, minor, day=day.isoformat(), observation="Toux")
    assert set(response.context["form"].errors) == {"day"}
    assert response.context["form"]["observation"].value() == "Toux"


# --- new or follow-up -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("days", "problem", "episode"),
    [
        (7, "scabies", Episode.FOLLOW_UP),
        (42, "scabies", Episode.FOLLOW_UP),
        (43, "scabies", Episode.NEW),
        (7, "fungus", Episode.NEW),
    ],
)
def test_the_same_problem_within_its_days_is_the_same_episode(
    nurse: Client, minor: Minor, site: Site, days: int, problem: str, episode: str
) -> None:
    day = timezone.localdate() - datetime.timedelta(days=days)
    factories.make_consultation(
        minor, by=nurse.user, site=site, motif="scabies", day=day, problem=problem, told_by="found"
    )
    sign(nurse, minor, motif="scabies")
    assert Consultation.objects.latest("pk").episode == episode


def test_it_is_corrected_by_hand(nurse: Client, minor: Minor) -> None:
    sign(nurse, minor, episode="follow_up")
    assert Consultation.objects.get().episode == Episode.FOLLOW_UP


def test_the_form_says_what_counts_as_a_follow_up(
    nurse: Client, minor: Minor, signed: Consultation
) -> None:
    form = nurse.get(page(minor, "new")).context["form"]
    assert str(signed.line) in form.fields["episode"].help_text


def test_what_is_corrected_to_another_problem_is_counted_anew(
    nurse: Client, minor: Minor, site: Site
) -> None:
    day = timezone.localdate() - datetime.timedelta(days=7)
    factories.make_consultation(minor, by=nurse.user, site=site, motif="fever", day=day)
    sign(nurse, minor, motif="skin")
    first = Consultation.objects.latest("pk")
    assert first.episode == Episode.NEW
    same = correct(nurse, first, episode="new", observation="Rougeur du bras")
    assert same.status_code == 302
    assert Consultation.objects.latest("pk").episode == Episode.NEW
    assert correct(nurse, Consultation.objects.latest("pk"), episode="new", motif="fever").url
    assert Consultation.objects.latest("pk").episode == Episode.FOLLOW_UP


# --- two windows ----------------------------------------------------------------------------------


def test_a_second_one_of_the_day_is_asked_about(nurse: Client, minor: Minor) -> None:
    sign(nurse, minor)
    response = sign(nurse, minor, observation="Frissons")
    assert set(response.context["form"].errors) == {"is_another"}
    assert response.context["form"]["observation"].value() == "Frissons"
    assert sign(nurse, minor, observation="Frissons", is_another="on").status_code == 302
    assert Consultation.objects.count() == 2


def test_another_motif_or_another_author_is_not_asked_about(
    nurse: Client, as_role: Callable[..., Client], minor: Minor
) -> None:
    for client, motif in ((nurse, "fever"), (nurse, "eyes"), (as_role(Role.DOCTOR), "fever")):
        assert sign(client, minor, motif=motif).status_code == 302


def test_what_she_typed_is_shown_when_her_right_has_ended(nurse: Client, minor: Minor) -> None:
    token = once.new_token(nurse.user, None)
    nurse.user.postings.update(role=Role.RECEPTION)
    typed = {"observation": "Toux depuis trois jours", "once": token}
    response = sign(nurse, minor, **typed)
    assert response.status_code == 403
    assert "Toux depuis trois jours" in response.content.decode()
    forged = sign(nurse, minor, **{**typed, "once": token[:-1]})
    assert "Toux depuis trois jours" not in forged.content.decode()
    assert not Consultation.objects.exists()


# --- corrected ------------------------------------------------------------------------------------


def test_a_correction_takes_its_place_and_shows_what_was_there(
    nurse: Client, minor: Minor, signed: Consultation
) -> None:
    start = last_entry()
    response = correct(nurse, signed, temperature="38,4", observation="Plaques")
    assert response.status_code == 302
    [found] = Consultation.objects.all()
    assert (found.corrects_id, found.signed_at) == (signed.pk, signed.signed_at)
    assert (found.session, found.recorded_by) == (signed.session, nurse.user)
    former = Consultation.every.get(pk=signed.pk)
    assert (str(former.temperature), former.observation) == ("37.2", "Rougeur")
    [correction] = changes.corrections_of(found)
    said = {(change.before, change.after) for change in correction.changes}
    assert {("Rougeur", "Plaques")} <= said
    assert len(said) == 2
    assert "correct_consultation" in actions_since(start)
    html = nurse.get(page(minor, signed.pk)).content.decode()  # its former address leads there
    assert "Rougeur" in html
    assert "Plaques" in html


def test_its_author_alone(
    as_role: Callable[..., Client], minor: Minor, signed: Consultation
) -> None:
    other = as_role(Role.NURSE)
    response = other.get(page(minor, signed.pk))
    assert (response.context["may_correct"], response.context["may_add"]) == (False, True)
    assert other.get(page(minor, signed.pk, "correct")).status_code == 403


def test_for_a_day(nurse: Client, minor: Minor, old: Consultation) -> None:
    """Measures too: they are part of what was signed."""
    assert nurse.get(page(minor, old.pk, "correct")).status_code == 403
    with pytest.raises(ValidationError):
        actions.correct_consultation(
            by=nurse.user,
            consultation=Consultation(motif="skin", day=old.day, temperature=38),
            corrects=old,
        )
    assert Consultation.every.count() == 1


def test_not_twice_from_two_windows(nurse: Client, signed: Consultation) -> None:
    given = {"motif": "eyes", "day": signed.day}
    actions.correct_consultation(by=nurse.user, consultation=Consultation(**given), corrects=signed)
    with pytest.raises(ValidationError):
        actions.correct_consultation(
            by=nurse.user, consultation=Consultation(**given), corrects=signed
        )


# --- added to -------------------------------------------------------------------------------------


def test_after_a_day_one_adds(nurse: Client, minor: Minor, old: Consultation) -> None:
    url = page(minor, old.pk, "add")
    assert nurse.post(url, {"text": " "}).status_code == 422
    assert nurse.post(url, {"text": "Résultat reçu"}).status_code == 302
    added = ConsultationAddendum.objects.get()
    assert (added.text, added.written_by) == ("Résultat reçu", nurse.user)
    assert "Résultat reçu" in nurse.get(page(minor, old.pk)).content.decode()


def test_once_a_colleague_has_added_it_is_not_corrected(
    nurse: Client, as_role: Callable[..., Client], minor: Minor, signed: Consultation
) -> None:
    assert nurse.get(page(minor, signed.pk, "add")).status_code == 403  # she corrects
    doctor = as_role(Role.DOCTOR)
    assert doctor.post(page(minor, signed.pk, "add"), {"text": "Vu"}).status_code == 302
    assert nurse.get(page(minor, signed.pk, "correct")).status_code == 403
    assert nurse.get(page(minor, signed.pk, "add")).status_code == 200


def test_the_other_book_has_the_same_machinery(
    as_role: Callable[..., Client], minor: Minor, site: Site
) -> None:
    midwife = as_role(Role.MIDWIFE)
    book = f"/cases/{minor.reference}/sexual-health/"
    today = timezone.localdate().isoformat()
    typed = {"day": today, "motif": "pregnancy", "observation": "Nausées"}
    assert midwife.post(f"{book}new/", typed).status_code == 302
    first = SexualHealthConsultation.objects.get()
    url = f"{book}{first.pk}/correct/"
    seen = midwife.get(url).context["form"]["seen"].value()
    assert midwife.post(url, typed | {"observation": "Repos", "seen": seen}).status_code == 302
    [found] = SexualHealthConsultation.objects.all()
    assert (found.corrects, found.observation, found.episode) == (first, "Repos", Episode.NEW)
    nurse = as_role(Role.NURSE)
    assert nurse.post(f"{book}{found.pk}/add/", {"text": "Revue"}).status_code == 302
    assert found.addenda.get().text == "Revue"
