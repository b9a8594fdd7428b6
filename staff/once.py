"""One post, one effect: a form that is sent again gives the result of the first time.

Each form that a page draws carries a token beside its CSRF token (`{% csrf_token %}` writes both).
The row that remembers it is written in the transaction of the page: a second post waits for the
first one, then finds it. A post that did nothing (4xx, a search) leaves its token free, one that
failed is rolled back with it.
"""

import datetime
import hashlib
import json
import uuid
from collections.abc import Callable, Iterable

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import ResolverMatch
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _

from staff import audit
from staff.http import StaffRequest
from staff.models import Draft, Submission, User

FIELD = "once"
DRAFT_FIELD = "draft"  # the numbers of the drafts that were taken up in a form
CSRF_FIELD = "csrfmiddlewaretoken"
KEPT = datetime.timedelta(days=3)  # longer than a page stays open on a shared PC
# Sent twice they do what one does, and what is typed in them is no one's to keep, even hashed.
EXEMPT = frozenset(
    {
        "staff:choose_pin",
        "staff:choose_site",
        "staff:draft",
        "staff:lock",
        "staff:locked",
        "staff:open_fully",
        "staff:resume",
        "staff:set_language",
        "staff:stay_awake",
    }
)


def may_be_kept(match: ResolverMatch) -> bool:
    """Whether what is posted there may be remembered: no password, no code.

    A page of the sign-in library bears no prefix.
    """
    return bool(match.namespace) and match.view_name not in EXEMPT


def new_token(user: object, site_id: int | None) -> str:
    """Return the token of a form drawn for this person: "<uuid>.<site>.<signature>"."""
    number = f"{uuid.uuid4()}.{site_id or ''}"
    return f"{number}.{_signature(number, user)}" if isinstance(user, User) else number


def is_drawn_for(token: str, user: User) -> bool:
    """Whether the form that bears this token was drawn for this person, by us."""
    number, _dot, signature = token.rpartition(".")
    return constant_time_compare(signature, _signature(number, user))


def _signature(number: str, user: User) -> str:
    return salted_hmac("staff.once.author", f"{number}|{user.pk}", algorithm="sha256").hexdigest()


def draft_number(user: User, path: str, token: str) -> uuid.UUID:
    """Return the number of the draft of one form: each window that is open has its own."""
    return uuid.uuid5(uuid.NAMESPACE_URL, f"{user.pk}|{path}|{_number_of(token) or ''}")


def _drafts_of(request: StaffRequest) -> list[uuid.UUID]:
    """Return the drafts that a form stood in, its own and those that were taken up in it."""
    taken = (_number_of(text) for text in request.POST.getlist(DRAFT_FIELD))
    own = draft_number(request.user, request.path, request.POST.get(FIELD, ""))
    return [own, *filter(None, taken)]


def was_recorded(user: User, token: str) -> bool:
    """Whether the form that bears this token has done what it does."""
    number = _number_of(token)
    return number is not None and Submission.objects.filter(number=_of(number, user)).exists()


def _number_of(token: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(token.partition(".")[0])
    except ValueError:
        return None


def _of(number: uuid.UUID, user: User) -> uuid.UUID:
    return uuid.uuid5(number, str(user.pk))


def token_of(request: HttpRequest) -> uuid.UUID | None:
    """Return the token of a form of ours; None where there is none, or where none is asked."""
    match = request.resolver_match
    if request.method != "POST" or match is None or not may_be_kept(match):
        return None
    if not isinstance(request.user, User):
        return None
    return _number_of(request.POST.get(FIELD, ""))


def answer(
    request: StaffRequest, token: uuid.UUID, page: Callable[[], HttpResponse]
) -> HttpResponse:
    """Return what the page answers, or what it answered to the same form before."""
    number = _of(token, request.user)
    mine = Submission(number=number, by=request.user, digest=digest_of(request))
    with transaction.atomic():
        Submission.objects.filter(by=mine.by, sent_at__lt=timezone.now() - KEPT).delete()
        Submission.objects.bulk_create([mine], ignore_conflicts=True)
        first = Submission.objects.get(number=number)
        if first.attempt != mine.attempt:
            return again(request, first, is_same=bytes(first.digest) == mine.digest)
        response = page()
        if 300 <= response.status_code < 400:
            mine.location = response.headers["Location"]
            mine.save(update_fields=["location"])
            ended = Draft.objects.filter(by=mine.by, path=request.path)
            ended.filter(number__in=_drafts_of(request)).delete()
        elif response.status_code >= 400 or not audit.has_written.get():
            mine.delete()
    return response


def forget_file(reference: str) -> None:
    """Forget where the forms of a file led: its address is in it."""
    Submission.objects.filter(location__contains=f"/cases/{reference}/").update(location="")


def again(request: HttpRequest, first: Submission, *, is_same: bool) -> HttpResponse:
    """Lead where the first post led; ask, when what is sent now is not what was sent then."""
    if is_same:
        messages.info(request, _("Already recorded: nothing was done twice."))
        return redirect(first.location or "staff:home")
    fields = [
        (name, value)
        for name, values in request.POST.lists()
        if name not in (FIELD, CSRF_FIELD, DRAFT_FIELD)
        for value in values
    ]
    context = {
        "first": first,
        "fields": fields,
        "texts": texts_of(fields),
        "has_files": bool(request.FILES),
    }
    return render(request, "staff/sent_already.html", context, status=409)


def texts_of(fields: Iterable[tuple[str, str]]) -> list[str]:
    """Return the sentences among what was typed, to show them back."""
    return [value for name, value in fields if " " in value.strip() and name != "seen"]


def digest_of(request: HttpRequest) -> bytes:
    """Return 32 bytes that stand for what is sent, and where to."""
    fields = sorted(
        (name, values)
        for name, values in request.POST.lists()
        if name not in (FIELD, CSRF_FIELD, DRAFT_FIELD)
    )
    files = []
    for name, found in sorted(request.FILES.lists()):
        for file in found:
            files.append((name, hashlib.sha256(b"".join(file.chunks())).hexdigest()))
            file.seek(0)
    sent = json.dumps([request.path, fields, files])
    return salted_hmac("staff.once", sent, algorithm="sha256").digest()
