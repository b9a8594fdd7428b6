"""Partners and desks: reference data that the coordinator keeps."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from cases import actions, directory, forms, permissions, queries
from cases.models import Desk, Partner
from staff.http import StaffRequest, posted, status_of, to_edit

PAGE_SIZE = 30  # rows


@require_safe
def partners(request: StaffRequest) -> HttpResponse:
    permissions.check_see_partners(request.user)
    form = forms.PartnerFilterForm(request.GET)
    form.is_valid()
    wanted = form.cleaned_data
    rows = queries.partner_search(
        Partner.objects.visible_to(request.user).order_by("name", "pk").prefetch_related("week"),
        wanted.get("q", ""),
        wanted.get("kind", ""),
        wanted.get("day"),
    )
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "page_obj": page,
        "today": timezone.localdate(),
        "day": wanted.get("day"),
        "may_edit": permissions.can_edit_partner(request.user),
    }
    return render(request, "cases/partners.html", context)


@require_safe
def partner(request: StaffRequest, pk: int) -> HttpResponse:
    permissions.check_see_partners(request.user)
    found = get_object_or_404(Partner.objects.visible_to(request.user), pk=pk)
    context = {
        "partner": found,
        "week": directory.week(found),
        "contacts": found.contacts.order_by("pk"),
        "today": timezone.localdate(),
        "may_edit": permissions.can_edit_partner(request.user),
    }
    return render(request, "cases/partner.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def create_partner(request: StaffRequest) -> HttpResponse:
    permissions.check_edit_partner(request.user)
    return _partner_page(request, Partner())


@require_http_methods(["GET", "HEAD", "POST"])
def edit_partner(request: StaffRequest, pk: int) -> HttpResponse:
    permissions.check_edit_partner(request.user)
    return _partner_page(request, to_edit(request, Partner.objects.visible_to(request.user), pk=pk))


def _partner_page(request: StaffRequest, partner: Partner) -> HttpResponse:
    form = forms.PartnerForm(posted(request), instance=partner)
    if form.is_valid():
        saved = actions.edit_partner(
            by=request.user,
            partner=form.instance,
            hours=form.hours(),
            contacts=form.contacts(),
        )
        messages.success(request, _("Partner saved."))
        return redirect("cases:partner", saved.pk)
    context = {"form": form, "partner": partner}
    return render(request, "cases/edit_partner.html", context, status=status_of(form))


@require_safe
def desks(request: StaffRequest) -> HttpResponse:
    permissions.check_edit_desk(request.user)
    rows = (
        Desk.objects.visible_to(request.user)
        .select_related("site")
        .order_by("site", "position", "pk")
    )
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    return render(request, "cases/desks.html", {"page_obj": page, "today": timezone.localdate()})


@require_http_methods(["GET", "HEAD", "POST"])
def create_desk(request: StaffRequest) -> HttpResponse:
    permissions.check_edit_desk(request.user)
    return _desk_page(request, Desk())


@require_http_methods(["GET", "HEAD", "POST"])
def edit_desk(request: StaffRequest, pk: int) -> HttpResponse:
    permissions.check_edit_desk(request.user)
    return _desk_page(request, to_edit(request, Desk.objects.visible_to(request.user), pk=pk))


def _desk_page(request: StaffRequest, desk: Desk) -> HttpResponse:
    form = forms.DeskForm(posted(request), instance=desk, user=request.user)
    if form.is_valid():
        actions.edit_desk(by=request.user, desk=form.instance)
        messages.success(request, _("Desk saved."))
        return redirect("cases:desks")
    context = {"form": form, "desk": desk}
    return render(request, "cases/edit_desk.html", context, status=status_of(form))
