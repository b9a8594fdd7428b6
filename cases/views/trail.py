"""Who opened a file, and the day sheet that carries the head of the audit trail."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from cases import joined, permissions, queries
from cases.case_pages import case_context, minor_or_404
from staff import audit, audit_queries
from staff import permissions as staff_permissions
from staff.http import StaffRequest, site_or_404

PAGE_SIZE = 50  # entries


@require_safe
def opened(request: StaffRequest, reference: str) -> HttpResponse:
    """Everybody's doings for whoever reads the audit trail, one's own for the others.

    With those of the files joined to this one, before they were.
    """
    permissions.check_see_case(request.user)
    minor = minor_or_404(request, reference)
    files = [minor, *joined.joined_to(minor)]
    entries = audit_queries.of_files([file.pk for file in files], request.user)
    audit.record(by=request.user, action="read_trail", minor_id=minor.pk)
    page = Paginator(entries, PAGE_SIZE).get_page(request.GET.get("page"))
    context = case_context(request, minor, "cases:case") | {
        "page_obj": page,
        "lines": audit_queries.lines(page, request.user),
        "sees_all": staff_permissions.can_read_audit(request.user),
    }
    return render(request, "cases/opened.html", context)


@require_safe
def day_sheet(request: StaffRequest) -> HttpResponse:
    """A sheet to print and file: the head on it is what a rogue administrator cannot reach."""
    permissions.check_print_day_sheet(request.user)
    site = site_or_404(request)
    head = audit_queries.head()
    audit.record(by=request.user, action="print_day_sheet", site_id=site.pk)
    context = {
        "site": site,
        "now": timezone.now(),
        "day": queries.day_at(site, timezone.localdate()),
        "head": head,
        "code": audit_queries.as_code(head),
    }
    return render(request, "cases/day_sheet.html", context)
