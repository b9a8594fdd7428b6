"""Arrivals of another day, copied from a sheet of paper."""

import datetime

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from cases import actions, forms, permissions, queries, search
from cases.models import Arrival
from staff import audit, undo
from staff.http import StaffRequest, attempt, posted, site_or_404, status_of
from staff.models import Site

USUAL_HOUR = "10:00"


@require_http_methods(["GET", "HEAD", "POST"])
def late_arrivals(request: StaffRequest) -> HttpResponse:
    """Which day the sheet is of."""
    permissions.check_register_late_arrival(request.user)
    form = forms.LateDayForm(posted(request), site=site_or_404(request))
    if form.is_valid():
        return redirect("cases:late_arrivals_on", form.cleaned_data["day"])
    return render(request, "cases/late_arrivals.html", {"form": form}, status=status_of(form))


def past_day_or_404(site: Site, day: datetime.date) -> datetime.date:
    if not site.valid_from <= day < timezone.localdate():
        raise Http404
    return day


@require_http_methods(["GET", "HEAD", "POST"])
def late_arrivals_on(request: StaffRequest, day: datetime.date) -> HttpResponse:
    """Line after line of the sheet: a name, an hour. What is searched is posted."""
    permissions.check_register_late_arrival(request.user)
    site = site_or_404(request)
    past_day_or_404(site, day)
    query = request.POST.get("q", "").strip()
    if query:
        audit.record_search(by=request.user, site_id=site.pk, is_typing=bool(request.htmx))
    found = search.candidates(query, returning=True)
    context = {
        "q": query,
        "day": day,
        "hour": request.GET.get("at", USUAL_HOUR),
        "found": queries.with_presence_on(found, site, day),
    }
    if request.htmx:
        return render(request, "cases/includes/late_candidates.html", context)
    context["arrivals"] = queries.copied_on(day, site)
    return render(request, "cases/late_arrivals_on.html", context)


@require_POST
def register_late_arrival(
    request: StaffRequest, day: datetime.date, reference: str
) -> HttpResponse:
    permissions.check_register_late_arrival(request.user)
    site = site_or_404(request)
    past_day_or_404(site, day)
    minor = get_object_or_404(queries.at_the_door(request.user), reference=reference)
    page = reverse("cases:late_arrivals_on", args=[day])
    try:
        hour = datetime.time.fromisoformat(request.POST.get("at", ""))
    except ValueError:
        messages.error(request, _("Type the hour as on the sheet: 10:15."))
        return redirect(page)
    arrived_at = timezone.make_aware(datetime.datetime.combine(day, hour.replace(tzinfo=None)))
    try:
        arrival, is_new = actions.register_late_arrival(
            by=request.user, minor=minor, site=site, arrived_at=arrived_at
        )
    except ValidationError as error:
        messages.error(request, error.messages[0])
        return redirect(page)
    if is_new:
        url = reverse("cases:cancel_late_arrival", args=[arrival.pk])
        undo.offer(request, url=url, text=_("Copied."))
    else:
        messages.info(request, _("Already registered on that day: not counted twice."))
    return redirect(f"{page}?at={hour:%H:%M}")


@require_POST
def cancel_late_arrival(request: StaffRequest, pk: int) -> HttpResponse:
    permissions.check_register_late_arrival(request.user)
    rows = Arrival.objects.visible_to(request.user).filter(copied_at__isnull=False)
    arrival = get_object_or_404(rows, pk=pk)
    attempt(request, actions.cancel_arrival, arrival=arrival, said=_("Undone."))
    return redirect("cases:late_arrivals_on", arrival.day)
