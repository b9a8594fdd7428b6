"""What every page of a case file shares, in whichever app it lives: heading, tabs, ticket."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone

from cases import alerts, consents, desk_notes, joined, majority, permissions, registry
from cases.models import EmergencyLine, Minor, Ticket
from staff import audit
from staff.http import Elsewhere, StaffRequest, to_edit
from staff.models import User


@contextmanager
def _leading_on(request: StaffRequest, reference: str) -> Iterator[None]:
    """Turn Http404 into Elsewhere where the address names a file joined to one that she sees."""
    try:
        yield
    except Http404:
        _lead_on(request, reference)
        raise


def _lead_on(request: StaffRequest, reference: str) -> None:
    match = request.resolver_match
    kept = joined.standing_for(reference)
    if match is None or kept == reference:
        return
    if Minor.objects.visible_to(request.user).filter(reference=kept).exists():
        url = reverse(match.view_name, kwargs={**match.kwargs, "reference": kept})
        raise Elsewhere(_with_query(request, url))


def _with_query(request: HttpRequest, url: str) -> str:
    query = request.META.get("QUERY_STRING", "")
    return f"{url}?{query}" if query else url


def minor_or_404(request: StaffRequest, reference: str) -> Minor:
    """Return the minor of this address if this person may see her.

    Raises Http404, or Elsewhere when her file was joined to another.
    """
    minors = Minor.objects.visible_to(request.user).with_identity()
    with _leading_on(request, reference):
        return get_object_or_404(minors, reference=reference)


def minor_to_edit(request: StaffRequest, reference: str) -> Minor:
    """Return the minor of this address, held while what is posted is saved.

    Raises Http404, or Elsewhere when her file was joined to another.
    """
    minors = Minor.objects.visible_to(request.user).with_identity()
    with _leading_on(request, reference):
        return to_edit(request, minors, reference=reference)


def case_context(request: StaffRequest, minor: Minor, view: str) -> dict[str, object]:
    """What the heading of every page of a case file shows; `view` is the current tab's.

    Also records that the file is read, unless the view has said so in its own words.
    """
    action = f"read_{view.partition(':')[2]}"
    audit.record_page(by=request.user, action=action, minor_id=minor.pk)
    desk_notes.put_on([minor], request.user)
    tabs = [
        {
            "url": reverse(tab.view, args=[minor.reference]),
            "label": tab.label,
            "icon": tab.icon,
            "is_current": tab.view == view,
        }
        for tab in registry.tabs(request.user)
    ]
    return {
        "minor": minor,
        "tabs": tabs,
        "flags": [
            *alerts.flags(minor, request.user),
            *majority.flags(minor),
            *consents.flags(minor, request.user),
        ],
        "banners": registry.banners(minor, request.user),
        "emergency": emergency_line(request.user, minor),
        "to_check": joined.to_check_in(minor, request.user),
        "may_write_emergency": permissions.can_write_emergency_line(request.user),
    }


def emergency_line(user: User, minor: Minor) -> EmergencyLine | None:
    """Return the line that stands in the heading; None when there is none, or it was ended."""
    line = minor.emergency_lines.visible_to(user).select_related("written_by").newest_first()
    last = line.first()
    return last if last is not None and last.text else None


def open_ticket(request: StaffRequest, minor: Minor) -> Ticket | None:
    """Return the ticket of today that this person's desk is receiving this minor for, if any."""
    return (
        Ticket.objects.visible_to(request.user)
        .on(timezone.localdate())
        .filter(arrival__minor=minor, desk__kind__in=permissions.desk_kinds(request.user))
        .in_progress()
        .select_related("desk")
        .first()
    )
