"""What the site hands out today, counted by one tap and without names; other days, corrected."""

import datetime

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_htmx.http import HttpResponseClientRedirect

from cases import actions, forms, permissions
from cases import tallies as counts
from cases.choices import TAPS, Service
from cases.models import TallyStep
from staff import openings, undo
from staff.http import StaffRequest, attempt, posted, site_or_404, status_of
from staff.models import Site

ONE_DAY = datetime.timedelta(days=1)


def page_of(day: datetime.date) -> str:
    """Return the address of a day. Today's names no day: reloaded tomorrow, it is tomorrow's."""
    query = "" if day == timezone.localdate() else f"?day={day}"
    return reverse("cases:tallies") + query


@require_safe
def tallies(request: StaffRequest) -> HttpResponse:
    """Today's counts, with their buttons; those of `?day=`, to read and to correct."""
    permissions.check_see_tallies(request.user)
    site = site_or_404(request)
    today = timezone.localdate()
    form = forms.TallyDayForm(request.GET if "day" in request.GET else None, site=site)
    day = form.cleaned_data["day"] if form.is_valid() else today
    context = {
        "form": form,
        "site": site,
        "day": day,
        "is_today": day == today,
        "previous": page_of(day - ONE_DAY) if day > site.valid_from else "",
        "next": page_of(day + ONE_DAY) if day < today else "",
        "is_open": day in openings.open_days([site], day, day),
        "tallies": counts.tallies_on(day, site),
        "corrections": counts.corrections_on(day, site),
        "may_tally": day == today and permissions.can_tally(request.user),
        "may_correct": permissions.can_correct_tallies(request.user, day),
    }
    return render(request, "cases/tallies.html", context)


def site_of(request: StaffRequest, pk: int, day: datetime.date) -> Site:
    """Return the site that was counted; raises Http404 for a day on which it was not there."""
    site = get_object_or_404(Site.objects.visible_to(request.user), pk=pk)
    if not site.valid_from <= day <= timezone.localdate():
        raise Http404
    return site


def service_of(text: str) -> Service:
    if text not in Service.values:
        raise Http404
    return Service(text)


@require_safe
def tally(request: StaffRequest, pk: int, day: datetime.date, service: str) -> HttpResponse:
    """One count, for htmx after a tap; its place on the page for everybody else."""
    permissions.check_see_tallies(request.user)
    site, named = site_of(request, pk, day), service_of(service)
    if not request.htmx:
        return redirect(f"{page_of(day)}#tally-{named}")
    context = {
        "tally": counts.tally_of(named, day, site),
        "site": site,
        "day": day,
        "may_tally": permissions.can_tally(request.user),
    }
    return render(request, "cases/includes/tally_after_tap.html", context)


def to_today(request: StaffRequest) -> HttpResponse:
    """Lead the whole page to today's: a part of it has no place in another day's."""
    url = page_of(timezone.localdate())
    return HttpResponseClientRedirect(url) if request.htmx else redirect(url)


@require_POST
def add_tally(request: StaffRequest, pk: int, day: datetime.date, service: str) -> HttpResponse:
    permissions.check_tally(request.user)
    site, named = site_of(request, pk, day), service_of(service)
    amount = {str(tap): tap for tap in TAPS}.get(request.POST.get("amount", ""))
    if amount is None:
        raise Http404
    try:
        step = actions.add_tally(by=request.user, site=site, day=day, service=named, amount=amount)
    except ValidationError as error:
        messages.error(request, error.messages[0])
        if day != timezone.localdate():  # the whole page is another day's
            return to_today(request)
    else:
        url = reverse("cases:undo_tally", args=[step.pk])
        said = step.signed if amount else _("none")
        text = _("%(service)s: %(said)s.") % {"service": named.label, "said": said}
        undo.offer(request, url=url, text=text)
    return redirect("cases:tally", pk, day, named)


@require_POST
def undo_tally(request: StaffRequest, pk: int) -> HttpResponse:
    permissions.check_tally(request.user)
    steps = TallyStep.objects.visible_to(request.user).select_related("site")
    step = get_object_or_404(steps, pk=pk, day=timezone.localdate())
    attempt(request, actions.undo_tally, step=step, said=_("Undone."))
    return redirect("cases:tallies")


@require_http_methods(["GET", "HEAD", "POST"])
def correct_tallies(request: StaffRequest, pk: int, day: datetime.date) -> HttpResponse:
    """All the numbers of a day: today's, or those of a sheet of paper copied later."""
    permissions.check_correct_tallies(request.user, day)
    site = site_of(request, pk, day)
    form = forms.CorrectTalliesForm(posted(request), tallies=counts.tallies_on(day, site))
    if form.is_valid():
        try:
            steps = actions.correct_tallies(
                by=request.user, site=site, day=day, shown=form.shown, wanted=form.wanted
            )
        except ValidationError as error:
            form.ask_again(error, counts.tallies_on(day, site))
        else:
            messages.success(request, _("Corrected.") if steps else _("Nothing had changed."))
            return redirect(page_of(day))
    context = {"form": form, "site": site, "day": day, "back_url": page_of(day)}
    context["is_late"] = day < timezone.localdate()
    return render(request, "cases/correct_tallies.html", context, status=status_of(form))
