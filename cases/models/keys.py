"""The key of a file in each compartment. Destroying it is what erases the file's sealed values."""

from django.db import models
from django.db.models import prefetch_related_objects
from django.utils.translation import gettext_lazy as _

from cases.models.minors import Minor
from staff import encryption
from staff.choices import Compartment, Erasure
from staff.encryption import SealedRow, SealError


class MinorKey(models.Model):
    """One file's key in one compartment, wrapped by that compartment's key."""

    database_grants = "SELECT, INSERT"  # rewrapped and destroyed by the owner only
    personal_fields = {"wrapped": Erasure.ROW}
    impersonal_fields = ("compartment",)

    minor = models.ForeignKey(Minor, on_delete=models.PROTECT, related_name="keys")
    compartment = models.CharField(max_length=20, choices=Compartment)
    wrapped = models.BinaryField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["minor", "compartment"],
                name="cases_key_once",
                violation_error_message=_("A file has one key in each compartment."),
            ),
        ]

    def __str__(self) -> str:
        return self.compartment

    def wrap(self, key: bytes) -> None:
        self.wrapped = wrap(key, self.minor_id, self.compartment)

    def unwrap(self) -> bytes:
        """Return the key; raises SealError."""
        return unwrap(bytes(self.wrapped), self.minor_id, self.compartment)


def wrap(key: bytes, minor_id: int, compartment: str) -> bytes:
    """Return a file's key as its row keeps it."""
    place = f"cases_minorkey.{minor_id}"
    return encryption.seal(key, compartment=compartment, place=place)


def unwrap(wrapped: bytes, minor_id: int, compartment: str) -> bytes:
    """Return a file's key; raises SealError."""
    place = f"cases_minorkey.{minor_id}"
    return encryption.open_sealed(wrapped, compartment=compartment, place=place)


def file_key(minor: Minor, compartment: str, *, make: bool) -> bytes:
    """Return the key of this file in this compartment; raises SealError when there is none.

    One query a file; lists that open sealed values of several files prefetch `minor__keys`.
    """
    if "keys" not in getattr(minor, "_prefetched_objects_cache", {}):
        prefetch_related_objects([minor], "keys")
    found = next((key for key in minor.keys.all() if key.compartment == compartment), None)
    if found is None and make:
        found = MinorKey(minor=minor, compartment=compartment)
        found.wrap(encryption.new_key())
        # A colleague may be making it in the same instant: hers is kept.
        MinorKey.objects.bulk_create([found], ignore_conflicts=True)
        found = MinorKey.objects.get(minor=minor, compartment=compartment)
        getattr(minor, "_prefetched_objects_cache", {}).pop("keys", None)
    if found is None:
        raise SealError("the key of this file is gone")
    return found.unwrap()


class SealedOfMinor(SealedRow):
    """A row about a minor, its sealed columns under the file's key in the row's compartment."""

    minor: Minor

    class Meta:
        abstract = True

    def sealing_key(self, *, make: bool) -> bytes:
        return file_key(self.minor, self.sealing_compartment, make=make)
