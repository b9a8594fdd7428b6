"""Short screens of a file: asked, kept question by question, read with what they come to."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cases import protocols
from cases.case_pages import case_context, minor_or_404
from cases.choices import AlertKind
from cases.scope import check_own_scope, check_scope
from clinics import actions, forms, permissions
from clinics.instruments import instruments
from clinics.models import Screening
from staff import audit
from staff.choices import Compartment
from staff.http import StaffRequest, attempt, posted, site_or_404, status_of

TAB = "clinics:health"


@require_http_methods(["GET", "HEAD", "POST"])
def screen(request: StaffRequest, reference: str, instrument: str) -> HttpResponse:
    """The questions; whatever is said of suicide leads to the alert that it has just raised."""
    permissions.check_screen(request.user)
    asked = instruments().get(instrument)
    if asked is None:
        raise Http404
    minor, site = minor_or_404(request, reference), site_or_404(request)
    check_own_scope(request, minor, Compartment.HEALTH)
    form = forms.ScreeningForm(
        posted(request), instrument=asked, minor=minor, site=site, user=request.user
    )
    if form.is_valid():
        row = form.screening
        alert = actions.record_screening(by=request.user, screening=row, referral=form.referral)
        if alert is not None:
            messages.warning(request, _("An alert is raised. Stay with her or him; tell somebody."))
            return redirect("cases:alert", alert.pk)
        return redirect("clinics:screening", reference, row.pk)
    asks_of_suicide = any(item.is_risk for item in asked.items)
    context = case_context(request, minor, TAB) | {
        "form": form,
        "instrument": asked,
        "protocol": protocols.protocol_of(AlertKind.SUICIDE) if asks_of_suicide else None,
        "clocks": [],
    }
    return render(request, "clinics/screen.html", context, status=status_of(form))


@require_safe
def screening(request: StaffRequest, reference: str, pk: int) -> HttpResponse:
    permissions.check_see_screening(request.user)
    minor = minor_or_404(request, reference)
    purpose = check_scope(request, minor, Compartment.HEALTH)
    rows = Screening.objects.visible_to(request.user).filter(minor=minor)
    found = get_object_or_404(rows.select_related("site", "recorded_by"), pk=pk)
    found.minor = minor
    audit.record(
        by=request.user,
        action="read_screening",
        subject=found,
        minor_id=minor.pk,
        purpose=purpose,
    )
    earlier = rows.filter(instrument=found.instrument).exclude(pk=pk).newest_first()
    context = case_context(request, minor, TAB) | {
        "screening": found,
        "reading": found.reading,
        "earlier": earlier[:10],
        "may_screen": permissions.can_screen(request.user),
    }
    return render(request, "clinics/screening.html", context)


@require_POST
def ask_psychologist(request: StaffRequest, reference: str, pk: int) -> HttpResponse:
    """One tap from a screen: she is on the list of the psychologists' desk."""
    permissions.check_screen(request.user)
    minor, site = minor_or_404(request, reference), site_or_404(request)
    check_own_scope(request, minor, Compartment.HEALTH)
    found = get_object_or_404(Screening.objects.visible_to(request.user), pk=pk, minor=minor)
    said = _("On the list of the psychologists’ desk, without what was answered.")
    attempt(request, actions.ask_psychologist, minor=minor, site=site, said=said)
    return redirect("clinics:screening", reference, found.pk)
