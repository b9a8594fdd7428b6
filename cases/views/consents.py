"""What a minor agrees to and opposes, and the register of what was shared."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cases import actions, forms, permissions, sheets
from cases.case_pages import case_context, minor_or_404
from cases.consents import consent_lines, days_shared_elsewhere, opposition_lines
from cases.models import Consent, Opposition, Sharing
from staff import audit, pdf
from staff.choices import Language
from staff.http import StaffRequest, attempt, posted, status_of

TAB = "cases:consents"
PAGE_SIZE = 20  # sharings


@require_safe
def consents(request: StaffRequest, reference: str) -> HttpResponse:
    permissions.check_see_consents(request.user)
    minor = minor_or_404(request, reference)
    audit.record(by=request.user, action="read_consents", minor_id=minor.pk)
    sharings = Sharing.objects.visible_to(request.user).filter(minor=minor)
    rows = sharings.select_related("partner", "consent", "shared_by").prefetch_related(
        "minor__keys"
    )
    context = case_context(request, minor, TAB) | {
        "oppositions": opposition_lines(minor, request.user),
        "consents": consent_lines(minor, request.user),
        "page_obj": Paginator(rows.order_by("-shared_on", "-pk"), PAGE_SIZE).get_page(
            request.GET.get("page")
        ),
        "days_elsewhere": days_shared_elsewhere(minor, request.user),
        "may_record": permissions.can_record_consent(request.user),
    }
    return render(request, "cases/consents.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def record_consent(request: StaffRequest, reference: str) -> HttpResponse:
    permissions.check_record_consent(request.user)
    minor = minor_or_404(request, reference)
    form = forms.RecordConsentForm(posted(request), minor=minor, user=request.user)
    if form.is_valid():
        actions.record_consent(by=request.user, minor=minor, **form.answered())
        messages.success(request, _("Answer recorded: it holds from now on."))
        return redirect(TAB, reference)
    context = case_context(request, minor, TAB) | {"form": form}
    return render(request, "cases/record_consent.html", context, status=status_of(form))


@require_POST
def withdraw_consent(request: StaffRequest, reference: str, pk: int) -> HttpResponse:
    permissions.check_withdraw_consent(request.user)
    minor = minor_or_404(request, reference)
    mine = Consent.objects.visible_to(request.user).filter(minor=minor).select_related("minor")
    consent = get_object_or_404(mine, pk=pk)
    said = _("Agreement taken back: nothing more is shared under it.")
    attempt(request, actions.withdraw_consent, consent=consent, said=said)
    return redirect(TAB, reference)


@require_http_methods(["GET", "HEAD", "POST"])
def record_opposition(request: StaffRequest, reference: str) -> HttpResponse:
    permissions.check_record_opposition(request.user)
    minor = minor_or_404(request, reference)
    form = forms.RecordOppositionForm(posted(request), minor=minor, user=request.user)
    if form.is_valid():
        actions.record_opposition(by=request.user, opposition=form.instance)
        messages.success(request, _("Opposition recorded: everybody sees it from now on."))
        return redirect(TAB, reference)
    context = case_context(request, minor, TAB) | {"form": form}
    return render(request, "cases/record_opposition.html", context, status=status_of(form))


@require_POST
def lift_opposition(request: StaffRequest, reference: str, pk: int) -> HttpResponse:
    permissions.check_lift_opposition(request.user)
    minor = minor_or_404(request, reference)
    rows = Opposition.objects.visible_to(request.user).filter(minor=minor)
    actions.lift_opposition(by=request.user, opposition=get_object_or_404(rows, pk=pk))
    messages.success(request, _("Opposition lifted."))
    return redirect(TAB, reference)


@require_http_methods(["GET", "HEAD", "POST"])
def record_sharing(request: StaffRequest, reference: str) -> HttpResponse:
    permissions.check_record_sharing(request.user)
    minor = minor_or_404(request, reference)
    form = forms.RecordSharingForm(posted(request), minor=minor, user=request.user)
    if form.is_valid():
        try:
            actions.record_sharing(by=request.user, minor=minor, **form.answered())
        except ValidationError as error:  # taken back in this very instant
            form.add_error(None, error)
        else:
            messages.success(request, _("Written in the register."))
            return redirect(TAB, reference)
    context = case_context(request, minor, TAB) | {"form": form}
    return render(request, "cases/record_sharing.html", context, status=status_of(form))


def language_of_reader(request: StaffRequest) -> str:
    """The language asked for the sheet; that of the page otherwise."""
    asked = request.GET.get("language", "")
    return asked if asked in Language.values else (get_language() or Language.FRENCH)[:2]


@require_safe
def print_sharings(request: StaffRequest, reference: str) -> HttpResponse:
    """The sheet that the minor takes away."""
    permissions.check_print_sharings(request.user)
    minor = minor_or_404(request, reference)
    audit.record(by=request.user, action="print_sharings", minor_id=minor.pk)
    context = {
        "minor": minor,
        "sheet": sheets.sharings_sheet(minor, request.user, language_of_reader(request)),
        "languages": Language.choices,
    }
    return render(request, "cases/print_sharings.html", context)


@require_safe
def sharings_pdf(request: StaffRequest, reference: str) -> HttpResponse:
    permissions.check_print_sharings(request.user)
    minor = minor_or_404(request, reference)
    audit.record(by=request.user, action="print_sharings", minor_id=minor.pk)
    language = language_of_reader(request)
    sheet = sheets.sharings_sheet(minor, request.user, language)
    response = HttpResponse(
        pdf.render("sharings", sheet, language=language), content_type="application/pdf"
    )
    response["Content-Disposition"] = f'attachment; filename="{reference}.pdf"'
    return response
