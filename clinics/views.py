"""The health page of a case file, and the consultation."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from cases.case_pages import case_context, minor_or_404, open_ticket
from clinics import actions, forms, permissions
from clinics.models import Consultation
from staff import audit
from staff.http import StaffRequest, posted, site_or_404, status_of

PAGE_SIZE = 20  # consultations


@require_safe
def health(request: StaffRequest, reference: str) -> HttpResponse:
    permissions.check_see_health(request.user)
    minor = minor_or_404(request, reference)
    audit.record(by=request.user, action="read_health", minor_id=minor.pk)
    rows = (
        Consultation.objects.visible_to(request.user)
        .filter(minor=minor)
        .select_related("site", "recorded_by")
        .newest_first()
    )
    context = case_context(request, minor, "clinics:health") | {
        "page_obj": Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page")),
        "may_log": permissions.can_log_consultation(request.user),
        "ticket": open_ticket(request, minor),
    }
    return render(request, "clinics/health.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def log_consultation(request: StaffRequest, reference: str) -> HttpResponse:
    permissions.check_log_consultation(request.user)
    minor = minor_or_404(request, reference)
    site = site_or_404(request)
    form = forms.LogConsultationForm(posted(request), minor=minor, site=site)
    if form.is_valid():
        actions.log_consultation(by=request.user, consultation=form.instance)
        messages.success(request, _("Consultation saved."))
        return redirect("clinics:health", reference)
    earlier = Consultation.objects.visible_to(request.user).filter(minor=minor).newest_first()[:3]
    context = case_context(request, minor, "clinics:health") | {"form": form, "earlier": earlier}
    return render(request, "clinics/log_consultation.html", context, status=status_of(form))


@require_safe
def consultation(request: StaffRequest, reference: str, pk: int) -> HttpResponse:
    permissions.check_see_health(request.user)
    minor = minor_or_404(request, reference)
    rows = Consultation.objects.visible_to(request.user).select_related("site", "recorded_by")
    found = get_object_or_404(rows, pk=pk, minor=minor)
    audit.record(by=request.user, action="read_consultation", subject=found, minor_id=minor.pk)
    context = case_context(request, minor, "clinics:health") | {"consultation": found}
    return render(request, "clinics/consultation.html", context)
