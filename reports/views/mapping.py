"""The DHIS2 mapping: its pages, its check, its file."""

from collections.abc import Mapping

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from reports import actions, catalogue, forms, mapping, mapping_file, permissions
from reports.choices import Dhis2Kind
from reports.mapping import Target, What
from staff.http import StaffRequest, attempt, posted, status_of, to_edit
from staff.models import Site

BY_PAGE = 40  # lines, of two boxes each


def sites_of(request: StaffRequest) -> list[Site]:
    return list(Site.objects.visible_to(request.user).order_by("pk"))


@require_http_methods(["GET", "HEAD", "POST"])
def dhis2_mapping(request: StaffRequest) -> HttpResponse:
    """The codes of the whole and of the sites; the lines of the report by what is left of them."""
    permissions.check_map_figures(request.user)
    held = to_edit(request, mapping.whose())
    known, sites, lines = mapping.current(), sites_of(request), catalogue.lines()
    whats = list(mapping_file.everything([], sites))
    form = forms.CodesForm(posted(request), known=known, whats=whats, held=held)
    if form.is_valid():
        attempt(request, actions.map_figures, said=_("Codes saved."), codes=form.codes())
        return redirect("reports:dhis2_mapping")
    context = {
        "form": form,
        "groups": mapping.groups(lines, known),
        "found": mapping.check(lines, known, sites),
        "schemes": mapping.readings(known),
    }
    return render(request, "reports/dhis2_mapping.html", context, status=status_of(form))


@require_http_methods(["GET", "HEAD", "POST"])
def dhis2_lines(request: StaffRequest, group: str) -> HttpResponse:
    """The codes of the figures of one indicator, or of the parts of one number."""
    permissions.check_map_figures(request.user)
    held = to_edit(request, mapping.whose())
    known = mapping.current()
    groups = mapping.groups(catalogue.lines(), known)
    asked = next((one for one in groups if one.slug == group), None)
    if asked is None:
        raise Http404
    page = Paginator(asked.lines, BY_PAGE).get_page(request.GET.get("page"))
    whats = [(What(Dhis2Kind.FIGURE, line.key), line.part or line.label) for line in page]
    form = forms.CodesForm(posted(request), known=known, whats=whats, held=held)
    if form.is_valid():
        attempt(request, actions.map_figures, said=_("Codes saved."), codes=form.codes())
        return redirect(f"{reverse('reports:dhis2_lines', args=[group])}?page={page.number}")
    context = {"form": form, "group": asked, "page_obj": page}
    return render(request, "reports/dhis2_lines.html", context, status=status_of(form))


@require_safe
def dhis2_check(request: StaffRequest) -> HttpResponse:
    """Every line without a code, by name, and every code that something is wrong with."""
    permissions.check_map_figures(request.user)
    known, lines = mapping.current(), catalogue.lines()
    context = {"found": mapping.check(lines, known, sites_of(request)), "known": known}
    return render(request, "reports/dhis2_check.html", context)


@require_POST
def take_out_lost_codes(request: StaffRequest) -> HttpResponse:
    """Take out the codes of lines that no report can have any more."""
    permissions.check_map_figures(request.user)
    lost = mapping.check(catalogue.lines(), mapping.current(), []).lost
    codes = {What(Dhis2Kind.FIGURE, key): Target("") for key, _target in lost}
    attempt(request, actions.map_figures, said=_("These codes are taken out."), codes=codes)
    return redirect("reports:dhis2_check")


@require_safe
def export_mapping(request: StaffRequest) -> HttpResponse:
    permissions.check_map_figures(request.user)
    content = mapping_file.as_csv(catalogue.lines(), sites_of(request), mapping.current())
    actions.export_mapping(by=request.user)
    response = HttpResponse(content, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="escale-dhis2.csv"'
    return response


@require_http_methods(["GET", "HEAD", "POST"])
def import_mapping(request: StaffRequest) -> HttpResponse:
    """Nothing is written before every row is right."""
    permissions.check_map_figures(request.user)
    to_edit(request, mapping.whose())
    files = request.FILES if request.method == "POST" else None
    form = forms.MappingFileForm(posted(request), files, is_too_large=is_too_large(request))
    problems: list[tuple[int, str]] = []
    if form.is_valid():
        read = mapping_file.read(form.cleaned_data["file"], catalogue.lines(), sites_of(request))
        problems = read.problems
        if not problems and _map(request, form, read.codes):
            return redirect("reports:dhis2_mapping")
    context = {"form": form, "problems": problems}
    status = 422 if problems else status_of(form)
    return render(request, "reports/import_mapping.html", context, status=status)


def _map(request: StaffRequest, form: forms.MappingFileForm, codes: Mapping[What, Target]) -> bool:
    try:
        count = actions.map_figures(by=request.user, codes=codes)
    except ValidationError as error:  # a colleague was a moment earlier
        form.add_error(None, error)
        return False
    messages.success(request, _changed(count))
    return True


def is_too_large(request: StaffRequest) -> bool:
    """Whether the file of this request was left unread (settings.FILE_UPLOAD_HANDLERS)."""
    return int(request.META.get("CONTENT_LENGTH") or "0") > settings.FILE_UPLOAD_MAX_MEMORY_SIZE


def _changed(count: int) -> str:
    if not count:
        return _("The file says what stands already: nothing has changed.")
    return ngettext("%(count)d code changed.", "%(count)d codes changed.", count) % {"count": count}
