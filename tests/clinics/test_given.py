"""What is given in a consultation is taken out of the cupboard; care never waits for a count."""

import datetime
from collections.abc import Callable

import pytest
from django.test import Client
from django.utils import timezone

from cases.models import Minor
from clinics import actions
from clinics.choices import Motif, StockMoveKind
from clinics.models import Consultation, Lot, SexualHealthConsultation, StockMove
from staff.choices import Role
from staff.models import Site
from tests import factories

DAY = datetime.timedelta(days=1)
BY_PROTOCOL = {"medicine_basis": "protocol", "medicine_authority": "Antalgiques, 2026"}


@pytest.fixture
def nurse(as_role: Callable[..., Client]) -> Client:
    return as_role(Role.NURSE)


@pytest.fixture
def minor(nurse: Client, site: Site) -> Minor:
    return factories.make_minor("Mamadou Diallo", by=nurse.user, site=site)[0]


@pytest.fixture
def held(nurse: Client, site: Site) -> Callable[..., Lot]:
    """Return a function that puts so many of a lot in the cupboard."""

    def receive(medicine: str = "fer", *, days: int = 300, amount: int = 30, **where: str) -> Lot:
        expires = timezone.localdate() + days * DAY
        lot = Lot(site=site, medicine=medicine, number="A12", expires_on=expires, **where)
        return actions.receive_lot(by=nurse.user, lot=lot, amount=amount)

    return receive


def left(lot: Lot) -> int:
    return Lot.objects.with_left().get(pk=lot.pk).left


def typed(**changes: object) -> dict[str, object]:
    day = timezone.localdate().isoformat()
    return {"day": day, "motif": Motif.HEADACHE.value, **BY_PROTOCOL, **changes}


def url(minor: Minor, book: str = "health") -> str:
    return f"/cases/{minor.reference}/{book}/new/"


def test_what_is_given_leaves_the_cupboard_and_stands_in_the_file(
    nurse: Client, minor: Minor, held: Callable[..., Lot]
) -> None:
    iron, ibuprofen = held("fer"), held("ibuprofene_400", bag="Sac vert")
    sent = typed(
        given_0=iron.pk,
        given_0_count="10",
        given_1=ibuprofen.pk,
        given_1_count="6",
        medicines="Un par jour, dix jours",
    )
    assert nurse.post(url(minor), sent).status_code == 302
    found = Consultation.objects.get()
    lines = found.medicines.splitlines()
    assert lines[0] == "Un par jour, dix jours"
    assert lines[1:] == [f"{iron.line} × 10", f"{ibuprofen.line} × 6"]
    assert (left(iron), left(ibuprofen)) == (20, 24)
    moves = StockMove.objects.filter(kind=StockMoveKind.GIVEN)
    assert {move.by for move in moves} == {nurse.user}


def test_more_may_be_given_than_the_rows_say(
    nurse: Client, minor: Minor, held: Callable[..., Lot]
) -> None:
    lot = held(amount=3)
    sent = typed(given_0=lot.pk, given_0_count="5")
    assert nurse.post(url(minor), sent).status_code == 302
    assert left(lot) == -2


def test_a_line_is_a_lot_and_a_number_on_some_basis(
    nurse: Client, minor: Minor, held: Callable[..., Lot]
) -> None:
    lot = held()
    right = typed(given_0=str(lot.pk), given_0_count="5")
    wrong: list[tuple[dict[str, str], str]] = [
        ({"given_0_count": ""}, "given_0_count"),
        ({"given_0": ""}, "given_0"),
        ({"given_0_count": "beaucoup"}, "given_0_count"),
        ({"given_0_count": "-4"}, "given_0_count"),
        ({"given_0_count": "99999999999"}, "given_0_count"),
        ({"given_0": "0"}, "given_0"),
        ({"medicine_basis": "", "medicine_authority": ""}, "medicine_basis"),
    ]
    for changes, where in wrong:
        sent = right | changes
        response = nurse.post(url(minor), sent)
        form = response.context["form"]
        assert response.status_code == 422, changes
        assert set(form.errors) == {where}, (changes, form.errors)
        assert {name: form[name].value() for name in sent} == sent, changes
    assert left(lot) == 30
    assert not Consultation.objects.exists()


def test_what_may_not_be_given_is_not_offered(
    nurse: Client, minor: Minor, held: Callable[..., Lot]
) -> None:
    """Nothing of another site, nothing expired, nothing that is gone; then no line at all."""
    elsewhere = factories.make_site("La Chapelle")
    expires = timezone.localdate() + 100 * DAY
    theirs = Lot(site=elsewhere, medicine="fer", number="B1", expires_on=expires)
    nurse_there = factories.make_user(Role.NURSE, elsewhere)
    actions.receive_lot(by=nurse_there, lot=theirs, amount=9)
    held(days=-1)
    gone = held("ibuprofene_400", amount=1)
    actions.take_from_lot(by=nurse.user, lot=gone, kind=StockMoveKind.THROWN, amount=1)
    assert "given_0" not in nurse.get(url(minor)).context["form"].fields
    ours = held("amoxicilline_500")
    offered = nurse.get(url(minor)).context["form"].fields["given_0"].queryset
    assert list(offered) == [ours]


def test_the_other_book_gives_too(nurse: Client, minor: Minor, held: Callable[..., Lot]) -> None:
    lot = held()
    sent = typed(motif="pregnancy", given_2=lot.pk, given_2_count="30")
    assert nurse.post(url(minor, "sexual-health"), sent).status_code == 302
    assert SexualHealthConsultation.objects.get().medicines == f"{lot.line} × 30"
    assert left(lot) == 0


def test_a_correction_takes_nothing_more(
    nurse: Client, minor: Minor, held: Callable[..., Lot]
) -> None:
    lot = held()
    nurse.post(url(minor), typed(given_0=lot.pk, given_0_count="5"))
    signed = Consultation.objects.get()
    correct = f"/cases/{minor.reference}/health/{signed.pk}/correct/"
    form = nurse.get(correct).context["form"]
    assert "given_0" not in form.fields
    assert form["medicines"].value() == signed.medicines
    sent = typed(medicines=signed.medicines, care="Repos", given_0=lot.pk, given_0_count="5")
    sent["seen"] = form["seen"].value()
    assert nurse.post(correct, sent).status_code == 302
    assert left(lot) == 25
