"""Judicial requisitions: the procedure and the register. The director's alone."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from cases import actions, forms, permissions
from cases.models import Requisition
from cases.requisitions import PROCEDURE
from staff import audit
from staff.http import StaffRequest, posted, status_of

PAGE_SIZE = 30  # requisitions


@require_safe
def requisitions(request: StaffRequest) -> HttpResponse:
    permissions.check_see_requisitions(request.user)
    audit.record(by=request.user, action="read_requisitions")
    rows = Requisition.objects.visible_to(request.user).with_state().select_related("hold__minor")
    page = Paginator(rows.order_by("-received_on", "-pk"), PAGE_SIZE)
    context = {"procedure": PROCEDURE, "page_obj": page.get_page(request.GET.get("page"))}
    return render(request, "cases/requisitions.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def record_requisition(request: StaffRequest) -> HttpResponse:
    permissions.check_record_requisition(request.user)
    form = forms.RecordRequisitionForm(posted(request))
    if form.is_valid():
        made = actions.record_requisition(
            by=request.user, requisition=form.instance, minor=form.cleaned_data["reference"]
        )
        messages.success(request, _("Requisition recorded."))
        return redirect("cases:requisition", made.pk)
    context = {"form": form}
    return render(request, "cases/record_requisition.html", context, status=status_of(form))


def requisition_or_404(request: StaffRequest, pk: int) -> Requisition:
    rows = Requisition.objects.visible_to(request.user).with_state()
    return get_object_or_404(rows.select_related("hold__minor", "recorded_by"), pk=pk)


@require_safe
def requisition(request: StaffRequest, pk: int) -> HttpResponse:
    permissions.check_see_requisitions(request.user)
    found = requisition_or_404(request, pk)
    audit.record(
        by=request.user,
        action="read_requisition",
        subject=found,
        minor_id=found.held.minor_id if found.held else None,
    )
    steps = found.steps.with_key().select_related("recorded_by").order_by("-happened_on", "-pk")
    return render(request, "cases/requisition.html", {"requisition": found, "steps": steps})


@require_http_methods(["GET", "HEAD", "POST"])
def record_requisition_step(request: StaffRequest, pk: int) -> HttpResponse:
    permissions.check_record_requisition_step(request.user)
    found = requisition_or_404(request, pk)
    form = forms.RecordRequisitionStepForm(posted(request), requisition=found)
    if form.is_valid():
        actions.record_requisition_step(by=request.user, step=form.instance)
        messages.success(request, _("Recorded."))
        return redirect("cases:requisition", pk)
    context = {"form": form, "requisition": found}
    return render(request, "cases/record_requisition_step.html", context, status=status_of(form))
