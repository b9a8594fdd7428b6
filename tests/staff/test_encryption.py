"""Sealed values: bound to their place, refused when changed, moved or without their key."""

import pytest
from django.core.exceptions import FieldError
from hypothesis import given
from hypothesis import strategies as st

from cases.models import MinorKey, file_key
from staff import encryption, keyring
from staff.encryption import SealError
from tests import factories

KEY = b"k" * 32


@given(st.binary(max_size=2000), st.text(max_size=50))
def test_what_is_sealed_opens_again(plain: bytes, place: str) -> None:
    place = place.encode("utf-8", "replace").decode()
    sealed = encryption.seal_with(KEY, plain, bound_to=place)
    assert encryption.open_with(KEY, sealed, bound_to=place) == plain


@given(st.binary(min_size=1, max_size=200), st.data())
def test_any_changed_byte_is_refused(plain: bytes, data: st.DataObject) -> None:
    sealed = bytearray(encryption.seal_with(KEY, plain, bound_to="here"))
    place = data.draw(st.integers(0, len(sealed) - 1))
    sealed[place] ^= data.draw(st.integers(1, 255))
    with pytest.raises(SealError):
        encryption.open_with(KEY, bytes(sealed), bound_to="here")


@pytest.mark.parametrize("cut", [0, 1, 2, 3, 14, 15, 20])
def test_a_cut_value_is_refused(cut: int) -> None:
    sealed = encryption.seal_with(KEY, b"plain", bound_to="here")[:cut]
    with pytest.raises(SealError):
        encryption.open_with(KEY, sealed, bound_to="here")


def test_the_same_text_is_never_sealed_twice_alike() -> None:
    sealed = {encryption.seal_with(KEY, b"same", bound_to="here") for _ in range(50)}
    assert len(sealed) == 50


@pytest.mark.django_db
def test_a_value_opens_in_its_own_compartment_and_place_only() -> None:
    sealed = encryption.seal_text("secret", compartment="team", place="totp.1")
    assert encryption.open_text(sealed, compartment="team", place="totp.1") == "secret"
    for compartment, place in (("team", "totp.2"), ("health", "totp.1")):
        with pytest.raises(SealError):
            encryption.open_text(sealed, compartment=compartment, place=place)
    with pytest.raises(SealError):
        encryption.open_text("not base64 é", compartment="team", place="totp.1")


@pytest.mark.django_db
def test_a_value_of_a_key_that_is_away_says_so(tmp_path, settings) -> None:
    sealed = encryption.seal(b"secret", compartment="team", place="here")
    settings.KEYS_DIR = tmp_path
    keyring.store(7, b"x" * 32)
    with pytest.raises(keyring.KeyFileError, match="Encryption key 1 is missing"):
        encryption.open_sealed(sealed, compartment="team", place="here")


@pytest.mark.django_db
def test_a_file_has_one_key_a_compartment() -> None:
    minor, _arrival = factories.make_minor()
    other, _arrival = factories.make_minor("Awa Traoré", by=minor.registered_by)
    health = file_key(minor, "health", make=True)
    assert file_key(minor, "health", make=True) == health
    assert file_key(minor, "social", make=True) != health
    assert file_key(other, "health", make=True) != health
    assert MinorKey.objects.filter(minor=minor).count() >= 2
    with pytest.raises(SealError):
        file_key(other, "psychology", make=False)


@pytest.mark.django_db
def test_a_wrapped_key_moved_to_another_file_does_not_open() -> None:
    minor, _arrival = factories.make_minor()
    other, _arrival = factories.make_minor("Awa Traoré", by=minor.registered_by)
    file_key(minor, "health", make=True)
    stolen = MinorKey.objects.get(minor=minor, compartment="health")
    stolen.minor = other
    with pytest.raises(SealError):
        stolen.unwrap()


def test_a_sealed_column_cannot_be_searched() -> None:
    field = encryption.EncryptedTextField()
    field.name = "observation"
    with pytest.raises(FieldError, match="sealed"):
        field.get_lookup("icontains")
    with pytest.raises(TypeError, match="sealed"):
        field.get_prep_value("plain")


@given(st.text(max_size=50))
def test_a_blind_number_fits_its_column(text: str) -> None:
    text = text.encode("utf-8", "replace").decode()
    found = encryption.blind(KEY, text)
    assert -(2**63) <= found < 2**63
    assert found == encryption.blind(KEY, text)
    assert found != encryption.blind(b"o" * 32, text)
