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
class Counts:
    event_count: int
    cluster_count: int
    case_count: int
    contact_count: int
    second_count: int


@dataclass(frozen=True)
class Written:
    """One thing of so many people of an event: one of a file, or a number without."""

    event: int
    mark: str
    day: datetime.date
    count: int


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

    def new(mark: ScabiesMark) -> int:
        return sum(one.count for one in written if one.mark == mark and one.day >= start)

    return Counts(
        event_count=len(numbers),
        cluster_count=sum(count >= 2 for count in cases.values()),
        case_count=new(ScabiesMark.CASE),
        contact_count=new(ScabiesMark.CONTACT),
        second_count=new(ScabiesMark.SECOND),
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
        found[place] = Written(row.event_id, mark, row.happened_on, 1)
    steps = ScabiesStep.objects.standing().filter(event__in=events, kind__in=UNNAMED)
    unnamed = [
        Written(step.event_id, UNNAMED[ScabiesStepKind(step.kind)], step.happened_on, step.count)
        for step in steps
        if step.count is not None
    ]
    return [*found.values(), *unnamed]
