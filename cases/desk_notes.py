"""The notes for the desks that hold today, put where they matter: heading, queues, arrivals."""

from collections.abc import Iterable

from django.utils import timezone

from cases.models import DeskNote, Minor
from staff.models import User


def put_on(minors: Iterable[Minor], user: User) -> None:
    """Give each of these young people her `live_notes`, the newest first: two queries."""
    held: dict[int, list[Minor]] = {}
    for minor in minors:
        minor.live_notes = []
        held.setdefault(minor.pk, []).append(minor)
    rows = DeskNote.objects.live_on(timezone.localdate()).visible_to(user)
    rows = rows.filter(minor__in=list(held)).select_related("minor", "written_by")
    for note in rows.prefetch_related("minor__keys").newest_first():
        for minor in held[note.minor_id]:
            minor.live_notes.append(note)
