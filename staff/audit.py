"""The one place that writes the audit trail. No names, no text: who, what, which file, when.

What is recorded is written in the running transaction, and every request is one
(ATOMIC_REQUESTS): it is committed before the first byte leaves, and when it cannot be the page
fails. An answer that is streamed, or that reads in REPEATABLE READ, records in a transaction of
its own before. The database then gives the entry its place in the chain (AuditLink).
"""

import datetime
from contextvars import ContextVar

from django.db import transaction
from django.db.models import Model
from django.utils import timezone

from staff.grants import APPLICATION_ALIAS
from staff.models import AuditEntry, User

request_id: ContextVar[str] = ContextVar("request_id", default="")
# A short code of the enrolled browser or tablet; empty on one that is not.
device: ContextVar[str] = ContextVar("device", default="")
# The files whose reading this request has already recorded.
files_read: ContextVar[set[int] | None] = ContextVar("files_read", default=None)

# Whether this request has recorded anything else than a read or a search.
has_written: ContextVar[bool] = ContextVar("has_written", default=False)

# How the verb of a page that shows a file begins.
SHOWS = ("read_", "print_", "export_")

# While somebody types, results come every third of a second: one entry stands for these seconds.
TYPING = datetime.timedelta(seconds=10)


def record(
    *,
    by: User | None,
    action: str,
    subject: Model | None = None,
    minor_id: int | None = None,
    site_id: int | None = None,
    purpose: str = "",
    change: bytes = b"",
    using: str = APPLICATION_ALIAS,
) -> AuditEntry:
    """Write one entry in the running transaction.

    `action` is the verb ("register_arrival", "read_case"); `subject` any row, kept as its table
    and number; `purpose` a short code, never a text; `change` the hash of what was changed;
    `using` the owner's connection, for what she does herself.
    """
    read = files_read.get()
    if read is not None and minor_id is not None and action.startswith(SHOWS):
        read.add(minor_id)
    if not action.startswith((*SHOWS, "search")):
        has_written.set(True)
    return AuditEntry.objects.using(using).create(
        by=by,
        action=action,
        subject=f"{subject._meta.label_lower}:{subject.pk}" if subject is not None else "",
        minor_id=minor_id,
        site_id=site_id,
        request_id=request_id.get(),
        device=device.get(),
        purpose=purpose,
        change=change,
    )


def record_page(*, by: User, action: str, minor_id: int) -> None:
    """Record that a page of this file is shown, unless this request has already said so.

    Every page of a case file goes through here: none is shown without its entry, none has two.
    """
    if minor_id not in (files_read.get() or ()):
        record(by=by, action=action, minor_id=minor_id)


def record_search(*, by: User, site_id: int | None = None, is_typing: bool = False) -> None:
    """Record a search. What was searched is not kept.

    Results that come while one types are one search: the first of them is recorded before
    anything is shown, and again every ten seconds as long as it lasts. A search sent by a button
    or by Enter, and a file opened from it, are always recorded.
    """
    if is_typing:
        recent = AuditEntry.objects.filter(
            by=by, action="search", device=device.get(), at__gt=timezone.now() - TYPING
        )
        if recent.exists():
            return
    record(by=by, action="search", site_id=site_id)


@transaction.atomic
def record_refusal(*, by: User, view: str, site_id: int | None = None) -> AuditEntry:
    """Record that a page refused somebody, after what she asked for was rolled back.

    `view` is the name of the page; the address, which may name a file, is not kept.
    """
    return AuditEntry.objects.create(
        by=by,
        action="refused",
        subject=view[:60],
        site_id=site_id,
        request_id=request_id.get(),
        device=device.get(),
    )
