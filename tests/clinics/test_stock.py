"""Medicines: lots received, taken, moved and counted; care is never held up by a count."""

import datetime
from collections.abc import Callable

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone, translation

from clinics import actions
from clinics.choices import MedicineGroup, StockMoveKind
from clinics.medicines import by_group, medicines
from clinics.models import Lot, StockMove
from staff.choices import Role
from staff.models import AuditEntry, Site, User
from tests import factories

TODAY = timezone.localdate
DAY = datetime.timedelta(days=1)


@pytest.fixture
def host(site: Site) -> User:
    return factories.make_user(Role.NURSE, site)


@pytest.fixture
def nurse(as_role: Callable[..., Client]) -> Client:
    return as_role(Role.NURSE)


def left(lot: Lot) -> int:
    return Lot.objects.with_left().get(pk=lot.pk).left


def html(client: Client, url: str) -> str:
    return client.get(url).content.decode()


# --- the list -----------------------------------------------------------------------------------


def test_the_list_is_short_whole_and_not_validated() -> None:
    """Some sixty lines, each named and with a form in both languages; nobody has signed it off."""
    found = medicines()
    assert 55 <= len(found) <= 70
    assert {one.group for one in found.values()} == set(MedicineGroup)
    assert len({str(one) for one in found.values()}) == len(found)
    for code, one in found.items():
        assert all([*one.names.values(), *one.forms.values()]), code
        assert len(code) <= Lot._meta.get_field("medicine").max_length, code
        assert not one.validated_by, code


def test_each_language_has_its_names() -> None:
    assert str(medicines()["fer"]) == "Fer, comprimé 80 mg"
    with translation.override("en"):
        assert str(medicines()["fer"]) == "Iron, tablet 80 mg"
    assert sum(len(lines) for _group, lines in by_group()) == len(medicines())


# --- received, taken, moved ----------------------------------------------------------------------


def receives(client: Client, **typed: object) -> object:
    box = {
        "medicine": "ibuprofene_400", "number": "LX 44", "amount": "30", "bag": "",
        "expires_on": f"{TODAY() + 200 * DAY}",
    }  # fmt: skip
    return client.post("/stock/receive/", {**box, **typed})


def test_what_comes_in_is_in_the_cupboard(nurse: Client) -> None:
    assert "Aucun médicament" in html(nurse, "/stock/")
    assert receives(nurse).url == "/stock/receive/"
    page = html(nurse, "/stock/")
    assert "Ibuprofène" in page
    assert "LX 44" in page
    receives(nurse, amount="12")  # the same box again: the lot grows
    assert left(Lot.objects.get()) == 42
    assert AuditEntry.objects.filter(action="receive_lot").count() == 2


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"medicine": ""}, "obligatoire"),
        ({"medicine": "licorne"}, "licorne"),
        ({"amount": "0"}, "au moins 1"),
        ({"amount": "-4"}, "au moins 1"),
        ({"amount": "douze"}, "nombre entier"),
        ({"amount": "1,5"}, "nombre entier"),
        ({"amount": "99999999999999"}, "plus que ce que contient"),
        ({"expires_on": f"{TODAY() - DAY}"}, "périmé"),
        ({"expires_on": "31/02"}, "date"),
        ({"number": ""}, "obligatoire"),
    ],
)
def test_bad_input_has_its_sentence(nurse: Client, typed: dict[str, str], words: str) -> None:
    answer = receives(nurse, bag="Sac bleu", **typed)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert "Sac bleu" in answer.content.decode(), "what was typed is kept"
    assert not Lot.objects.exists()


def test_one_lot_has_one_date(nurse: Client) -> None:
    receives(nurse)
    answer = receives(nurse, expires_on=f"{TODAY() + 300 * DAY}")
    assert answer.status_code == 422
    assert "une autre date" in answer.content.decode()


def test_more_may_be_given_than_the_rows_say(nurse: Client, host: User, site: Site) -> None:
    lot = factories.make_lot(by=host, site=site, amount=2)
    answer = nurse.post(f"/stock/{lot.pk}/take/", {"kind": "given", "amount": "3"})
    assert answer.url == f"/stock/{lot.pk}/"
    assert left(lot) == -1
    assert "À compter" in html(nurse, "/stock/")
    for typed in ({"kind": "given", "amount": ""}, {"kind": "received", "amount": "3"}):
        assert nurse.post(f"/stock/{lot.pk}/take/", typed).status_code == 422
    assert left(lot) == -1


def test_a_bag_is_filled_before_it_goes_out(nurse: Client, host: User, site: Site) -> None:
    lot = factories.make_lot(by=host, site=site, amount=20)
    move = f"/stock/{lot.pk}/move/"
    assert nurse.post(move, {"bag": "Sac bleu", "amount": "15"}).status_code == 302
    there = Lot.objects.get(bag="Sac bleu")
    assert (left(lot), left(there), there.expires_on) == (5, 15, lot.expires_on)
    too_many = nurse.post(move, {"bag": "Sac bleu", "amount": "6"})
    assert too_many.status_code == 422
    assert "5 restent ici" in too_many.content.decode()
    assert "y est déjà" in nurse.post(move, {"bag": "", "amount": "1"}).content.decode()
    assert nurse.post(f"/stock/{there.pk}/move/", {"bag": "", "amount": "15"}).status_code == 302
    assert (left(lot), left(there)) == (20, 0)
    assert "Sac bleu" in html(nurse, "/stock/?of=all&bag=*")


def test_a_lot_that_has_another_date_there_is_not_moved(
    nurse: Client, host: User, site: Site
) -> None:
    lot = factories.make_lot(by=host, site=site)
    factories.make_lot(by=host, site=site, bag="Sac bleu", expires_in=30)
    answer = nurse.post(f"/stock/{lot.pk}/move/", {"bag": "Sac bleu", "amount": "1"})
    assert answer.status_code == 422
    assert "une autre date" in answer.content.decode()
    assert left(lot) == 20


# --- the lists ----------------------------------------------------------------------------------


def test_what_expires_and_what_has_run_out(nurse: Client, host: User, site: Site) -> None:
    for medicine, days in (("fer", 60), ("cetirizine_10", 61), ("omeprazole_20", 0)):
        factories.make_lot(by=host, site=site, medicine=medicine, expires_in=days)
    page = html(nurse, "/stock/?of=expiring")
    assert page.index("Oméprazole") < page.index("Fer")
    assert "Cétirizine" not in page
    assert "Rien ne manque" in html(nurse, "/stock/?of=out")
    for lot in Lot.objects.filter(medicine="fer"):
        actions.take_from_lot(by=host, lot=lot, kind=StockMoveKind.THROWN, amount=20)
    assert "Fer" in html(nurse, "/stock/?of=out")
    assert "Fer" not in html(nurse, "/stock/?of=expiring")
    # Another lot of it, in a bag: the site has some.
    factories.make_lot(by=host, site=site, medicine="fer", number="B8", bag="Sac bleu")
    assert "Fer" not in html(nurse, "/stock/?of=out")


def test_what_has_expired_says_so(
    nurse: Client, host: User, site: Site, time_machine: object
) -> None:
    lot = factories.make_lot(by=host, site=site, expires_in=1)
    time_machine.move_to(timezone.now() + 2 * DAY)
    assert Lot.objects.get(pk=lot.pk).is_expired
    client = Client()
    client.force_login(host)
    assert "Périmé" in html(client, "/stock/?of=expiring")


# --- the count ----------------------------------------------------------------------------------


def count_of(lot: Lot, shown: object, found: object) -> dict[str, str]:
    return {f"shown-{lot.pk}": f"{shown}", f"found-{lot.pk}": f"{found}"}


def test_a_count_brings_the_rows_to_what_was_found(nurse: Client, host: User, site: Site) -> None:
    one = factories.make_lot(by=host, site=site, amount=20)
    two = factories.make_lot(by=host, site=site, medicine="fer", amount=8)
    assert f"found-{one.pk}" in html(nurse, "/stock/count/")
    sent = {**count_of(one, 20, 17), **count_of(two, 8, "")}
    assert nurse.post("/stock/count/", sent).url == "/stock/"
    assert (left(one), left(two)) == (17, 8)
    counted = StockMove.objects.get(kind="counted")
    assert (counted.found, counted.amount) == (17, -3)
    # As many as the rows said: that it was counted is known all the same.
    nurse.post("/stock/count/", count_of(two, 8, 8))
    assert StockMove.objects.get(lot=two, kind="counted").amount == 0


def test_a_colleague_took_some_meanwhile(nurse: Client, host: User, site: Site) -> None:
    lot = factories.make_lot(by=host, site=site, amount=20)
    actions.take_from_lot(by=host, lot=lot, kind=StockMoveKind.GIVEN, amount=1)
    answer = nurse.post("/stock/count/", count_of(lot, 20, 20))
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "19 maintenant" in page
    assert 'value="20"' in page, "what was counted is kept"
    assert left(lot) == 19
    assert nurse.post("/stock/count/", count_of(lot, 19, 20)).status_code == 302
    assert left(lot) == 20


def test_one_that_a_colleague_emptied_meanwhile_is_asked_about(
    nurse: Client, host: User, site: Site
) -> None:
    lot = factories.make_lot(by=host, site=site, amount=10)
    other = factories.make_lot(by=host, site=site, medicine="fer", amount=4)
    actions.take_from_lot(by=host, lot=lot, kind=StockMoveKind.GIVEN, amount=10)
    answer = nurse.post("/stock/count/", {**count_of(lot, 10, 8), **count_of(other, 4, 4)})
    assert answer.status_code == 422
    assert "0 maintenant" in answer.content.decode()
    assert (left(lot), left(other)) == (0, 4)


@pytest.mark.parametrize("found", ["-1", "deux", "1e9", ""])
def test_a_count_that_cannot_be(nurse: Client, host: User, site: Site, found: str) -> None:
    lot = factories.make_lot(by=host, site=site)
    assert nurse.post("/stock/count/", count_of(lot, 20, found)).status_code == 422
    assert left(lot) == 20


# --- who ----------------------------------------------------------------------------------------


def test_a_cupboard_is_its_sites(as_role: Callable[..., Client], host: User, site: Site) -> None:
    lot = factories.make_lot(by=host, site=site)
    elsewhere = as_role(Role.NURSE, site=factories.make_site("Ailleurs"))
    assert "A12" not in html(elsewhere, "/stock/")
    assert elsewhere.get(f"/stock/{lot.pk}/").status_code == 404
    assert (
        elsewhere.post(f"/stock/{lot.pk}/take/", {"kind": "given", "amount": "1"}).status_code
        == 404
    )
    with pytest.raises(ValidationError):
        actions.receive_lot(by=host, lot=Lot(site=site, medicine="licorne", number="1",
                                             expires_on=TODAY()), amount=1)  # fmt: skip


def test_a_midwife_reads_and_changes_nothing(
    as_role: Callable[..., Client], host: User, site: Site
) -> None:
    lot = factories.make_lot(by=host, site=site)
    midwife = as_role(Role.MIDWIFE)
    page = html(midwife, f"/stock/{lot.pk}/")
    assert "Paracétamol" in page
    assert "Sortir" not in page
    assert midwife.get("/stock/receive/").status_code == 403
    assert as_role(Role.RECEPTION).get("/stock/").status_code == 403
