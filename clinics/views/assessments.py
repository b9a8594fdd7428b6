"""The health assessment of a file: its guide, its tests, its second step, its booklet."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cases.case_pages import case_context, minor_or_404, minor_to_edit
from cases.models import Minor
from cases.scope import check_own_scope, check_scope
from clinics import (
    actions,
    assessment_booklet,
    assessment_due,
    assessment_guide,
    assessment_pages,
    assessment_panel,
    assessments,
    forms,
    permissions,
)
from clinics.choices.assessments import PanelStage
from clinics.models import Assessment, AssessmentTest, AssessmentTestStep
from staff import audit, pdf, undo
from staff.choices import Compartment
from staff.http import StaffRequest, attempt, posted, site_or_404, status_of

TAB = "clinics:health"
PAGE = "clinics:assessment"


def _found(request: StaffRequest, minor: Minor, pk: int) -> Assessment:
    rows = Assessment.objects.visible_to(request.user).filter(minor=minor)
    found: Assessment = get_object_or_404(rows.select_related("opened_by", "site"), pk=pk)
    found.minor = minor
    return found


def _to_write(request: StaffRequest, reference: str, pk: int) -> Assessment:
    """Return it to whoever writes in one of the two books."""
    permissions.check_record_tests(request.user)
    minor = minor_or_404(request, reference)
    check_own_scope(request, minor, Compartment.HEALTH)
    return _found(request, minor, pk)


def _to_keep(request: StaffRequest, reference: str, pk: int) -> Assessment:
    """Return it to whoever writes in the health file."""
    permissions.check_open_assessment(request.user)
    minor = minor_or_404(request, reference)
    check_own_scope(request, minor, Compartment.HEALTH)
    return _found(request, minor, pk)


def _page(
    request: StaffRequest, template: str, found: Assessment, form: Any, **more: object
) -> HttpResponse:
    context = case_context(request, found.minor, TAB)
    context |= {"form": form, "assessment": found, **more}
    return render(request, template, context, status=status_of(form))


@require_http_methods(["GET", "HEAD", "POST"])
def open_assessment(request: StaffRequest, reference: str) -> HttpResponse:
    """The first step: with whom one speaks. Each act is agreed to afterwards."""
    permissions.check_open_assessment(request.user)
    minor = minor_or_404(request, reference)
    check_own_scope(request, minor, Compartment.HEALTH)
    form = forms.OpenAssessmentForm(posted(request), minor=minor, site=site_or_404(request))
    if form.is_valid():
        try:
            found = actions.open_assessment(by=request.user, assessment=form.instance)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            return redirect(PAGE, reference, found.pk)
    context = case_context(request, minor, TAB) | {"form": form}
    return render(request, "clinics/open_assessment.html", context, status=status_of(form))


@require_safe
def assessment(request: StaffRequest, reference: str, pk: int) -> HttpResponse:
    """What was asked, agreed to, sampled, received, handed back; what comes next."""
    permissions.check_see_assessment(request.user)
    minor = minor_or_404(request, reference)
    purpose = check_scope(request, minor, Compartment.HEALTH)
    found = _found(request, minor, pk)
    audit.record(
        by=request.user,
        action="read_assessment",
        subject=found,
        minor_id=minor.pk,
        purpose=purpose,
    )
    context = case_context(request, minor, TAB) | {
        "assessment": found,
        "page": assessment_pages.page(found, request.user),
        "may_print": permissions.can_print_assessment(request.user),
    }
    return render(request, "clinics/assessment.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def fill_assessment(request: StaffRequest, reference: str, pk: int, section: str) -> HttpResponse:
    """One section of the guide; what is left empty stays as it was. Then the next one."""
    part = assessment_guide.sections().get(section)
    if part is None:
        raise Http404
    permissions.check_fill_section(request.user, part.compartment)
    minor = minor_to_edit(request, reference)
    check_own_scope(request, minor, part.compartment)
    found = _found(request, minor, pk)
    held = assessments.standing(found, request.user)
    form = forms.FillAssessmentForm(posted(request), minor=minor, section=part, held=held)
    following = assessment_pages.section_after(found, request.user, section)
    if form.is_valid():
        answers = form.cleaned_data["answers"]
        actions.fill_assessment(by=request.user, assessment=found, answers=answers)
        messages.success(request, _("Answers saved."))
        if following is not None:
            return redirect("clinics:fill_assessment", reference, pk, following.code)
        return redirect(PAGE, reference, pk)
    more = {"section": part, "following": following}
    return _page(request, "clinics/fill_assessment.html", found, form, **more)


# --- the tests --------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
def prescribe_tests(request: StaffRequest, reference: str, pk: int) -> HttpResponse:
    """The panel, group by group: her agreement first."""
    found = _to_write(request, reference, pk)
    rows = assessments.prescribed(found, request.user)
    form = forms.PrescribeTestsForm(
        posted(request),
        agreements=assessment_pages.agreements_to_write(found, request.user),
        in_hand=assessments.in_hand(rows),
        user=request.user,
    )
    if form.is_valid():
        try:
            actions.prescribe_tests(by=request.user, assessment=found, **form.prescription())
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("Written in the health file."))
            return redirect(PAGE, reference, pk)
    more = {"is_validated": assessment_panel.is_validated()}
    return _page(request, "clinics/prescribe_tests.html", found, form, **more)


def _steps(
    request: StaffRequest,
    found: Assessment,
    stages: tuple[str, ...],
    form_class: Callable[..., Any],
    template: str,
) -> HttpResponse:
    """The tests of these stages that this person writes, and what became of them."""
    rows = assessment_pages.tests_to_write(found, request.user, *stages)
    form = form_class(posted(request), rows=rows, minor=found.minor)
    if form.is_valid():
        try:
            kept = actions.record_test_steps(by=request.user, assessment=found, steps=form.steps())
        except ValidationError as error:
            form.add_error(None, error)
        else:
            _offer_undo(request, found, kept)
            return redirect(PAGE, found.minor.reference, found.pk)
    lines = assessments.lines_of(found, request.user, rows)
    return _page(request, template, found, form, lines=lines)


def _offer_undo(request: StaffRequest, found: Assessment, kept: list[AssessmentTestStep]) -> None:
    """One alone is undone by a button; of several, each from its line."""
    if len(kept) == 1:
        where = [found.minor.reference, found.pk, kept[0].pk]
        url = reverse("clinics:take_back_test_step", args=where)
        undo.offer(request, url=url, text=_("Written in the health file."))
    else:
        messages.success(request, _("Written in the health file."))


@require_http_methods(["GET", "HEAD", "POST"])
def sample_tests(request: StaffRequest, reference: str, pk: int) -> HttpResponse:
    found = _to_write(request, reference, pk)
    stages = (PanelStage.TO_SAMPLE,)
    return _steps(request, found, stages, forms.SampleTestsForm, "clinics/sample_tests.html")


@require_http_methods(["GET", "HEAD", "POST"])
def receive_results(request: StaffRequest, reference: str, pk: int) -> HttpResponse:
    """Of what was sampled, and of what was sampled elsewhere without a word."""
    found = _to_write(request, reference, pk)
    stages = (PanelStage.AWAITED, PanelStage.TO_SAMPLE)
    return _steps(request, found, stages, forms.ReceiveResultsForm, "clinics/receive_results.html")


@require_http_methods(["GET", "HEAD", "POST"])
def hand_back_results(request: StaffRequest, reference: str, pk: int) -> HttpResponse:
    """What is said to her, through whom, and whether she says it back."""
    found = _to_write(request, reference, pk)
    stages = (PanelStage.TO_HAND_BACK,)
    return _steps(
        request, found, stages, forms.HandBackResultsForm, "clinics/hand_back_results.html"
    )


@require_http_methods(["GET", "HEAD", "POST"])
def drop_test(request: StaffRequest, reference: str, pk: int, test: int) -> HttpResponse:
    found = _to_write(request, reference, pk)
    row = _test_to_write(request, found, test)
    form = forms.DropTestForm(posted(request), test=row)
    if form.is_valid():
        attempt(
            request,
            actions.record_test_steps,
            assessment=found,
            steps=[form.instance],
            said=_("Written in the health file."),
        )
        return redirect(PAGE, reference, pk)
    return _page(request, "clinics/drop_test.html", found, form, test=row)


def _test_to_write(request: StaffRequest, found: Assessment, pk: int) -> AssessmentTest:
    rows = assessment_pages.tests_to_write(found, request.user, *PanelStage.values)
    row = next((row for row in rows if row.pk == pk), None)
    if row is None:
        raise Http404
    return row


@require_POST
def take_back_test_step(request: StaffRequest, reference: str, pk: int, step: int) -> HttpResponse:
    found = _to_write(request, reference, pk)
    row = assessment_pages.step_to_take_back(found, request.user, step)
    if row is None:
        raise Http404
    said = _("Taken back. The line stays, struck out.")
    attempt(request, actions.take_back_test_step, step=row, said=said)
    undo.spend(request)
    return redirect(PAGE, reference, pk)


# --- the second step --------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
def plan_second_step(request: StaffRequest, reference: str, pk: int) -> HttpResponse:
    """An appointment at the nurse's desk: the others see that there is one, and when."""
    found = _to_keep(request, reference, pk)
    site = site_or_404(request)
    form = forms.PlanSecondStepForm(posted(request), site=site)
    if form.is_valid():
        data = form.cleaned_data
        attempt(
            request,
            actions.plan_second_step,
            assessment=found,
            site=site,
            day=data["day"],
            time=data["time"],
            said=_("Appointment planned."),
        )
        return redirect(PAGE, reference, pk)
    return _page(request, "clinics/plan_second_step.html", found, form)


@require_http_methods(["GET", "HEAD", "POST"])
def hold_second_step(request: StaffRequest, reference: str, pk: int) -> HttpResponse:
    """What was explained, what remains, whether it ends there."""
    found = _to_keep(request, reference, pk)
    form = forms.HoldSecondStepForm(posted(request), assessment=found)
    if form.is_valid():
        attempt(
            request,
            actions.hold_second_step,
            step=form.instance,
            closes=form.cleaned_data["closes"],
            said=_("Written in the health file."),
        )
        return redirect(PAGE, reference, pk)
    rows = assessments.prescribed(found, request.user)
    left = assessments.at_stage(rows, PanelStage.TO_HAND_BACK, PanelStage.AWAITED)
    return _page(request, "clinics/hold_second_step.html", found, form, left=left)


@require_safe
def assessment_booklet_pdf(request: StaffRequest, reference: str, pk: int) -> HttpResponse:
    """What was done, in French and in her language; what she wishes to be left out is."""
    permissions.check_print_assessment(request.user)
    minor = minor_or_404(request, reference)
    purpose = check_scope(request, minor, Compartment.HEALTH)
    found = _found(request, minor, pk)
    audit.record(
        by=request.user,
        action="print_assessment_booklet",
        subject=found,
        minor_id=minor.pk,
        purpose=purpose,
    )
    told = assessment_booklet.booklet(
        found,
        request.user,
        nationality="nationality" in request.GET,
        sexual_health="sexual_health" in request.GET,
    )
    content = pdf.render("assessment", told, language="fr")
    headers = {"Content-Disposition": 'inline; filename="booklet.pdf"'}
    return HttpResponse(content, content_type="application/pdf", headers=headers)


@require_safe
def due_results(request: StaffRequest, which: str) -> HttpResponse:
    """What waits for somebody: the oldest first, what is late marked."""
    permissions.check_see_assessment(request.user)
    find = assessment_due.DUE.get(which)
    if find is None:
        raise Http404
    audit.record(by=request.user, action="read_due_results")
    user, site = request.user, request.site
    page, lines = find(user, site, request.GET.get("page"), assessment_due.PAGE_SIZE)
    context = {
        "title": assessment_due.labels()[which],
        "tabs": assessment_due.tabs(which),
        "page_obj": page,
        "lines": lines,
        "more": assessment_due.not_looked_at(user, site) if which == "recalls" else 0,
    }
    return render(request, "clinics/due_results.html", context)
