"""What cases itself brings to a minor's file: identity, and the days she came."""

from collections.abc import Callable, Iterable
from functools import partial

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cases import document_queries, document_store, permissions
from cases.held import HELD
from cases.models import DOCUMENTS, Minor, documents_of
from cases.models.documents import ENDINGS
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


def papers(minor: Minor, compartments: frozenset[str]) -> Iterable[tuple[str, bytes]]:
    """Her documents in these compartments, without the ones withdrawn."""
    for compartment in (c for c in DOCUMENTS if c in compartments):
        for row in documents_of(minor, compartment).current().order_by("pk"):
            ending = ENDINGS[row.media_type]
            yield f"{compartment}/{row.kind}-{row.number}.{ending}", document_store.read(row)


def destroys(minor: Minor, kept: frozenset[str]) -> Callable[[], object]:
    """Her documents, but for the compartments that are kept."""
    hashes = document_store.files_of(minor, [c for c in DOCUMENTS if c not in kept])
    return partial(document_store.destroy, hashes)


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
    papers=papers,
    destroys=destroys,
    holds=document_queries.holds_documents,
)
