"""The enrolled PCs of the centre."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from staff import actions, enrolled, forms, permissions
from staff.http import StaffRequest, posted, status_of
from staff.models import Device


@require_safe
def devices(request: StaffRequest) -> HttpResponse:
    permissions.check_enrol_device(request.user)
    rows = Device.objects.visible_to(request.user).select_related("site", "enrolled_by")
    rows = rows.select_related("revoked_by").order_by("-revoked_at", "site", "label", "pk")
    page = Paginator(rows, 30).get_page(request.GET.get("page"))
    context = {"page_obj": page, "here": enrolled.trusted(request)}
    return render(request, "staff/devices.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def enrol_device(request: StaffRequest) -> HttpResponse:
    """The PC one sits at becomes a second factor for whoever works at that site."""
    permissions.check_enrol_device(request.user)
    form = forms.DeviceForm(posted(request), user=request.user)
    if form.is_valid():
        _device, secret = actions.enrol_device(
            by=request.user, label=form.cleaned_data["label"], site=form.cleaned_data["site"]
        )
        messages.success(request, _("This PC is enrolled."))
        response = redirect("staff:devices")
        enrolled.remember(response, secret)
        return response
    context = {"form": form, "here": enrolled.trusted(request)}
    return render(request, "staff/enrol_device.html", context, status=status_of(form))


@require_POST
def revoke_device(request: StaffRequest, pk: int) -> HttpResponse:
    permissions.check_enrol_device(request.user)
    device = get_object_or_404(Device.objects.visible_to(request.user), pk=pk)
    actions.revoke_device(by=request.user, device=device)
    messages.success(request, _("Withdrawn: %(pc)s.") % {"pc": device.label})
    return redirect("staff:devices")
