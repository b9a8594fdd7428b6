"""What is sealed: no word of it in the database, bound to its place, lost with its key alone."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import pytest
from django.db import connection, models
from django.test import Client

from cases import actions, keys, phones, search
from cases.models import Minor, MinorKey, MinorPhone, file_key
from clinics.models import Consultation, SexualHealthConsultation
from referrals import actions as referral_actions
from referrals.choices import ReferralStatus
from referrals.models import Referral, ReferralStep
from staff import encryption, keyring
from staff import keys as house_keys
from staff.choices import Compartment, Role
from staff.encryption import UNREADABLE, Ciphertext, EncryptedField, SealedRow, SealError
from staff.models import KeyFingerprint, Site, User
from tests import factories

NUMBER = "+33639987654"
TEXT = "Une phrase de Quetzalcoatl"
MEASURE = Decimal("46.97")
SEALED = [MinorPhone, Consultation, SexualHealthConsultation, Referral, ReferralStep]
VITALS = ["temperature", "pulse", "respiration", "systolic", "diastolic", "oxygen", "weight",
          "height", "glycaemia"]  # fmt: skip
# What a consultation may say besides.
OPTIONAL = ["problem", "told_by", "acts", "medicines", "medicine_basis", "medicine_authority",
            "checks"]  # fmt: skip
WRITTEN = {  # what `fill` writes in each table
    MinorPhone: {"number": NUMBER},
    Consultation: {"motif": "headache", "temperature": MEASURE, "observation": TEXT, "care": TEXT},
    SexualHealthConsultation: {
        "motif": "contraception", "temperature": MEASURE, "observation": TEXT, "care": TEXT
    },
    Referral: {"reason": TEXT},
    ReferralStep: {"note": TEXT},
}  # fmt: skip
COLUMNS = [(model, name) for model, values in WRITTEN.items() for name in values]
Rows = dict[type[models.Model], SealedRow]

UNREADABLE_IN_ENGLISH = "This text cannot be read."  # the language of these readers


@dataclass
class Files:
    """A file with something sealed in every table, and another one beside it."""

    minor: Minor
    other: Minor
    rows: Rows
    others: Rows


def fill(minor: Minor, by: User, site: Site, number: str) -> Rows:
    said = {"observation": TEXT, "care": TEXT, "temperature": MEASURE}
    referral = factories.make_referral(
        minor, by=by, site=site, compartment=Compartment.HEALTH, reason=TEXT
    )
    step = ReferralStep(referral=referral, status=ReferralStatus.ANSWERED, note=TEXT)
    return {
        MinorPhone: actions.add_phone(by=by, minor=minor, phone=number),
        Consultation: factories.make_consultation(minor, by=by, site=site, **said),
        SexualHealthConsultation: factories.make_sexual_health(minor, by=by, site=site, **said),
        Referral: referral,
        ReferralStep: referral_actions.record_step(by=by, step=step),
    }


@pytest.fixture
def nurse(as_role: Callable[..., Client]) -> Client:
    return as_role(Role.NURSE)


@pytest.fixture
def files(nurse: Client, site: Site) -> Files:
    by = nurse.user
    minor, _arrival = factories.make_minor("Awa Sow", by=by, site=site)
    other, _arrival = factories.make_minor("Binta Bah", by=by, site=site)
    rows, others = fill(minor, by, site, NUMBER), fill(other, by, site, "+33639981111")
    return Files(minor, other, rows, others)


def again(row: models.Model) -> SealedRow:
    """The row as the database has it, with its file and its keys."""
    return type(row)._base_manager.get(pk=row.pk)


def raw(row: models.Model, column: str) -> bytes:
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT "{column}" FROM "{row._meta.db_table}" WHERE id = %s', [row.pk])
        return bytes(cursor.fetchone()[0])


def with_value(row: models.Model, column: str, value: bytes) -> SealedRow:
    """The row as it would come from a database in which somebody has put this."""
    found = again(row)
    found.__dict__[column] = Ciphertext(value)
    return found


# --- what the database holds ------------------------------------------------------------------


def test_every_column_that_says_something_is_sealed() -> None:
    sealed = {
        (model, field.name)
        for model in SEALED
        for field in model._meta.concrete_fields
        if isinstance(field, EncryptedField)
    }
    books = (Consultation, SexualHealthConsultation)
    assert sealed == {*COLUMNS, *((book, name) for book in books for name in (*VITALS, *OPTIONAL))}


def dump(table: str) -> str:
    """Every value of a table as PostgreSQL writes it, bytes read as text too."""
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT * FROM "{table}"')
        rows = cursor.fetchall()
    return " ".join(
        bytes(value).decode("latin-1") if isinstance(value, bytes | memoryview) else str(value)
        for row in rows
        for value in row
    )


@pytest.mark.django_db
def test_no_word_of_it_stands_in_the_database(files: Files) -> None:
    for model in (*SEALED, MinorKey):
        text = dump(model._meta.db_table)
        assert text
        for word in ("Quetzalcoatl", "46.97", NUMBER[1:], NUMBER[-4:], "headache", "contraception"):
            # As a word: four digits stand in some long number of the search key by chance.
            assert not re.search(rf"(?<!\d){re.escape(word)}(?!\d)", text), (model, word)
    assert str(files.minor.pk) in dump(Consultation._meta.db_table)  # the dump does see


@pytest.mark.django_db
@pytest.mark.parametrize(("model", "name"), COLUMNS)
def test_it_reads_as_it_was_written(files: Files, model: type[models.Model], name: str) -> None:
    assert getattr(again(files.rows[model]), name) == WRITTEN[model][name]


# --- bound to its place -----------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.parametrize(("model", "name"), COLUMNS)
def test_a_value_of_another_file_is_refused(
    files: Files, model: type[models.Model], name: str
) -> None:
    moved = with_value(files.rows[model], name, raw(files.others[model], name))
    with pytest.raises(SealError):
        getattr(moved, name)
    assert moved.shown(name) == UNREADABLE


@pytest.mark.django_db
@pytest.mark.parametrize(("model", "name"), COLUMNS)
def test_a_value_of_another_row_of_the_file_is_refused(
    files: Files, nurse: Client, site: Site, model: type[models.Model], name: str
) -> None:
    twin = fill(files.minor, nurse.user, site, "+33639982222")[model]
    with pytest.raises(SealError):
        getattr(with_value(files.rows[model], name, raw(twin, name)), name)


@pytest.mark.django_db
@pytest.mark.parametrize("model", [Consultation, SexualHealthConsultation])
def test_a_value_of_another_column_is_refused(files: Files, model: type[models.Model]) -> None:
    row = files.rows[model]
    with pytest.raises(SealError):
        with_value(row, "care", raw(row, "observation")).care  # noqa: B018 - reading opens
    assert with_value(row, "care", raw(row, "care")).care == TEXT


@pytest.mark.django_db
@pytest.mark.parametrize(("model", "name"), COLUMNS)
def test_one_changed_byte_is_refused(files: Files, model: type[models.Model], name: str) -> None:
    value = bytearray(raw(files.rows[model], name))
    value[-1] ^= 1
    with pytest.raises(SealError):
        getattr(with_value(files.rows[model], name, bytes(value)), name)


@pytest.mark.django_db
def test_the_books_have_each_its_key(files: Files) -> None:
    found = {c: file_key(files.minor, c, make=False) for c in ("health", "sexual_health")}
    assert found["health"] != found["sexual_health"]


@pytest.mark.django_db
def test_a_change_that_changes_nothing_keeps_the_bytes(files: Files) -> None:
    phone = again(files.rows[MinorPhone])
    before = raw(phone, "number")
    assert phone.number == NUMBER
    phone.may_call = False
    phone.save()
    assert raw(phone, "number") == before


# --- the pages stand --------------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["motif", "temperature", "observation", "care"])
@pytest.mark.parametrize("model", [Consultation, SexualHealthConsultation])
def test_a_page_says_what_cannot_be_read_beside_the_rest(
    files: Files,
    nurse: Client,
    monkeypatch: pytest.MonkeyPatch,
    model: type[models.Model],
    name: str,
) -> None:
    User.objects.filter(pk=nurse.user.pk).update(language="en")
    spoil(monkeypatch, model, name)
    book = {Consultation: "health", SexualHealthConsultation: "sexual-health"}[model]
    row, base = files.rows[model], f"/cases/{files.minor.reference}/"
    lines = [f"{base}{book}/", f"{base}{book}/new/"]
    for url in [f"{base}{book}/{row.pk}/", *([] if name == "observation" else lines)]:
        response = nurse.get(url)
        assert response.status_code == 200
        assert UNREADABLE_IN_ENGLISH in response.content.decode(), url
        assert TEXT in response.content.decode() or (name == "care" and url in lines)
    timeline = [entry.text for entry in nurse.get(base).context["timeline"]]
    assert any(UNREADABLE_IN_ENGLISH in text for text in timeline) is (name == "motif")


def spoil(monkeypatch: pytest.MonkeyPatch, model: type[models.Model], name: str) -> None:
    """From now on this column does not open, whichever row."""
    field = model._meta.get_field(name)

    def refuse(row: SealedRow, sealed: bytes) -> None:
        raise SealError("a sealed value does not open")

    monkeypatch.setattr(field, "open", refuse)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("model", "name", "page"),
    [
        (MinorPhone, "number", ""),
        (Referral, "reason", "referrals/{referral}/"),
        (ReferralStep, "note", "referrals/{referral}/"),
    ],
)
def test_so_do_the_other_pages(
    files: Files,
    nurse: Client,
    monkeypatch: pytest.MonkeyPatch,
    model: type[models.Model],
    name: str,
    page: str,
) -> None:
    User.objects.filter(pk=nurse.user.pk).update(language="en")
    spoil(monkeypatch, model, name)
    referral = files.rows[Referral].pk
    base = f"/cases/{files.minor.reference}/"
    response = nurse.get(base + page.format(referral=referral))
    assert response.status_code == 200
    assert UNREADABLE_IN_ENGLISH in response.content.decode()
    for other in ("", "referrals/", f"referrals/{referral}/step/", "phones/new/"):
        assert nurse.get(base + other).status_code == 200


# --- found again ------------------------------------------------------------------------------


def test_a_number_is_found_by_its_beginning_its_end_and_the_whole() -> None:
    parts = phones.parts("+33612345678")
    assert {"33612345678", "612345678", "6123", "61234567", "5678", "12345678"} <= set(parts)
    assert not {part for part in parts if len(part) < phones.SHORTEST}
    assert "3456" not in parts  # digits from the middle find nobody
    assert len(phones.index(b"k" * 32, "+33612345678")) == len(parts)


@pytest.mark.django_db
def test_the_search_opens_no_number(files: Files, monkeypatch: pytest.MonkeyPatch) -> None:
    spoil(monkeypatch, MinorPhone, "number")
    for typed in ("06 39 98 76 54", "7654", "+33639987654"):
        assert [found.minor for found in search.candidates(typed)] == [files.minor]


@pytest.mark.django_db
def test_the_same_number_twice_is_refused_even_if_it_does_not_open(
    files: Files, nurse: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    spoil(monkeypatch, MinorPhone, "number")
    typed = {"phone": "06 39 98 76 54", "may_call": "on"}
    response = nurse.post(f"/cases/{files.minor.reference}/phones/new/", typed)
    assert response.status_code == 422
    assert set(response.context["form"].errors) == {"phone"}


# --- the keys ---------------------------------------------------------------------------------

BOTH = pytest.mark.django_db(transaction=True, databases=["default", "owner"])


@BOTH
def test_a_destroyed_key_takes_its_compartment_and_nothing_else(files: Files) -> None:
    MinorKey.objects.using("owner").filter(
        minor=files.minor, compartment=Compartment.SEXUAL_HEALTH
    ).delete()
    with pytest.raises(SealError):
        again(files.rows[SexualHealthConsultation]).care  # noqa: B018 - reading opens
    assert again(files.rows[Consultation]).care == TEXT
    assert again(files.rows[MinorPhone]).number == NUMBER
    assert again(files.others[SexualHealthConsultation]).care == TEXT


@pytest.fixture
def own_folder(tmp_path: Path, settings) -> Iterator[None]:
    """Key files of this test's own, the same as everybody's to begin with."""
    masters = keyring.masters()
    settings.KEYS_DIR = tmp_path / "keys"
    keyring.forget()
    for generation, key in masters.items():
        keyring.store(generation, key)
    yield
    KeyFingerprint.objects.using("owner").exclude(generation__in=masters).delete()
    keyring.forget()


@BOTH
def test_a_new_master_key_wraps_the_files_anew_by_batches(
    files: Files, own_folder: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keys, "BATCH", 2)
    count = MinorKey.objects.count()
    before = {model: raw(row, COLUMN[model]) for model, row in files.rows.items()}
    keyring.make(keyring.current() + 1)
    house_keys.prepare("owner")
    done = []
    while step := encryption.rotations()["keys of files"]():
        done.append(step)
    assert sum(done) == count > 4
    assert max(done) == 2
    wrapped = MinorKey.objects.values_list("wrapped", flat=True)
    assert {encryption.generation_of(bytes(key)) for key in wrapped} == {keyring.current()}
    for model, row in files.rows.items():
        assert raw(row, COLUMN[model]) == before[model]  # the values stay as they are
        assert getattr(again(row), COLUMN[model]) == WRITTEN[model][COLUMN[model]]


COLUMN = {model: next(iter(values)) for model, values in WRITTEN.items()}


@BOTH
def test_another_master_key_is_refused_at_the_start(
    files: Files, tmp_path: Path, settings, own_folder: None
) -> None:
    house_keys.prepare("owner")
    settings.KEYS_DIR = tmp_path / "others"
    keyring.forget()
    for generation in KeyFingerprint.objects.values_list("generation", flat=True):
        keyring.store(generation, b"x" * keyring.SIZE)
    with pytest.raises(keyring.KeyFileError, match="is not the key that this database was written"):
        house_keys.check()
    with pytest.raises(SealError):
        again(files.rows[Consultation]).care  # noqa: B018 - reading opens
