"""Reception: one screen, keyboard first."""

from collections.abc import Callable
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from cases import actions, cards, desk_notes, permissions, queries, search, tasks, typed
from cases.models import Arrival, Desk
from staff import audit, undo
from staff.http import StaffRequest, attempt, site_or_404, whole_number


@require_http_methods(["GET", "HEAD", "POST"])
def reception(request: StaffRequest) -> HttpResponse:
    """The day at a glance. What is searched is posted: a name never stands in an address."""
    permissions.check_see_reception(request.user)
    site = site_or_404(request)
    query = request.POST.get("q", "").strip()
    if query:
        audit.record_search(by=request.user, site_id=site.pk, is_typing=bool(request.htmx))
    found = search.candidates(query, returning=True)
    context: dict[str, object] = {
        "q": query,
        "is_card": cards.typed(query) is not None,
        "found": queries.with_presence_today(found, site),
        "asks_for_year": search.asks_for_year(found),
        **typed.carried_by_links(request.user, query),
    }
    if request.htmx:
        return render(request, "cases/includes/candidates.html", context)
    today = timezone.localdate()
    gone = request.GET.get("who") == "gone"
    day = queries.day_at(site, today, gone=gone, page=request.GET.get("page", ""))
    desks = queries.desk_summaries(site, today)
    context |= {"day": day, "desks": desks, "today": today, "spelling": _spelling(request)}
    desk_notes.put_on([arrival.minor for arrival in day.page], request.user)
    context["awaited"] = tasks.awaited(arrival.minor_id for arrival in day.page)
    return render(request, "cases/reception.html", context)


def _spelling(request: StaffRequest) -> dict[str, str] | None:
    """Return the spelling under which somebody who has just arrived was looked for."""
    reference, carried = request.GET.get("for", ""), request.GET.get("typed", "")
    if not carried or not permissions.can_edit_identity(request.user):
        return None
    minor = queries.at_the_door(request.user).filter(reference=reference).first()
    text = typed.offered(request.user, carried, minor) if minor else ""
    return {"text": text, "reference": reference} if text else None


@require_POST
def register_arrival(request: StaffRequest, reference: str) -> HttpResponse:
    permissions.check_register_arrival(request.user)
    site = site_or_404(request)
    minor = get_object_or_404(queries.at_the_door(request.user), reference=reference)
    arrival, is_new = actions.register_arrival(by=request.user, minor=minor, site=site)
    if is_new:
        url = reverse("cases:cancel_arrival", args=[arrival.pk])
        undo.offer(request, url=url, text=_("Arrival registered."))
    else:
        messages.info(request, _("Already here today: not counted twice."))
    carried = {"for": reference, "typed": request.POST.get("typed", "")}
    query = f"?{urlencode(carried)}" if carried["typed"] else ""
    return redirect(reverse("cases:reception") + query)


def todays_arrival(request: StaffRequest, pk: int, *, undone_too: bool = False) -> Arrival:
    arrivals = Arrival.objects.visible_to(request.user).select_related("minor", "site")
    if not undone_too:
        arrivals = arrivals.counted()
    return get_object_or_404(arrivals, pk=pk, day=timezone.localdate())


@require_POST
def cancel_arrival(request: StaffRequest, pk: int) -> HttpResponse:
    permissions.check_register_arrival(request.user)
    return _undone(request, actions.cancel_arrival, todays_arrival(request, pk, undone_too=True))


@require_POST
def cancel_registration(request: StaffRequest, pk: int) -> HttpResponse:
    permissions.check_register_minor(request.user)
    return _undone(
        request, actions.cancel_registration, todays_arrival(request, pk, undone_too=True)
    )


def _undone(request: StaffRequest, action: Callable[..., object], arrival: Arrival) -> HttpResponse:
    attempt(request, action, arrival=arrival, said=_("Undone."))
    return redirect("cases:reception")


@require_POST
def leave(request: StaffRequest, pk: int) -> HttpResponse:
    permissions.check_register_arrival(request.user)
    arrival = todays_arrival(request, pk)
    _absence, is_new = actions.leave(by=request.user, arrival=arrival)
    if is_new:
        url = reverse("cases:cancel_departure", args=[arrival.pk])
        undo.offer(request, url=url, text=_("Departure registered."))
    else:
        messages.info(request, _("Had already left."))
    return redirect("cases:reception")


@require_POST
def cancel_departure(request: StaffRequest, pk: int) -> HttpResponse:
    """She had not left: each queue has her back where she was."""
    permissions.check_register_arrival(request.user)
    return _undone(request, actions.cancel_departure, todays_arrival(request, pk))


@require_POST
def return_to_centre(request: StaffRequest, pk: int) -> HttpResponse:
    permissions.check_register_arrival(request.user)
    arrival = todays_arrival(request, pk)
    actions.return_to_centre(by=request.user, arrival=arrival)
    messages.success(request, _("Present again."))
    return redirect("cases:reception")


@require_http_methods(["GET", "HEAD", "POST"])
def send_to_desk(request: StaffRequest, pk: int) -> HttpResponse:
    """What can be done for somebody present: send her to a desk, register that she has left.

    A small page; the list of reception takes its inside into the row's menu.
    """
    permissions.check_send_to_desk(request.user)
    arrival = todays_arrival(request, pk)
    desks = Desk.objects.visible_to(request.user).open_on(arrival.day).filter(site=arrival.site)
    if request.method != "POST":
        template = "cases/includes/arrival_menu.html" if request.htmx else "cases/send_to_desk.html"
        context = {"arrival": arrival, "desks": desks.order_by("position", "pk")}
        return render(request, template, context)
    desk = get_object_or_404(desks, pk=whole_number(request.POST.get("desk")))
    ticket, is_new = actions.send_to_desk(
        by=request.user,
        arrival=arrival,
        desk=desk,
        is_urgent=bool(request.POST.get("is_urgent")),
    )
    if is_new:
        url = reverse("cases:cancel_ticket", args=[ticket.pk])
        said = _("Sent: %(desk)s, No. %(number)d.")
        text = said % {"desk": desk.name, "number": ticket.number}
        undo.offer(request, url=url, text=text)
    else:
        messages.info(request, _("Already waiting: %(desk)s.") % {"desk": desk.name})
    return redirect("cases:reception")
