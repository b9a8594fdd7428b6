"""The intake interview of a file: what was answered, what is left, what she was told."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from cases import actions, forms, permissions, scope
from cases import intake as interviews
from cases.case_pages import case_context, minor_or_404, minor_to_edit
from cases.choices.intake import intake_section, questions_of
from cases.task_tabs import task_tabs
from staff import audit
from staff import permissions as staff_permissions
from staff.http import StaffRequest, posted, site_or_404, status_of

TAB = "cases:intake"


@require_safe
def intake(request: StaffRequest, reference: str) -> HttpResponse:
    """Each section that she reads: its answers, what is left to ask, what was said before."""
    permissions.check_see_intake(request.user)
    minor = minor_or_404(request, reference)
    parts = interviews.parts(minor, request.user)
    criteria = interviews.criteria(minor, request.user)
    opened = {part.section.compartment for part in parts} | {c.compartment for c in criteria}
    purpose = scope.purpose_of(minor, request.user, *opened)
    audit.record(by=request.user, action="read_intake", minor_id=minor.pk, purpose=purpose)
    counts = permissions.can_count_criteria(request.user)
    context = case_context(request, minor, TAB) | {
        "parts": parts,
        "next": next((part for part in parts if part.may_fill and part.left), None),
        "criteria": criteria,
        "criteria_count": interviews.held_count(minor) if counts else None,
        "may_tick": bool(interviews.ticked_by(minor, request.user)),
        "explanations": interviews.explanations(minor, request.user),
        "may_explain": permissions.can_record_explanation(request.user),
    }
    return render(request, "cases/intake.html", context)


@require_safe
def intakes(request: StaffRequest) -> HttpResponse:
    """Who came today and has not been asked everything by this person's desk."""
    permissions.check_see_intakes(request.user)
    site = site_or_404(request)
    audit.record(by=request.user, action="read_intakes")
    context = {
        "page_obj": interviews.to_take_up(request.user, site, request.GET.get("page")),
        "tabs": task_tabs(request.user, "cases:intakes"),
    }
    return render(request, "cases/intakes.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def fill_intake(request: StaffRequest, reference: str, section: str) -> HttpResponse:
    """One section; what is left empty stays as it was."""
    permissions.check_see_intake(request.user)
    found = intake_section(section)
    if found is None:
        raise Http404
    permissions.check_fill_section(request.user, found)
    minor = minor_to_edit(request, reference)
    scope.check_own_scope(request, minor, found.compartment)
    standing = interviews.standing(minor, [question.code for question in questions_of(found)])
    form = forms.IntakeForm(
        posted(request), minor=minor, section=found, standing=standing, user=request.user
    )
    if form.is_valid():
        answers = form.cleaned_data["answers"]
        kept = actions.record_intake(by=request.user, minor=minor, answers=answers)
        messages.success(request, _("Answers saved.") if kept else _("Nothing has changed."))
        return redirect(TAB, reference)
    context = case_context(request, minor, TAB) | {"form": form, "section": found}
    return render(request, "cases/fill_intake.html", context, status=status_of(form))


@require_http_methods(["GET", "HEAD", "POST"])
def tick_criteria(request: StaffRequest, reference: str) -> HttpResponse:
    permissions.check_tick_criteria(request.user)
    minor = minor_to_edit(request, reference)
    compartments = interviews.ticked_by(minor, request.user)
    staff_permissions.check(bool(compartments))
    held = {compartment: interviews.held(minor, compartment) for compartment in compartments}
    form = forms.TickCriteriaForm(posted(request), minor=minor, held=held)
    if form.is_valid():
        actions.tick_criteria(by=request.user, minor=minor, ticked=form.cleaned_data["ticked"])
        messages.success(request, _("Criteria saved."))
        return redirect(TAB, reference)
    context = case_context(request, minor, TAB) | {"form": form}
    return render(request, "cases/tick_criteria.html", context, status=status_of(form))


@require_http_methods(["GET", "HEAD", "POST"])
def record_explanation(request: StaffRequest, reference: str) -> HttpResponse:
    permissions.check_record_explanation(request.user)
    minor = minor_or_404(request, reference)
    form = forms.RecordExplanationForm(posted(request), minor=minor)
    if form.is_valid():
        actions.record_explanation(by=request.user, explanation=form.instance)
        messages.success(request, _("Recorded."))
        return redirect(TAB, reference)
    context = case_context(request, minor, TAB) | {"form": form}
    return render(request, "cases/record_explanation.html", context, status=status_of(form))
