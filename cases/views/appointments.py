"""The appointments of a day, of a file; planning one and saying what became of it."""

import datetime

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cases import actions, appointments, forms, permissions, registry, slips
from cases import search as name_search
from cases.case_pages import case_context, minor_or_404
from cases.choices import STATUS_STEPS, AppointmentStepKind
from cases.models import Appointment, AppointmentStep, Minor
from staff import audit, pdf, undo
from staff import openings as site_openings
from staff.http import (
    StaffRequest,
    attempt,
    back,
    posted,
    site_or_404,
    status_of,
    whole_number,
)

TAB = "cases:appointments_of"
# What one tap says, by its word in the address, with what the next page answers.
TAPS = {
    "missed": AppointmentStepKind.MISSED,
    "cancelled": AppointmentStepKind.CANCELLED,
    "closed": AppointmentStepKind.CLOSED,
}
INTERPRETER_TAPS = {
    "asked": AppointmentStepKind.ASKED,
    "found": AppointmentStepKind.FOUND,
    "not-found": AppointmentStepKind.NOT_FOUND,
}


def page_of(day: datetime.date, *, only_mine: bool) -> str:
    """Return the address of a day. Today's names no day: reloaded tomorrow, it is tomorrow's."""
    parts = [] if day == timezone.localdate() else [f"day={day}"]
    parts += ["only_mine=on"] if only_mine else []
    return reverse("cases:appointments") + ("?" + "&".join(parts) if parts else "")


@require_safe
def day_of_appointments(request: StaffRequest) -> HttpResponse:
    """A day of the site: one's own desk first, then the others as far as one may know."""
    permissions.check_see_appointments(request.user)
    site, today = site_or_404(request), timezone.localdate()
    form = forms.AppointmentDayForm(request.GET)
    asked = form.cleaned_data if form.is_valid() else {}
    day, only_mine = asked.get("day") or today, bool(asked.get("only_mine"))
    audit.record(by=request.user, action="read_appointments", site_id=site.pk)
    kinds = permissions.desk_kinds(request.user)
    found = appointments.day_lines(day, site, request.user, kinds=kinds if only_mine else None)
    context = {
        "form": form,
        "site": site,
        "day": day,
        "is_today": day == today,
        "only_mine": only_mine,
        "has_desk": bool(kinds),
        "mine": [line for line in found if line.is_of_my_desk],
        "others": [line for line in found if not line.is_of_my_desk],
        "to_settle": appointments.to_settle(site, request.user) if kinds else [],
        "previous": page_of(day - appointments.ONE_DAY, only_mine=only_mine),
        "next": page_of(day + appointments.ONE_DAY, only_mine=only_mine),
        "is_open": day in site_openings.open_days([site], day, day),
        "may_plan": permissions.can_plan_appointment(request.user),
        "may_print": permissions.can_print_slip(request.user),
    }
    return render(request, "cases/appointments.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def find_for_appointment(request: StaffRequest) -> HttpResponse:
    """Whose appointment it is: the search, then her reference in the address."""
    permissions.check_plan_appointment(request.user)
    query = request.POST.get("q", "").strip()
    found = name_search.candidates(query)
    if query:
        audit.record_search(by=request.user, is_typing=bool(request.htmx))
    page = "cases/includes/appointment_candidates.html"
    template = page if request.htmx else "cases/find_for_appointment.html"
    context = {
        "q": query,
        "found": found,
        "asks_for_year": name_search.asks_for_year(found),
        "day_query": _day_query(request),
    }
    return render(request, template, context)


def _day_query(request: StaffRequest) -> str:
    """Carry on the day of the page that one comes from."""
    day = _day_asked(request)
    return f"?day={day}" if day else ""


def _day_asked(request: StaffRequest) -> datetime.date | None:
    form = forms.AppointmentDayForm(request.GET)
    return form.cleaned_data["day"] if form.is_valid() else None


@require_safe
def appointments_of(request: StaffRequest, reference: str) -> HttpResponse:
    permissions.check_see_appointments(request.user)
    minor = minor_or_404(request, reference)
    audit.record(by=request.user, action="read_appointments_of", minor_id=minor.pk)
    found = appointments.of_minor(minor, request.user, request.GET.get("page"))
    context = case_context(request, minor, TAB) | {
        "ahead": found.ahead,
        "page_obj": found.past,
        "may_plan": permissions.can_plan_appointment(request.user),
        "may_print": permissions.can_print_slip(request.user),
    }
    return render(request, "cases/appointments_of.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def plan_appointment(request: StaffRequest, reference: str) -> HttpResponse:
    """A new one; `?after=` names the missed one that it replaces."""
    permissions.check_plan_appointment(request.user)
    minor = minor_or_404(request, reference)
    missed = _missed(request, minor)
    site = site_or_404(request)
    form = forms.PlanAppointmentForm(
        posted(request),
        initial={"day": _day_asked(request)},
        minor=minor,
        site=site,
        user=request.user,
    )
    if form.is_valid():
        try:
            actions.plan_appointment(
                by=request.user, minor=minor, site=site, replaces=missed, **form.answered()
            )
        except ValidationError as error:  # a colleague has settled the missed one meanwhile
            form.add_error(None, error)
        else:
            messages.success(request, _("Appointment planned."))
            return redirect(TAB, reference)
    context = case_context(request, minor, TAB) | {"form": form, "missed": missed}
    return render(request, "cases/plan_appointment.html", context, status=status_of(form))


def _missed(request: StaffRequest, minor: Minor) -> Appointment | None:
    number = whole_number(request.GET.get("after"))
    if not number:
        return None
    rows = Appointment.objects.visible_to(request.user).in_status(AppointmentStepKind.MISSED)
    missed = get_object_or_404(rows, pk=number, minor=minor)
    permissions.check_record_appointment(request.user, missed)
    return missed


def appointment_or_404(request: StaffRequest, pk: int) -> Appointment:
    """Return one of which she may say what became of it; raises Http404, PermissionDenied."""
    permissions.check_see_appointments(request.user)
    rows = appointments.told_to(request.user).of_files_of(request.user).with_state()
    rows = rows.select_related("minor", "site", "partner").prefetch_related("minor__keys")
    appointment = get_object_or_404(rows, pk=pk)
    permissions.check_record_appointment(request.user, appointment)
    return appointment


@require_http_methods(["GET", "HEAD", "POST"])
def move_appointment(request: StaffRequest, reference: str, pk: int) -> HttpResponse:
    appointment = appointment_or_404(request, pk)
    minor = minor_or_404(request, reference)
    if appointment.minor_id != minor.pk:
        raise Http404
    form = forms.MoveAppointmentForm(posted(request), appointment=appointment)
    if form.is_valid():
        slot = {name: form.cleaned_data[name] for name in ("day", "time")}
        try:
            actions.move_appointment(by=request.user, appointment=appointment, **slot)
        except ValidationError as error:  # a colleague has said what became of it
            form.add_error(None, error)
        else:
            messages.success(request, _("Appointment moved. The former day stays readable."))
            return redirect(TAB, reference)
    context = case_context(request, minor, TAB) | {"form": form, "appointment": appointment}
    return render(request, "cases/move_appointment.html", context, status=status_of(form))


@require_http_methods(["GET", "HEAD", "POST"])
def record_presence(request: StaffRequest, pk: int) -> HttpResponse:
    """It took place: one press from a list, or this page when something is wrong."""
    appointment = appointment_or_404(request, pk)
    form = forms.RecordPresenceForm(posted(request), appointment=appointment)
    if form.is_valid():
        try:
            step = actions.record_presence(
                by=request.user, appointment=appointment, **form.cleaned_data
            )
        except ValidationError as error:
            messages.error(request, error.messages[0])
        else:
            _offer_back(request, step, _("Noted: it took place."))
        return redirect(_after(request, appointment))
    context = case_context(request, appointment.minor, TAB) | {
        "form": form,
        "appointment": appointment,
    }
    return render(request, "cases/record_presence.html", context, status=status_of(form))


def _after(request: StaffRequest, appointment: Appointment) -> str:
    """Return where one goes on: where something is to be said of it now, else where one was."""
    now = Appointment.objects.visible_to(request.user).with_state().filter(pk=appointment.pk)
    origin = registry.origins(now, request.user).get(appointment.pk)
    if origin is not None and origin.to_say:
        return origin.to_say
    return back(request, TAB, appointment.minor.reference)


def _offer_back(request: StaffRequest, step: AppointmentStep, text: str) -> None:
    url = reverse("cases:reopen_appointment", args=[step.pk])
    undo.offer(request, url=url, text=text)


@require_POST
def record_appointment_step(request: StaffRequest, pk: int, word: str) -> HttpResponse:
    """Missed, cancelled, closed: offered back for a minute."""
    appointment = appointment_or_404(request, pk)
    said = {
        "missed": _("Noted: missed. Say what is done next."),
        "cancelled": _("Appointment cancelled."),
        "closed": _("Closed: nothing more is planned."),
    }
    if word not in TAPS:
        raise Http404
    try:
        step = actions.record_appointment_step(
            by=request.user, appointment=appointment, kind=TAPS[word]
        )
    except ValidationError as error:
        messages.error(request, error.messages[0])
    else:
        _offer_back(request, step, said[word])
    return redirect(_after(request, appointment))


@require_POST
def record_interpreter(request: StaffRequest, pk: int, word: str) -> HttpResponse:
    """Asked, found, not found: a second press says otherwise."""
    appointment = appointment_or_404(request, pk)
    if word not in INTERPRETER_TAPS:
        raise Http404
    attempt(
        request,
        actions.record_interpreter,
        appointment=appointment,
        kind=INTERPRETER_TAPS[word],
        said=_("Interpreter: noted."),
    )
    return redirect(back(request, TAB, appointment.minor.reference))


@require_POST
def reopen_appointment(request: StaffRequest, pk: int) -> HttpResponse:
    steps = AppointmentStep.objects.visible_to(request.user).filter(kind__in=STATUS_STEPS)
    step = get_object_or_404(steps.select_related("appointment__minor"), pk=pk)
    appointment = appointment_or_404(request, step.appointment_id)
    attempt(request, actions.reopen_appointment, step=step, said=_("Undone."))
    return redirect(TAB, appointment.minor.reference)


@require_safe
def appointment_slip(request: StaffRequest, reference: str, pk: int) -> HttpResponse:
    """The paper she takes away: the same whatever the appointment is about."""
    permissions.check_print_slip(request.user)
    minor = minor_or_404(request, reference)
    appointment = get_object_or_404(appointments.in_file(minor), pk=pk)
    audit.record(by=request.user, action="print_slip", minor_id=minor.pk)
    slip = slips.slip(appointment)
    response = HttpResponse(
        pdf.render("appointment", slip, language="fr"), content_type="application/pdf"
    )
    response["Content-Disposition"] = f'inline; filename="{reference}.pdf"'
    return response
