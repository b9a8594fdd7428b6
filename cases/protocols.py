"""What to do first for each kind of alert, and the hours that run.

The lines are data (`cases/data/alert_protocols.csv`): each says where it comes from and who has
validated it. None that is shipped has been validated: the page says that they are to be confirmed
by the referring doctor and the jurist.
"""

import csv
import datetime
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.utils import timezone
from django.utils.translation import get_language

from cases.choices import AlertKind

LINES = Path(__file__).parent / "data" / "alert_protocols.csv"
ONE_DAY = datetime.timedelta(days=1)
YEARS = range(1900, 2201)  # any other is a slip: no hour is counted from it


@dataclass(frozen=True)
class Line:
    """One thing to do, or (`hours`) until when something can be done."""

    fr: str
    en: str
    hours: int | None
    source: str
    validated_by: str

    def __str__(self) -> str:
        return self.fr if (get_language() or "").startswith("fr") else self.en


@dataclass(frozen=True)
class Protocol:
    to_do: list[Line]
    clocks: list[Line]

    @property
    def is_validated(self) -> bool:
        return all(line.validated_by for line in (*self.to_do, *self.clocks))


@cache
def protocols() -> dict[str, Protocol]:
    """Return the protocol of each kind, in the order of the file."""
    found = {kind: Protocol([], []) for kind in AlertKind.values}
    with LINES.open(encoding="utf-8", newline="") as rows:
        for row in csv.DictReader(rows):
            hours = int(row["hours"]) if row["hours"] else None
            line = Line(row["fr"], row["en"], hours, row["source"], row["validated_by"])
            protocol = found[row["kind"]]
            (protocol.to_do if hours is None else protocol.clocks).append(line)
    return found


def protocol_of(kind: str) -> Protocol:
    return protocols()[kind]


@dataclass(frozen=True)
class Clock:
    """Until when one thing can be done.

    Of a day without an hour only the span is known: `ends_at` counts from its beginning, the
    prudent way, `may_end_at` from its end.
    """

    line: Line
    ends_at: datetime.datetime
    may_end_at: datetime.datetime

    @property
    def left(self) -> datetime.timedelta:
        return self.ends_at - timezone.now()

    @property
    def is_over(self) -> bool:
        return self.may_end_at <= timezone.now()

    @property
    def may_be_over(self) -> bool:
        return self.ends_at <= timezone.now()


def clocks(
    kind: str, happened_on: datetime.date | None, happened_time: datetime.time | None
) -> list[Clock]:
    """Return the hours that run for what happened then; none when nobody knows the day.

    They are hours that pass, whatever the clocks do at the end of October.
    """
    if happened_on is None or happened_on.year not in YEARS:
        return []
    first = _instant(happened_on, happened_time or datetime.time.min)
    last = first if happened_time else _instant(happened_on + ONE_DAY, datetime.time.min)
    now = timezone.now()
    return [
        Clock(line, first + hours, min(last, max(now, first)) + hours)
        for line in protocol_of(kind).clocks
        for hours in (datetime.timedelta(hours=line.hours or 0),)
    ]


def _instant(day: datetime.date, time: datetime.time) -> datetime.datetime:
    """An hour of a day in Paris, as hours are counted from: in UTC."""
    local = timezone.make_aware(datetime.datetime.combine(day, time))
    return local.astimezone(datetime.UTC)
