"""What the pages of the audit trail read, and the walk along its chain."""

import datetime
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass

import segno
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.safestring import SafeString

from staff import audit_files, audit_words, permissions
from staff.audit_chain import BrokenChainError, Head, Link, Walk
from staff.models import AuditEntry, AuditHead, AuditLink, User
from staff.models.audit import NO_HASH

BATCH = 2000  # places read at a time: memory does not grow with the trail
RECENT = datetime.timedelta(days=30)

Progress = Callable[[int, int], object]


@dataclass(frozen=True)
class Line:
    """One entry as a page shows it; `reference` and `url` where the reader may see the file."""

    at: datetime.datetime
    who: User | None
    what: str
    purpose: str
    reference: str = ""
    url: str = ""


def of_files(numbers: Collection[int], reader: User) -> QuerySet[AuditEntry]:
    """Return what was done with files, newest first; one's own part without the audit's right."""
    entries = AuditEntry.objects.filter(minor_id__in=numbers)
    if not permissions.can_read_audit(reader):
        entries = entries.filter(by=reader)
    return entries.select_related("by").order_by("-at", "-pk")


def own_reads(reader: User) -> QuerySet[AuditEntry]:
    """Return the files that this person opened lately, newest first."""
    entries = AuditEntry.objects.filter(
        by=reader,
        at__gt=timezone.now() - RECENT,
        minor_id__isnull=False,
        action__startswith="read_",
    )
    return entries.select_related("by").order_by("-at", "-pk")


def lines(entries: Iterable[AuditEntry], reader: User) -> list[Line]:
    """Return one page of entries in words: one query for all their files."""
    shown = list(entries)
    files = audit_files.links({e.minor_id for e in shown if e.minor_id is not None}, reader)
    return [
        Line(
            entry.at,
            entry.by,
            audit_words.said(entry.action),
            audit_words.purpose(entry.purpose),
            *files.get(entry.minor_id or 0, ("", "")),
        )
        for entry in shown
    ]


def head(using: str = "default") -> Head:
    """Return the last place of the chain, as the database keeps it."""
    row = AuditHead.objects.using(using).first()
    return Head(row.position, bytes(row.hash).hex()) if row else Head(0, NO_HASH.hex())


def as_code(head: Head) -> SafeString:
    """Return the whole head as a QR code, drawn in the page itself."""
    drawn = segno.make(str(head), error="m").svg_inline(scale=4, border=2, omitsize=True)
    return SafeString(drawn)  # a drawing made here, of digits alone


def _links(after: int, using: str) -> Iterator[list[Link]]:
    """Yield the places after `after`, in batches, in their order."""
    while True:
        rows = AuditLink.objects.using(using).filter(position__gt=after).order_by("position")
        places = [(row.position or 0, bytes(row.hash or b""), row.entry_id) for row in rows[:BATCH]]
        if not places:
            return
        entries = AuditEntry.objects.using(using).in_bulk([number for _p, _h, number in places])
        yield [Link(position, hash, entries.get(number)) for position, hash, number in places]
        after = places[-1][0]


def verify(
    given: Head | None = None,
    *,
    whole: bool = True,
    using: str = "default",
    progress: Progress | None = None,
) -> Head:
    """Walk along the chain and return its end; raises BrokenChainError at the first wrong place.

    `given` is a head from outside the database, a printed one: without it nobody can tell that
    the last entries were cut off, or all of them written again. `whole` begins at the first
    entry, and looks for entries beside the chain too; else the walk begins at the given head.
    """
    end = head(using)
    walk = Walk() if whole or given is None else _at(given, using)
    for links in _links(walk.position, using):
        for link in links:
            walk.step(link)
            if given and link.position == given.position:
                _meets(given, walk.hash)
        if progress:
            progress(walk.position, max(end.position, walk.position))
    if given and walk.position < given.position:
        raise BrokenChainError(
            walk.position + 1,
            f"The trail stops at position {walk.position}; the given head names {given.position}.",
        )
    walk.ends_at(end)
    now = head(using)  # entries may have come meanwhile: never fewer than what was walked
    if now.position < walk.position:
        raise BrokenChainError(
            now.position + 1, f"Position {walk.position} stands after the head, {now.position}."
        )
    if whole:
        _nothing_beside(using)
    return Head(walk.position, walk.hash.hex())


def _meets(given: Head, hash: bytes) -> None:
    if not given.names(hash):
        raise BrokenChainError(
            given.position,
            f"Position {given.position} does not bear the given hash: the trail up to there "
            "is not the one that was printed.",
        )


def _at(given: Head, using: str) -> Walk:
    """Return a walk that stands at the given head. Raises BrokenChainError."""
    place = AuditLink.objects.using(using).filter(position=given.position).first()
    if place is None:
        raise BrokenChainError(given.position, f"Position {given.position} is missing.")
    _meets(given, bytes(place.hash or b""))
    return Walk(given.position, bytes(place.hash or b""))


def _nothing_beside(using: str) -> None:
    """Raise BrokenChainError for an entry that stands in no place of the chain."""
    beside = (
        AuditEntry.objects.using(using).filter(link__position__isnull=True).order_by("pk").first()
    )
    if beside is not None:
        raise BrokenChainError(
            0, f"The entry number {beside.pk} stands in no position of the trail."
        )
