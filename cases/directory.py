"""A partner of the directory as its page shows it."""

import datetime
from dataclasses import dataclass

from django.utils.translation import gettext

from cases.models import Partner
from staff.choices import Weekday


@dataclass(frozen=True)
class Days:
    """Days of the week that follow each other and keep the same hours."""

    first: Weekday
    last: Weekday
    opens_at: datetime.time
    closes_at: datetime.time

    @property
    def text(self) -> str:
        if self.first == self.last:
            return str(self.first.label)
        said = {"first": self.first.label, "last": self.last.label}
        return gettext("%(first)s to %(last)s") % said


def week(partner: Partner) -> list[Days]:
    """Return the hours of a partner, Monday first; days alike stand together."""
    found: list[Days] = []
    for row in sorted(partner.week.all(), key=lambda row: row.weekday):
        day = Weekday(row.weekday)
        last = found[-1] if found else None
        if last and (last.last + 1, last.opens_at, last.closes_at) == (
            day,
            row.opens_at,
            row.closes_at,
        ):
            found[-1] = Days(last.first, day, last.opens_at, last.closes_at)
        else:
            found.append(Days(day, day, row.opens_at, row.closes_at))
    return found
