"""A form sent by somebody whose sign-in was over: kept sealed until she is back, then sent once.

It stays in the session of that browser and opens for the person for whom the form was drawn (its
token says who). Her same click then goes through, under the same token.
"""

import json
import time
from typing import Any, TypedDict

from django.http import HttpRequest
from django.urls import Resolver404, resolve

from staff import encryption, once
from staff.models import User

SESSION_KEY = "kept_post"
KEPT_SECONDS = 30 * 60
MOST_CHARACTERS = 300_000
_COMPARTMENT = "kept post"


class Kept(TypedDict):
    """What the session holds: nothing of it can be read there."""

    token: str
    sealed: str
    at: float


class Post(TypedDict):
    """What somebody was about to send, and where to."""

    path: str
    fields: list[tuple[str, str]]
    has_files: bool
    site_id: int | None


def keep(request: HttpRequest) -> bool:
    """Keep what this request sends, if it is a form of ours; return whether it is kept."""
    if request.method != "POST" or not _may_be_kept(request):
        return False
    token = request.POST.get(once.FIELD, "")
    fields = [
        (name, value)
        for name, many in request.POST.lists()
        if name != once.CSRF_FIELD
        for value in many
    ]
    site = token.split(".")[1] if token.count(".") == 2 else ""
    post: Post = {
        "path": request.get_full_path(),
        "fields": fields,
        "has_files": bool(request.FILES),
        "site_id": int(site) if site.isascii() and site.isdigit() else None,
    }
    text = json.dumps(post)
    if not token or len(text) > MOST_CHARACTERS:
        return False
    sealed = encryption.seal_text(text, compartment=_COMPARTMENT, place=token)
    kept: Kept = {"token": token, "sealed": sealed, "at": time.time()}
    request.session[SESSION_KEY] = kept
    return True


def _may_be_kept(request: HttpRequest) -> bool:
    try:
        return once.may_be_kept(request.resolver_match or resolve(request.path_info))
    except Resolver404:
        return False


def is_waiting(request: HttpRequest, user: User) -> bool:
    """Whether something of this person's waits to be sent; what is too old goes."""
    kept: Kept | None = request.session.get(SESSION_KEY)
    if kept is None:
        return False
    if time.time() - kept["at"] > KEPT_SECONDS:
        drop(request)
        return False
    return once.is_drawn_for(kept["token"], user)


def read(request: HttpRequest) -> Post:
    """Return what waits; raises KeyError when nothing does, SealError when it does not open."""
    kept: Kept = request.session[SESSION_KEY]
    text = encryption.open_text(kept["sealed"], compartment=_COMPARTMENT, place=kept["token"])
    found: Any = json.loads(text)
    post: Post = found
    return post


def drop(request: HttpRequest, token: str | None = None) -> None:
    """Forget what waits; with a token, only if it is that one."""
    kept: Kept | None = request.session.get(SESSION_KEY)
    if kept is not None and token in (None, kept["token"]):
        del request.session[SESSION_KEY]
