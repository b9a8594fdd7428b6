"""Who waits for which desk; each desk calls, receives and ends."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from cases import (
    actions,
    appointments,
    consents,
    desk_notes,
    joined,
    permissions,
    queries,
    registry,
    waiting,
)
from cases.choices import TicketStatus
from cases.models import Desk, Ticket
from staff import audit, undo
from staff.http import StaffRequest, attempt, back, site_or_404
from staff.models import User


@require_safe
def queues(request: StaffRequest) -> HttpResponse:
    """The board: every desk of the site, who waits and since when. No reason is shown."""
    permissions.check_see_queues(request.user)
    site = site_or_404(request)
    mark = waiting.queue_mark(site.pk)
    lines = queries.desks_at(site, timezone.localdate())
    desk_notes.put_on([t.arrival.minor for t in tickets_of(lines)], request.user)
    context = {
        "lines": lines,
        "mark": mark,
        "case_view": "cases:case",
        "not_with_you": not_with(request.user, lines),
    }
    template = "cases/includes/board.html" if request.htmx else "cases/queues.html"
    return render(request, template, context)


@require_safe
def my_desk(request: StaffRequest) -> HttpResponse:
    """A professional's first page: the queue of her own desk at the site she works at."""
    permissions.check_work_at_a_desk(request.user)
    site = site_or_404(request)
    mark = waiting.queue_mark(site.pk)
    kinds = permissions.desk_kinds(request.user)
    lines = queries.desks_at(site, timezone.localdate())
    mine = [line for line in lines if line.desk.kind in kinds]
    if not mine:
        return redirect("cases:queues")
    return desk_page(request, mine[0].desk, mark, mine[1:])


@require_safe
def queue(request: StaffRequest, pk: int) -> HttpResponse:
    """The queue of one desk; its own people call from it, the others see who waits."""
    permissions.check_see_queues(request.user)
    desk = desk_or_404(request, pk)
    mark = waiting.queue_mark(desk.site_id)
    return desk_page(request, desk, mark, [])


def desk_or_404(request: StaffRequest, pk: int) -> Desk:
    return get_object_or_404(Desk.objects.visible_to(request.user).select_related("site"), pk=pk)


def tickets_of(lines: list[queries.DeskLine]) -> list[Ticket]:
    return [ticket for line in lines for ticket in line.tickets]


def not_with(user: User, lines: list[queries.DeskLine]) -> set[int]:
    """Return those of the queues who do not want to be received by this person."""
    tickets = tickets_of(lines)
    return consents.opposed_to(user, {ticket.arrival.minor_id for ticket in tickets})


def desk_page(
    request: StaffRequest, first: Desk, mark: str, others: list[queries.DeskLine]
) -> HttpResponse:
    """One desk's queue, a page at a time, and the beginning of those of her other desks."""
    line = queries.desk_on(first, timezone.localdate(), request.GET.get("page", ""))
    if line is None:
        raise Http404
    lines = [line, *others]
    desk_notes.put_on([t.arrival.minor for t in tickets_of(lines)], request.user)
    tab = registry.tab_of_desk(first.kind)
    may_call = permissions.can_call_next(request.user, first)
    context = {
        "lines": lines,
        "mark": mark,
        "site": first.site,
        "may_call": may_call,
        "case_view": tab.view if tab and tab.may_see(request.user) else "cases:case",
        "not_with_you": not_with(request.user, lines),
        "appointments": appointments_today(request, first) if may_call else [],
        "to_check": joined.to_check_by(request.user) if may_call else joined.Checks(),
    }
    if request.htmx:
        return render(request, "cases/includes/desk_queues.html", context)
    return render(request, "cases/queue.html", context | {"due_lists": due_lists(request, first)})


def due_lists(request: StaffRequest, desk: Desk) -> list[registry.DueList]:
    """What this desk has to see to next, for its own people; reading it is recorded."""
    if not permissions.can_call_next(request.user, desk):
        return []
    found = registry.due_lists(desk, request.user)
    if found:
        audit.record(by=request.user, action="read_desk", subject=desk, site_id=desk.site_id)
    return found


def appointments_today(request: StaffRequest, desk: Desk) -> list[appointments.Line]:
    """Those of this kind of desk, for its own people."""
    today = timezone.localdate()
    return appointments.day_lines(today, desk.site, request.user, kinds=[desk.kind])


def to_queue(request: StaffRequest, desk: Desk) -> HttpResponse:
    """Back to one's own page, or to the queue acted on when it is another site's."""
    if request.site is not None and desk.site_id == request.site.pk:
        return redirect("cases:my_desk")
    return redirect("cases:queue", desk.pk)


@require_POST
def call_next(request: StaffRequest, pk: int) -> HttpResponse:
    desk = desk_or_404(request, pk)
    permissions.check_call_next(request.user, desk)
    ticket = actions.call_next(by=request.user, desk=desk)
    if ticket is None:
        others = desk.tickets.on(timezone.localdate()).waiting().exists()
        asked = _("Those who wait asked to be received by a colleague.")
        messages.info(request, asked if others else _("Nobody is waiting"))
        return to_queue(request, desk)
    tab = registry.tab_of_desk(desk.kind)
    view = tab.view if tab else "cases:case"
    return redirect(view, ticket.arrival.minor.reference)


def _end(request: StaffRequest, ticket: Ticket, status: TicketStatus, text: str) -> HttpResponse:
    """What ends a visit is offered back for a minute."""
    try:
        actions.end_ticket(by=request.user, ticket=ticket, status=status)
    except ValidationError as error:
        messages.error(request, error.messages[0])
    else:
        undo.offer(request, url=reverse("cases:reopen_ticket", args=[ticket.pk]), text=text)
    return to_queue(request, ticket.desk)


def ticket_or_404(request: StaffRequest, pk: int) -> Ticket:
    tickets = Ticket.objects.visible_to(request.user).select_related("desk", "arrival__minor")
    return get_object_or_404(tickets, pk=pk, day=timezone.localdate())


@require_POST
def end_ticket(request: StaffRequest, pk: int) -> HttpResponse:
    """The person has been received."""
    ticket = ticket_or_404(request, pk)
    permissions.check_call_next(request.user, ticket.desk)
    return _end(request, ticket, TicketStatus.DONE, _("Seen."))


@require_POST
def put_back(request: StaffRequest, pk: int) -> HttpResponse:
    """Called by mistake: she waits again, at her former place."""
    ticket = ticket_or_404(request, pk)
    permissions.check_call_next(request.user, ticket.desk)
    back_in_queue = _("Back in the queue.")
    status = TicketStatus.WAITING
    attempt(request, actions.end_ticket, ticket=ticket, status=status, said=back_in_queue)
    return to_queue(request, ticket.desk)


@require_POST
def left_without(request: StaffRequest, pk: int) -> HttpResponse:
    ticket = ticket_or_404(request, pk)
    permissions.check_call_next(request.user, ticket.desk)
    return _end(request, ticket, TicketStatus.LEFT, _("Left without being seen."))


@require_POST
def reopen_ticket(request: StaffRequest, pk: int) -> HttpResponse:
    """Not seen, or not gone: she is where she was."""
    ticket = ticket_or_404(request, pk)
    permissions.check_call_next(request.user, ticket.desk)
    attempt(request, actions.reopen_ticket, ticket=ticket, said=_("Undone."))
    return to_queue(request, ticket.desk)


@require_POST
def cancel_ticket(request: StaffRequest, pk: int) -> HttpResponse:
    """Sent to the wrong desk."""
    ticket = ticket_or_404(request, pk)
    permissions.check_send_to_desk(request.user)
    status = TicketStatus.CANCELLED
    attempt(request, actions.end_ticket, ticket=ticket, status=status, said=_("Undone."))
    return redirect(back(request, "cases:reception"))
