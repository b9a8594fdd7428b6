"""What is written in the book of sexual health beside its consultations."""

from collections.abc import Collection

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from cases import protocols
from cases.case_pages import case_context, minor_or_404
from cases.models import Minor
from cases.scope import check_own_scope
from clinics import actions, forms, permissions
from clinics.choices import (
    ALERT_OF,
    SAID_OF_PREGNANCY,
    ContraceptionStepKind,
    PregnancyStepKind,
    ViolenceKind,
)
from clinics.midwifery.lines import PregnancyRule, pregnancy_steps
from clinics.models import Contraception, Pregnancy, PregnancyStep, SexualHealthAct, Violence
from staff import undo
from staff.choices import Compartment
from staff.http import StaffRequest, attempt, posted, site_or_404, status_of

TAB = "clinics:sexual_health"


def _to_write(request: StaffRequest, reference: str) -> Minor:
    permissions.check_log_sexual_health(request.user)
    minor = minor_or_404(request, reference)
    check_own_scope(request, minor, Compartment.SEXUAL_HEALTH)
    return minor


def _written(request: StaffRequest, minor: Minor) -> HttpResponse:
    messages.success(request, _("Recorded."))
    return redirect(TAB, minor.reference)


def _kind_or_404(kinds: Collection[str], kind: str) -> str:
    if kind not in kinds:
        raise Http404
    return kind


@require_http_methods(["GET", "HEAD", "POST"])
def record_act(request: StaffRequest, reference: str) -> HttpResponse:
    """One act with its agreement, its basis and who acts; or its refusal."""
    minor = _to_write(request, reference)
    form = forms.RecordActForm(
        posted(request), minor=minor, site=site_or_404(request), user=request.user
    )
    if form.is_valid():
        actions.record_act(by=request.user, act=form.instance)
        return _written(request, minor)
    context = case_context(request, minor, TAB) | {"form": form}
    return render(request, "clinics/record_act.html", context, status=status_of(form))


@require_POST
def take_back_act(request: StaffRequest, reference: str, pk: int) -> HttpResponse:
    minor = _to_write(request, reference)
    rows = SexualHealthAct.objects.visible_to(request.user).filter(takes_back__isnull=True)
    attempt(
        request,
        actions.take_back_act,
        act=get_object_or_404(rows, pk=pk, minor=minor),
        site=site_or_404(request),
        said=_("Taken back: it was a slip."),
    )
    return redirect(TAB, reference)


@require_POST
def take_back_violence(request: StaffRequest, reference: str, pk: int) -> HttpResponse:
    minor = _to_write(request, reference)
    rows = Violence.objects.visible_to(request.user).filter(takes_back__isnull=True)
    attempt(
        request,
        actions.take_back_violence,
        violence=get_object_or_404(rows, pk=pk, minor=minor),
        site=site_or_404(request),
        said=_("Taken back: it was a slip."),
    )
    return redirect(TAB, reference)


# --- pregnancy --------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
def open_pregnancy(request: StaffRequest, reference: str) -> HttpResponse:
    minor = _to_write(request, reference)
    form = forms.OpenPregnancyForm(posted(request), minor=minor, site=site_or_404(request))
    if form.is_valid():
        try:
            actions.open_pregnancy(by=request.user, pregnancy=form.instance, steps=form.steps())
            return _written(request, minor)
        except ValidationError as error:  # one is followed already
            messages.info(request, error.messages[0])
            return redirect(TAB, reference)
    context = case_context(request, minor, TAB) | {"form": form}
    return render(request, "clinics/open_pregnancy.html", context, status=status_of(form))


@require_http_methods(["GET", "HEAD", "POST"])
def record_pregnancy_step(
    request: StaffRequest, reference: str, pk: int, kind: str
) -> HttpResponse:
    """How far it is, what she wishes, how it ended: one short form each."""
    minor = _to_write(request, reference)
    step_kind = PregnancyStepKind(_kind_or_404(SAID_OF_PREGNANCY, kind))
    found = get_object_or_404(Pregnancy.objects.visible_to(request.user), pk=pk, minor=minor)
    if found.is_over:
        return _over(request, minor)
    form = forms.PregnancyStepForm(posted(request), pregnancy=found, kind=step_kind)
    if form.is_valid():
        attempt(
            request, actions.record_pregnancy_step, step=form.instance, said=_("Recorded.")
        )  # or ended in the same instant
        return redirect(TAB, reference)
    context = case_context(request, minor, TAB) | {
        "form": form,
        "title": step_kind.label,
        "about": "",
    }
    return render(request, "clinics/sexual_health_step.html", context, status=status_of(form))


def _followed(request: StaffRequest, minor: Minor, pk: int) -> Pregnancy:
    rows = Pregnancy.objects.visible_to(request.user).with_steps()
    return get_object_or_404(rows, pk=pk, minor=minor)


def _rule_or_404(code: str) -> PregnancyRule:
    found = {rule.code: rule for rule in pregnancy_steps()}
    return found[_kind_or_404(found, code)]


@require_POST
def tick_pregnancy_step(request: StaffRequest, reference: str, pk: int, code: str) -> HttpResponse:
    """One tap: it was done here, today."""
    minor = _to_write(request, reference)
    found = _followed(request, minor, pk)
    step = PregnancyStep(
        pregnancy=found, rule=_rule_or_404(code).code, happened_on=timezone.localdate()
    )
    return _tick(request, minor, step)


@require_http_methods(["GET", "HEAD", "POST"])
def record_done_elsewhere(
    request: StaffRequest, reference: str, pk: int, code: str
) -> HttpResponse:
    """It was done elsewhere, on a day that is known more or less."""
    minor = _to_write(request, reference)
    found, rule = _followed(request, minor, pk), _rule_or_404(code)
    if found.is_over:
        return _over(request, minor)
    form = forms.DoneElsewhereForm(posted(request), pregnancy=found, rule=rule)
    if form.is_valid():
        return _tick(request, minor, form.instance)
    context = case_context(request, minor, TAB) | {
        "form": form,
        "title": _("Done elsewhere"),
        "about": str(rule),
    }
    return render(request, "clinics/sexual_health_step.html", context, status=status_of(form))


def _tick(request: StaffRequest, minor: Minor, step: PregnancyStep) -> HttpResponse:
    try:
        actions.tick_pregnancy_step(by=request.user, step=step)
    except ValidationError as error:  # a colleague has, or it ended meanwhile
        messages.info(request, error.messages[0])
    else:
        where = [minor.reference, step.pregnancy_id, step.pk]
        url = reverse("clinics:take_back_pregnancy_step", args=where)
        undo.offer(request, url=url, text=_("Written down."))
    return redirect(TAB, minor.reference)


@require_POST
def take_back_pregnancy_step(
    request: StaffRequest, reference: str, pk: int, step_pk: int
) -> HttpResponse:
    minor = _to_write(request, reference)
    ticked = {
        step.pk: step
        for step in _followed(request, minor, pk).told
        if step.kind == PregnancyStepKind.DONE
    }
    if step_pk not in ticked:
        raise Http404
    attempt(request, actions.take_back_pregnancy_step, step=ticked[step_pk], said=_("Taken back."))
    undo.spend(request)
    return redirect(TAB, reference)


def _over(request: StaffRequest, minor: Minor) -> HttpResponse:
    messages.info(request, _("A colleague has ended it already."))
    return redirect(TAB, minor.reference)


# --- contraception ----------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
def start_contraception(request: StaffRequest, reference: str) -> HttpResponse:
    minor = _to_write(request, reference)
    form = forms.StartContraceptionForm(
        posted(request), minor=minor, site=site_or_404(request), user=request.user
    )
    if form.is_valid():
        actions.start_contraception(by=request.user, contraception=form.instance, act=form.act)
        return _written(request, minor)
    context = case_context(request, minor, TAB) | {"form": form}
    return render(request, "clinics/start_contraception.html", context, status=status_of(form))


@require_http_methods(["GET", "HEAD", "POST"])
def record_contraception_step(
    request: StaffRequest, reference: str, pk: int, kind: str
) -> HttpResponse:
    """Given again, or stopped and why."""
    minor = _to_write(request, reference)
    step_kind = ContraceptionStepKind(_kind_or_404(ContraceptionStepKind.values, kind))
    found = get_object_or_404(Contraception.objects.visible_to(request.user), pk=pk, minor=minor)
    if found.is_over:
        return _over(request, minor)
    form = forms.ContraceptionStepForm(
        posted(request),
        contraception=found,
        kind=step_kind,
        site=site_or_404(request),
        user=request.user,
    )
    if form.is_valid():
        action = actions.record_contraception_step
        attempt(request, action, step=form.instance, act=form.act, said=_("Recorded."))
        return redirect(TAB, reference)
    context = case_context(request, minor, TAB) | {
        "form": form,
        "title": step_kind.label,
        "about": found.shown("method"),
    }
    return render(request, "clinics/sexual_health_step.html", context, status=status_of(form))


# --- violence ---------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
def record_violence(request: StaffRequest, reference: str, kind: str) -> HttpResponse:
    """What to do first, then the few boxes; the alert in the same act if it is wanted."""
    minor = _to_write(request, reference)
    found = ViolenceKind(_kind_or_404(ViolenceKind.values, kind))
    form = forms.RecordViolenceForm(
        posted(request), minor=minor, site=site_or_404(request), kind=found
    )
    if form.is_valid():
        actions.record_violence(by=request.user, violence=form.instance, alert=form.alert)
        return _written(request, minor)
    context = case_context(request, minor, TAB) | {
        "form": form,
        "kind": found,
        "protocol": protocols.protocol_of(ALERT_OF[found]),
        "clocks": [],
    }
    return render(request, "clinics/record_violence.html", context, status=status_of(form))
