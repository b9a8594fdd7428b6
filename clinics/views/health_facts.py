"""Short forms of what holds between consultations: one to write, one to say that it is over."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from cases.case_pages import case_context, minor_or_404
from cases.scope import check_own_scope
from clinics import actions, forms, health_facts, permissions
from clinics.choices import FactKind
from clinics.models import HealthFact
from staff.choices import Compartment
from staff.http import StaffRequest, posted, status_of

PAGE = "clinics:health"


@require_http_methods(["GET", "HEAD", "POST"])
def record_health_fact(request: StaffRequest, reference: str, kind: str) -> HttpResponse:
    permissions.check_record_health_fact(request.user)
    if kind not in FactKind.values:
        raise Http404
    minor = minor_or_404(request, reference)
    check_own_scope(request, minor, Compartment.HEALTH)
    known = health_facts.known(minor, request.user)[kind]
    form = forms.HealthFactForm(posted(request), minor=minor, kind=FactKind(kind), known=known)
    if form.is_valid():
        actions.record_health_fact(by=request.user, fact=form.instance)
        messages.success(request, _("Written in the health file."))
        return redirect(PAGE, reference)
    context = case_context(request, minor, PAGE) | {"form": form, "known": known}
    return render(request, "clinics/record_health_fact.html", context, status=status_of(form))


@require_http_methods(["GET", "HEAD", "POST"])
def end_health_fact(request: StaffRequest, reference: str, pk: int) -> HttpResponse:
    permissions.check_record_health_fact(request.user)
    minor = minor_or_404(request, reference)
    check_own_scope(request, minor, Compartment.HEALTH)
    facts = HealthFact.objects.visible_to(request.user).filter(minor=minor).with_authors()
    fact = get_object_or_404(facts, pk=pk)
    if fact.has_ended:
        messages.info(request, _("A colleague has ended it already."))
        return redirect(PAGE, reference)
    form = forms.EndHealthFactForm(posted(request), fact=fact)
    if form.is_valid():
        try:
            actions.end_health_fact(by=request.user, end=form.instance)
            messages.success(request, _("Written in the health file."))
        except ValidationError as error:  # in the same instant
            messages.info(request, error.messages[0])
        return redirect(PAGE, reference)
    context = case_context(request, minor, PAGE) | {"form": form, "fact": fact}
    return render(request, "clinics/end_health_fact.html", context, status=status_of(form))
