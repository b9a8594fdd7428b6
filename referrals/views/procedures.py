"""The procedures of a file, what happens in them, and the hearings to make ready."""

import datetime

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cases.case_pages import case_context, minor_or_404, open_ticket
from cases.lawyer_copies import days_handed
from cases.models import Minor
from referrals import (
    actions,
    deadline_lists,
    entitlement_queries,
    forms,
    paper_queries,
    permissions,
    procedure_queries,
    standing_queries,
)
from referrals.choices import ProcedureKind
from referrals.models import Procedure, ProcedureEvent
from staff import audit
from staff.http import StaffRequest, attempt, back, posted, site_or_404, status_of, to_edit
from staff.templatetags.escale import long_day

TAB = "referrals:procedures"
AHEAD = 13  # days after the first: two weeks of hearings


@require_safe
def procedures(request: StaffRequest, reference: str) -> HttpResponse:
    permissions.check_see_procedures(request.user)
    minor = minor_or_404(request, reference)
    found = procedure_queries.of_minor(minor, request.user)
    context = case_context(request, minor, TAB) | {
        "procedures": found,
        "stands": standing_queries.of_minor(minor, request.user, found),
        "may_edit": permissions.can_edit_procedure(request.user),
        "days_handed": days_handed(minor, request.user),
        "ticket": open_ticket(request, minor),
    }
    return render(request, "referrals/procedures.html", context)


@require_safe
def choose_procedure(request: StaffRequest, reference: str) -> HttpResponse:
    """Which one is opened: its form follows."""
    permissions.check_edit_procedure(request.user)
    minor = minor_or_404(request, reference)
    context = case_context(request, minor, TAB) | {"kinds": ProcedureKind.choices}
    return render(request, "referrals/choose_procedure.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def open_procedure(request: StaffRequest, reference: str, kind: str) -> HttpResponse:
    permissions.check_edit_procedure(request.user)
    if kind not in ProcedureKind.values:
        raise Http404
    minor = minor_or_404(request, reference)
    site = site_or_404(request)
    form = forms.OpenProcedureForm(posted(request), minor=minor, site=site, kind=kind)
    if form.is_valid():
        made = actions.open_procedure(
            by=request.user, procedure=form.procedure, event=form.instance
        )
        messages.success(request, _("Procedure recorded."))
        return redirect("referrals:procedure", reference, made.pk)
    context = form_context(request, form, form.procedure)
    return render(request, "referrals/open_procedure.html", context, status=status_of(form))


def form_context(
    request: StaffRequest, form: forms.EventForm, procedure: Procedure
) -> dict[str, object]:
    """What a form about an event shows; a civil paper is asked of a consulate, or is not."""
    is_consulates = procedure.kind == ProcedureKind.CIVIL_STATUS
    return case_context(request, procedure.minor, TAB) | {
        "form": form,
        "procedure": procedure,
        "seeks_asylum": is_consulates and entitlement_queries.seeks_asylum(procedure.minor),
    }


def procedure_or_404(request: StaffRequest, minor: Minor, pk: int) -> Procedure:
    found = get_object_or_404(
        Procedure.objects.visible_to(request.user).with_state(), pk=pk, minor=minor
    )
    found.minor = minor
    return found


@require_safe
def procedure(request: StaffRequest, reference: str, pk: int) -> HttpResponse:
    permissions.check_see_procedures(request.user)
    minor = minor_or_404(request, reference)
    found = procedure_or_404(request, minor, pk)
    audit.record(by=request.user, action="read_procedure", subject=found, minor_id=minor.pk)
    events = (
        found.events.filter(takes_back__isnull=True)
        .select_related("recorded_by", "procedure__minor", "taken_back_by__recorded_by")
        .prefetch_related("procedure__minor__keys")
    )
    may_edit = permissions.can_edit_procedure(request.user)
    serving, others = paper_queries.of_procedure(found, request.user)
    context = case_context(request, minor, TAB) | {
        "procedure": found,
        "papers": serving,
        "other_papers": others,
        "may_see_papers": permissions.can_see_papers(request.user),
        "may_keep_papers": permissions.can_keep_papers(request.user),
        "events": [
            (event, deadline_lists.offers(event))
            for event in events.order_by("-happened_on", "-pk")
        ],
        "may_edit": may_edit,
        "edit_url": reverse("referrals:edit_procedure", args=[reference, pk]) if may_edit else "",
    }
    return render(request, "referrals/procedure.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def edit_procedure(request: StaffRequest, reference: str, pk: int) -> HttpResponse:
    permissions.check_edit_procedure(request.user)
    minor = minor_or_404(request, reference)
    rows = Procedure.objects.visible_to(request.user).select_related("minor")
    found = to_edit(request, rows, pk=pk, minor=minor)
    form = forms.EditProcedureForm(posted(request), instance=found)
    if form.is_valid():
        actions.edit_procedure(by=request.user, procedure=form.instance)
        messages.success(request, _("Procedure recorded."))
        return redirect("referrals:procedure", reference, pk)
    context = case_context(request, minor, TAB) | {"form": form, "procedure": found}
    return render(request, "referrals/edit_procedure.html", context, status=status_of(form))


@require_http_methods(["GET", "HEAD", "POST"])
def record_event(request: StaffRequest, reference: str, pk: int) -> HttpResponse:
    permissions.check_edit_procedure(request.user)
    minor = minor_or_404(request, reference)
    found = procedure_or_404(request, minor, pk)
    form = forms.RecordEventForm(posted(request), procedure=found)
    if form.is_valid():
        actions.record_event(by=request.user, event=form.instance)
        messages.success(request, _("Recorded."))
        return redirect("referrals:procedure", reference, pk)
    context = form_context(request, form, found)
    return render(request, "referrals/record_event.html", context, status=status_of(form))


@require_POST
def take_back_event(request: StaffRequest, reference: str, pk: int, event: int) -> HttpResponse:
    permissions.check_edit_procedure(request.user)
    found = procedure_or_404(request, minor_or_404(request, reference), pk)
    slip = get_object_or_404(found.events.filter(takes_back__isnull=True), pk=event)
    attempt(request, actions.take_back_event, event=slip, said=_("Taken back."))
    return redirect("referrals:procedure", reference, pk)


# --- hearings ---------------------------------------------------------------------------------


@require_safe
def hearings(request: StaffRequest) -> HttpResponse:
    """Those of the next weekday, or of two weeks: what is missing, who comes, who interprets."""
    permissions.check_see_procedures(request.user)
    audit.record(by=request.user, action="read_hearings")
    today = timezone.localdate()
    first = procedure_queries.next_working_day(today)
    is_long = request.GET.get("of") == "weeks"
    days = (today, today + datetime.timedelta(days=AHEAD)) if is_long else (first, first)
    page = procedure_queries.hearings(request.user, *days, request.GET.get("page", ""))
    context = {
        "page_obj": page,
        "is_long": is_long,
        "day": first,
        "tabs": [
            {"url": "?", "label": long_day(first).capitalize(), "is_current": not is_long},
            {"url": "?of=weeks", "label": _("Two weeks"), "is_current": is_long},
        ],
        "may_edit": permissions.can_edit_procedure(request.user),
    }
    return render(request, "referrals/hearings.html", context)


@require_POST
def record_hearing_call(request: StaffRequest, pk: int) -> HttpResponse:
    """She was reached about a hearing, or not."""
    permissions.check_edit_procedure(request.user)
    rows = ProcedureEvent.objects.visible_to(request.user).standing()
    rows = rows.filter(hearing_on__gte=timezone.localdate())
    found = get_object_or_404(
        rows.filter(procedure__minor__in=Minor.objects.visible_to(request.user)), pk=pk
    )
    is_reached = "reached" in request.POST
    actions.record_hearing_call(by=request.user, event=found, is_reached=is_reached)
    messages.success(request, _("Recorded."))
    return redirect(back(request, "referrals:hearings"))
