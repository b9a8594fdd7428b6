"""What a page answers when the database does not: 503, what was typed, and a button.

Made without the database, the session or the person: any of them may be what is missing. Where the
answer to a save was lost with the connection, the form's token finds out what became of it.
"""

import contextlib
import sys

from django.conf import settings
from django.core.exceptions import SuspiciousOperation
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from django.template.loader import render_to_string
from django.urls import Resolver404, resolve
from django.utils import translation
from django.views import defaults

from staff import once

RETRY_SECONDS = 5


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer what no page has answered: 503 when it is the database that is away, else 500."""
    return try_again(request) if is_away(sys.exc_info()[1]) else defaults.server_error(request)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer what was refused: 503 when it is the database that is away, else 400.

    Django takes a session that could not be written for one that has ended.
    """
    return try_again(request) if is_away(exception) else defaults.bad_request(request, exception)


def try_again(request: HttpRequest) -> HttpResponse:
    with translation.override(language_of(request)):
        html = render_to_string("503.html", {"path": request.path, **kept(request)})
    headers = {"Retry-After": str(RETRY_SECONDS), "Cache-Control": "no-store"}
    return HttpResponse(html, status=503, headers=headers)


def is_away(error: BaseException | None) -> bool:
    """Whether this error, or one that it comes from, is that the database did not answer."""
    while error is not None:
        if isinstance(error, OperationalError | InterfaceError):
            return True
        error = error.__cause__ or error.__context__
    return False


def language_of(request: HttpRequest) -> str:
    chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
    return chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE


def kept(request: HttpRequest) -> dict[str, object]:
    """Return what was typed, to show it and to send it again; nothing of a sign-in."""
    fields: list[tuple[str, str]] = []
    has_files = False
    with contextlib.suppress(OSError, SuspiciousOperation, MultiPartParserError, Resolver404):
        if request.method == "POST" and once.may_be_kept(resolve(request.path_info)):
            fields = [(name, value) for name, many in request.POST.lists() for value in many]
            has_files = bool(request.FILES)
    return {"fields": fields, "texts": once.texts_of(fields), "has_files": has_files}
