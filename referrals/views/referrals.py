"""The referrals of a file, those that await an answer, and the answer."""

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cases import appointments as case_appointments
from cases import permissions as case_permissions
from cases import scope
from cases.case_pages import case_context, minor_or_404, open_ticket
from cases.models import Minor
from referrals import actions, forms, permissions, sheets
from referrals.appointments import appointment_of
from referrals.models import COMPARTMENTS, Referral, ReferralSheet, ReferralStep
from referrals.refusals import refusal_of
from staff import audit, pdf
from staff.choices import Compartment, Language
from staff.http import StaffRequest, attempt, back, posted, site_or_404, status_of
from staff.models import User
from staff.templatetags.escale import clock

PAGE_SIZE = 30  # referrals


@require_safe
def awaiting(request: StaffRequest) -> HttpResponse:
    """The desk's chase list: referrals without an answer, the longest silence first."""
    permissions.check_see_referrals(request.user)
    rows = (
        Referral.objects.visible_to(request.user)
        .awaiting_answer()
        .select_related("minor", "partner", "made_by")
        .prefetch_related("minor__names", "minor__claims")
    )
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    page.object_list = told(page.object_list, request.user)
    kept = Referral.objects.visible_to(request.user).kept_by(request.user)
    kept = kept.filter(pk__in=[row.pk for row in page])
    audit.record(by=request.user, action="read_awaiting")
    context = {
        "page_obj": page,
        "chased_by_her": set(kept.values_list("pk", flat=True)),
        "may_set": permissions.can_set_silence(request.user),
    }
    return render(request, "referrals/awaiting.html", context)


def told(rows: Iterable[Referral], user: User) -> list[Referral]:
    """Return these referrals, each with `partner_name`, as this person may know it."""
    found = list(rows)
    for row in found:
        row.partner_name = row.partner_for(user)
    return found


@require_http_methods(["GET", "HEAD", "POST"])
def set_silence(request: StaffRequest) -> HttpResponse:
    permissions.check_set_silence(request.user)
    form = forms.SetSilenceForm(posted(request))
    if form.is_valid():
        actions.set_silence(by=request.user, delay=form.instance)
        messages.success(request, _("Saved."))
        return redirect("referrals:awaiting")
    return render(request, "referrals/set_silence.html", {"form": form}, status=status_of(form))


@require_safe
def referrals(request: StaffRequest, reference: str) -> HttpResponse:
    permissions.check_see_referrals(request.user)
    minor = minor_or_404(request, reference)
    purpose = scope.purpose_of(minor, request.user, *COMPARTMENTS)
    audit.record(by=request.user, action="read_referrals", minor_id=minor.pk, purpose=purpose)
    rows = (
        Referral.objects.visible_to(request.user)
        .filter(minor=minor)
        .with_status()
        .select_related("partner", "made_by")
        .order_by("-made_on", "-pk")
    )
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    page.object_list = told(page.object_list, request.user)
    context = case_context(request, minor, "referrals:referrals") | {
        "page_obj": page,
        "may_make": bool(permissions.compartments_for(request.user, minor)),
        "ticket": open_ticket(request, minor),
    }
    return render(request, "referrals/referrals.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def make_referral(request: StaffRequest, reference: str) -> HttpResponse:
    permissions.check_make_referral(request.user)
    minor = minor_or_404(request, reference)
    compartments = compartments_or_refused(request, minor)
    form = forms.MakeReferralForm(
        posted(request),
        minor=minor,
        site=site_or_404(request),
        user=request.user,
        compartments=compartments,
    )
    if form.is_valid():
        chosen = Compartment(form.cleaned_data["compartment"])
        made = actions.make_referral(by=request.user, referral=form.instance, compartment=chosen)
        messages.success(request, _("Referral saved."))
        return redirect("referrals:referral", reference, made.pk)
    context = case_context(request, minor, "referrals:referrals") | {"form": form}
    return render(request, "referrals/make_referral.html", context, status=status_of(form))


def compartments_or_refused(request: StaffRequest, minor: Minor) -> list[Compartment]:
    """Return where she may keep a referral of this file; raises OutOfScope, PermissionDenied."""
    found = permissions.compartments_for(request.user, minor)
    if not found:
        for compartment in permissions.own_compartments(request.user):
            scope.check_own_scope(request, minor, compartment)
    return found


def referral_or_404(request: StaffRequest, reference: str, pk: int) -> Referral:
    rows = Referral.objects.visible_to(request.user).with_status()
    rows = rows.select_related("minor", "partner", "made_by", "site")
    found = get_object_or_404(rows, pk=pk, minor__reference=reference)
    found.partner_name = found.partner_for(request.user)
    return found


@require_safe
def referral(request: StaffRequest, reference: str, pk: int) -> HttpResponse:
    permissions.check_see_referrals(request.user)
    minor = minor_or_404(request, reference)
    found = referral_or_404(request, reference, pk)
    purpose = scope.purpose_of(minor, request.user, Compartment(found.compartment))
    audit.record(
        by=request.user, action="read_referral", subject=found, minor_id=minor.pk, purpose=purpose
    )
    context = case_context(request, minor, "referrals:referrals") | {
        "referral": found,
        "line": line_of_appointment(found, request.user),
        "may_print": case_permissions.can_print_slip(request.user),
        "steps": found.steps.select_related("recorded_by").order_by("-pk"),
        "may_record": permissions.can_record_step(request.user, found),
        "refusal": refusal_of(found),
        "sheets": found.sheets.select_related("made_by").order_by("-pk"),
    }
    return render(request, "referrals/referral.html", context)


def line_of_appointment(referral: Referral, user: User) -> case_appointments.Line | None:
    stands = appointment_of(referral)
    if stands is None:
        return None
    stands.minor = referral.minor
    return case_appointments.lines([stands], user)[0]


@require_http_methods(["GET", "HEAD", "POST"])
def record_step(request: StaffRequest, reference: str, pk: int) -> HttpResponse:
    permissions.check_see_referrals(request.user)
    minor = minor_or_404(request, reference)
    found = referral_or_404(request, reference, pk)
    permissions.check_record_step(request.user, found)
    form = forms.RecordStepForm(
        posted(request), initial=forms.asked_step(request.GET), referral=found
    )
    if form.is_valid():
        try:
            step = actions.record_step(by=request.user, step=form.instance)
        except ValidationError as error:  # a colleague has said otherwise in this very instant
            form.add_error(None, error.messages)
        else:
            say_recorded(request, step)
            return redirect("referrals:referral", reference, pk)
    context = case_context(request, minor, "referrals:referrals") | {
        "form": form,
        "referral": found,
        "refusal": refusal_of(found),
    }
    return render(request, "referrals/record_step.html", context, status=status_of(form))


def say_recorded(request: StaffRequest, step: ReferralStep) -> None:
    """Say it; and, of an appointment, whether another one is at that time."""
    row = step.appointment
    if row is None:
        messages.success(request, _("Recorded."))
        return
    messages.success(
        request, _("Recorded: the appointment is with the others, without the reason.")
    )
    held = appointment_of(step.referral) or row
    found = case_appointments.clashes(held.minor, held.day, held.time, held.minutes, besides=held)
    if found:
        times = ", ".join(clock(time) for time in found)
        said = _("There is another appointment at that time (%(times)s).")
        messages.warning(request, said % {"times": times})


@require_POST
def chase(request: StaffRequest, reference: str, pk: int) -> HttpResponse:
    """One tap: the partner was asked again today."""
    permissions.check_see_referrals(request.user)
    minor_or_404(request, reference)
    found = referral_or_404(request, reference, pk)
    permissions.check_chase(request.user, found)
    attempt(request, actions.chase, referral=found, said=_("Chased today."))
    return redirect(back(request, "referrals:referral", reference, pk))


@require_http_methods(["GET", "HEAD", "POST"])
def hand_over_sheet(request: StaffRequest, reference: str, pk: int) -> HttpResponse:
    permissions.check_see_referrals(request.user)
    minor = minor_or_404(request, reference)
    found = referral_or_404(request, reference, pk)
    permissions.check_hand_over_sheet(request.user, found)
    form = forms.HandOverSheetForm(posted(request), referral=found, user=request.user)
    if form.is_valid():
        try:
            actions.hand_over_sheet(by=request.user, sheet=form.instance)
        except ValidationError as error:  # taken back in this very instant
            form.add_error(None, error.messages)
        else:
            messages.success(request, _("Written in the register: the sheet may be printed."))
            return redirect("referrals:referral", reference, pk)
    context = case_context(request, minor, "referrals:referrals")
    context |= {"form": form, "referral": found, "refusal": refusal_of(found)}
    return render(request, "referrals/hand_over_sheet.html", context, status=status_of(form))


def _sheet_or_404(request: StaffRequest, reference: str, pk: int, sheet: int) -> ReferralSheet:
    permissions.check_see_referrals(request.user)
    minor_or_404(request, reference)
    found = referral_or_404(request, reference, pk)
    permissions.check_print_sheet(request.user, found)
    rows = found.sheets.select_related("referral__minor", "referral__partner", "made_by")
    return get_object_or_404(rows, pk=sheet)


@require_safe
def sheet_pdf(request: StaffRequest, reference: str, pk: int, sheet: int) -> HttpResponse:
    found = _sheet_or_404(request, reference, pk, sheet)
    return _printed(request, found, "referral", sheets.filled(found))


@require_safe
def letter_pdf(request: StaffRequest, reference: str, pk: int, sheet: int) -> HttpResponse:
    found = _sheet_or_404(request, reference, pk, sheet)
    return _printed(request, found, "letter", sheets.letter(found))


def _printed(
    request: StaffRequest, sheet: ReferralSheet, document: str, data: dict[str, Any]
) -> HttpResponse:
    minor = sheet.referral.minor
    audit.record(by=request.user, action="print_sheet", subject=sheet, minor_id=minor.pk)
    made = pdf.render(document, data, language=Language.FRENCH)
    response = HttpResponse(made, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{minor.reference}.pdf"'
    return response
