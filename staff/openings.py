"""Which days a site was open: the weekly average divides by these, never by five."""

import datetime
from collections.abc import Iterable

from staff.models import OpeningException, OpeningHours, Site


def days(start: datetime.date, end: datetime.date) -> list[datetime.date]:
    """Return every day from `start` to `end`, both included."""
    return [start + datetime.timedelta(days=i) for i in range((end - start).days + 1)]


def open_days(
    sites: Iterable[Site], start: datetime.date, end: datetime.date
) -> list[datetime.date]:
    """Return the days on which one of the sites at least was open. Two queries."""
    opened = open_days_of(sites, start, end).values()
    return sorted(set().union(*opened))


def open_days_of(
    sites: Iterable[Site], start: datetime.date, end: datetime.date
) -> dict[int, set[datetime.date]]:
    """Return {number of a site: the days on which it was open}. Two queries."""
    hours = list(OpeningHours.objects.filter(site__in=sites))
    exceptions = {
        (exception.site_id, exception.day): exception.is_open
        for exception in OpeningException.objects.filter(
            site__in=sites, day__gte=start, day__lte=end
        )
    }
    return {
        site.pk: {day for day in days(start, end) if _is_open(site, day, hours, exceptions)}
        for site in sites
    }


def _is_open(
    site: Site,
    day: datetime.date,
    hours: list[OpeningHours],
    exceptions: dict[tuple[int, datetime.date], bool],
) -> bool:
    if day < site.valid_from or (site.valid_to is not None and day > site.valid_to):
        return False
    said = exceptions.get((site.pk, day))
    if said is not None:
        return said
    return any(
        row.site_id == site.pk and row.weekday == day.isoweekday() and row.holds_on(day)
        for row in hours
    )
