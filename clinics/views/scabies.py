"""Scabies events of a site: who is of each, what is due today, closed when nothing is."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cases import search as name_search
from cases.case_pages import minor_or_404
from cases.scope import check_own_scope
from clinics import actions, forms, permissions, scabies
from clinics.choices import ScabiesMark, ScabiesStepKind
from clinics.models import ScabiesEvent, ScabiesMarkRow, ScabiesStep
from staff import audit, undo
from staff.choices import Compartment
from staff.http import StaffRequest, attempt, posted, site_or_404, status_of

PAGE_SIZE = 20  # events
PAGE = "clinics:scabies_event"


@require_safe
def scabies_events(request: StaffRequest) -> HttpResponse:
    """Those of her sites: the running ones first on the page, then the closed ones."""
    permissions.check_see_scabies(request.user)
    rows = ScabiesEvent.objects.visible_to(request.user).with_something()
    rows = rows.with_end().newest_first().select_related("site")
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    audit.record(by=request.user, action="read_scabies")
    context = {"pages": scabies.pages(list(page.object_list), request.user), "page_obj": page}
    return render(request, "clinics/scabies_events.html", context)


def _event(request: StaffRequest, pk: int) -> ScabiesEvent:
    permissions.check_see_scabies(request.user)
    rows = ScabiesEvent.objects.visible_to(request.user).with_end()
    return get_object_or_404(rows.select_related("site", "opened_by"), pk=pk)


def _to_keep(request: StaffRequest, pk: int) -> ScabiesEvent:
    permissions.check_keep_scabies(request.user)
    return _event(request, pk)


def _page(request: StaffRequest, event: ScabiesEvent, form: Any) -> HttpResponse:
    context = {
        "page": scabies.pages([event], request.user)[0],
        "form": form,
        "scheme": scabies.scheme(),
        "is_validated": scabies.is_validated(),
        "may_keep": permissions.can_keep_scabies(request.user),
    }
    return render(request, "clinics/scabies_event.html", context, status=status_of(form))


@require_http_methods(["GET", "HEAD", "POST"])
def scabies_event(request: StaffRequest, pk: int) -> HttpResponse:
    """What is due today, everybody, and what the house did; posted: one more of the latter."""
    event = _to_keep(request, pk) if request.method == "POST" else _event(request, pk)
    audit.record(by=request.user, action="read_scabies", subject=event, site_id=event.site_id)
    form = forms.ScabiesStepForm(posted(request), event=event)
    if form.is_valid():
        try:
            step = actions.record_scabies_step(by=request.user, step=form.instance)
        except ValidationError as error:
            messages.error(request, error.messages[0])
        else:
            url = reverse("clinics:take_back_scabies_step", args=[pk, step.pk])
            undo.offer(request, url=url, text=_("Written down."))
        return redirect(PAGE, pk)
    return _page(request, event, form)


@require_POST
def join_scabies(request: StaffRequest, reference: str, mark: str) -> HttpResponse:
    """One tap from her file: into the event of this site, opened if there is none."""
    permissions.check_keep_scabies(request.user)
    minor = minor_or_404(request, reference)
    check_own_scope(request, minor, Compartment.HEALTH)
    if mark not in scabies.ROLES:
        raise Http404
    try:
        row = actions.join_scabies(
            by=request.user, minor=minor, site=site_or_404(request), mark=ScabiesMark(mark)
        )
    except ValidationError as error:
        messages.error(request, error.messages[0])
        return redirect("clinics:health", reference)
    url = reverse("clinics:take_back_scabies_mark", args=[row.event_id, row.pk])
    undo.offer(request, url=url, text=_("In the scabies event of this site."))
    return redirect(PAGE, row.event_id)


@require_http_methods(["GET", "HEAD", "POST"])
def find_scabies_contacts(request: StaffRequest, pk: int) -> HttpResponse:
    """Who shared a room with them: one after the other, each by a name and a tap."""
    event = _to_keep(request, pk)
    if event.is_closed:
        messages.error(request, actions.IS_CLOSED)
        return redirect(PAGE, pk)
    query = request.POST.get("q", "").strip()
    audit.record(by=request.user, action="read_scabies", subject=event, site_id=event.site_id)
    if query:
        audit.record_search(by=request.user, site_id=event.site_id, is_typing=bool(request.htmx))
    page = scabies.pages([event], request.user)[0]
    found = scabies.found_for(name_search.candidates(query), page)
    context = {"q": query, "page": page, "found": found}
    part = "clinics/includes/scabies_candidates.html"
    template = part if request.htmx else "clinics/find_scabies_contacts.html"
    return render(request, template, context)


@require_POST
def add_scabies_contact(request: StaffRequest, pk: int, reference: str) -> HttpResponse:
    event = _to_keep(request, pk)
    minor = minor_or_404(request, reference)
    check_own_scope(request, minor, Compartment.HEALTH)
    try:
        row = actions.add_scabies_contact(by=request.user, event=event, minor=minor)
    except ValidationError as error:
        messages.error(request, error.messages[0])
    else:
        url = reverse("clinics:take_back_scabies_mark", args=[pk, row.pk])
        undo.offer(request, url=url, text=_("Added as a contact. The next one."))
    return redirect("clinics:find_scabies_contacts", pk)


@require_http_methods(["GET", "HEAD", "POST"])
def mark_scabies(request: StaffRequest, pk: int, reference: str) -> HttpResponse:
    """What was done for one person: one tap from the page, a short form for another day."""
    event = _to_keep(request, pk)
    minor = minor_or_404(request, reference)
    check_own_scope(request, minor, Compartment.HEALTH)
    form = forms.MarkScabiesForm(posted(request), event=event, minor=minor)
    if form.is_valid():
        try:
            row = actions.mark_scabies(by=request.user, row=form.instance)
        except ValidationError as error:
            messages.error(request, error.messages[0])
        else:
            url = reverse("clinics:take_back_scabies_mark", args=[pk, row.pk])
            undo.offer(request, url=url, text=_("Written down."))
        return redirect(PAGE, pk)
    audit.record(by=request.user, action="read_scabies", subject=event, minor_id=minor.pk)
    context = {"form": form, "event": event, "minor": minor}
    return render(request, "clinics/mark_scabies.html", context, status=status_of(form))


@require_POST
def take_back_scabies_mark(request: StaffRequest, pk: int, row_pk: int) -> HttpResponse:
    event = _to_keep(request, pk)
    rows = ScabiesMarkRow.objects.visible_to(request.user).filter(takes_back__isnull=True)
    row = get_object_or_404(rows.select_related("minor", "event"), pk=row_pk, event=event)
    minor_or_404(request, row.minor.reference)
    check_own_scope(request, row.minor, Compartment.HEALTH)
    attempt(request, actions.take_back_scabies_mark, row=row, said=_("Taken back."))
    undo.spend(request)
    return redirect(PAGE, pk)


@require_POST
def take_back_scabies_step(request: StaffRequest, pk: int, step_pk: int) -> HttpResponse:
    event = _to_keep(request, pk)
    rows = ScabiesStep.objects.visible_to(request.user).filter(event=event)
    step = get_object_or_404(rows, pk=step_pk, takes_back__isnull=True)
    attempt(request, actions.take_back_scabies_step, step=step, said=_("Taken back."))
    undo.spend(request)
    return redirect(PAGE, pk)


@require_POST
def close_scabies(request: StaffRequest, pk: int) -> HttpResponse:
    return _end(request, pk, ScabiesStepKind.CLOSED, _("Event closed."))


@require_POST
def reopen_scabies(request: StaffRequest, pk: int) -> HttpResponse:
    return _end(request, pk, ScabiesStepKind.REOPENED, _("The event is open again."))


def _end(request: StaffRequest, pk: int, kind: ScabiesStepKind, said: str) -> HttpResponse:
    step = ScabiesStep(event=_to_keep(request, pk), kind=kind)
    attempt(request, actions.record_scabies_step, step=step, said=said)
    return redirect(PAGE, pk)
