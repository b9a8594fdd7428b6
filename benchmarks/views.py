"""The yardsticks: the least that a signed-in page can do, and a page without its entry."""

from unittest import mock

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from cases.views import minors
from staff import audit
from staff.http import StaffRequest


@require_safe
def bare(request: StaffRequest) -> HttpResponse:
    """Read the session and the user, and nothing else; the middleware is everybody's."""
    return HttpResponse(f"{request.user.pk} {len(request.session.keys())}")


@require_safe
def unrecorded_case(request: StaffRequest, reference: str) -> HttpResponse:
    """The case file as it would be without its entry in the audit trail.

    Asked for when nothing else is: the whole process records nothing meanwhile.
    """
    with mock.patch.object(audit, "record"), mock.patch.object(audit, "record_page"):
        return minors.case(request, reference)
