"""Protocols that a doctor signs, replaces and ends; what a page says of the one that is named."""

import datetime
from collections.abc import Callable

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone

from clinics import signed_protocols
from clinics.models import SignedProtocol, SignedProtocolEnd
from staff.choices import Role
from staff.models import Site
from tests import factories
from tests.staff.trail import actions_since, last_entry

DAY = datetime.timedelta(days=1)
TODAY = timezone.localdate


@pytest.fixture
def doctor(as_role: Callable[..., Client]) -> Client:
    return as_role(Role.DOCTOR)


def typed(**more: object) -> dict[str, object]:
    return {
        "name": "Gale",
        "version": "2026",
        "acts": ["medicine"],
        "text": "Ivermectine 200 µg/kg",
        "valid_from": TODAY().isoformat(),
        "valid_until": (TODAY() + 300 * DAY).isoformat(),
        **more,
    }


def names(client: Client, part: str) -> list[str]:
    return [str(row) for row in client.get("/protocols/").context[part]]


def test_none_is_shipped_and_a_doctor_signs_one_that_nurses_read(
    as_role: Callable[..., Client], doctor: Client
) -> None:
    nurse = as_role(Role.NURSE)
    assert "Aucun protocole" in nurse.get("/protocols/").content.decode()
    assert nurse.get("/protocols/sign/").status_code == 403
    start = last_entry()
    assert doctor.post("/protocols/sign/", typed()).status_code == 302
    row = SignedProtocol.objects.get()
    assert (str(row), row.signed_by) == ("Gale (2026)", doctor.user)
    assert actions_since(start, by=doctor.user) == ["sign_protocol"]
    html = nurse.get("/protocols/").content.decode()
    for said in ("Gale", "Ivermectine", doctor.user.full_name, "En vigueur"):
        assert said in html
    assert f"/protocols/{row.pk}/end/" not in html


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"name": " "}, "name"),
        ({"acts": []}, "acts"),
        ({"acts": ["certificate"]}, "acts"),
        ({"valid_from": "hier"}, "valid_from"),
        ({"valid_from": "2020-01-01"}, "valid_from"),
        ({"valid_until": "2020-01-01"}, "valid_until"),
        ({"valid_until": "9999-12-31"}, "valid_until"),
    ],
)
def test_what_cannot_be_is_said_beside_its_field(
    doctor: Client, wrong: dict[str, object], field: str
) -> None:
    response = doctor.post("/protocols/sign/", typed(**wrong))
    assert response.status_code == 422
    assert set(response.context["form"].errors) == {field}
    assert not SignedProtocol.objects.exists()


def test_a_new_version_takes_the_place_of_the_former_from_its_first_day(doctor: Client) -> None:
    old = factories.make_protocol(by=doctor.user, name="Gale", version="2025")
    tomorrow = TODAY() + DAY
    url = f"/protocols/{old.pk}/replace/"
    assert doctor.get(url).context["form"].initial["name"] == "Gale"
    assert doctor.post(url, typed(valid_from=tomorrow.isoformat())).status_code == 302
    assert (names(doctor, "in_force"), names(doctor, "to_come")) == (
        ["Gale (2025)"], ["Gale (2026)"],
    )  # fmt: skip
    known = signed_protocols.signed()
    held = {str(row): (row.holds_on(TODAY()), row.holds_on(tomorrow)) for row in known}
    assert held == {"Gale (2025)": (True, False), "Gale (2026)": (False, True)}
    assert doctor.post(url, typed()).status_code == 302  # it was replaced already
    assert SignedProtocol.objects.count() == 2
    with pytest.raises(ValidationError):
        factories.make_protocol(by=doctor.user, replaces=old)


def test_one_that_is_ended_holds_no_more_and_only_once(doctor: Client) -> None:
    row = factories.make_protocol(by=doctor.user)
    url = f"/protocols/{row.pk}/end/"
    assert doctor.post(url, {"ended_on": "2020-01-01", "why": "Rappel"}).status_code == 422
    for _again in range(2):
        said = {"ended_on": TODAY().isoformat(), "why": "Lot rappelé"}
        assert doctor.post(url, said).status_code == 302
    assert SignedProtocolEnd.objects.get().why == "Lot rappelé"
    assert (names(doctor, "in_force"), names(doctor, "lapsed")) == ([], [str(row)])
    assert "Lot rappelé" in doctor.get("/protocols/").content.decode()


def test_those_in_force_are_proposed_and_the_others_are_named_as_such(
    as_role: Callable[..., Client], doctor: Client, site: Site
) -> None:
    nurse = as_role(Role.NURSE)
    minor, _arrival = factories.make_minor("Awa Sow", by=nurse.user, site=site)
    covers = {"acts": ["medicine", "vaccination"]}
    factories.make_protocol(by=doctor.user, name="Gale", version="2", **covers)
    gone = factories.make_protocol(by=doctor.user, name="Fièvre", version="1")
    doctor.post(f"/protocols/{gone.pk}/end/", {"ended_on": TODAY().isoformat(), "why": "Revu"})
    pages = {
        "health/new/": "medicine_authority",
        "sexual-health/new/": "medicine_authority",
        "sexual-health/acts/new/": "authority",
        "vaccination/given/": "prescriber",
    }
    for page, name in pages.items():
        html = nurse.get(f"/cases/{minor.reference}/{page}").content.decode()
        offered = html.partition(f'<datalist id="{name}-offered">')[2].partition("</datalist>")[0]
        assert offered == '<option value="Gale (2)"></option>', page
    factories.make_protocol(by=doctor.user, name="Pilule", version="1", acts=["emergency_pill"])
    said = {
        "Pilule (1)": "Ce protocole ne couvre pas un tel acte",
        "Gale (2)": "Protocole signé, en vigueur ce jour-là",
        "fièvre": "Ce protocole n’était pas en vigueur ce jour-là",
        "Toux": "Aucun protocole de ce nom n’est signé ici",
    }
    for authority, notice in said.items():
        given = {"medicines": "Comprimé", "medicine_basis": "protocol"}
        seen = factories.make_consultation(
            minor, by=nurse.user, site=site, medicine_authority=authority, **given
        )
        html = nurse.get(f"/cases/{minor.reference}/health/{seen.pk}/").content.decode()
        assert notice in html
    for who in ("Gale (2)", "Fièvre (1)", "Dr Renard"):
        factories.make_vaccination(
            minor, by=nurse.user, site=site, source="here", is_agreed=True, prescriber=who,
            given_on=TODAY(),
        )  # fmt: skip
    html = nurse.get(f"/cases/{minor.reference}/vaccination/").content.decode()
    assert html.count("en vigueur ce jour-là") == 2
