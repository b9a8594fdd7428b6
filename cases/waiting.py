"""A page of queues that waits asks every five seconds whether anything has changed.

Nearly always nothing has. That much is answered before the session, the person and her rights are
read: a mark is ours, one site's, and good for a minute, so that whoever holds one was shown that
page within the minute, and learns only that it still is as she saw it. With any other mark the
request goes the way of all pages, through the gate: a browser that has been locked meanwhile finds
so within the minute.
"""

from collections.abc import Callable

from django.core import signing
from django.db.models import Count, Max, Q
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.cache import add_never_cache_headers

from cases.models import Ticket
from staff.presence import POLL_HEADER

MARK = "mark"
SALT = "cases.waiting"
STALE_AFTER = 60  # seconds: the minutes that somebody has waited are told anew


def queue_mark(site_id: int) -> str:
    """Return what changes when a queue of the site does, and each minute, signed: one query."""
    tickets = Ticket.objects.filter(day=timezone.localdate(), desk__site=site_id)
    # `is_urgent` is the one thing of a ticket that changes.
    last = tickets.aggregate(
        step=Max("steps__pk"), urgent=Count("pk", distinct=True, filter=Q(is_urgent=True))
    )
    minute = int(timezone.now().timestamp()) // STALE_AFTER
    return signing.Signer(salt=SALT).sign(
        f"{site_id}.{last['step'] or 0}.{last['urgent']}.{minute}"
    )


def is_as_shown(mark: str) -> bool:
    """Whether the queues still stand as when the page with this mark was made; False for any
    mark that is not ours."""
    try:
        site_id = signing.Signer(salt=SALT).unsign(mark).partition(".")[0]
    except signing.BadSignature:
        return False
    return queue_mark(int(site_id)) == mark


class WaitingMiddleware:
    """Outside the session's: nothing new is answered by nothing (204)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if POLL_HEADER in request.headers and is_as_shown(request.GET.get(MARK, "")):
            response = HttpResponse(status=204)
            add_never_cache_headers(response)
            return response
        return self.get_response(request)
