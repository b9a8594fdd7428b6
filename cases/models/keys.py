"""The key of a file in each compartment. Destroying it is what erases the file's sealed values."""

from collections import defaultdict
from collections.abc import Collection
from contextlib import suppress
from typing import Any

from django.db import models
from django.db.models import F, Q, prefetch_related_objects
from django.utils.translation import gettext_lazy as _

from cases.models.merges import moved_with
from cases.models.minors import Minor
from staff import encryption
from staff.choices import Compartment, Erasure
from staff.encryption import SealedRow, SealError


class MinorKey(models.Model):
    """One file's key in one compartment, wrapped by that compartment's key.

    A file that another was joined to also holds that one's keys, `origin` saying whose: what came
    from it stays under the key it was sealed with, and goes back with it (ADR 0008).
    """

    database_grants = "SELECT, INSERT"  # rewrapped and destroyed by the owner only
    personal_fields = {"wrapped": Erasure.ROW}
    impersonal_fields = ("compartment",)

    minor = models.ForeignKey(Minor, on_delete=models.PROTECT, related_name="keys")
    compartment = models.CharField(max_length=20, choices=Compartment)
    wrapped = models.BinaryField()
    origin = models.ForeignKey(
        Minor, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["minor", "compartment"],
                condition=Q(origin__isnull=True),
                name="cases_key_once",
                violation_error_message=_("A file has one key in each compartment."),
            ),
            models.UniqueConstraint(
                fields=["minor", "compartment", "origin"],
                name="cases_key_of_origin_once",
                violation_error_message=_("A joined file brings one key in each compartment."),
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


def _keys(minor: Minor, compartment: str) -> list[MinorKey]:
    """Return this file's keys in this compartment: its own, then those of files joined to it.

    One query a file; lists that open sealed values of several files prefetch `minor__keys`.
    """
    if "keys" not in getattr(minor, "_prefetched_objects_cache", {}):
        prefetch_related_objects([minor], "keys")
    found = [key for key in minor.keys.all() if key.compartment == compartment]
    return sorted(found, key=lambda key: (key.origin_id is not None, key.pk))


def keys_of(
    minors: Collection[int] | models.QuerySet[Any], compartment: str
) -> dict[int, list[bytes]]:
    """Return {minor: what opens her values, see `SealedOfMinor.held_keys`}, in one query.

    A key that does not unwrap opens nothing: it is left out.
    """
    rows = MinorKey.objects.filter(minor__in=minors, compartment=compartment)
    found: dict[int, list[bytes]] = defaultdict(list)
    for minor, wrapped in rows.order_by(F("origin").asc(nulls_first=True), "pk").values_list(
        "minor", "wrapped"
    ):
        with suppress(SealError):
            found[minor].append(unwrap(bytes(wrapped), minor, compartment))
    return found


def file_key(minor: Minor, compartment: str, *, make: bool) -> bytes:
    """Return the file's own key in this compartment; raises SealError when there is none."""
    found = next((key for key in _keys(minor, compartment) if key.origin_id is None), None)
    if found is None and make:
        found = MinorKey(minor=minor, compartment=compartment)
        found.wrap(encryption.new_key())
        # A colleague may be making it in the same instant: hers is kept.
        MinorKey.objects.bulk_create([found], ignore_conflicts=True)
        found = MinorKey.objects.get(minor=minor, compartment=compartment, origin=None)
        getattr(minor, "_prefetched_objects_cache", {}).pop("keys", None)
    if found is None:
        raise SealError("the key of this file is gone")
    return found.unwrap()


def give_keys(origin: Minor, to: Minor, compartments: Collection[str] | None = None) -> None:
    """Let a file open what came from another: all that that one opens, or in these compartments."""
    held = MinorKey.objects.filter(minor=origin)
    if compartments is not None:
        held = held.filter(compartment__in=compartments)
    copies = []
    for key in held.order_by("pk"):
        copy = MinorKey(minor=to, compartment=key.compartment, origin_id=key.origin_id or origin.pk)
        copy.wrap(key.unwrap())
        copies.append(copy)
    MinorKey.objects.bulk_create(copies, ignore_conflicts=True)
    getattr(to, "_prefetched_objects_cache", {}).pop("keys", None)


class SealedOfMinor(SealedRow):
    """A row about a minor, its sealed columns under the file's key in the row's compartment."""

    minor: Minor
    # The keys, for whoever opens a long list: unwrapped once a file and not once a row.
    held_keys: list[bytes] | None = None

    class Meta:
        abstract = True

    @property
    def moves_with(self) -> models.Model:
        """The row that a merge moves: this one, or the one it hangs from."""
        return self

    def opening_keys(self) -> list[bytes]:
        if self.held_keys is not None:
            return self.held_keys
        return [key.unwrap() for key in _keys(self.minor, self.sealing_compartment)]

    def sealing_key(self) -> bytes:
        """Return the key of the file that the row is of; that it came from, if it was joined."""
        compartment, mover = self.sealing_compartment, self.moves_with
        merges = [] if mover._state.adding else moved_with(self.minor, mover)
        if not merges:
            return file_key(self.minor, compartment, make=True)
        key = file_key(merges[-1].gone, compartment, make=True)
        for merge in reversed(merges):  # it may be the first of its file there
            holder = self.minor if merge is merges[0] else merge.kept
            give_keys(merge.gone, holder, {compartment})
        return key
