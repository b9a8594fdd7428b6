"""Young people whose last passage is some days old: since when, who looks after it, what was tried.

Never a judgement: somebody who does not come may be well elsewhere.
"""

import datetime
from dataclasses import dataclass, field

from django.core.paginator import Page, Paginator
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from cases import referents
from cases.choices import NewsKind
from cases.models import Arrival, Minor, NewsStep, ReferentStep
from cases.models.arrivals import ArrivalQuerySet
from staff.models import Site, User

PAGE_SIZE = 20  # young people
MOST = 1000  # of whom the last passage is the most recent: nobody reads further


@dataclass(frozen=True)
class Line:
    """Somebody not seen since a day, and what was done about it since then."""

    minor: Minor
    last_on: datetime.date
    site: Site
    referents: list[ReferentStep] = field(default_factory=list)
    steps: list[NewsStep] = field(default_factory=list)  # the newest first

    @property
    def last_step(self) -> NewsStep | None:
        return next((step for step in self.steps if step.kind != NewsKind.TAKEN), None)

    @property
    def owners(self) -> list[str]:
        """Whoever took it; else her referents."""
        taken = next((step for step in self.steps if step.kind == NewsKind.TAKEN), None)
        if taken is not None:
            return [taken.by.full_name]
        people = [step.colleague for step in self.referents if step.colleague is not None]
        return list(dict.fromkeys(person.full_name for person in people))


def last_arrivals(user: User, days: int) -> ArrivalQuerySet:
    """Return the last passage of each file in use that is that old, the most recent first.

    At her sites, whatever the site of the others. Without those in the archive or withdrawn.
    """
    later = Arrival.objects.counted().filter(
        Q(day__gt=OuterRef("day")) | Q(day=OuterRef("day"), pk__gt=OuterRef("pk")),
        minor=OuterRef("minor"),
    )
    rows = Arrival.objects.visible_to(user).counted()
    rows = rows.filter(
        ~Exists(later),
        day__lte=timezone.localdate() - datetime.timedelta(days=days),
        minor__archived_at__isnull=True,
        minor__withdrawn_at__isnull=True,
    )
    return rows.order_by("-day", "-pk")


def page_of(user: User, days: int, number: str | None) -> Page:
    """Return a page of `Line`s: a few queries, however many there are."""
    rows = last_arrivals(user, days).select_related("minor", "site")
    rows = rows.prefetch_related("minor__names", "minor__claims")
    page = Paginator(rows[:MOST], PAGE_SIZE).get_page(number)
    page.object_list = _lines(user, list(page.object_list))  # type: ignore[assignment] # of rows
    return page


def _lines(user: User, arrivals: list[Arrival]) -> list[Line]:
    numbers = [arrival.minor_id for arrival in arrivals]
    named = referents.of_minors(numbers, user)
    steps: dict[int, list[NewsStep]] = {}
    rows = NewsStep.objects.visible_to(user).filter(minor__in=numbers).select_related("by")
    for step in rows.order_by("-pk"):
        steps.setdefault(step.minor_id, []).append(step)
    return [
        Line(
            minor=arrival.minor,
            last_on=arrival.day,
            site=arrival.site,
            referents=named.get(arrival.minor_id, []),
            steps=[
                step
                for step in steps.get(arrival.minor_id, [])
                if timezone.localdate(step.at) >= arrival.day
            ],
        )
        for arrival in arrivals
    ]
