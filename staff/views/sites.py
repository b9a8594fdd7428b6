"""Pages about the sites and their hours."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from staff import actions, forms, permissions
from staff.http import StaffRequest, posted, status_of, to_edit
from staff.models import OpeningException, Site


@require_safe
def sites(request: StaffRequest) -> HttpResponse:
    permissions.check_edit_reference(request.user)
    rows = Site.objects.visible_to(request.user).order_by("pk").prefetch_related("opening_hours")
    return render(request, "staff/sites.html", {"sites": rows, "today": timezone.localdate()})


@require_http_methods(["GET", "HEAD", "POST"])
def create_site(request: StaffRequest) -> HttpResponse:
    permissions.check_edit_reference(request.user)
    form = forms.SiteForm(posted(request))
    if form.is_valid():
        site = actions.create_site(by=request.user, **form.cleaned_data)
        return redirect("staff:edit_opening_hours", pk=site.pk)
    return render(request, "staff/create_site.html", {"form": form}, status=status_of(form))


@require_http_methods(["GET", "HEAD", "POST"])
def edit_site(request: StaffRequest, pk: int) -> HttpResponse:
    permissions.check_edit_reference(request.user)
    site = to_edit(request, Site.objects.visible_to(request.user), pk=pk)
    form = forms.SiteForm(posted(request), instance=site)
    if form.is_valid():
        actions.edit_site(by=request.user, site=form.instance)
        messages.success(request, _("Site saved."))
        return redirect("staff:sites")
    context = {"form": form, "site": site}
    return render(request, "staff/edit_site.html", context, status=status_of(form))


@require_http_methods(["GET", "HEAD", "POST"])
def edit_opening_hours(request: StaffRequest, pk: int) -> HttpResponse:
    permissions.check_edit_reference(request.user)
    site = to_edit(request, Site.objects.visible_to(request.user), pk=pk)
    form = forms.OpeningHoursForm(posted(request), site=site)
    if form.is_valid():
        for weekday, hours in form.hours().items():
            actions.set_opening_hours(by=request.user, site=site, weekday=weekday, hours=hours)
        messages.success(request, _("Opening hours saved."))
        return redirect("staff:edit_opening_hours", pk=pk)
    exceptions = site.opening_exceptions.filter(day__gte=timezone.localdate()).order_by("day")
    context = {"form": form, "site": site, "exceptions": exceptions}
    return render(request, "staff/edit_opening_hours.html", context, status=status_of(form))


@require_http_methods(["GET", "HEAD", "POST"])
def add_opening_exception(request: StaffRequest, pk: int) -> HttpResponse:
    permissions.check_edit_reference(request.user)
    site = get_object_or_404(Site.objects.visible_to(request.user), pk=pk)
    form = forms.OpeningExceptionForm(posted(request), site=site)
    if form.is_valid():
        actions.add_opening_exception(by=request.user, exception=form.instance)
        return redirect("staff:edit_opening_hours", pk=pk)
    context = {"form": form, "site": site}
    return render(request, "staff/add_opening_exception.html", context, status=status_of(form))


@require_POST
def remove_opening_exception(request: StaffRequest, pk: int, exception_pk: int) -> HttpResponse:
    permissions.check_edit_reference(request.user)
    site = get_object_or_404(Site.objects.visible_to(request.user), pk=pk)
    exception: OpeningException = get_object_or_404(site.opening_exceptions, pk=exception_pk)
    actions.remove_opening_exception(by=request.user, exception=exception)
    messages.success(request, _("Date removed."))
    return redirect("staff:edit_opening_hours", pk=pk)
