"""Who follows a file as a psychologist."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cases import registry
from cases.case_pages import case_context, minor_or_404, open_ticket
from clinics import actions, forms, permissions
from clinics.models import (
    CaseTeam,
)
from staff.choices import Compartment
from staff.http import StaffRequest, posted, status_of


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
