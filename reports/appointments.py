"""Appointments as a report counts them: those that took place, and whose were the first."""

import datetime
from collections.abc import Sequence

from django.db.models import Exists, OuterRef, QuerySet

from cases.choices import AppointmentStepKind, DeskKind
from cases.models import Appointment, Minor
from cases.models.appointments import AppointmentQuerySet
from reports.periods import Period
from staff.models import Site


def between(start: datetime.date, end: datetime.date, sites: Sequence[Site]) -> AppointmentQuerySet:
    """Those of these days, as they stand now: one that was moved counts on its last day."""
    return Appointment.objects.filter(site__in=sites).between(start, end)


def met_at(kind: DeskKind, period: Period, sites: Sequence[Site]) -> AppointmentQuerySet:
    """Those of a desk of the house that took place in the period."""
    rows = between(period.start, period.end, sites).filter(desk_kind=kind, partner__isnull=True)
    return rows.in_status(AppointmentStepKind.CAME)


def first_ones(met: AppointmentQuerySet, period: Period) -> QuerySet[Minor]:
    """Return who had none at that desk before the period; one written by slip is none."""
    at_that_desk = Appointment.objects.filter(
        minor=OuterRef("minor"), desk_kind=OuterRef("desk_kind"), partner__isnull=True
    )
    before = at_that_desk.in_status(AppointmentStepKind.CAME).filter(day__lt=period.start)  # type: ignore[misc] # annotated
    first = met.filter(~Exists(before)).order_by()
    return Minor.objects.filter(pk__in=first.values("minor"))
