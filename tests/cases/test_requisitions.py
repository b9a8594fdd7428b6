"""Judicial requisitions: the director's page, the register, the file that is frozen."""

import datetime
from collections.abc import Callable

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.utils import timezone

from cases import actions
from cases.models import Minor, Requisition, RequisitionStep
from cases.requisitions import PROCEDURE
from cases.retention import held_files
from staff.choices import Role
from staff.models import Site, User
from tests import factories
from tests.staff.trail import actions_since, last_entry

TODAY = timezone.localdate()
DAY = datetime.timedelta(days=1)


@pytest.fixture
def director(as_role: Callable[..., Client]) -> Client:
    return as_role(Role.DIRECTOR)


@pytest.fixture
def minor(person: Callable[..., User], site: Site) -> Minor:
    return factories.make_minor("Canari Zzyzx", by=person(Role.RECEPTION), site=site)[0]


def record(client: Client, **typed: str) -> object:
    typed = {
        "received_on": TODAY.isoformat(),
        "authority": "Parquet de Bobigny",
        "number": "2026/123",
        "asked": "Copie du dossier",
        **typed,
    }
    return client.post("/requisitions/new/", typed)


def step(client: Client, requisition: Requisition, kind: str, **typed: str) -> object:
    typed = {"kind": kind, "happened_on": TODAY.isoformat(), **typed}
    return client.post(f"/requisitions/{requisition.pk}/step/", typed)


@pytest.mark.parametrize("role", [role for role in Role if role != Role.DIRECTOR])
def test_nobody_else_opens_it(as_role: Callable[..., Client], role: str) -> None:
    made = factories.make_requisition(by=as_role(Role.DIRECTOR).user)
    client = as_role(role)
    for path in ("", "new/", f"{made.pk}/", f"{made.pk}/step/"):
        assert client.get(f"/requisitions/{path}").status_code == 403
    assert "/requisitions/" not in client.get("/account/", follow=True).content.decode()


def test_the_page_says_the_procedure_and_what_the_jurist_has_not_checked(
    director: Client,
) -> None:
    text = director.get("/requisitions/").content.decode()
    assert "226-13" in text
    assert "Ordre" in text
    assert len(PROCEDURE) == 6
    unconfirmed = [step for step in PROCEDURE if not step.is_confirmed]
    assert text.count("À confirmer par le juriste") == len(unconfirmed)


def test_a_requisition_is_sealed_recorded_and_freezes_the_file(
    director: Client, minor: Minor
) -> None:
    start = last_entry()
    typed = f"{minor.reference[:3].lower()}-{minor.reference[3:].lower()}"
    response = record(director, reference=typed, authority="Juge Canari")
    made = Requisition.objects.get()
    assert response.url == f"/requisitions/{made.pk}/"
    assert made.held.minor == minor
    assert minor.pk in held_files()
    with connection.cursor() as cursor:
        cursor.execute("SELECT authority, number, asked FROM cases_requisition")
        for sealed in cursor.fetchone():
            assert b"Canari" not in bytes(sealed)
            assert b"2026" not in bytes(sealed)
    page = director.get(f"/requisitions/{made.pk}/").content.decode()
    assert "Juge Canari" in page
    assert minor.reference in page
    assert "Zzyzx" not in page
    assert actions_since(start, minor_id=minor.pk) == ["record_requisition", "read_requisition"]


def test_what_was_done_until_it_is_closed(director: Client, minor: Minor) -> None:
    record(director, reference=minor.reference)
    made = Requisition.objects.get()
    for kind, note in (("lawyer_told", ""), ("coordinator_told", ""), ("refused", "Sans motif")):
        assert step(director, made, kind, note=note).status_code == 302
    assert minor.pk in held_files()
    assert step(director, made, "closed").status_code == 302
    assert minor.pk not in held_files()
    response = step(director, made, "closed")
    assert response.status_code == 422
    assert list(response.context["form"].errors) == ["kind"]
    text = director.get(f"/requisitions/{made.pk}/").content.decode()
    assert "Sans motif" in text
    assert made.steps.count() == 4


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"reference": "AAAAAA"}, "reference"),
        ({"reference": "Canari Zzyzx"}, "reference"),
        ({"received_on": (TODAY + DAY).isoformat()}, "received_on"),
        ({"authority": ""}, "authority"),
        ({"asked": ""}, "asked"),
    ],
)
def test_what_cannot_be_is_said_beside_its_box(
    director: Client, typed: dict[str, str], said: str
) -> None:
    response = record(director, **typed)
    assert response.status_code == 422
    assert list(response.context["form"].errors) == [said]
    assert "2026/123" in response.content.decode()
    assert not Requisition.objects.exists()


@pytest.mark.parametrize(
    ("kind", "typed", "said"),
    [
        ("given", {}, "note"),
        ("refused", {"note": " "}, "note"),
        ("lawyer_told", {"happened_on": (TODAY - DAY).isoformat()}, "happened_on"),
        ("lawyer_told", {"happened_on": (TODAY + DAY).isoformat()}, "happened_on"),
        ("forgotten", {}, "kind"),
    ],
)
def test_a_step_that_cannot_be(
    director: Client, kind: str, typed: dict[str, str], said: str
) -> None:
    made = factories.make_requisition(by=director.user)
    response = step(director, made, kind, **typed)
    assert response.status_code == 422
    assert list(response.context["form"].errors) == [said]
    assert not made.steps.exists()


def test_one_that_names_nobody_freezes_nothing(director: Client, minor: Minor) -> None:
    made = factories.make_requisition(by=director.user)
    assert made.held is None
    assert minor.pk not in held_files()
    assert director.get("/requisitions/").status_code == 200


def test_the_action_closes_once(director: Client) -> None:
    made = factories.make_requisition(by=director.user)
    actions.record_requisition_step(
        by=director.user, step=RequisitionStep(requisition=made, kind="closed")
    )
    with pytest.raises(ValidationError):
        actions.record_requisition_step(
            by=director.user, step=RequisitionStep(requisition=made, kind="closed")
        )
