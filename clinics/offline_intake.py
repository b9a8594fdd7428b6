"""What a phone sends once the network is back: who sends it, and what becomes of each entry."""

import json
import uuid
from base64 import b64decode
from collections.abc import Callable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.forms import BaseForm
from django.http import HttpRequest, QueryDict, UnreadablePostError
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _

from clinics import actions, forms, offline
from clinics.models import OfflineSession
from staff import enrolled
from staff.encryption import SealError
from staff.http import whole_number

HEADER = "Escale-Offline"
CONSULTATION, TALLY = "consultation", "tally"
KEPT, REFUSED, UNREADABLE = "kept", "refused", "unreadable"
Entry = dict[str, str]
Answer = dict[str, Any]


class TooMuchError(Exception):
    """More than a phone sends at once."""


class NotEntriesError(Exception):
    """Not what a phone of ours sends."""


def sender(request: HttpRequest, number: uuid.UUID) -> OfflineSession | None:
    """Return what this phone was prepared for: its own cookie and the secret it was handed say so.

    Nobody needs to be signed in: the session of whoever prepared it may be long over.
    """
    device = enrolled.device_of(request)
    rows = OfflineSession.objects.select_related("session__site", "prepared_by")
    found = rows.filter(number=number, device=device).first() if device else None
    secret = request.headers.get(HEADER, "")
    if found is None or not constant_time_compare(enrolled.hash_of(secret), found.secret_hash):
        return None
    return found


def read(request: HttpRequest) -> list[Entry]:
    """Return the entries of a post; raises TooMuchError, NotEntriesError."""
    if whole_number(request.META.get("CONTENT_LENGTH")) > offline.MOST_BYTES:
        raise TooMuchError
    try:
        entries = json.loads(request.body)["entries"]
        read = [{"token": str(one["token"]), "sealed": str(one["sealed"])} for one in entries]
    except (ValueError, TypeError, KeyError, RecursionError, UnreadablePostError) as error:
        raise NotEntriesError from error
    if len(read) > offline.MOST_ENTRIES:
        raise TooMuchError
    return read


def take_in(prepared: OfflineSession, entry: Entry) -> Answer:
    """Keep one entry, and return what the phone is told of it.

    Refused, it is sent back as it was typed: the phone itself cannot read it again.
    """
    answer: Answer = {"token": entry["token"]}
    try:
        token = uuid.UUID(entry["token"])
        opened = offline.open_entry(prepared, entry["token"], b64decode(entry["sealed"]))
    except (ValueError, SealError):
        return {**answer, "state": UNREADABLE, "why": _("This entry cannot be read.")}
    try:
        with transaction.atomic():
            _keep(prepared, token, opened)
    except ValidationError as error:
        at = int(opened.written_at.timestamp() * 1000)
        back = {"kind": opened.kind, "fields": opened.fields, "written_at": at}
        return {**answer, **back, "state": REFUSED, "why": " ".join(error.messages)}
    return {**answer, "state": KEPT}


def _keep(prepared: OfflineSession, token: uuid.UUID, opened: offline.Opened) -> None:
    """Keep an entry unless it is here already; raises ValidationError."""
    by = prepared.prepared_by
    if actions.note_entry(by=by, offline=prepared, token=token) is None:
        return
    keep = KINDS.get(opened.kind)
    if keep is None:
        raise ValidationError(_("This entry cannot be read."))
    keep(prepared, token, opened)


def _keep_consultation(prepared: OfflineSession, token: uuid.UUID, opened: offline.Opened) -> None:
    by, session = prepared.prepared_by, prepared.session
    data = _data(opened, token=str(token), written_at=opened.written_at.isoformat())
    form = forms.AnonymousConsultationForm(data, session=session, user=by)
    _check(form)
    actions.log_anonymous_consultation(by=by, session=session, consultation=form.instance)


def _keep_tally(prepared: OfflineSession, token: uuid.UUID, opened: offline.Opened) -> None:
    by, session = prepared.prepared_by, prepared.session
    form = forms.TallyForm(_data(opened), session=session)
    try:
        _check(form)
    except ValidationError:
        # It comes back as one that takes the place of a colleague's, if she is sent it again.
        opened.fields[:] = form.data.items()
        raise
    actions.enter_tally(by=by, session=session, cells=form.cells)


def _data(opened: offline.Opened, **more: str) -> QueryDict:
    """Return what a browser would have posted."""
    data = QueryDict(mutable=True)
    for name, value in opened.fields:
        data.appendlist(name, value)
    for name, value in more.items():
        data[name] = value
    return data


def _check(form: BaseForm) -> None:
    """Raise ValidationError with the sentences of a form, each after its field's label."""
    if form.is_valid():
        return
    said = []
    for name, errors in form.errors.items():
        label = f"{form.fields[name].label} : " if name in form.fields else ""
        said += [f"{label}{error}" for error in errors]
    raise ValidationError(said)


Keep = Callable[[OfflineSession, uuid.UUID, offline.Opened], None]
KINDS: dict[str, Keep] = {CONSULTATION: _keep_consultation, TALLY: _keep_tally}
