"""The referrals of a file, those that await an answer, and the answer."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cases.case_pages import case_context, minor_or_404, open_ticket
from referrals import actions, forms, permissions, sheets
from referrals.models import Referral, ReferralSheet
from referrals.refusals import refusal_of
from staff import audit, pdf
from staff.choices import Language
from staff.http import StaffRequest, attempt, back, posted, site_or_404, status_of

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
    audit.record(by=request.user, action="read_awaiting")
    context = {
        "page_obj": page,
        "chased_by_her": {row.pk for row in page if permissions.can_chase(request.user, row)},
        "may_set": permissions.can_set_silence(request.user),
    }
    return render(request, "referrals/awaiting.html", context)


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
    audit.record(by=request.user, action="read_referrals", minor_id=minor.pk)
    rows = (
        Referral.objects.visible_to(request.user)
        .filter(minor=minor)
        .with_status()
        .select_related("partner", "made_by")
        .order_by("-made_on", "-pk")
    )
    context = case_context(request, minor, "referrals:referrals") | {
        "page_obj": Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page")),
        "may_make": permissions.can_make_referral(request.user),
        "ticket": open_ticket(request, minor),
    }
    return render(request, "referrals/referrals.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def make_referral(request: StaffRequest, reference: str) -> HttpResponse:
    compartment = permissions.check_make_referral(request.user)
    minor = minor_or_404(request, reference)
    site = site_or_404(request)
    form = forms.MakeReferralForm(posted(request), minor=minor, site=site, user=request.user)
    if form.is_valid():
        made = actions.make_referral(
            by=request.user, referral=form.instance, compartment=compartment
        )
        messages.success(request, _("Referral saved."))
        return redirect("referrals:referral", reference, made.pk)
    context = case_context(request, minor, "referrals:referrals") | {"form": form}
    return render(request, "referrals/make_referral.html", context, status=status_of(form))


def referral_or_404(request: StaffRequest, reference: str, pk: int) -> Referral:
    rows = Referral.objects.visible_to(request.user).with_status()
    rows = rows.select_related("minor", "partner", "made_by")
    return get_object_or_404(rows, pk=pk, minor__reference=reference)


@require_safe
def referral(request: StaffRequest, reference: str, pk: int) -> HttpResponse:
    permissions.check_see_referrals(request.user)
    minor = minor_or_404(request, reference)
    found = referral_or_404(request, reference, pk)
    audit.record(by=request.user, action="read_referral", subject=found, minor_id=minor.pk)
    context = case_context(request, minor, "referrals:referrals") | {
        "referral": found,
        "steps": found.steps.select_related("recorded_by").order_by("-pk"),
        "may_record": permissions.can_record_step(request.user, found),
        "refusal": refusal_of(found),
        "sheets": found.sheets.select_related("made_by").order_by("-pk"),
    }
    return render(request, "referrals/referral.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def record_step(request: StaffRequest, reference: str, pk: int) -> HttpResponse:
    permissions.check_see_referrals(request.user)
    minor = minor_or_404(request, reference)
    found = referral_or_404(request, reference, pk)
    permissions.check_record_step(request.user, found)
    form = forms.RecordStepForm(posted(request), referral=found)
    if form.is_valid():
        actions.record_step(by=request.user, step=form.instance)
        messages.success(request, _("Recorded."))
        return redirect("referrals:referral", reference, pk)
    context = case_context(request, minor, "referrals:referrals") | {
        "form": form,
        "referral": found,
        "refusal": refusal_of(found),
    }
    return render(request, "referrals/record_step.html", context, status=status_of(form))


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
