"""How many a week has of the scabies events: counts, for whoever reads the week."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Prefetch, Q, Subquery

from cases.models import MinorKey
from clinics.choices import ScabiesMark, ScabiesStepKind
from clinics.models import ScabiesEvent, ScabiesMarkRow, ScabiesStep
from clinics.models.scabies import ENDS
from clinics.scabies import ROLES
from staff.encryption import SealError
from staff.models import Site

UNNAMED = {
    ScabiesStepKind.CASES: ScabiesMark.CASE,
    ScabiesStepKind.CONTACTS: ScabiesMark.CONTACT,
    ScabiesStepKind.FIRST: ScabiesMark.FIRST,
    ScabiesStepKind.SECOND: ScabiesMark.SECOND,
}


@dataclass(frozen=True)
class Written:
    """One thing of so many people of an event: one of a file, or a number without.

    `row` is the number of the mark, or of the step where nobody has a file.
    """

    event: int
    mark: str
    day: datetime.date
    count: int
    row: int
    has_file: bool


@dataclass(frozen=True)
class Counts:
    """The events, those that are clusters, and what was written of these days."""

    events: frozenset[int]
    clusters: frozenset[int]
    written: list[Written]

    def of(self, mark: str) -> list[Written]:
        return [one for one in self.written if one.mark == mark]

    def count_of(self, mark: str) -> int:
        return sum(one.count for one in self.of(mark))

    @property
    def event_count(self) -> int:
        return len(self.events)

    @property
    def cluster_count(self) -> int:
        return len(self.clusters)

    @property
    def case_count(self) -> int:
        return self.count_of(ScabiesMark.CASE)

    @property
    def contact_count(self) -> int:
        return self.count_of(ScabiesMark.CONTACT)

    @property
    def second_count(self) -> int:
        return self.count_of(ScabiesMark.SECOND)


def between(start: datetime.date, end: datetime.date, sites: Sequence[Site]) -> Counts:
    """Return what was written of these days, in four queries whatever their number."""
    ends = ScabiesStep.objects.standing().filter(event=OuterRef("pk"), kind__in=ENDS)
    reopened = ends.filter(kind=ScabiesStepKind.REOPENED, happened_on__range=(start, end))
    last = ends.filter(happened_on__lt=start).order_by("-pk").values("kind")[:1]
    was_open = Q(last__isnull=True) | Q(last=ScabiesStepKind.REOPENED) | Exists(reopened)
    events = ScabiesEvent.objects.with_something().filter(site__in=sites, opened_on__lte=end)
    events = events.annotate(last=Subquery(last)).filter(was_open)
    numbers = set(events.values_list("pk", flat=True))
    written = [one for one in _written(numbers) if one.day <= end]
    cases: dict[int, int] = {}
    for one in written:
        if one.mark == ScabiesMark.CASE:
            cases[one.event] = cases.get(one.event, 0) + one.count

    return Counts(
        events=frozenset(numbers),
        clusters=frozenset(event for event, count in cases.items() if count >= 2),
        written=[one for one in written if one.day >= start],
    )


def _written(events: set[int]) -> list[Written]:
    """Return what stands of these events: of somebody who became a case, that alone."""
    keys = MinorKey.objects.filter(compartment=ScabiesMarkRow.compartment)
    rows = ScabiesMarkRow.objects.standing().filter(event__in=events).order_by("pk")
    found: dict[tuple[int, int, str], Written] = {}
    for row in rows.prefetch_related("minor", Prefetch("minor__keys", queryset=keys)):
        try:
            mark = row.mark
        except SealError:
            continue
        place = (row.event_id, row.minor_id, "role" if mark in ROLES else mark)
        found[place] = Written(row.event_id, mark, row.happened_on, 1, row.pk, has_file=True)
    steps = ScabiesStep.objects.standing().filter(event__in=events, kind__in=UNNAMED)
    unnamed = [
        Written(
            step.event_id,
            UNNAMED[ScabiesStepKind(step.kind)],
            step.happened_on,
            step.count,
            step.pk,
            has_file=False,
        )
        for step in steps
        if step.count is not None
    ]
    return [*found.values(), *unnamed]
