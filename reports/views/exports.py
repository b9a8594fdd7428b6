"""Line lists, the statistics file, and the exports that are made apart from the page."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from reports import (
    actions,
    export_jobs,
    export_pages,
    export_store,
    forms,
    line_exports,
    permissions,
    statistics_columns,
    statistics_file,
)
from reports.choices import FileFormat, ListKind
from reports.line_exports import Wanted
from reports.models import ExportJob
from staff import actions as staff_actions
from staff.http import StaffRequest, attempt, posted, status_of

CONTENT_TYPES = {
    FileFormat.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    FileFormat.CSV: "text/csv; charset=utf-8",
}
AGE = "application/age"  # https://age-encryption.org/v1


@require_safe
def lists(request: StaffRequest) -> HttpResponse:
    """The first list that this person may make."""
    permissions.check_make_lists(request.user)
    query = request.GET.urlencode()
    response = redirect("reports:line_list", permissions.lists_of(request.user)[0].value)
    if query:
        response["Location"] += f"?{query}"
    return response


def kind_or_404(kind: str) -> ListKind:
    if kind not in ListKind.values or kind == ListKind.STATISTICS:
        raise Http404
    return ListKind(kind)


@require_http_methods(["GET", "HEAD", "POST"])
def line_list(request: StaffRequest, kind: str) -> HttpResponse:
    """Days, sites and columns are chosen; the file is the answer, or is made apart."""
    of = kind_or_404(kind)
    permissions.check_export(request.user, of)
    return _export(request, of, "reports/line_list.html", {})


@require_http_methods(["GET", "HEAD", "POST"])
def statistics(request: StaffRequest) -> HttpResponse:
    """The pseudonymised file, each column described."""
    permissions.check_export(request.user, ListKind.STATISTICS)
    context = {"columns": statistics_columns.COLUMNS, "fewest": statistics_file.FEWEST}
    return _export(request, ListKind.STATISTICS, "reports/statistics.html", context)


def _export(
    request: StaffRequest, kind: ListKind, template: str, context: dict[str, object]
) -> HttpResponse:
    initial = export_pages.days_asked(request.GET, kind)
    form = forms.ExportForm(posted(request), user=request.user, kind=kind, initial=initial)
    if form.is_valid():
        wanted = form.wanted()
        count = wanted.count()
        if why_not := wanted.why_not(count):
            form.add_error(None, why_not)
        else:
            return (
                _file(request, wanted) if count <= line_exports.AT_ONCE else _job(request, wanted)
            )
    context |= {
        "form": form,
        "kind": kind,
        "tabs": export_pages.tabs(request.user, kind.value, request.GET.urlencode()),
    }
    return render(request, template, context, status=status_of(form))


def _file(request: StaffRequest, wanted: Wanted) -> HttpResponse:
    """Recorded first; a small file is whole before its first byte leaves."""
    actions.export_lines(by=request.user, wanted=wanted)
    content = line_exports.as_bytes(wanted)
    headers = {"Content-Disposition": f'attachment; filename="{wanted.filename}"'}
    content_type = CONTENT_TYPES[wanted.file_format]
    return HttpResponse(content, content_type=content_type, headers=headers)


def _job(request: StaffRequest, wanted: Wanted) -> HttpResponse:
    actions.ask_export(by=request.user, wanted=wanted)
    messages.success(request, _("The file is being made: you may leave this page."))
    return redirect("reports:exports")


@require_http_methods(["GET", "HEAD", "POST"])
def named_list(request: StaffRequest, kind: str) -> HttpResponse:
    """The second factor once more, what it is for, and a second person."""
    of = kind_or_404(kind)
    permissions.check_export_names(request.user, of)
    proofs = export_pages.proofs_of(request.user)
    context: dict[str, Any] = {"kind": of, "form": None, "passkey_options": None}
    if not proofs.is_enough:
        return render(request, "reports/named_list.html", context)
    form = forms.NamedExportForm(
        posted(request), user=request.user, kind=of, has_code=proofs.has_code,
        has_passkey=proofs.has_passkey, initial=export_pages.days_asked(request.GET, of),
    )  # fmt: skip
    if form.is_valid():
        asked = _ask_names(request, form)
        if asked is not None:
            return render(request, "reports/named_list_asked.html", {"asked": asked, "kind": of})
    context |= {"form": form, "passkey_options": proofs.passkey_options()}
    return render(request, "reports/named_list.html", context, status=status_of(form))


def _ask_names(request: StaffRequest, form: forms.NamedExportForm) -> ExportJob | None:
    """Return what was asked, the passphrase in it; None when the form says why not."""
    wanted = form.wanted()
    if why_not := wanted.why_not(wanted.count()):
        form.add_error(None, why_not)
        return None
    data = form.cleaned_data
    try:
        asked = actions.ask_named_export(
            by=request.user,
            wanted=wanted,
            reason=data["reason"],
            recipient=data["recipient"],
            factor=form.factor,
        )
    except ValidationError as error:
        form.add_error(None, error)
        return None
    staff_actions.ask_approval(by=request.user, kind=export_jobs.WITH_NAMES, subject=asked)
    return asked


@require_safe
def exports(request: StaffRequest) -> HttpResponse:
    """One's own exports: how far each is, the file when it is there."""
    permissions.check_see_exports(request.user)
    context = export_pages.exports_of(request.user, request.GET.get("page", ""))
    context["tabs"] = export_pages.tabs(request.user, "exports")
    return render(request, "reports/exports.html", context)


def job_or_404(request: StaffRequest, pk: int) -> ExportJob:
    permissions.check_see_exports(request.user)
    return get_object_or_404(ExportJob.objects.visible_to(request.user).with_status(), pk=pk)


@require_safe
def fetch_export(request: StaffRequest, pk: int) -> HttpResponseBase:
    """The file, to whoever asked for it; recorded and committed before its first byte leaves."""
    job = job_or_404(request, pk)
    may_have = export_jobs.may_still(line_exports.of_job(job), job)
    if not (may_have and job.is_ready and export_store.path_of(job).exists()):
        messages.error(request, _("This file is not there any more: ask for it again."))
        return redirect("reports:exports")
    actions.fetch_export(by=request.user, job=job)
    content_type = AGE if job.has_names else CONTENT_TYPES[FileFormat(job.file_format)]
    headers = {
        "Content-Disposition": f'attachment; filename="{job.filename}"',
        "Content-Length": str(job.size),
    }
    return StreamingHttpResponse(
        export_store.pieces(job), content_type=content_type, headers=headers
    )


@require_POST
def begin_again(request: StaffRequest, pk: int) -> HttpResponse:
    """An export that failed, or whose process ended before it."""
    job = job_or_404(request, pk)
    said = _("The file is being made: you may leave this page.")
    attempt(request, actions.begin_again, job=job, has_stopped=export_jobs.has_stopped, said=said)
    return redirect("reports:exports")
