"""The clinic sessions of a site: opened, joined, closed."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from clinics import actions, forms, offline_page, permissions, reconciliation
from clinics import sessions as held
from clinics.choices.anonymous import GO_OUT
from clinics.models import ClinicSession
from staff import undo
from staff.http import StaffRequest, attempt, posted, site_or_404, status_of

PAGE_SIZE = 20  # sessions


@require_safe
def sessions(request: StaffRequest) -> HttpResponse:
    """Those that are open at this site, then the others, newest first."""
    permissions.check_keep_sessions(request.user)
    site = site_or_404(request)
    rows = ClinicSession.objects.visible_to(request.user).filter(site=site).newest_first()
    page = Paginator(rows.filter(closed_at__isnull=False), PAGE_SIZE).get_page(
        request.GET.get("page")
    )
    mine = held.session_of(request.user, site)
    context = {
        "site": site,
        "open": held.lines(rows.still_open()),
        "closed": held.lines(page.object_list),
        "page_obj": page,
        "mine": mine.pk if mine else None,
        "today": timezone.localdate(),
    }
    return render(request, "clinics/sessions.html", context)


def _session(request: StaffRequest, pk: int) -> ClinicSession:
    permissions.check_keep_sessions(request.user)
    rows = ClinicSession.objects.visible_to(request.user)
    return get_object_or_404(rows.select_related("site", "opened_by", "closed_by"), pk=pk)


@require_http_methods(["GET", "HEAD", "POST"])
def open_session(request: StaffRequest) -> HttpResponse:
    permissions.check_keep_sessions(request.user)
    site = site_or_404(request)
    form = forms.OpenSessionForm(posted(request), site=site, user=request.user)
    if form.is_valid():
        actions.open_session(by=request.user, session=form.instance, team=form.members)
        return redirect("clinics:sessions")
    already = held.lines(held.open_at(site))
    context = {"form": form, "site": site, "already": already}
    return render(request, "clinics/open_session.html", context, status=status_of(form))


@require_safe
def session(request: StaffRequest, pk: int) -> HttpResponse:
    found = _session(request, pk)
    mine = held.session_of(request.user, found.site)
    context = {
        "session": found,
        "line": held.lines([found])[0],
        "summary": held.summary_of(found),
        "compared": reconciliation.reconciliation(found),
        "may_log": permissions.can_log_consultation(request.user),
        "goes_out": found.kind in GO_OUT,
        "is_mine": mine == found,
        "is_today": found.day == timezone.localdate(),
    }
    return render(request, "clinics/session.html", context)


@require_POST
def join_session(request: StaffRequest, pk: int) -> HttpResponse:
    """She works in this one now: what she signs today carries it."""
    found = _session(request, pk)
    said = _("Your consultations of today carry this session.")
    attempt(request, actions.join_session, said=said, session=found, colleague=request.user)
    return redirect("clinics:session", pk)


@require_http_methods(["GET", "HEAD", "POST"])
def add_to_team(request: StaffRequest, pk: int) -> HttpResponse:
    found = _session(request, pk)
    team = held.lines([found])[0].team
    people = [one for one in forms.care_team_at(found.site, request.user) if one not in team]
    form = forms.AddToTeamForm(posted(request), people=people)
    if form.is_valid():
        try:
            for colleague in form.members:
                actions.join_session(by=request.user, session=found, colleague=colleague)
        except ValidationError as error:
            messages.error(request, error.messages[0])
        return redirect("clinics:session", pk)
    context = {"session": found, "form": form, "people": people}
    return render(request, "clinics/add_to_team.html", context, status=status_of(form))


@require_http_methods(["GET", "HEAD", "POST"])
def close_session(request: StaffRequest, pk: int) -> HttpResponse:
    """What it counts is read before it is closed; zero is ticked."""
    found = _session(request, pk)
    summary = held.summary_of(found)
    form = forms.CloseSessionForm(posted(request), count=summary.count)
    if form.is_valid():
        is_zero = form.cleaned_data.get("is_zero", False)
        actions.close_session(by=request.user, session=found, is_zero=is_zero)
        url = reverse("clinics:reopen_session", args=[pk])
        undo.offer(request, url=url, text=_("Session closed."))
        return redirect("clinics:session", pk)
    context = {
        "session": found,
        "form": form,
        "summary": summary,
        "compared": reconciliation.reconciliation(found),
        "phones": offline_page.open_phones(found),
    }
    return render(request, "clinics/close_session.html", context, status=status_of(form))


@require_POST
def reopen_session(request: StaffRequest, pk: int) -> HttpResponse:
    found = _session(request, pk)
    attempt(request, actions.reopen_session, said=_("The session is open again."), session=found)
    return redirect("clinics:session", pk)
