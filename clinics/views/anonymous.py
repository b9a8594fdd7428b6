"""Consultations of people without a file: logged in a session, corrected, attached to a file."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cases.case_pages import case_context, minor_or_404
from cases.models import Minor
from cases.scope import check_own_scope
from clinics import actions, anonymous, forms, permissions, sessions
from clinics.models import AnonymousConsultation, ClinicSession
from staff import audit, undo
from staff.choices import Compartment
from staff.http import StaffRequest, attempt, posted, site_or_404, status_of, to_edit
from staff.templatetags.escale import clock, long_day

PAGE_SIZE = 30  # consultations


def _session(request: StaffRequest, pk: int) -> ClinicSession:
    rows = ClinicSession.objects.visible_to(request.user)
    return get_object_or_404(rows.select_related("site"), pk=pk)


def _consultation(request: StaffRequest, pk: int) -> AnonymousConsultation:
    """Return the consultation of this address, or the one that took its place."""
    while newer := AnonymousConsultation.every.filter(corrects=pk).first():
        pk = newer.pk
    rows = AnonymousConsultation.objects.visible_to(request.user)
    return get_object_or_404(rows.select_related("session__site", "recorded_by"), pk=pk)


@require_http_methods(["GET", "HEAD", "POST"])
def log_anonymous_consultation(request: StaffRequest, pk: int) -> HttpResponse:
    """One after the other: what is kept leads to the next empty form."""
    permissions.check_log_consultation(request.user)
    found = _session(request, pk)
    form = forms.AnonymousConsultationForm(posted(request), session=found, user=request.user)
    if form.is_valid():
        try:
            actions.log_anonymous_consultation(
                by=request.user, session=found, consultation=form.instance
            )
        except ValidationError as error:
            form.add_error(None, error.messages[0])
        else:
            messages.success(request, _("Kept. The next one."))
            return redirect("clinics:log_anonymous_consultation", pk)
    context = {"session": found, "form": form, "line": sessions.lines([found])[0]}
    return render(request, "clinics/log_anonymous.html", context, status=status_of(form))


@require_safe
def anonymous_consultations(request: StaffRequest, pk: int) -> HttpResponse:
    """Those of a session, newest first."""
    permissions.check_see_health(request.user)
    found = _session(request, pk)
    audit.record(by=request.user, action="read_anonymous_consultations", site_id=found.site_id)
    rows = AnonymousConsultation.objects.visible_to(request.user).filter(session=found)
    rows = rows.with_file().select_related("recorded_by").newest_first()
    context = {
        "session": found,
        "page_obj": Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page")),
        "may_log": permissions.can_log_consultation(request.user),
    }
    return render(request, "clinics/anonymous_list.html", context)


@require_safe
def anonymous_consultation(request: StaffRequest, pk: int) -> HttpResponse:
    permissions.check_see_health(request.user)
    found = _consultation(request, pk)
    return _one(request, found, forms.AttachToFileForm(user=request.user))


def _one(
    request: StaffRequest, found: AnonymousConsultation, form: forms.AttachToFileForm
) -> HttpResponse:
    link = anonymous.link_of(found)
    minor = anonymous.file_of(link, request.user)
    audit.record(
        by=request.user,
        action="read_anonymous_consultation",
        subject=found,
        minor_id=minor.pk if minor is not None else None,
    )
    context = {
        "consultation": found,
        "form": form,
        "link": link,
        "minor": minor,
        "corrections": anonymous.corrections_of(found),
        "may_correct": permissions.can_correct_anonymous(request.user, found),
        "may_attach": permissions.can_log_consultation(request.user),
        "same_slip": anonymous.of_slip(request.user, found.tick_code).exclude(pk=found.pk),
    }
    return render(request, "clinics/anonymous.html", context, status=status_of(form))


@require_http_methods(["GET", "HEAD", "POST"])
def correct_anonymous_consultation(request: StaffRequest, pk: int) -> HttpResponse:
    """By its author, within the day: the former row stays."""
    permissions.check_log_consultation(request.user)
    former = _consultation(request, pk)
    permissions.check_correct_anonymous(request.user, former)
    held = to_edit(request, ClinicSession.objects.visible_to(request.user), pk=former.session_id)
    former = _consultation(request, pk)  # as another window left it before this one had the lock
    form = forms.CorrectAnonymousForm(
        posted(request), session=held, user=request.user, corrects=former
    )
    if form.is_valid():
        made = actions.correct_anonymous_consultation(
            by=request.user, consultation=form.instance, corrects=former
        )
        messages.success(request, _("Corrected. What was written first is kept."))
        if made.is_mistake:
            return redirect("clinics:anonymous_consultations", held.pk)
        return redirect("clinics:anonymous_consultation", made.pk)
    context = {"form": form, "consultation": former}
    return render(request, "clinics/correct_anonymous.html", context, status=status_of(form))


@require_POST
def attach_to_file(request: StaffRequest, pk: int) -> HttpResponse:
    """From a consultation: the reference of the file is typed."""
    permissions.check_log_consultation(request.user)
    found = _consultation(request, pk)
    form = forms.AttachToFileForm(posted(request), user=request.user)
    if form.is_valid():
        check_own_scope(request, form.minor, Compartment.HEALTH)
        _attach(request, found, form)
        return redirect("clinics:anonymous_consultation", found.pk)
    return _one(request, found, form)


def _attach(
    request: StaffRequest, found: AnonymousConsultation, form: forms.AttachToFileForm
) -> None:
    try:
        actions.attach_consultation(by=request.user, consultation=found, minor=form.minor)
    except ValidationError as error:
        messages.error(request, error.messages[0])
    else:
        url = reverse("clinics:detach_consultation", args=[form.minor.reference, found.pk])
        undo.offer(request, url=url, text=_("Attached to the file."))


@require_POST
def detach_consultation(request: StaffRequest, reference: str, pk: int) -> HttpResponse:
    permissions.check_log_consultation(request.user)
    minor = minor_or_404(request, reference)
    check_own_scope(request, minor, Compartment.HEALTH)
    found = _consultation(request, pk)
    said = _("It is of no file again.")
    attempt(request, actions.detach_consultation, said=said, consultation=found, minor=minor)
    return redirect("clinics:anonymous_consultation", found.pk)


@require_http_methods(["GET", "HEAD", "POST"])
def attach_consultations(request: StaffRequest, reference: str) -> HttpResponse:
    """From a file: those of a slip, or of the last sessions here, are ticked."""
    permissions.check_log_consultation(request.user)
    minor = minor_or_404(request, reference)
    check_own_scope(request, minor, Compartment.HEALTH)
    search, code = _searched(request)
    rows = anonymous.offered(request.user, site_or_404(request), code)
    form = forms.AttachConsultationsForm(
        None if search.is_bound else posted(request), rows=rows, code=code
    )
    if form.is_valid():
        _attach_each(request, form.chosen, minor)
        return redirect("clinics:health", reference)
    context = case_context(request, minor, "clinics:health")
    context |= {"form": form, "search": search, "code": code}
    status = max(status_of(form), status_of(search))
    return render(request, "clinics/attach_consultations.html", context, status=status)


def _searched(request: StaffRequest) -> tuple[forms.SlipSearchForm, str]:
    """Return the search above the list, and the code whose consultations are listed."""
    if "tick_code" not in request.POST:
        code = request.POST.get("of_slip", "")
        return forms.SlipSearchForm(initial={"tick_code": code}), code
    search = forms.SlipSearchForm(request.POST)
    return search, search.cleaned_data["tick_code"] if search.is_valid() else ""


def _attach_each(request: StaffRequest, rows: list[AnonymousConsultation], minor: Minor) -> None:
    """What a colleague has attached to another file meanwhile is named, and holds up no other."""
    attached = 0
    for row in rows:
        try:
            actions.attach_consultation(by=request.user, consultation=row, minor=minor)
        except ValidationError as error:
            which = {"day": long_day(row.day), "time": clock(row.written_at)}
            said = _("The consultation of %(day)s, %(time)s, was not attached.") % which
            messages.error(request, f"{said} {error.messages[0]}")
        else:
            attached += 1
    if attached:
        messages.success(request, _("Attached to the file."))


@require_http_methods(["GET", "HEAD", "POST"])
def find_slip(request: StaffRequest) -> HttpResponse:
    """What is known by the code of a paper slip: searched by post, never in an address."""
    permissions.check_see_health(request.user)
    form = forms.SlipForm(posted(request))
    rows = None
    if form.is_valid():
        audit.record_search(by=request.user)
        rows = anonymous.of_slip(request.user, form.cleaned_data["tick_code"])
    context = {"form": form, "rows": rows}
    return render(request, "clinics/find_slip.html", context, status=status_of(form))
