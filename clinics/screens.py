"""The last screen of each instrument, for the health page."""

from dataclasses import dataclass

from cases.models import Minor
from clinics.choices import ScreenResult
from clinics.instruments import Instrument, Reading, instruments
from clinics.models import Screening
from staff.models import User

# How a result shows: its icon and colour come with its word.
STATUS = {
    ScreenResult.POSITIVE: "danger",
    ScreenResult.NEGATIVE: "done",
    ScreenResult.INCOMPLETE: "waiting",
}


@dataclass(frozen=True)
class ScreenLine:
    """One instrument; `last` is None when it was never asked."""

    instrument: Instrument
    last: Screening | None
    reading: Reading | None

    @property
    def status(self) -> str:
        result = self.reading.result if self.reading else None
        return STATUS[result] if result else "neutral"


def last_of_each(minor: Minor, user: User) -> list[ScreenLine]:
    """Return one line an instrument, with its newest screen. One query."""
    rows = Screening.objects.visible_to(user).filter(minor=minor)
    newest = rows.order_by("instrument", "-screened_on", "-pk").distinct("instrument")
    last = {row.instrument: row for row in newest.select_related("recorded_by")}
    for row in last.values():
        row.minor = minor
    return [
        ScreenLine(instrument, found, found.reading if found else None)
        for code, instrument in instruments().items()
        for found in [last.get(code)]
    ]
