"""What cases itself brings to a minor's file: identity, and the days she came."""

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cases import consents, permissions
from cases.held import HELD
from cases.models import Minor, Sharing
from cases.registry import TIMELINE_LENGTH, Brings, Tab, TimelineEntry
from staff.models import User


def timeline(minor: Minor, user: User) -> Iterable[TimelineEntry]:
    """The opening of the file and its arrivals, which whoever reads identity may know.

    What was shared is there for those who may read it.
    """
    arrivals = minor.arrivals.counted().select_related("site", "registered_by")
    for arrival in arrivals.order_by("-day", "-pk")[:TIMELINE_LENGTH]:
        yield TimelineEntry(
            at=arrival.arrived_at,
            icon="door",
            text=gettext("Arrival, %(site)s") % {"site": arrival.site.name},
            detail=arrival.needs_text,
        )
    if permissions.can_see_consents(user):
        yield from _shared(minor, user)
    yield TimelineEntry(at=minor.registered_at, icon="file", text=gettext("File opened"))


def _shared(minor: Minor, user: User) -> Iterable[TimelineEntry]:
    rows = Sharing.objects.visible_to(user).filter(minor=minor)
    for row in rows.order_by("-shared_on", "-pk")[:TIMELINE_LENGTH]:
        yield TimelineEntry(
            at=row.recorded_at,
            icon="link",
            text=gettext("Shared: %(parts)s") % {"parts": row.parts_text},
            url=reverse("cases:consents", args=[minor.reference]),
        )


BRINGS = Brings(
    app="cases",
    held=HELD,
    tabs=(
        Tab(
            order=1,
            view="cases:case",
            icon="person",
            label=_("Overview"),
            may_see=permissions.can_see_case,
        ),
        Tab(
            order=50,
            view="cases:consents",
            icon="shield",
            label=_("Agreements and sharing"),
            may_see=permissions.can_see_consents,
        ),
    ),
    timeline=timeline,
    holds=consents.holds,
)
