"""The yardstick: the least that a signed-in page of this house can do."""

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from staff.http import StaffRequest


@require_safe
def bare(request: StaffRequest) -> HttpResponse:
    """Read the session and the user, and nothing else; the middleware is everybody's."""
    return HttpResponse(f"{request.user.pk} {len(request.session.keys())}")
