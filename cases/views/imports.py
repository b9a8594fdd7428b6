"""From a spreadsheet to files: chosen, its columns matched, checked, imported, undone."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_htmx.http import HttpResponseClientRefresh

from cases import actions, document_field, forms, import_pages, permissions
from cases.choices import ImportStep
from cases.imports import staging, work
from cases.models import MinorImport
from staff import audit
from staff.http import StaffRequest, attempt, posted, status_of

PAGE = "cases:minor_import"


def import_or_404(request: StaffRequest, pk: int) -> MinorImport:
    """Return an import that this person may go on with; raises Http404, whatever the reason."""
    permissions.check_import_minors(request.user)
    rows = MinorImport.objects.visible_to(request.user).select_related("site", "by", "undone_by")
    return get_object_or_404(rows, pk=pk)


@require_http_methods(["GET", "HEAD", "POST"])
def imports(request: StaffRequest) -> HttpResponse:
    """Choose a file; the imports there have been."""
    permissions.check_import_minors(request.user)
    files = request.FILES if request.method == "POST" else None
    is_too_large = document_field.is_too_large(request)
    form = forms.ImportFileForm(posted(request), files, is_too_large=is_too_large)
    if form.is_valid():
        found = actions.begin_import(by=request.user, table=form.cleaned_data["file"])
        return redirect("cases:match_columns", found.pk)
    context = import_pages.first_page(request.user) | {"form": form}
    return render(request, "cases/imports.html", context, status=status_of(form))


@require_http_methods(["GET", "HEAD", "POST"])
def match_columns(request: StaffRequest, pk: int) -> HttpResponse:
    of = import_or_404(request, pk)
    if of.step not in (ImportStep.COLUMNS, ImportStep.CHECKED):
        return redirect(PAGE, pk)
    table = staging.table_of(of)
    form = forms.MatchColumnsForm(posted(request), of=of, table=table, sites=request.sites)
    if form.is_valid():
        actions.match_columns(
            by=request.user,
            of=of,
            site=form.sites[form.cleaned_data["site"]],
            columns=form.columns(),
            is_year_only=form.cleaned_data["dates"] == "year",
        )
        work.start(of)
        return redirect(PAGE, pk)
    context = import_pages.columns_page(of, table) | {"form": form}
    return render(request, "cases/match_columns.html", context, status=status_of(form))


@require_safe
def minor_import(request: StaffRequest, pk: int) -> HttpResponse:
    """How far it is, what the check found, or what became of it."""
    of = import_or_404(request, pk)
    if of.is_working:
        context = import_pages.working_page(of)
        return render(request, "cases/import_working.html", context)
    if request.htmx:  # the progress bar asks: there is another page to see now
        return HttpResponseClientRefresh()
    if of.step == ImportStep.COLUMNS:
        return redirect("cases:match_columns", pk)
    if of.step != ImportStep.CHECKED:
        return render(request, "cases/import_done.html", import_pages.done_page(of))
    audit.record(by=request.user, action="read_import", subject=of, site_id=of.site_id)
    context = import_pages.check_page(of, request.GET.get("page", ""))
    return render(request, "cases/import_check.html", context)


@require_POST
def answer_rows(request: StaffRequest, pk: int) -> HttpResponse:
    """The answers of one page, or one answer for all the rows of a kind that have none."""
    of = import_or_404(request, pk)
    answers = import_pages.answers_in(of, request.POST)
    if answers:
        said = _("Answers kept.")
        attempt(request, actions.answer_rows, of=of, answers=answers, said=said)
    return redirect(PAGE, pk)


@require_POST
def run_import(request: StaffRequest, pk: int) -> HttpResponse:
    of = import_or_404(request, pk)
    if why := import_pages.why_not_yet(of):
        messages.error(request, why)
        return redirect(PAGE, pk)
    return _begun(request, of, ImportStep.IMPORTING)


def _begun(request: StaffRequest, of: MinorImport, step: ImportStep) -> HttpResponse:
    try:
        actions.begin_step(by=request.user, of=of, step=step)
    except ValidationError as error:
        messages.error(request, error.messages[0])
    else:
        work.start(of)
    return redirect(PAGE, of.pk)


@require_POST
def resume_import(request: StaffRequest, pk: int) -> HttpResponse:
    """A step that stopped before its end, begun again: nothing of it was written."""
    of = import_or_404(request, pk)
    if work.has_stopped(of):
        work.start(of)
    return redirect(PAGE, pk)


@require_POST
def give_up_import(request: StaffRequest, pk: int) -> HttpResponse:
    of = import_or_404(request, pk)
    said = _("The spreadsheet is forgotten: nothing was imported.")
    attempt(request, actions.give_up_import, of=of, said=said)
    return redirect("cases:imports")


@require_http_methods(["GET", "HEAD", "POST"])
def undo_import(request: StaffRequest, pk: int) -> HttpResponse:
    """Asked once; refused, with the files named, once one of them has lived."""
    of = import_or_404(request, pk)
    if of.step != ImportStep.DONE:
        return redirect(PAGE, pk)
    context = import_pages.undo_page(of)
    if request.method == "POST" and not context["is_too_late"]:
        return _begun(request, of, ImportStep.UNDOING)
    status = 422 if request.method == "POST" else 200
    return render(request, "cases/undo_import.html", context, status=status)
