"""What takes two people: what awaits me, what I asked."""

from collections.abc import Callable, Iterable
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from staff import actions, permissions
from staff import approvals as pairs
from staff.http import StaffRequest, attempt
from staff.models import Approval


@require_safe
def approvals(request: StaffRequest) -> HttpResponse:
    permissions.check(pairs.can_see(request.user))
    asked = Paginator(pairs.asked_by(request.user), 20).get_page(request.GET.get("page"))
    context = {
        "awaiting": in_words(pairs.awaiting(request.user)[:50]),
        "asked": in_words(asked),
        "page_obj": asked,
        "now": timezone.now(),
    }
    return render(request, "staff/approvals.html", context)


def in_words(found: Iterable[Approval]) -> list[tuple[Approval, Any, str]]:
    """Return each request with the words of its kind and what it is about."""
    return [(a, pairs.kind_of(a).label, pairs.kind_of(a).describe(a)) for a in found]


@require_POST
def approve(request: StaffRequest, pk: int) -> HttpResponse:
    return decided(request, pk, actions.approve, _("Approved, and done."))


@require_POST
def refuse_approval(request: StaffRequest, pk: int) -> HttpResponse:
    """Refused by the second person, or taken back by the one who asked."""
    return decided(request, pk, actions.refuse_approval, _("Refused: nothing was done."))


def decided(
    request: StaffRequest, pk: int, action: Callable[..., Approval], said: str
) -> HttpResponse:
    permissions.check(pairs.can_see(request.user))
    approval = get_object_or_404(pairs.known_to(request.user), pk=pk)
    attempt(request, action, approval=approval, said=said)
    return redirect("staff:approvals")
