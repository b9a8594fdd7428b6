"""New episode, or follow-up of the same one: computed from what was seen before, correctable.

The same problem seen again within the days of its line (`clinics/data/problems.csv`) is the same
episode. It is counted for a problem, not for a person.
"""

import contextlib
import datetime
from collections.abc import Iterator
from typing import cast

from cases.models import Minor
from clinics.choices import Episode
from clinics.models import AnyConsultation, Consultations
from clinics.problems import Problem, problems
from staff.encryption import SealError


def _earlier(
    book: Consultations, minor: Minor, day: datetime.date, *, but: int | None = None
) -> Iterator[tuple[Problem, datetime.timedelta]]:
    """Yield (line, how long ago) of what was seen up to that day, newest first."""
    longest = max(line.days for line in problems().values())
    since = day - datetime.timedelta(days=longest)
    rows = book.objects.newest_first().filter(minor=minor, day__gte=since, day__lte=day)
    if but is not None:
        rows = rows.exclude(pk=but)
    for row in rows.prefetch_related("minor__keys"):
        with contextlib.suppress(SealError):
            if row.line is not None:
                yield row.line, day - row.day


def computed(consultation: AnyConsultation) -> Episode:
    """Return what a consultation is, from those before it; one that it corrects is none."""
    line = consultation.line
    book = cast(Consultations, type(consultation))
    rows = _earlier(book, consultation.minor, consultation.day, but=consultation.corrects_id)
    is_same = any(
        line is not None and line.code == earlier.code and ago.days <= line.days
        for earlier, ago in rows
    )
    return Episode.FOLLOW_UP if is_same else Episode.NEW


def running(book: Consultations, minor: Minor, day: datetime.date) -> dict[str, datetime.date]:
    """Return {label: last day} of the problems whose episode still runs that day."""
    found: dict[str, datetime.date] = {}
    for line, ago in _earlier(book, minor, day):
        if ago.days <= line.days:
            found.setdefault(str(line), day - ago)
    return found
