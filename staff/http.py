"""What the views of every app ask of a request or a form."""

from collections.abc import Callable
from typing import Any, TypeVar

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import models
from django.forms import BaseForm
from django.http import Http404, HttpRequest, QueryDict
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django_htmx.middleware import HtmxDetails

from staff import edits
from staff.models import Site, User

M = TypeVar("M", bound=models.Model)


class Elsewhere(Exception):
    """What this address names stands at another one now; what is posted goes on there."""

    def __init__(self, url: str) -> None:
        super().__init__()
        self.url = url


class StaffRequest(HttpRequest):
    """A request that has passed the gate: a colleague, and the site she works at now."""

    user: User
    site: Site | None  # type: ignore[assignment] # the name django.contrib.sites would use
    sites: list[Site]
    htmx: HtmxDetails


def posted(request: HttpRequest) -> QueryDict | None:
    """Return what a form is bound to: what was posted, even nothing; None when nothing was."""
    return request.POST if request.method == "POST" else None


def site_or_404(request: StaffRequest) -> Site:
    """Return the site where this person works now; raises Http404 when she has none."""
    if request.site is None:
        raise Http404
    return request.site


def to_edit(request: HttpRequest, rows: models.QuerySet[M], **which: Any) -> M:
    """Return the row that a form edits; nobody else changes it while a post is answered.

    Raises Http404. The lock leaves alone those who only refer to the row.
    """
    if request.method == "POST":
        rows = rows.select_for_update(no_key=True, of=("self",))
    row = get_object_or_404(rows, **which)
    edits.hold(row)
    return row


def back(request: HttpRequest, default: str, *args: object) -> str:
    """Return the page named by the form's `next`, if it is one of ours."""
    wanted = request.POST.get("next", "")
    # A word alone would be taken for the name of a page.
    if wanted.startswith("/") and url_has_allowed_host_and_scheme(wanted, {request.get_host()}):
        return wanted
    return reverse(default, args=args)


def whole_number(text: str | None) -> int:
    """Return the number of a row typed in a form; 0, which no row bears, for anything else."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 19 else 0


def status_of(form: BaseForm) -> int:
    """422 when a form comes back with errors, so that nothing takes it for a success."""
    return 422 if form.is_bound and form.errors else 200


def attempt(
    request: StaffRequest, action: Callable[..., object], *, said: str, **thing: object
) -> None:
    """Let this person do it and say so on the next page, or why it cannot be done."""
    try:
        action(by=request.user, **thing)
    except ValidationError as error:
        messages.error(request, error.messages[0])
    else:
        messages.success(request, said)
