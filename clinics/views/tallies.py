"""The tally sheet of a session: printed before leaving, copied on one screen after."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from clinics import actions, forms, permissions, reconciliation, tally_sheet
from clinics.models import ClinicSession
from staff import pdf
from staff.choices import Language
from staff.http import StaffRequest, posted, status_of


def _session(request: StaffRequest, pk: int) -> ClinicSession:
    rows = ClinicSession.objects.visible_to(request.user)
    return get_object_or_404(rows.select_related("site"), pk=pk)


@require_http_methods(["GET", "HEAD", "POST"])
def enter_tally(request: StaffRequest, pk: int) -> HttpResponse:
    permissions.check_log_consultation(request.user)
    found = _session(request, pk)
    form = forms.TallyForm(posted(request), session=found)
    if form.is_valid():
        try:
            actions.enter_tally(by=request.user, session=found, cells=form.cells)
        except ValidationError as error:
            form.add_error(None, error.messages[0])
        else:
            messages.success(request, _("The sheet is kept."))
            return redirect("clinics:tally", pk)
    context = {"session": found, "form": form, "columns": tally_sheet.columns()}
    return render(request, "clinics/enter_tally.html", context, status=status_of(form))


@require_safe
def tally(request: StaffRequest, pk: int) -> HttpResponse:
    """The sheet beside what was entered, and what each version changed."""
    permissions.check_see_health(request.user)
    found = _session(request, pk)
    context = {
        "session": found,
        "compared": reconciliation.reconciliation(found),
        "versions": reconciliation.versions(found),
        "may_enter": permissions.can_log_consultation(request.user),
    }
    return render(request, "clinics/tally.html", context)


@require_safe
def tally_sheet_pdf(request: StaffRequest, pk: int) -> HttpResponse:
    """An empty sheet for a session: it says where and when, and names nobody."""
    permissions.check_see_health(request.user)
    language = (get_language() or Language.FRENCH)[:2]
    content = pdf.render("tally", tally_sheet.sheet(_session(request, pk)), language=language)
    headers = {"Content-Disposition": 'inline; filename="tally.pdf"'}
    return HttpResponse(content, content_type="application/pdf", headers=headers)
