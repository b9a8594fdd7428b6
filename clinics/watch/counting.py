"""What the rules are counted on: each source of what was seen, and which site reported when."""

import datetime
from collections.abc import Callable, Collection, Iterator, Sequence

from django.db.models import Prefetch

from cases.models import MinorKey
from clinics.choices import Episode
from clinics.models import ClinicSession, Consultation
from clinics.watch.triggers import Seen, SiteWeek, monday_of
from staff.encryption import SealError
from staff.models import Site

Source = Callable[[datetime.date, datetime.date, Sequence[Site]], Iterator[Seen]]
COLUMNS = ("motif", "problem", "seal_number", "minor", "site", "day", "episode")


def _consultations(
    start: datetime.date, end: datetime.date, sites: Sequence[Site]
) -> Iterator[Seen]:
    """Those of the health file that stand: corrected ones once, joined files as one person."""
    keys = MinorKey.objects.filter(compartment=Consultation.compartment)
    rows = Consultation.objects.filter(day__gte=start, day__lte=end, site__in=sites)
    for row in rows.only(*COLUMNS).prefetch_related(
        "minor", Prefetch("minor__keys", queryset=keys)
    ):
        try:
            line = row.line
        except SealError:
            line = None
        code = line.code if line else ""
        is_new = bool(code) and row.episode != Episode.FOLLOW_UP
        yield Seen(row.site_id, row.day, ("minor", row.minor_id), code, is_new)


SOURCES: tuple[Source, ...] = (_consultations,)


def seen_between(start: datetime.date, end: datetime.date, sites: Sequence[Site]) -> list[Seen]:
    """Return what every source has of these days, in the same number of queries for any."""
    return [one for source in SOURCES for one in source(start, end, sites)]


def reported_between(
    start: datetime.date, end: datetime.date, sites: Sequence[Site], seen: Collection[Seen]
) -> set[SiteWeek]:
    """Return the weeks of which a site has said something: somebody was seen, or zero."""
    closed = ClinicSession.objects.filter(
        site__in=sites, day__gte=start, day__lte=end, closed_at__isnull=False
    )
    said = {(site, monday_of(day)) for site, day in closed.values_list("site_id", "day")}
    return said | {(one.site, monday_of(one.day)) for one in seen}
