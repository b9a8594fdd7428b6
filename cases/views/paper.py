"""Paper for a day without electricity."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from cases import paper as papers
from cases import permissions
from cases.views.days import tab_links
from staff import audit, pdf
from staff.choices import Language
from staff.http import StaffRequest, site_or_404


@require_safe
def paper(request: StaffRequest) -> HttpResponse:
    """What to print beforehand, and how to enter it afterwards."""
    permissions.check_print_paper(request.user)
    context = {
        "site": site_or_404(request),
        "tab_links": tab_links(request, "cases:paper"),
        "may_enter_late": permissions.can_register_late_arrival(request.user),
    }
    return render(request, "cases/paper.html", context)


@require_safe
def day_list_pdf(request: StaffRequest) -> HttpResponse:
    permissions.check_print_paper(request.user)
    site = site_or_404(request)
    audit.record(by=request.user, action="print_day_list", site_id=site.pk)
    return _printed("day_list", papers.day_list(site, request.user))


@require_safe
def intake_form_pdf(request: StaffRequest) -> HttpResponse:
    permissions.check_print_paper(request.user)
    return _printed("intake", papers.intake_form(site_or_404(request)))


def _printed(document: str, data: dict[str, Any]) -> HttpResponse:
    language = (get_language() or Language.FRENCH)[:2]
    headers = {"Content-Disposition": f'inline; filename="{document}.pdf"'}
    content = pdf.render(document, data, language=language)
    return HttpResponse(content, content_type="application/pdf", headers=headers)
