"""The vaccinations of a file, what may be proposed, the booklet; the rules and their validation."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cases.case_pages import case_context, minor_or_404, open_ticket
from cases.models import Minor
from cases.scope import check_own_scope, check_scope
from clinics import (
    actions,
    forms,
    permissions,
    sexual_health_page,
    signed_protocols,
    vaccination_booklet,
    vaccination_pages,
    vaccination_rows,
)
from clinics.models import Vaccination
from clinics.vaccination.answers import Answer
from staff import audit, pdf, undo
from staff.choices import Compartment
from staff.http import StaffRequest, attempt, posted, site_or_404, status_of

TAB = "clinics:vaccinations"


@require_safe
def vaccinations(request: StaffRequest, reference: str) -> HttpResponse:
    """The fourteen protections, what is missing, each row with what became of it."""
    permissions.check_see_vaccinations(request.user)
    minor = minor_or_404(request, reference)
    purpose = check_scope(request, minor, Compartment.HEALTH)
    audit.record(by=request.user, action="read_vaccinations", minor_id=minor.pk, purpose=purpose)
    rows = vaccination_rows.of_file(minor, request.user)
    signed_protocols.note_on(rows)
    context = case_context(request, minor, TAB) | {
        "rows": rows,
        "lines": vaccination_rows.by_valence(rows),
        "answers": vaccination_rows.last_answers(minor),
        "languages": vaccination_booklet.languages(),
        "may_record": permissions.can_record_vaccinations(request.user),
        "may_print": permissions.can_print_vaccinations(request.user),
        "ticket": open_ticket(request, minor),
    }
    return render(request, "clinics/vaccinations.html", context)


def _to_write(request: StaffRequest, reference: str) -> Minor:
    permissions.check_record_vaccinations(request.user)
    minor = minor_or_404(request, reference)
    check_own_scope(request, minor, Compartment.HEALTH)
    return minor


@require_http_methods(["GET", "HEAD", "POST"])
def add_vaccinations(request: StaffRequest, reference: str) -> HttpResponse:
    """Several lines of a booklet at once."""
    minor = _to_write(request, reference)
    form = forms.AddVaccinationsForm(posted(request), minor=minor, site=site_or_404(request))
    if form.is_valid():
        _record(request, minor, form.rows())
        return redirect(TAB, reference)
    context = case_context(request, minor, TAB) | {"form": form}
    return render(request, "clinics/add_vaccinations.html", context, status=status_of(form))


@require_http_methods(["GET", "HEAD", "POST"])
def give_vaccines(request: StaffRequest, reference: str) -> HttpResponse:
    """What is given today: from the proposition, or without one."""
    minor = _to_write(request, reference)
    form = forms.GiveVaccinesForm(posted(request), minor=minor, site=site_or_404(request))
    if form.is_valid():
        _record(request, minor, form.rows())
        return redirect("clinics:plan_vaccination", reference)
    context = case_context(request, minor, TAB) | {"form": form}
    return render(request, "clinics/give_vaccines.html", context, status=status_of(form))


def _record(request: StaffRequest, minor: Minor, rows: list[Vaccination]) -> None:
    kept = actions.record_vaccinations(by=request.user, vaccinations=rows)
    if len(kept) == 1:
        url = reverse("clinics:take_back_vaccination", args=[minor.reference, kept[0].pk])
        undo.offer(request, url=url, text=_("Recorded."))
    else:
        messages.success(request, _("Recorded."))


@require_POST
def take_back_vaccination(request: StaffRequest, reference: str, pk: int) -> HttpResponse:
    minor = _to_write(request, reference)
    rows = Vaccination.objects.visible_to(request.user).filter(takes_back__isnull=True)
    found = get_object_or_404(rows, pk=pk, minor=minor)
    attempt(
        request,
        actions.take_back_vaccination,
        vaccination=found,
        site=site_or_404(request),
        said=_("Taken back. The line stays, struck out."),
    )
    undo.spend(request)
    return redirect(TAB, reference)


# --- the catch-up -----------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
def plan_vaccination(request: StaffRequest, reference: str) -> HttpResponse:
    """What may be proposed. What is posted says whether she is pregnant, and is kept nowhere."""
    permissions.check_see_vaccinations(request.user)
    minor = minor_or_404(request, reference)
    purpose = check_scope(request, minor, Compartment.HEALTH)
    audit.record(
        by=request.user, action="read_vaccination_plan", minor_id=minor.pk, purpose=purpose
    )
    form = forms.PregnancyForm(posted(request))
    said = form.cleaned_data["pregnancy"] if form.is_valid() else Answer.NOT_ASKED
    is_followed = sexual_health_page.is_pregnant(minor, request.user)
    said = Answer.YES if is_followed else said
    page = vaccination_pages.plan_page(minor, request.user, Answer(said), site_or_404(request))
    known = vaccination_rows.answers_of(minor)
    context = case_context(request, minor, TAB) | {
        "page": page,
        "is_pregnancy_followed": is_followed,
        "pregnancy_form": form if vaccination_rows.may_be_pregnant(minor) else None,
        "answers_form": forms.VaccinationAnswersForm(known=known),
        "give_form": forms.GiveVaccinesForm(
            minor=minor, site=site_or_404(request), proposed=page.proposed
        ),
        "may_record": permissions.can_record_vaccinations(request.user),
    }
    return render(request, "clinics/plan_vaccination.html", context, status=status_of(form))


@require_http_methods(["GET", "HEAD", "POST"])
def answer_vaccination(request: StaffRequest, reference: str) -> HttpResponse:
    """What was asked or measured: the last answer of each question holds."""
    minor = _to_write(request, reference)
    known = vaccination_rows.answers_of(minor)
    form = forms.VaccinationAnswersForm(posted(request), known=known)
    if form.is_valid():
        actions.answer_vaccination(by=request.user, minor=minor, answers=form.answers())
        return redirect("clinics:plan_vaccination", reference)
    context = case_context(request, minor, TAB) | {"form": form}
    return render(request, "clinics/answer_vaccination.html", context, status=status_of(form))


@require_safe
def vaccination_booklet_pdf(request: StaffRequest, reference: str, language: str) -> HttpResponse:
    """A small booklet to carry: doses and dates, no address, no reason."""
    permissions.check_print_vaccinations(request.user)
    minor = minor_or_404(request, reference)
    purpose = check_scope(request, minor, Compartment.HEALTH)
    if language not in dict(vaccination_booklet.languages()):
        raise Http404
    audit.record(
        by=request.user, action="print_vaccination_booklet", minor_id=minor.pk, purpose=purpose
    )
    rows = vaccination_rows.of_file(minor, request.user)
    booklet = vaccination_booklet.booklet(minor, rows, language)
    content = pdf.render("vaccination", booklet, language=language)
    headers = {"Content-Disposition": 'inline; filename="booklet.pdf"'}
    return HttpResponse(content, content_type="application/pdf", headers=headers)


# --- the rules --------------------------------------------------------------------------------


@require_safe
def vaccination_rules(request: StaffRequest) -> HttpResponse:
    """Each rule, on what it stands, whether a doctor has validated it."""
    permissions.check_see_vaccinations(request.user)
    context = {
        "groups": vaccination_pages.rule_groups(),
        "brands": vaccination_pages.brands(),
        "may_validate": permissions.can_validate_vaccination_rules(request.user),
    }
    return render(request, "clinics/vaccination_rules.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def validate_vaccination_rules(request: StaffRequest, series: str) -> HttpResponse:
    permissions.check_validate_vaccination_rules(request.user)
    found = vaccination_rows.series_or_none(series)
    if found is None:
        raise Http404
    form = forms.ValidateVaccinationRulesForm(posted(request), rules=found.rules)
    if form.is_valid():
        actions.validate_vaccination_rules(by=request.user, series=found, check=form.instance)
        messages.success(request, _("Recorded."))
        return redirect("clinics:vaccination_rules")
    context = {"form": form, "group": vaccination_pages.rule_group(found)}
    return render(
        request, "clinics/validate_vaccination_rules.html", context, status=status_of(form)
    )
