"""Offering to undo what was just done: a button in a toast, for a minute, whatever the page.

The address it posts to is an action of its own, which says in the audit trail what it undid.
"""

import time
from typing import TypedDict

from django.http import HttpRequest
from django.utils.translation import gettext as _

SESSION_KEY = "undo"
SECONDS = 60


class Offer(TypedDict):
    """What the session holds."""

    url: str
    text: str
    until: float


def offer(request: HttpRequest, *, url: str, text: str) -> None:
    """For a minute each page has a toast that says `text`, with a button that posts to `url`."""
    kept: Offer = {"url": url, "text": text, "until": time.time() + SECONDS}
    request.session[SESSION_KEY] = kept


def offered(request: HttpRequest) -> dict[str, str] | None:
    """Return the url, label and text of what can be undone now."""
    kept: Offer | None = request.session.get(SESSION_KEY)
    if kept is None:
        return None
    if time.time() > kept["until"]:
        del request.session[SESSION_KEY]
        return None
    return {"url": kept["url"], "label": _("Undo"), "text": kept["text"]}


def spend(request: HttpRequest) -> None:
    """What has just been undone is offered no more."""
    kept: Offer | None = request.session.get(SESSION_KEY)
    if kept is not None and kept["url"] == request.path:
        del request.session[SESSION_KEY]
