"""Drafts: a long form is saved on the server as one types, for its author alone.

Sealed, forgotten once the form is recorded or after three days, or with the file that it is about.
A draft is given back to the page it was typed in, once that page opens for her today: the page
carries a key that proves it.
"""

import datetime
import json
import uuid
from typing import Any

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


def keep(user: User, path: str, fields: list[list[str]]) -> Draft | None:
    """Keep what is typed, in the place of what was; None when it is too much."""
    text = json.dumps(fields)
    if len(text) > MOST_CHARACTERS:
        return None
    now = timezone.now()
    Draft.objects.filter(saved_at__lt=now - KEPT).delete()
    sealed = encryption.seal(text.encode(), compartment=_COMPARTMENT, place=_place(user, path))
    draft, _new = Draft.objects.update_or_create(
        number=_number(user, path),
        defaults={"by": user, "path": path, "content": sealed, "saved_at": now},
    )
    return draft


def read(user: User, path: str) -> tuple[datetime.datetime, Any] | None:
    """Return when it was saved and its (name, value) pairs; None when there is none to open."""
    draft = Draft.objects.filter(
        number=_number(user, path), saved_at__gte=timezone.now() - KEPT
    ).first()
    if draft is None:
        return None
    try:
        text = encryption.open_sealed(
            bytes(draft.content), compartment=_COMPARTMENT, place=_place(user, path)
        )
    except encryption.SealError:
        return None
    return draft.saved_at, json.loads(text)


def forget(user: User, path: str) -> None:
    Draft.objects.filter(number=_number(user, path)).delete()


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


def _number(user: User, path: str) -> uuid.UUID:
    return uuid.uuid5(uuid.NAMESPACE_URL, f"{user.pk}|{path}")


def _place(user: User, path: str) -> str:
    return f"staff_draft|content|{user.pk}|{path}"
