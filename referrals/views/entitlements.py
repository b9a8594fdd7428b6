"""Entitlements: of a file, and what the social desk renews next."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cases.case_pages import case_context, minor_or_404, open_ticket
from cases.models import Minor
from referrals import actions, entitlement_queries, forms, permissions
from referrals.choices.entitlements import ASKS_A_CONSULATE, EntitlementList
from referrals.models import Entitlement
from staff import audit
from staff.http import StaffRequest, back, posted, site_or_404, status_of

TAB = "referrals:entitlements"


@require_safe
def entitlements(request: StaffRequest, reference: str) -> HttpResponse:
    permissions.check_see_entitlements(request.user)
    minor = minor_or_404(request, reference)
    context = case_context(request, minor, TAB) | {
        "entitlements": entitlement_queries.of_minor(minor, request.user),
        "seeks_asylum": entitlement_queries.seeks_asylum(minor),
        "may_keep": permissions.can_keep_entitlements(request.user),
        "ticket": open_ticket(request, minor),
    }
    return render(request, "referrals/entitlements.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def open_entitlement(request: StaffRequest, reference: str) -> HttpResponse:
    permissions.check_keep_entitlements(request.user)
    minor = minor_or_404(request, reference)
    form = forms.OpenEntitlementForm(posted(request), minor=minor, site=site_or_404(request))
    if form.is_valid():
        actions.open_entitlement(by=request.user, entitlement=form.entitlement, step=form.instance)
        messages.success(request, _("Recorded."))
        return redirect(TAB, reference)
    context = case_context(request, minor, TAB) | {
        "form": form,
        "seeks_asylum": entitlement_queries.seeks_asylum(minor),
    }
    return render(request, "referrals/open_entitlement.html", context, status=status_of(form))


@require_http_methods(["GET", "HEAD", "POST"])
def record_entitlement_step(request: StaffRequest, reference: str, pk: int) -> HttpResponse:
    permissions.check_keep_entitlements(request.user)
    minor = minor_or_404(request, reference)
    rows = Entitlement.objects.visible_to(request.user).with_state().select_related("minor")
    found = get_object_or_404(rows, pk=pk, minor=minor)
    form = forms.RecordEntitlementForm(posted(request), entitlement=found)
    if form.is_valid():
        actions.record_entitlement_step(by=request.user, step=form.instance)
        messages.success(request, _("Recorded."))
        return redirect(TAB, reference)
    is_consulates = found.kind in ASKS_A_CONSULATE
    steps = found.steps.select_related("recorded_by", "entitlement__minor").order_by("-pk")
    context = case_context(request, minor, TAB) | {
        "form": form,
        "entitlement": found,
        "steps": steps.prefetch_related("entitlement__minor__keys"),
        "seeks_asylum": is_consulates and entitlement_queries.seeks_asylum(minor),
    }
    return render(
        request, "referrals/record_entitlement_step.html", context, status=status_of(form)
    )


# --- of all files -----------------------------------------------------------------------------


@require_safe
def due_entitlements(request: StaffRequest) -> HttpResponse:
    """What ends next, what is awaited, what is to be asked for."""
    permissions.check_keep_entitlements(request.user)
    audit.record(by=request.user, action="read_due_entitlements")
    wanted = request.GET.get("of")
    which = next((one for one in EntitlementList if one == wanted), EntitlementList.EXPIRING)
    context = {
        "page_obj": entitlement_queries.page_of(request.user, which, request.GET.get("page")),
        "renews": which == EntitlementList.EXPIRING,
        "tabs": [
            {"url": f"?of={one.value}", "label": one.label, "is_current": one == which}
            for one in EntitlementList
        ],
    }
    return render(request, "referrals/due_entitlements.html", context)


@require_POST
def renew_entitlement(request: StaffRequest, pk: int) -> HttpResponse:
    """One line: until when. A slip comes back as a sentence, and nothing is recorded."""
    permissions.check_keep_entitlements(request.user)
    rows = Entitlement.objects.visible_to(request.user).with_state()
    rows = rows.filter(minor__in=Minor.objects.visible_to(request.user)).select_related("minor")
    found = get_object_or_404(rows, pk=pk)
    form = forms.RenewEntitlementForm(request.POST)
    try:
        if not form.is_valid():
            raise ValidationError(form.errors["valid_until"].as_data())
        until = form.cleaned_data["valid_until"]
        actions.renew_entitlement(by=request.user, entitlement=found, valid_until=until)
        messages.success(request, _("Renewed."))
    except ValidationError as error:
        messages.error(request, error.messages[0])
    return redirect(back(request, "referrals:due_entitlements"))
