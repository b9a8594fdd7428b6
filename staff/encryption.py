"""Values sealed with AES-GCM: which key, bound to which place, and the field that keeps them.

A sealed value is `version | generation | nonce | ciphertext` (1, 2 and 12 bytes first). What it is
bound to (table, column, row, compartment) is authenticated with it: moved elsewhere, it does not
open. Generation 0 says that the key is the file's own (see SealedRow), which the master key wraps.
"""

import base64
import contextlib
import hashlib
import hmac
import json
import os
import uuid
from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django import forms
from django.core import validators
from django.core.exceptions import FieldError
from django.db import models
from django.db.models.query_utils import DeferredAttribute
from django.utils.translation import gettext_lazy as _

from staff import keyring

VERSION = 1
NONCE = 12  # bytes, random: NIST SP 800-38D allows 2**32 values under one key
HEADER = 3  # bytes
OWN_KEY = 0  # the generation written when the key is the file's own


# What a page shows in the place of a value that does not open.
UNREADABLE = _("This text cannot be read.")


class SealError(Exception):
    """A sealed value does not open: changed, moved, or its key destroyed. Says nothing of it."""


def new_key() -> bytes:
    return AESGCM.generate_key(bit_length=256)


def seal_with(key: bytes, plain: bytes, *, bound_to: str, generation: int = OWN_KEY) -> bytes:
    header = bytes([VERSION]) + generation.to_bytes(2, "big")
    nonce = os.urandom(NONCE)
    return header + nonce + AESGCM(key).encrypt(nonce, plain, header + bound_to.encode())


def open_with(key: bytes, sealed: bytes, *, bound_to: str) -> bytes:
    """Return the plain value; raises SealError."""
    header, nonce = sealed[:HEADER], sealed[HEADER : HEADER + NONCE]
    try:
        rest = sealed[HEADER + NONCE :]
        return AESGCM(key).decrypt(nonce, rest, header + bound_to.encode())
    except (InvalidTag, ValueError) as error:
        raise SealError("a sealed value does not open") from error


def open_with_any(keys: Iterable[bytes], sealed: bytes, *, bound_to: str) -> bytes:
    """Return the plain value, whichever of the keys opens it; raises SealError."""
    for key in keys:
        with contextlib.suppress(SealError):
            return open_with(key, sealed, bound_to=bound_to)
    raise SealError("a sealed value does not open")


def generation_of(sealed: bytes) -> int:
    return int.from_bytes(sealed[1:HEADER], "big")


def seal(plain: bytes, *, compartment: str, place: str) -> bytes:
    """Seal under the compartment's current key. `place` is the table, column and row."""
    generation = keyring.current()
    key = keyring.derive(generation, f"compartment/{compartment}")
    return seal_with(key, plain, bound_to=f"{compartment}|{place}", generation=generation)


def open_sealed(sealed: bytes, *, compartment: str, place: str) -> bytes:
    """Open what `seal` made; raises SealError, or keyring.KeyFileError when its key is away."""
    key = keyring.derive(generation_of(sealed), f"compartment/{compartment}")
    return open_with(key, sealed, bound_to=f"{compartment}|{place}")


def seal_text(text: str, *, compartment: str, place: str) -> str:
    """Like `seal`, for a column of text: base64."""
    sealed = seal(text.encode(), compartment=compartment, place=place)
    return base64.b64encode(sealed).decode("ascii")


def open_text(sealed: str, *, compartment: str, place: str) -> str:
    """Open what `seal_text` made; raises SealError."""
    try:
        found = base64.b64decode(sealed, validate=True)
    except ValueError as error:
        raise SealError("a sealed value does not open") from error
    return open_sealed(found, compartment=compartment, place=place).decode()


def blind(key: bytes, text: str) -> int:
    """Return a number that only the key's holder can find again from the text (64 bits, signed)."""
    digest = hmac.digest(key, text.encode(), hashlib.sha256)
    return int.from_bytes(digest[:8], "big", signed=True)


class SealedRow(models.Model):
    """A row with sealed columns: its own number, drawn before it is saved, and its keys."""

    seal_number = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)

    class Meta:
        abstract = True

    @property
    def sealing_compartment(self) -> str:
        """The compartment that the row belongs to."""
        return str(self.compartment)  # type: ignore[attr-defined] # each table says its own

    def sealing_key(self) -> bytes:
        """Return the key that a new value of this row is sealed with, made if need be."""
        raise NotImplementedError

    def opening_keys(self) -> list[bytes]:
        """Return the keys that its values may be under: more than one where files were joined.

        None once they are destroyed.
        """
        raise NotImplementedError

    def shown(self, name: str) -> Any:
        """Return a value as a page shows it; a sentence instead of one that does not open."""
        try:
            display = getattr(self, f"get_{name}_display", None)
            return display() if display else getattr(self, name)
        except SealError:
            return UNREADABLE


class Ciphertext(bytes):
    """A value as the database keeps it, not opened yet."""


class SealedAttribute(DeferredAttribute):
    """Opens the value when it is first read, with the key of the row it stands in."""

    field: "EncryptedField"

    def __get__(self, instance: Any, cls: Any = None) -> Any:
        if instance is None:
            return self
        value = super().__get__(instance, cls)
        if isinstance(value, Ciphertext):
            opened = self.field.open(instance, value)
            instance.__dict__[self.field.memory] = (self.field.to_text(opened), value)
            value = instance.__dict__[self.field.attname] = opened
        return value

    def __set__(self, instance: Any, value: Any) -> None:
        instance.__dict__[self.field.attname] = value


class EncryptedField(models.Field):
    """A column of sealed values: read and written like any other, never searched.

    Its row is a SealedRow. An empty value is kept as no bytes: it holds nothing to hide.
    """

    descriptor_class = SealedAttribute
    empty: Any = None

    @property
    def memory(self) -> str:
        return f"_sealed_{self.attname}"

    def to_text(self, value: Any) -> str:
        return str(value)

    def from_text(self, text: str) -> Any:
        return text

    def db_type(self, connection: Any) -> str:
        return "bytea"

    def get_lookup(self, lookup_name: str) -> Any:
        """Nothing is found through a sealed column but whether it is there, or has changed."""
        if lookup_name not in ("isnull", "df"):  # df: distinct from, in the triggers of history
            raise FieldError(f"{self.name} is sealed: it cannot be searched.")
        return super().get_lookup(lookup_name)

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Any:
        if value is None:
            return None
        return Ciphertext(value) if value else self.empty

    def bound_to(self, row: SealedRow) -> str:
        table = self.model._meta.db_table
        return f"{row.sealing_compartment}|{table}|{self.column}|{row.seal_number}"

    def open(self, row: SealedRow, sealed: bytes) -> Any:
        opened = open_with_any(row.opening_keys(), sealed, bound_to=self.bound_to(row))
        return self.from_text(opened.decode())

    def pre_save(self, model_instance: Any, add: bool) -> Any:
        """Seal what is new; a value that did not change keeps its bytes, and its history."""
        held = model_instance.__dict__.get(self.attname)
        if held is None or isinstance(held, Ciphertext):
            return held
        if held == self.empty:
            return Ciphertext(b"")
        text = self.to_text(held)
        known, sealed = model_instance.__dict__.get(self.memory, (None, None))
        if known == text:
            return sealed
        key = model_instance.sealing_key()
        sealed = Ciphertext(seal_with(key, text.encode(), bound_to=self.bound_to(model_instance)))
        model_instance.__dict__[self.memory] = (text, sealed)
        return sealed

    def get_prep_value(self, value: Any) -> Any:
        if value is None or isinstance(value, bytes):
            return value
        if value == self.empty:
            return b""
        raise TypeError(f"{self.name} is sealed: it is saved with its row, not in a query.")


class EncryptedTextField(EncryptedField):
    """Text, or one of a closed list."""

    empty = ""

    def __init__(self, verbose_name: Any = None, *, max_length: int = 4000, **kwargs: Any) -> None:
        super().__init__(verbose_name, max_length=max_length, **kwargs)
        self.validators.append(validators.MaxLengthValidator(max_length))

    def to_python(self, value: Any) -> Any:
        return value if value is None or isinstance(value, str) else str(value)

    def formfield(self, **kwargs: Any) -> Any:
        if self.choices is not None:
            return super().formfield(**kwargs)
        given = {"max_length": self.max_length, "widget": forms.Textarea, **kwargs}
        return super().formfield(form_class=forms.CharField, **given)


class EncryptedDecimalField(EncryptedField):
    """A measure."""

    empty_strings_allowed = False

    def __init__(
        self, *args: Any, max_digits: int = 5, decimal_places: int = 2, **kwargs: Any
    ) -> None:
        self.max_digits, self.decimal_places = max_digits, decimal_places
        super().__init__(*args, **kwargs)
        self.validators.append(validators.DecimalValidator(max_digits, decimal_places))

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, {
            **kwargs, "max_digits": self.max_digits, "decimal_places": self.decimal_places
        }  # fmt: skip

    def from_text(self, text: str) -> Decimal:
        return Decimal(text)

    def to_python(self, value: Any) -> Any:
        if value is None or isinstance(value, Decimal):
            return value
        return forms.DecimalField(required=False).to_python(str(value))

    def formfield(self, **kwargs: Any) -> Any:
        given = {
            "max_digits": self.max_digits,
            "decimal_places": self.decimal_places,
            "form_class": forms.DecimalField,
            **kwargs,
        }
        return super().formfield(**given)


class EncryptedJSONField(EncryptedField):
    """A small structure of text and numbers, made by the house."""

    empty_strings_allowed = False

    def to_text(self, value: Any) -> str:
        return json.dumps(value, ensure_ascii=False, sort_keys=True)

    def from_text(self, text: str) -> Any:
        return json.loads(text)


Step = Callable[[], int]
_rotations: dict[str, Step] = {}


def register_rotation(name: str, step: Step) -> None:
    """A store of values sealed by the master key: `step` seals the next ones anew.

    It returns how many it did, 0 when all of them are under the current generation; it commits
    by itself, so that a rotation cut short goes on from there. Run as the owner of the tables.
    """
    _rotations[name] = step


def rotations() -> dict[str, Step]:
    return dict(_rotations)
