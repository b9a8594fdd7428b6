"""Offering to undo, once, on the next page: a button in its toast."""

from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import gettext as _

SESSION_KEY = "undo"


def offer(request: HttpRequest, *, url: str, text: str) -> None:
    """On the next page a toast says `text`, with a button that posts to `url`."""
    messages.success(request, text)
    request.session[SESSION_KEY] = url


def take(request: HttpRequest) -> dict[str, str] | None:
    """Return the url and label of what can be undone on this page; once."""
    url = request.session.pop(SESSION_KEY, "")
    return {"url": url, "label": _("Undo")} if url else None
