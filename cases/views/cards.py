"""The card of a young person: made and printed, lost, not wanted."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cases import actions, cards, permissions
from cases.case_pages import minor_or_404
from staff.http import StaffRequest


@require_POST
def make_card(request: StaffRequest, reference: str) -> HttpResponse:
    """The page to print. Its code is in this answer only: another print is another card."""
    permissions.check_make_card(request.user)
    minor = minor_or_404(request, reference)
    token = actions.make_card(by=request.user, minor=minor)
    headers = {"Content-Disposition": "inline"}
    return HttpResponse(cards.printed(token), content_type="application/pdf", headers=headers)


@require_POST
def lose_card(request: StaffRequest, reference: str) -> HttpResponse:
    permissions.check_lose_card(request.user)
    actions.lose_card(by=request.user, minor=minor_or_404(request, reference))
    messages.success(request, _("This card opens nothing any more."))
    return redirect("cases:case", reference)


@require_POST
def decline_card(request: StaffRequest, reference: str) -> HttpResponse:
    permissions.check_decline_card(request.user)
    actions.decline_card(by=request.user, minor=minor_or_404(request, reference))
    messages.success(request, _("Noted: no card."))
    return redirect("cases:case", reference)
