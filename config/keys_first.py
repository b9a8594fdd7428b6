"""The keys are checked before anything is served: when a process starts, or before its first page.

A worker that starts while the database is away must not end for it: gunicorn would take a worker
that does not start for an application that cannot, and end them all.
"""

from collections.abc import Callable

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse

from staff import keys

_is_owed = False


def check_at_start() -> None:
    """Check the keys; without the database, leave it to the first page. Raises KeyFileError."""
    global _is_owed
    try:
        keys.check()
    except (OperationalError, InterfaceError):
        _is_owed = True


class KeysFirstMiddleware:
    """The outermost of those that need the database."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        global _is_owed
        if _is_owed:
            keys.check()
            _is_owed = False
        return self.get_response(request)
