"""The health page of a case file, the consultation, and who follows as a psychologist."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cases import registry
from cases.case_pages import case_context, minor_or_404, open_ticket
from cases.scope import check_own_scope, check_scope
from clinics import actions, forms, permissions
from clinics.models import CaseTeam, Consultation
from staff import audit
from staff.http import StaffRequest, posted, site_or_404, status_of
from staff.permissions import Compartment

PAGE_SIZE = 20  # consultations


@require_safe
def health(request: StaffRequest, reference: str) -> HttpResponse:
    permissions.check_see_health(request.user)
    minor = minor_or_404(request, reference)
    purpose = check_scope(request, minor, Compartment.HEALTH)
    audit.record(by=request.user, action="read_health", minor_id=minor.pk, purpose=purpose)
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
    check_own_scope(request, minor, Compartment.HEALTH)
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
    purpose = check_scope(request, minor, Compartment.HEALTH)
    rows = Consultation.objects.visible_to(request.user).select_related("site", "recorded_by")
    found = get_object_or_404(rows, pk=pk, minor=minor)
    audit.record(
        by=request.user,
        action="read_consultation",
        subject=found,
        minor_id=minor.pk,
        purpose=purpose,
    )
    context = case_context(request, minor, "clinics:health") | {"consultation": found}
    return render(request, "clinics/consultation.html", context)


@require_safe
def psychology(request: StaffRequest, reference: str) -> HttpResponse:
    """Who follows this young person; what they write is among the notes."""
    permissions.check_see_psychology(request.user)
    minor = minor_or_404(request, reference)
    team = CaseTeam.objects.visible_to(request.user).filter(minor=minor).current()
    access = registry.exceptional_access(minor, request.user, Compartment.PSYCHOLOGY)
    context = case_context(request, minor, "clinics:psychology") | {
        "team": team.select_related("user", "added_by").order_by("began_at", "pk"),
        "follows": permissions.follows(request.user, minor),
        "may_follow": permissions.can_follow_case(request.user, minor),
        "access": access,
        "compartment": Compartment.PSYCHOLOGY,
        "ticket": open_ticket(request, minor),
    }
    return render(request, "clinics/psychology.html", context)


@require_POST
def follow_case(request: StaffRequest, reference: str) -> HttpResponse:
    permissions.check_see_psychology(request.user)
    minor = minor_or_404(request, reference)
    if not permissions.follows(request.user, minor):
        permissions.check_follow_case(request.user, minor)
        actions.follow_case(by=request.user, minor=minor)
    messages.success(request, _("You follow this young person."))
    return redirect("clinics:psychology", reference)


@require_http_methods(["GET", "HEAD", "POST"])
def add_psychologist(request: StaffRequest, reference: str) -> HttpResponse:
    permissions.check_see_psychology(request.user)
    minor = minor_or_404(request, reference)
    permissions.check_add_psychologist(request.user, minor)
    form = forms.AddPsychologistForm(posted(request), minor=minor, user=request.user)
    if form.is_valid():
        actions.add_psychologist(by=request.user, minor=minor, user=form.cleaned_data["user"])
        messages.success(request, _("Your colleague follows this young person with you."))
        return redirect("clinics:psychology", reference)
    context = case_context(request, minor, "clinics:psychology") | {"form": form}
    return render(request, "clinics/add_psychologist.html", context, status=status_of(form))


@require_POST
def stop_following(request: StaffRequest, reference: str) -> HttpResponse:
    permissions.check_see_psychology(request.user)
    minor = minor_or_404(request, reference)
    actions.stop_following(by=request.user, minor=minor)
    messages.success(request, _("You no longer follow this young person."))
    return redirect("clinics:psychology", reference)
