"""The keys of this database: known again at the start, made at the first one, changed for new ones.

Nothing is written with a key that the database does not know, and nothing starts without one that
it does.
"""

from django.db import transaction

from staff import encryption, keyring
from staff.grants import OWNER_ALIAS
from staff.keyring import KeyFileError
from staff.models import HouseKey, KeyFingerprint


def prepare(using: str = "default") -> None:
    """Make the first key of a new database, and write down the generations it did not know.

    Raises KeyFileError when a key that this database was written with is missing or is another.
    """
    rows = KeyFingerprint.objects.using(using)
    known = dict(rows.values_list("generation", "fingerprint"))
    if not known and not any(keyring.folder().glob("*.key")):
        keyring.make(1)
    check(known)
    for generation in sorted(set(keyring.masters()) - set(known)):
        rows.get_or_create(
            generation=generation, defaults={"fingerprint": keyring.fingerprint(generation)}
        )


def check(known: dict[int, str] | None = None) -> None:
    """Raise KeyFileError unless every key that this database was written with is here."""
    if known is None:
        known = dict(KeyFingerprint.objects.values_list("generation", "fingerprint"))
    for generation, fingerprint in sorted(known.items()):
        if generation not in keyring.masters():
            raise KeyFileError(
                f"Encryption key {generation} is missing from {keyring.folder()}: what it sealed "
                "cannot be read. Put its file back, or write it with `manage.py keys recover`."
            )
        if keyring.fingerprint(generation) != fingerprint:
            raise KeyFileError(
                f"The file {generation}.key in {keyring.folder()} is not the key that this "
                "database was written with. Put the right file back."
            )


def house_key(name: str, using: str = "default") -> bytes:
    """Return one of the house's own keys, made at its first use."""
    rows = HouseKey.objects.using(using)
    row = rows.filter(name=name).first()
    if row is None:
        row = HouseKey(name=name)
        wrapped = encryption.seal(encryption.new_key(), compartment="house", place=place_of(row))
        row, _is_new = rows.get_or_create(name=name, defaults={"wrapped": wrapped})
    return encryption.open_sealed(bytes(row.wrapped), compartment="house", place=place_of(row))


def place_of(row: HouseKey) -> str:
    return f"staff_housekey.{row.name}"


def rewrap_house_keys() -> int:
    """Seal the next house keys under the current generation; return how many it did."""
    done = 0
    with transaction.atomic(using=OWNER_ALIAS):
        for row in HouseKey.objects.using(OWNER_ALIAS).select_for_update().order_by("pk"):
            wrapped = bytes(row.wrapped)
            if encryption.generation_of(wrapped) == keyring.current():
                continue
            plain = encryption.open_sealed(wrapped, compartment="house", place=place_of(row))
            row.wrapped = encryption.seal(plain, compartment="house", place=place_of(row))
            row.save(using=OWNER_ALIAS, update_fields=["wrapped"])
            done += 1
    return done
