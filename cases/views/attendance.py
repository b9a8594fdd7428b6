"""The certificate that somebody came."""

import datetime

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_safe

from cases import attendance, permissions
from cases.case_pages import minor_or_404
from staff import audit, pdf
from staff.http import StaffRequest


@require_safe
def attendance_pdf(request: StaffRequest, reference: str, day: datetime.date) -> HttpResponse:
    """For a day on which she came: the same whoever received her."""
    permissions.check_print_attendance(request.user)
    minor = minor_or_404(request, reference)
    arrival = attendance.arrival_on(minor, day)
    if arrival is None:
        raise Http404
    audit.record(by=request.user, action="print_attendance", minor_id=minor.pk)
    paper = pdf.render("attendance", attendance.certificate(arrival), language="fr")
    response = HttpResponse(paper, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{reference}.pdf"'
    return response
