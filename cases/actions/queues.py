"""Sending somebody to a desk, and what becomes of her there."""

import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases.choices import TicketStatus
from cases.models import Arrival, Desk, Opposition, Ticket, TicketStep
from staff import audit
from staff.models import User

# What may follow what; anything else is refused.
NEXT = {
    TicketStatus.WAITING: {TicketStatus.IN_PROGRESS, TicketStatus.LEFT, TicketStatus.CANCELLED},
    TicketStatus.IN_PROGRESS: {TicketStatus.DONE, TicketStatus.WAITING},
}
MOVED_MEANWHILE = _("A colleague has already changed this. Here is how it stands now.")
# What a wrong press of a button is taken back to.
BEFORE = {
    TicketStatus.DONE: TicketStatus.IN_PROGRESS,
    TicketStatus.LEFT: TicketStatus.WAITING,
}


@transaction.atomic
def send_to_desk(
    *, by: User, arrival: Arrival, desk: Desk, is_urgent: bool = False
) -> tuple[Ticket, bool]:
    """Put somebody present in a desk's queue. Returns the ticket and whether it is a new one.

    Somebody who already waits there keeps her place; "urgent" may be added to it.
    Raises ValidationError for a desk of another site.
    """
    arrival = Arrival.objects.select_for_update().get(pk=arrival.pk)
    if desk.site_id != arrival.site_id:
        raise ValidationError(_("This desk belongs to another site."))
    ticket = arrival.tickets.waiting().filter(desk=desk).first()
    is_new = ticket is None
    if ticket is None:
        ticket = Ticket.objects.create(
            arrival=arrival,
            desk=desk,
            day=arrival.day,
            number=_next_number(desk, arrival.day),
            is_urgent=is_urgent,
            sent_by=by,
        )
        TicketStep.objects.create(ticket=ticket, status=TicketStatus.WAITING, by=by)
    elif is_urgent and not ticket.is_urgent:
        ticket.is_urgent = True
        ticket.save(update_fields=["is_urgent"])
    audit.record(
        by=by,
        action="send_to_desk",
        subject=ticket,
        minor_id=arrival.minor_id,
        site_id=arrival.site_id,
    )
    return ticket, is_new


def _next_number(desk: Desk, day: datetime.date) -> int:
    """Return the next number of this desk's day; nobody else takes one meanwhile."""
    Desk.objects.select_for_update().get(pk=desk.pk)
    last = Ticket.objects.filter(desk=desk, day=day).aggregate(last=Max("number"))["last"]
    return (last or 0) + 1


@transaction.atomic
def call_next(*, by: User, desk: Desk) -> Ticket | None:
    """Take the next ticket of the desk: urgent first, then the longest wait. None when empty.

    Two colleagues who call at once get two different people. Somebody who does not want to be
    received by this person is left to the others.
    """
    desk = Desk.objects.select_for_update().get(pk=desk.pk)
    not_with_her = Opposition.objects.live().filter(colleague=by).values("minor")
    waiting = desk.tickets.on(timezone.localdate()).waiting()
    while True:
        ticket = waiting.exclude(arrival__minor__in=not_with_her).first()
        if ticket is None:
            return None
        try:
            return move_ticket(by=by, ticket=ticket, status=TicketStatus.IN_PROGRESS)
        except ValidationError:  # the door has just let her go: whoever is next
            continue


@transaction.atomic
def end_ticket(*, by: User, ticket: Ticket, status: str) -> Ticket:
    """Seen, left without being seen, back to waiting or cancelled."""
    return move_ticket(by=by, ticket=ticket, status=status)


@transaction.atomic
def reopen_ticket(*, by: User, ticket: Ticket) -> Ticket:
    """Take back "seen" or "left without being seen": as it was before, at the same place.

    Raises ValidationError when it is neither, or when she waits there again since.
    """
    status = BEFORE.get(_held_status(ticket))
    waits_again = ticket.arrival.tickets.waiting().filter(desk=ticket.desk_id).exists()
    if status is None or waits_again:
        raise ValidationError(MOVED_MEANWHILE)
    TicketStep.objects.create(ticket=ticket, status=status, by=by)
    audit.record(
        by=by,
        action="reopen_ticket",
        subject=ticket,
        minor_id=ticket.arrival.minor_id,
        site_id=ticket.arrival.site_id,
    )
    return ticket


@transaction.atomic
def move_ticket(*, by: User, ticket: Ticket, status: str) -> Ticket:
    """Add one step to a ticket; raises ValidationError when somebody else moved it before."""
    if status not in NEXT.get(_held_status(ticket), set()):
        raise ValidationError(MOVED_MEANWHILE)
    TicketStep.objects.create(ticket=ticket, status=status, by=by)
    audit.record(
        by=by,
        action=f"ticket_{status}",
        subject=ticket,
        minor_id=ticket.arrival.minor_id,
        site_id=ticket.arrival.site_id,
    )
    return ticket


def _held_status(ticket: Ticket) -> TicketStatus:
    """Return the status of the last step; nobody else adds one until the transaction ends."""
    Ticket.objects.select_for_update().get(pk=ticket.pk)
    last = ticket.steps.order_by("-pk").values_list("status", flat=True)[0]
    return TicketStatus(last)
