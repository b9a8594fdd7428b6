"""Who came, who was treated, who is new: the persons behind the activity of a period."""

import datetime
from collections.abc import Sequence
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from cases.models import Arrival, Minor
from clinics.models import Consultation, SexualHealthConsultation
from reports import without_file
from reports.lines import Lines
from reports.periods import Period
from staff.models import Site


def arrivals_between(
    start: datetime.date, end: datetime.date, sites: Sequence[Site]
) -> QuerySet[Arrival]:
    return Arrival.objects.counted().filter(day__gte=start, day__lte=end, site__in=sites)


def consultations_between(
    start: datetime.date, end: datetime.date, sites: Sequence[Site]
) -> QuerySet[Consultation]:
    return Consultation.objects.filter(day__gte=start, day__lte=end, site__in=sites)


def sexual_health_between(
    start: datetime.date, end: datetime.date, sites: Sequence[Site]
) -> QuerySet[SexualHealthConsultation]:
    return SexualHealthConsultation.objects.filter(day__gte=start, day__lte=end, site__in=sites)


def seen_between(start: datetime.date, end: datetime.date, sites: Sequence[Site]) -> QuerySet[Any]:
    """Return the numbers of who had one arrival or one consultation of any kind at least."""
    apart = sexual_health_between(start, end, sites).order_by().values("minor_id")
    return _told_between(start, end, sites).union(apart)


def _told_between(start: datetime.date, end: datetime.date, sites: Sequence[Site]) -> QuerySet[Any]:
    """Return the same, without those who came for nothing but what is kept apart."""
    arrived = arrivals_between(start, end, sites).order_by().values("minor_id")
    return arrived.union(without_file.treated_between(start, end, sites))


def caseload(start: datetime.date, end: datetime.date, sites: Sequence[Site]) -> Lines:
    """Return who is counted by `seen_between`."""
    return Lines(
        "person",
        Minor.objects.filter(pk__in=seen_between(start, end, sites)),
        told=Minor.objects.filter(pk__in=_told_between(start, end, sites)),
    )


def passages(period: Period, sites: Sequence[Site]) -> QuerySet[Arrival]:
    """Return one arrival a person and a day, at whichever of these sites she came first."""
    other = Arrival.objects.counted().filter(
        minor=OuterRef("minor"), day=OuterRef("day"), site__in=sites, pk__lt=OuterRef("pk")
    )
    return arrivals_between(period.start, period.end, sites).filter(~Exists(other))


def first_arrivals(period: Period, sites: Sequence[Site]) -> QuerySet[Arrival]:
    """The arrivals of the period that are their minor's first ever, at any site."""
    # By the clock within a day: one copied from paper, or that came with a joined file, has a
    # number that says nothing of the order.
    at_once = Q(arrived_at=OuterRef("arrived_at"), pk__lt=OuterRef("pk"))
    same_day = Q(Q(arrived_at__lt=OuterRef("arrived_at")) | at_once, day=OuterRef("day"))
    earlier = Arrival.objects.counted().filter(minor=OuterRef("minor"))
    earlier = earlier.filter(Q(day__lt=OuterRef("day")) | same_day)
    return arrivals_between(period.start, period.end, sites).filter(~Exists(earlier))
