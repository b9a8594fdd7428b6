"""The papers of the legal file: what they are, where the original is, what they serve."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cases import document_field
from cases.case_pages import case_context, minor_or_404
from cases.models import Minor
from referrals import actions, forms, paper_queries, permissions, procedure_queries
from referrals.models import LegalPaper, Procedure
from staff import audit, undo
from staff.http import StaffRequest, attempt, posted, status_of, to_edit

TAB = "cases:documents"


def paper_or_404(request: StaffRequest, minor: Minor, pk: int) -> LegalPaper:
    rows = LegalPaper.objects.visible_to(request.user).current().with_place()
    found = get_object_or_404(rows.select_related("scan", "recorded_by"), pk=pk, minor=minor)
    found.minor = minor
    return found


@require_http_methods(["GET", "HEAD", "POST"])
def record_paper(request: StaffRequest, reference: str) -> HttpResponse:
    """`?scan=` and `?procedure=` say what the page that led here knows already."""
    permissions.check_keep_papers(request.user)
    minor = minor_or_404(request, reference)
    form = forms.RecordPaperForm(
        posted(request),
        instance=LegalPaper(minor=minor),
        scans=paper_queries.free_scans(minor, request.user),
        serves=procedure_queries.of_minor(minor, request.user),
    )
    form.begin_from(request.GET.get("scan", ""), request.GET.get("procedure", ""))
    if form.is_valid() and _recorded(request, form):
        return redirect("referrals:paper", reference, form.instance.pk)
    context = case_context(request, minor, TAB) | {"form": form}
    return render(request, "referrals/record_paper.html", context, status=status_of(form))


def _recorded(request: StaffRequest, form: forms.RecordPaperForm) -> bool:
    """Record it; or say in the form that a colleague was quicker with the same scan."""
    try:
        actions.record_paper(
            by=request.user, paper=form.instance, move=form.move, procedures=form.chosen
        )
    except ValidationError as error:
        form.add_error(None, error.messages)
        return False
    messages.success(request, _("Paper recorded."))
    return True


@require_safe
def paper(request: StaffRequest, reference: str, pk: int) -> HttpResponse:
    permissions.check_see_papers(request.user)
    minor = minor_or_404(request, reference)
    found = paper_or_404(request, minor, pk)
    audit.record(by=request.user, action="read_paper", subject=found, minor_id=minor.pk)
    context = case_context(request, minor, TAB) | paper_queries.in_full(found, request.user)
    return render(request, "referrals/paper.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def edit_paper(request: StaffRequest, reference: str, pk: int) -> HttpResponse:
    permissions.check_keep_papers(request.user)
    minor = minor_or_404(request, reference)
    rows = LegalPaper.objects.visible_to(request.user).current().select_related("minor")
    found = to_edit(request, rows, pk=pk, minor=minor)
    form = forms.EditPaperForm(posted(request), instance=found)
    if form.is_valid():
        actions.edit_paper(by=request.user, paper=form.instance)
        messages.success(request, _("Paper recorded."))
        return redirect("referrals:paper", reference, pk)
    context = case_context(request, minor, TAB) | {"form": form, "paper": found}
    return render(request, "referrals/edit_paper.html", context, status=status_of(form))


@require_http_methods(["GET", "HEAD", "POST"])
def move_paper(request: StaffRequest, reference: str, pk: int) -> HttpResponse:
    """One short form: where the original is now."""
    permissions.check_keep_papers(request.user)
    minor = minor_or_404(request, reference)
    found = paper_or_404(request, minor, pk)
    form = forms.MovePaperForm(posted(request), paper=found)
    if form.is_valid():
        actions.move_paper(by=request.user, move=form.instance)
        messages.success(request, _("Recorded."))
        return redirect("referrals:paper", reference, pk)
    context = case_context(request, minor, TAB) | {
        "form": form,
        "paper": found,
        "moves": paper_queries.moves(found),
    }
    return render(request, "referrals/move_paper.html", context, status=status_of(form))


@require_http_methods(["GET", "HEAD", "POST"])
def add_scan(request: StaffRequest, reference: str, pk: int) -> HttpResponse:
    """The picture of a paper that was known before it was scanned."""
    permissions.check_keep_papers(request.user)
    minor = minor_or_404(request, reference)
    found = paper_or_404(request, minor, pk)
    form = forms.AddScanForm(
        posted(request),
        request.FILES if request.method == "POST" else None,
        paper=found,
        scans=paper_queries.free_scans(minor, request.user),
        is_too_large=document_field.is_too_large(request),
    )
    if form.is_valid() and _scanned(request, form):
        return redirect("referrals:paper", reference, pk)
    context = case_context(request, minor, TAB) | {"form": form, "paper": found}
    return render(request, "referrals/add_scan.html", context, status=status_of(form))


def _scanned(request: StaffRequest, form: forms.AddScanForm) -> bool:
    """Keep it; or say in the form that a colleague was quicker."""
    try:
        actions.add_scan(
            by=request.user, paper=form.paper, scan=form.chosen, cleaned=form.cleaned_data["file"]
        )
    except ValidationError as error:
        form.add_error(None, error.messages)
        return False
    messages.success(request, _("Scan added."))
    return True


@require_POST
def withdraw_paper(request: StaffRequest, reference: str, pk: int) -> HttpResponse:
    """It was recorded by mistake; the list then offers to undo."""
    permissions.check_keep_papers(request.user)
    found = paper_or_404(request, minor_or_404(request, reference), pk)
    actions.withdraw_paper(by=request.user, paper=found)
    url = reverse("referrals:restore_paper", args=[reference, pk])
    undo.offer(request, url=url, text=_("Paper withdrawn."))
    return redirect(TAB, reference)


@require_POST
def restore_paper(request: StaffRequest, reference: str, pk: int) -> HttpResponse:
    permissions.check_keep_papers(request.user)
    minor = minor_or_404(request, reference)
    rows = LegalPaper.objects.visible_to(request.user)
    found = get_object_or_404(rows, pk=pk, minor=minor)
    attempt(request, actions.restore_paper, paper=found, said=_("Paper back in the file."))
    return redirect(TAB, reference)


# --- what it serves ----------------------------------------------------------------------------


def procedure_of(request: StaffRequest, minor: Minor, pk: int) -> Procedure:
    return get_object_or_404(Procedure.objects.visible_to(request.user), pk=pk, minor=minor)


@require_POST
def tie_paper(request: StaffRequest, reference: str, pk: int, paper: int) -> HttpResponse:
    permissions.check_keep_papers(request.user)
    minor = minor_or_404(request, reference)
    served = procedure_of(request, minor, pk)
    found = paper_or_404(request, minor, paper)
    said = _("This paper serves the procedure.")
    attempt(request, actions.tie_paper, paper=found, procedure=served, said=said)
    return redirect("referrals:procedure", reference, pk)


@require_POST
def untie_paper(request: StaffRequest, reference: str, pk: int, paper: int) -> HttpResponse:
    permissions.check_keep_papers(request.user)
    minor = minor_or_404(request, reference)
    served = procedure_of(request, minor, pk)
    found = paper_or_404(request, minor, paper)
    said = _("This paper no longer serves the procedure.")
    attempt(request, actions.untie_paper, paper=found, procedure=served, said=said)
    return redirect("referrals:procedure", reference, pk)
