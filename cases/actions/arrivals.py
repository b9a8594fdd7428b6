"""Arriving, leaving, coming back the same day, and undoing."""

import datetime
from collections.abc import Iterable

import psycopg
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cases import choices, registry
from cases.actions.queues import MOVED_MEANWHILE
from cases.actions.retention import reopen_file
from cases.models import Absence, Arrival, Minor, Ticket, TicketStep
from cases.models.desks import TicketQuerySet
from staff import audit
from staff.models import Site, User


@transaction.atomic
def register_arrival(
    *, by: User, minor: Minor, site: Site, needs: Iterable[str] = ()
) -> tuple[Arrival, bool]:
    """The minor is present today at this site. Returns the arrival and whether it is a new one.

    Somebody already present stays so and is not counted twice; somebody who had left is present
    again in the same arrival. A file of the archive is open again at once.
    """
    if minor.archived_at is not None:
        reopen_file(by=by, minor=minor)
    today = timezone.localdate()
    while True:
        arrival = _todays(minor, site, today)
        if arrival is not None:
            action = "return_to_centre" if _close_absence(arrival, by) else "register_arrival_again"
            is_new = False
            break
        try:
            with transaction.atomic():
                arrival = Arrival.objects.create(
                    minor=minor, site=site, day=today, registered_by=by, needs=list(needs)
                )
        except IntegrityError as error:
            if not _says_once_a_day(error):
                raise
            continue  # a colleague was quicker: look again
        action, is_new = "register_arrival", True
        break
    audit.record(by=by, action=action, subject=arrival, minor_id=minor.pk, site_id=site.pk)
    return arrival, is_new


@transaction.atomic
def register_late_arrival(
    *, by: User, minor: Minor, site: Site, arrived_at: datetime.datetime
) -> tuple[Arrival, bool]:
    """Copy an arrival of a past day from paper. Returns it and whether it is a new one.

    Raises ValidationError for today, a day to come, one before the site existed.
    """
    day = timezone.localdate(arrived_at)
    if day >= timezone.localdate():
        raise ValidationError(_("Today’s arrivals are registered at reception."))
    if day < site.valid_from:
        raise ValidationError(_("The site was not open yet."))
    Site.objects.select_for_update(no_key=True).get(pk=site.pk)
    known = Arrival.objects.on(day, site).filter(minor=minor).first()
    if known is not None:
        return known, False
    arrival = Arrival.objects.create(
        minor=minor,
        site=site,
        day=day,
        arrived_at=arrived_at,
        copied_at=timezone.now(),
        registered_by=by,
    )
    audit.record(
        by=by,
        action="register_late_arrival",
        subject=arrival,
        minor_id=minor.pk,
        site_id=site.pk,
    )
    return arrival, True


def _todays(minor: Minor, site: Site, day: datetime.date) -> Arrival | None:
    """Return the arrival that counts, locked until the end of the transaction."""
    return Arrival.objects.on(day, site).filter(minor=minor).select_for_update().first()


def _close_absence(arrival: Arrival, by: User) -> bool:
    """She is back now: return whether she was away. The arrival must be locked."""
    away = arrival.absences.filter(returned_at__isnull=True)
    return bool(away.update(returned_at=timezone.now(), returned_by=by))


def _says_once_a_day(error: IntegrityError) -> bool:
    cause = error.__cause__
    return isinstance(cause, psycopg.Error) and (
        cause.diag.constraint_name == "cases_arrival_once_a_day"
    )


@transaction.atomic
def cancel_arrival(*, by: User, arrival: Arrival) -> Arrival:
    """Undo an arrival registered by mistake today, its tickets with it.

    Raises ValidationError once a desk has begun to work on it, or on another day.
    """
    arrival = Arrival.objects.select_for_update().get(pk=arrival.pk)
    if arrival.cancelled_at is not None:
        return arrival
    today = timezone.localdate()
    is_copied_today = arrival.copied_at and timezone.localdate(arrival.copied_at) == today
    if arrival.day != today and not is_copied_today:
        raise ValidationError(_("Only today's arrivals can be undone."))
    tickets = _held_tickets(arrival)
    steps = TicketStep.objects.filter(ticket__arrival=arrival)
    if (
        steps.exclude(status=choices.TicketStatus.WAITING)
        .exclude(status=choices.TicketStatus.CANCELLED)
        .exists()
    ):
        raise ValidationError(_("A desk has already received this person today."))
    for ticket in tickets.waiting():
        TicketStep.objects.create(ticket=ticket, status=choices.TicketStatus.CANCELLED, by=by)
    arrival.cancelled_at = timezone.now()
    arrival.cancelled_by = by
    arrival.save(update_fields=["cancelled_at", "cancelled_by"])
    audit.record(
        by=by,
        action="cancel_arrival",
        subject=arrival,
        minor_id=arrival.minor_id,
        site_id=arrival.site_id,
    )
    return arrival


@transaction.atomic
def cancel_registration(*, by: User, arrival: Arrival) -> Minor:
    """Undo a first arrival together with the file opened for it: out of every list and search.

    Raises ValidationError when the file is not of today or has lived since.
    """
    arrival = cancel_arrival(by=by, arrival=arrival)
    minor = Minor.objects.select_for_update().get(pk=arrival.minor_id)
    if (
        timezone.localdate(minor.registered_at) != timezone.localdate()
        or minor.arrivals.counted().exists()
        or registry.is_in_use(minor)
    ):
        raise ValidationError(_("This file is in use: it cannot be withdrawn any more."))
    minor.withdrawn_at = timezone.now()
    minor.withdrawn_by = by
    minor.save(update_fields=["withdrawn_at", "withdrawn_by"])
    audit.record(by=by, action="cancel_registration", subject=minor, minor_id=minor.pk)
    return minor


def _held_tickets(arrival: Arrival) -> TicketQuerySet:
    """Return her tickets; a desk that is calling one ends first, and none calls any meanwhile."""
    list(Ticket.objects.select_for_update().filter(arrival=arrival).order_by("pk"))
    return Ticket.objects.filter(arrival=arrival)


@transaction.atomic
def leave(*, by: User, arrival: Arrival) -> tuple[Absence, bool]:
    """The minor leaves the centre. Returns her absence and whether it is a new one.

    Somebody already gone stays gone since then.
    """
    arrival = Arrival.objects.select_for_update().get(pk=arrival.pk)
    already = arrival.absences.filter(returned_at__isnull=True).first()
    if already is not None:
        return already, False
    absence = Absence.objects.create(arrival=arrival, left_by=by)
    for ticket in _held_tickets(arrival).waiting():
        TicketStep.objects.create(ticket=ticket, status=choices.TicketStatus.LEFT, by=by)
    audit.record(
        by=by,
        action="leave",
        subject=arrival,
        minor_id=arrival.minor_id,
        site_id=arrival.site_id,
    )
    return absence, True


@transaction.atomic
def cancel_departure(*, by: User, arrival: Arrival) -> Arrival:
    """She had not left: present again, and back at her former place in each queue.

    Raises ValidationError when a colleague has registered her return since.
    """
    arrival = Arrival.objects.select_for_update().get(pk=arrival.pk)
    absence = arrival.absences.filter(returned_at__isnull=True).first()
    if absence is None:
        raise ValidationError(MOVED_MEANWHILE)
    _close_absence(arrival, by)
    left = _held_tickets(arrival).in_status(choices.TicketStatus.LEFT)
    for ticket in left.filter(status_at__gte=absence.left_at):  # type: ignore[misc] # annotated
        TicketStep.objects.create(ticket=ticket, status=choices.TicketStatus.WAITING, by=by)
    audit.record(
        by=by,
        action="cancel_departure",
        subject=arrival,
        minor_id=arrival.minor_id,
        site_id=arrival.site_id,
    )
    return arrival


@transaction.atomic
def return_to_centre(*, by: User, arrival: Arrival) -> Arrival:
    """The minor is back, or had not left: no second arrival."""
    arrival = Arrival.objects.select_for_update().get(pk=arrival.pk)
    _close_absence(arrival, by)
    audit.record(
        by=by,
        action="return_to_centre",
        subject=arrival,
        minor_id=arrival.minor_id,
        site_id=arrival.site_id,
    )
    return arrival
