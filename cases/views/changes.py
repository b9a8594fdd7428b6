"""What a file said before, and who corrected it."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from cases import changes as file_changes
from cases import permissions
from cases.case_pages import case_context, minor_or_404
from staff import audit
from staff.http import StaffRequest


@require_safe
def changes(request: StaffRequest, reference: str) -> HttpResponse:
    """The history of the file, field by field."""
    permissions.check_see_changes(request.user)
    minor = minor_or_404(request, reference)
    audit.record(by=request.user, action="read_changes", minor_id=minor.pk)
    page_obj = file_changes.of_file(minor, request.user, request.GET.get("page", ""))
    context = case_context(request, minor, "cases:case") | {"page_obj": page_obj}
    return render(request, "cases/changes.html", context)
