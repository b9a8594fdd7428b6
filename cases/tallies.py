"""What a site counted on a day, service by service."""

import datetime
from dataclasses import dataclass

from django.db.models import Max, Sum

from cases.choices import Service
from cases.models import TallyStep
from staff.models import Site

RECENT = 20  # corrections that a page shows


class DayConverter:
    """A day in an address: `2026-11-28`. One that no calendar has is no page."""

    regex = r"\d{4}-\d{2}-\d{2}"

    def to_python(self, value: str) -> datetime.date:
        return datetime.date.fromisoformat(value)

    def to_url(self, value: datetime.date) -> str:
        return value.isoformat()


@dataclass(frozen=True)
class Tally:
    """One service on one day. `total` is None when nobody counted, which is not zero."""

    service: Service
    total: int | None = None
    last: TallyStep | None = None  # the last row that stands

    @property
    def late(self) -> TallyStep | None:
        """The last row, when it was entered after the day."""
        return self.last if self.last and self.last.is_late else None


def tallies_on(day: datetime.date, site: Site) -> list[Tally]:
    """Return every service, in the order of the page. Two queries."""
    standing = TallyStep.objects.on(day, site).standing()
    sums = standing.order_by().values("service").annotate(total=Sum("amount"), last=Max("pk"))
    totals = {row["last"]: row["total"] for row in sums}
    lasts = TallyStep.objects.filter(pk__in=totals).select_related("by")
    found = {
        step.service: Tally(
            Service(step.service), totals[step.pk] if step.is_counted else None, step
        )
        for step in lasts
    }
    return [found.get(service, Tally(service)) for service in Service]


def tally_of(service: Service, day: datetime.date, site: Site) -> Tally:
    return next(tally for tally in tallies_on(day, site) if tally.service == service)


def corrections_on(day: datetime.date, site: Site) -> list[TallyStep]:
    """Return what was corrected, or entered after the day, the last one first."""
    steps = TallyStep.objects.on(day, site).filter(is_correction=True)
    return list(steps.select_related("by").order_by("-pk")[:RECENT])
