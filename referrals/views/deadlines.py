"""The deadlines of a file and of all files; their rules."""

import datetime
from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cases.case_pages import case_context, minor_or_404, open_ticket
from cases.models import Minor
from referrals import actions, deadline_lists, deadline_state, forms, permissions
from referrals.choices.deadlines import DeadlineStepKind, DueFilter
from referrals.deadlines import rules as shipped
from referrals.deadlines import wording
from referrals.deadlines.rules import Rule
from referrals.models import Deadline, DeadlineStep
from staff import audit, undo
from staff.http import StaffRequest, attempt, posted, site_or_404, status_of

K = DeadlineStepKind
TAB = "referrals:deadlines"


# --- of a file --------------------------------------------------------------------------------


@require_safe
def deadlines(request: StaffRequest, reference: str) -> HttpResponse:
    permissions.check_see_deadlines(request.user)
    minor = minor_or_404(request, reference)
    audit.record(by=request.user, action="read_deadlines", minor_id=minor.pk)
    page = deadline_lists.of_file(request.user, minor, request.GET.get("page"))
    context = case_context(request, minor, TAB) | {
        "page_obj": page,
        "lines": deadline_lists.lines(page.object_list),
        "may_keep": permissions.can_keep_deadlines(request.user),
        "ticket": open_ticket(request, minor),
    }
    return render(request, "referrals/deadlines.html", context)


@require_safe
def choose_deadline_rule(request: StaffRequest, reference: str) -> HttpResponse:
    """Which deadline: never guessed from what is known of the file."""
    permissions.check_keep_deadlines(request.user)
    minor = minor_or_404(request, reference)
    context = case_context(request, minor, TAB) | {"groups": deadline_lists.rules_by_procedure()}
    return render(request, "referrals/choose_deadline_rule.html", context)


def rule_or_404(code: str, version: int) -> Rule:
    rule = shipped.rules().get((code, version))
    if rule is None:
        raise Http404
    return rule


def a_day(request: StaffRequest) -> str:
    """Return the day that the address proposes, "" for anything else."""
    try:
        return datetime.date.fromisoformat(request.GET.get("on", "")).isoformat()
    except ValueError:
        return ""


@require_http_methods(["GET", "HEAD", "POST"])
def start_deadline(request: StaffRequest, reference: str, code: str, version: int) -> HttpResponse:
    """What was computed is shown first, and recorded once it has been seen."""
    permissions.check_keep_deadlines(request.user)
    minor = minor_or_404(request, reference)
    site, rule = site_or_404(request), rule_or_404(code, version)
    form = forms.StartDeadlineForm(posted(request), rule=rule, minor=minor, day=a_day(request))
    if form.is_valid() and form.is_seen:
        word = form.cleaned_data["word"]
        started = actions.start_deadline(
            by=request.user, minor=minor, site=site, rule=rule, trigger=form.trigger, word=word
        )
        messages.success(request, _("Deadline recorded."))
        return redirect("referrals:deadline", reference, started.pk)
    context = case_context(request, minor, TAB) | {
        "form": form,
        "line": _rule_line(rule),
        "sentence": wording.sentence(form.result) if form.result else "",
        "formula": wording.formula(form.result) if form.result else [],
    }
    status = 422 if form.is_bound else 200
    return render(request, "referrals/start_deadline.html", context, status=status)


def _rule_line(rule: Rule) -> deadline_state.RuleLine:
    return next(line for line in deadline_state.rule_lines() if line.rule == rule)


# --- one --------------------------------------------------------------------------------------


def deadline_or_404(request: StaffRequest, minor: Minor, pk: int) -> Deadline:
    rows = Deadline.objects.visible_to(request.user).select_related("state", "started_by")
    found = get_object_or_404(rows, pk=pk, minor=minor)
    found.minor = minor
    return found


@require_safe
def deadline(request: StaffRequest, reference: str, pk: int) -> HttpResponse:
    """Its sentence, its formula, what became of it."""
    permissions.check_see_deadlines(request.user)
    minor = minor_or_404(request, reference)
    found = deadline_or_404(request, minor, pk)
    audit.record(by=request.user, action="read_deadline", subject=found, minor_id=minor.pk)
    context = case_context(request, minor, TAB) | {
        "deadline": found,
        "explained": deadline_lists.explained(found),
        "may_keep": permissions.can_keep_deadlines(request.user),
    }
    return render(request, "referrals/deadline.html", context)


def _change(
    request: StaffRequest,
    reference: str,
    pk: int,
    form_class: Callable[..., forms.StepForm],
    kind: str,
    title: str,
) -> HttpResponse:
    """A page that adds one step; what cannot be said of this deadline now is said on the form."""
    permissions.check_keep_deadlines(request.user)
    minor = minor_or_404(request, reference)
    found = deadline_or_404(request, minor, pk)
    form = form_class(posted(request), deadline=found)
    if form.is_valid() and _is_recorded(request, form, found, kind):
        return redirect("referrals:deadline", reference, pk)
    context = case_context(request, minor, TAB) | {
        "form": form,
        "title": title,
        "deadline": found,
        "explained": deadline_lists.explained(found),
    }
    return render(request, "referrals/change_deadline.html", context, status=status_of(form))


def _is_recorded(request: StaffRequest, form: forms.StepForm, found: Deadline, kind: str) -> bool:
    step = DeadlineStep(deadline=found, kind=kind, **form.values)
    try:
        actions.record_deadline_step(by=request.user, step=step)
    except ValidationError as error:
        form.add_error(None, error.messages)
        return False
    url = reverse("referrals:undo_deadline_step", args=[found.minor.reference, found.pk])
    undo.offer(request, url=url, text=str(step.get_kind_display()))
    return True


@require_http_methods(["GET", "HEAD", "POST"])
def correct_deadline(request: StaffRequest, reference: str, pk: int) -> HttpResponse:
    form = forms.CorrectDeadlineForm
    return _change(request, reference, pk, form, K.CORRECTED, _("Correct the date"))


@require_http_methods(["GET", "HEAD", "POST"])
def stop_deadline(request: StaffRequest, reference: str, pk: int) -> HttpResponse:
    permissions.check_keep_deadlines(request.user)
    found = deadline_or_404(request, minor_or_404(request, reference), pk)
    if not found.rule.may_be_stopped:
        raise Http404
    form = forms.StopDeadlineForm
    return _change(request, reference, pk, form, K.STOPPED, _("The clock is stopped"))


@require_http_methods(["GET", "HEAD", "POST"])
def resume_deadline(request: StaffRequest, reference: str, pk: int) -> HttpResponse:
    form = forms.ResumeDeadlineForm
    return _change(request, reference, pk, form, K.RESUMED, _("The clock runs again"))


@require_http_methods(["GET", "HEAD", "POST"])
def call_lawyer(request: StaffRequest, reference: str, pk: int) -> HttpResponse:
    form = forms.CallLawyerForm
    return _change(request, reference, pk, form, K.CALLED, _("Record the call to the lawyer"))


@require_http_methods(["GET", "HEAD", "POST"])
def end_deadline(request: StaffRequest, reference: str, pk: int) -> HttpResponse:
    form = forms.EndDeadlineForm
    return _change(request, reference, pk, form, K.DONE, pgettext("deadline", "Done, with a word"))


@require_http_methods(["GET", "HEAD", "POST"])
def drop_deadline(request: StaffRequest, reference: str, pk: int) -> HttpResponse:
    form = forms.DropDeadlineForm
    return _change(request, reference, pk, form, K.DROPPED, _("Drop this deadline"))


@require_POST
def undo_deadline_step(request: StaffRequest, reference: str, pk: int) -> HttpResponse:
    """The last thing said of it is taken back; both lines stay."""
    permissions.check_keep_deadlines(request.user)
    found = deadline_or_404(request, minor_or_404(request, reference), pk)
    attempt(request, actions.undo_deadline_step, deadline=found, said=_("Undone."))
    undo.spend(request)
    return redirect("referrals:deadline", reference, pk)


# --- of all files -----------------------------------------------------------------------------


@require_safe
def due_deadlines(request: StaffRequest) -> HttpResponse:
    """The open deadlines of all files, the next one first."""
    permissions.check_keep_deadlines(request.user)
    audit.record(by=request.user, action="read_due_deadlines")
    which = request.GET.get("of", DueFilter.OPEN)
    which = DueFilter(which) if which in DueFilter else DueFilter.OPEN
    is_here = request.GET.get("here") == "on"
    site = request.site if is_here else None
    page = deadline_lists.page_of(request.user, which, site, request.GET.get("page"))
    context = {
        "page_obj": page,
        "lines": deadline_lists.lines(page.object_list),
        "which": which,
        "filters": DueFilter.choices,
        "is_here": is_here,
    }
    return render(request, "referrals/due_deadlines.html", context)


@require_safe
def deadline_rules(request: StaffRequest) -> HttpResponse:
    """Each rule, on what it stands, whether a jurist has validated it."""
    permissions.check_see_deadlines(request.user)
    context = {
        "groups": deadline_lists.rules_by_procedure(),
        "may_validate": permissions.can_validate_rules(request.user),
    }
    return render(request, "referrals/deadline_rules.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def validate_rule(request: StaffRequest, code: str, version: int) -> HttpResponse:
    permissions.check_validate_rules(request.user)
    rule = rule_or_404(code, version)
    form = forms.ValidateRuleForm(posted(request), rule=rule)
    if form.is_valid():
        actions.validate_rule(by=request.user, validation=form.instance)
        messages.success(request, _("Recorded."))
        return redirect("referrals:deadline_rules")
    context = {"form": form, "line": _rule_line(rule)}
    return render(request, "referrals/validate_rule.html", context, status=status_of(form))
