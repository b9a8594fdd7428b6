"""Drafts: a long form is saved on the server as one types, for its author alone.

Sealed, under the key of the file that it is about if there is one; forgotten once the form is
recorded or after three days, or with that file. Two windows on one page keep a draft each: neither
overwrites the other, and both are offered. A draft is given back to the page it was typed in, once
that page opens for her today: the page carries a key that proves it.
"""

import contextlib
import datetime
import json
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.http import HttpRequest
from django.urls import Resolver404, resolve
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac

from staff import encryption, once
from staff.models import Draft, User

KEPT = datetime.timedelta(days=3)
MOST_CHARACTERS = 300_000
LONGEST_PATH = 300
_COMPARTMENT = "draft"
# Return the key of the file that a page is about, made if need be; None for another page.
FileKey = Callable[[str, bool], bytes | None]
_file_key: list[FileKey] = []


@dataclass(frozen=True)
class Kept:
    """A draft as its author reads it again: (name, value) pairs."""

    number: uuid.UUID
    saved_at: datetime.datetime
    fields: Any


def register_file_key(find: FileKey) -> None:
    """staff knows no file: an app above says under which key a page of one is sealed."""
    _file_key[:] = [find]


def _key(path: str, *, make: bool) -> bytes | None:
    return next(filter(None, (find(path, make) for find in _file_key)), None)


def key_of(user: User, path: str, *, days_ago: int = 0) -> str:
    """Return what a page that opened for this person says when it asks for its draft."""
    day = timezone.localdate() - datetime.timedelta(days=days_ago)
    said = json.dumps([user.pk, path, day.isoformat()])
    return salted_hmac("staff.drafts", said, algorithm="sha256").hexdigest()


def may_be_drafted(user: User, path: str, key: str) -> bool:
    """Whether the page opened for this person, today or in the night that ends."""
    keys = [key_of(user, path, days_ago=days) for days in (0, 1)]
    if len(path) > LONGEST_PATH or not any(constant_time_compare(key, own) for own in keys):
        return False
    try:
        return once.may_be_kept(resolve(path))
    except Resolver404:
        return False


def keep(user: User, path: str, fields: list[list[str]], form: str = "") -> Draft | None:
    """Keep what is typed in one form, in the place of what was; None when it is too much."""
    text = json.dumps(fields)
    if len(text) > MOST_CHARACTERS:
        return None
    now = timezone.now()
    Draft.objects.filter(saved_at__lt=now - KEPT).delete()
    draft, _new = Draft.objects.update_or_create(
        number=once.draft_number(user, path, form),
        defaults={
            "by": user, "path": path, "content": _seal(user, path, text), "saved_at": now
        },
    )  # fmt: skip
    return draft


def _seal(user: User, path: str, text: str) -> bytes:
    key, place = _key(path, make=True), _place(user, path)
    if key is not None:
        return encryption.seal_with(key, text.encode(), bound_to=place)
    return encryption.seal(text.encode(), compartment=_COMPARTMENT, place=place)


def _open(user: User, draft: Draft) -> str:
    """Return what was sealed; raises SealError."""
    content, place = bytes(draft.content), _place(user, draft.path)
    if encryption.generation_of(content) != encryption.OWN_KEY:
        return encryption.open_sealed(content, compartment=_COMPARTMENT, place=place).decode()
    key = _key(draft.path, make=False)
    if key is None:
        raise encryption.SealError("the key of this file is gone")
    return encryption.open_with(key, content, bound_to=place).decode()


def read(user: User, path: str, form: str = "") -> list[Kept]:
    """Return the drafts that other forms kept of this page and that open, newest first."""
    found = []
    for draft in _others(user, path, form).order_by("-saved_at"):
        with contextlib.suppress(encryption.SealError):
            fields = json.loads(_open(user, draft))
            found.append(Kept(draft.number, draft.saved_at, fields))
    return found


def others(user: User, path: str, form: str) -> list[str]:
    """Return the numbers of the drafts that other windows keep of this page."""
    return [str(number) for number in _others(user, path, form).values_list("number", flat=True)]


def _others(user: User, path: str, form: str) -> "models.QuerySet[Draft]":
    rows = Draft.objects.filter(by=user, path=path, saved_at__gte=timezone.now() - KEPT)
    return rows.exclude(number=once.draft_number(user, path, form))


def forget(user: User, path: str, number: str) -> None:
    try:
        Draft.objects.filter(by=user, path=path, number=uuid.UUID(number)).delete()
    except ValueError:
        return


def forget_file(reference: str) -> None:
    """Forget what anybody was typing in the pages of a file."""
    Draft.objects.filter(path__startswith=f"/cases/{reference}/").delete()


def fields_of(request: HttpRequest) -> list[list[str]] | None:
    """Return the pairs that a page sends to be kept; None when they are not what a page sends."""
    try:
        fields = json.loads(request.POST.get("fields", ""))
    except (ValueError, RecursionError):
        return None
    is_right = isinstance(fields, list) and all(
        isinstance(pair, list) and len(pair) == 2 and all(isinstance(part, str) for part in pair)
        for pair in fields
    )
    return fields if is_right else None


def _place(user: User, path: str) -> str:
    return f"staff_draft|content|{user.pk}|{path}"
