"""What the rules are counted on: each source of what was seen, and which site reported when."""

import datetime
from collections.abc import Callable, Collection, Hashable, Iterator, Sequence

from django.db.models import Prefetch

from cases.models import MinorKey
from clinics.choices import Episode
from clinics.models import AnonymousConsultation, ClinicSession, Consultation
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
        yield _seen(row, ("minor", row.minor_id))


def _without_identity(
    start: datetime.date, end: datetime.date, sites: Sequence[Site]
) -> Iterator[Seen]:
    """Those of people without a file: one person a slip, and the file's once it is attached."""
    rows = AnonymousConsultation.objects.with_file()
    for row in rows.filter(day__gte=start, day__lte=end, site__in=sites):
        if row.file is not None:
            yield _seen(row, ("minor", row.file))
        else:
            yield _seen(row, ("slip", row.tick_code) if row.tick_code else ("row", row.pk))


def _seen(row: Consultation | AnonymousConsultation, person: Hashable) -> Seen:
    try:
        line = row.line
    except SealError:
        line = None
    code = line.code if line else ""
    return Seen(row.site_id, row.day, person, code, bool(code) and row.episode != Episode.FOLLOW_UP)


SOURCES: tuple[Source, ...] = (_consultations, _without_identity)


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
