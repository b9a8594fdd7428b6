"""What cases itself brings to a minor's file: identity, and the days she came."""

from collections.abc import Iterable

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cases import document_queries, permissions
from cases.held import HELD
from cases.models import Minor
from cases.registry import TIMELINE_LENGTH, Brings, Tab, TimelineEntry
from staff.models import User


def timeline(minor: Minor, user: User) -> Iterable[TimelineEntry]:
    """The opening of the file and its arrivals, which whoever reads identity may know."""
    arrivals = minor.arrivals.counted().select_related("site", "registered_by")
    for arrival in arrivals.order_by("-day", "-pk")[:TIMELINE_LENGTH]:
        yield TimelineEntry(
            at=arrival.arrived_at,
            icon="door",
            text=gettext("Arrival, %(site)s") % {"site": arrival.site.name},
            detail=arrival.needs_text,
        )
    yield TimelineEntry(at=minor.registered_at, icon="file", text=gettext("File opened"))


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
            order=60,
            view="cases:documents",
            icon="folder",
            label=_("Documents"),
            may_see=permissions.can_see_documents,
        ),
    ),
    timeline=timeline,
    holds=document_queries.holds_documents,
)
