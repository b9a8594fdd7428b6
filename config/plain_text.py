"""What no database can hold is taken out of what a browser sends, before anyone reads it.

A NUL and half a surrogate pair: nobody types them, a copied text or a curious program brings them,
and PostgreSQL refuses them far from where they came in.
"""

import re
from collections.abc import Callable

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse, QueryDict, UnreadablePostError

_NOTHING = re.compile("[\x00\ud800-\udfff]")


class PlainTextMiddleware:
    """The outermost of those that read what was sent."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if _NOTHING.search(request.path_info):
            raise BadRequest
        request.COOKIES = {
            name: value for name, value in request.COOKIES.items() if not _NOTHING.search(value)
        }
        request.GET = plain(request.GET)  # type: ignore[assignment] # its own type, not to be changed
        try:
            sent = request.POST
        except UnreadablePostError as error:  # cut in the middle: nobody waits for the answer
            raise BadRequest from error
        request.POST = plain(sent)  # type: ignore[assignment]
        return self.get_response(request)


def plain(data: QueryDict) -> QueryDict:
    """Return what was sent, without what nothing can hold."""
    if not any(_NOTHING.search(text) for name, values in data.lists() for text in (name, *values)):
        return data
    found = QueryDict(mutable=True, encoding=data.encoding)
    for name, values in data.lists():
        found.setlist(_NOTHING.sub("", name), [_NOTHING.sub("", value) for value in values])
    found._mutable = False
    return found
