"""What cases itself brings to a minor's file: identity, and the days she came."""

import datetime
from collections.abc import Callable, Iterable
from functools import partial

from django.db.models import Min
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cases import (
    activities,
    appointments,
    consents,
    document_queries,
    document_store,
    intake,
    permissions,
    registry,
)
from cases.choices import DeskKind
from cases.held import HELD
from cases.models import (
    DOCUMENTS,
    Alert,
    DeskNote,
    Minor,
    ProtectionNote,
    Sharing,
    SocialNote,
    documents_of,
)
from cases.models.documents import ENDINGS
from cases.models.tasks import known_desks
from cases.registry import TIMELINE_LENGTH, Brings, Mark, NoteKind, Tab, TimelineEntry
from staff.models import User
from staff.permissions import Level


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
    yield from _took_part(minor, user)
    if permissions.can_see_consents(user):
        yield from _shared(minor, user)
    yield TimelineEntry(at=minor.registered_at, icon="file", text=gettext("File opened"))
    yield from _joined(minor, user)
    yield from appointments.timeline(minor, user)
    yield from written(minor, user)
    yield from _alerts(minor, user)


def _took_part(minor: Minor, user: User) -> Iterable[TimelineEntry]:
    """Activities: a reserved one, for whoever may not know, is an activity like any other."""
    for step, label in activities.of_minor(minor, user):
        day = datetime.datetime.combine(step.activity.day, step.activity.starts_at)
        yield TimelineEntry(at=timezone.make_aware(day), icon="people", text=label)


def _joined(minor: Minor, user: User) -> Iterable[TimelineEntry]:
    """The files joined to this one; the coordinator may take them apart from here."""
    may_undo = permissions.can_review_duplicates(user)
    for merge in minor.merges.standing().select_related("gone").order_by("-pk"):
        yield TimelineEntry(
            at=merge.at,
            icon="link",
            text=gettext("File %(reference)s joined to this one")
            % {"reference": merge.gone.reference},
            url=reverse("cases:undo_join", args=[minor.reference, merge.pk]) if may_undo else "",
        )


def written(minor: Minor, user: User) -> Iterable[TimelineEntry]:
    """That a note was written, in the compartments she reads in this file; never its words."""
    for kind in registry.note_kinds(user):
        if not kind.is_read_by(user) or registry.is_closed(minor, user, kind.compartment):
            continue
        rows = kind.model.objects.visible_to(user).filter(minor=minor)
        instants = rows.newest_first().values_list("written_at", flat=True)
        for at in instants[:TIMELINE_LENGTH]:
            yield TimelineEntry(
                at=at,
                icon=kind.icon,
                text=gettext("Note written: %(kind)s") % {"kind": kind.label},
                url=reverse("cases:notes_of_kind", args=[minor.reference, kind.name]),
            )


def marks(minor: Minor, user: User) -> Iterable[Mark]:
    yield from appointments.marks(minor, user)
    yield from _follow_ups(minor, user)


def _follow_ups(minor: Minor, user: User) -> Iterable[Mark]:
    """When a desk wants to see her next: which one, for whoever may know that it has to."""
    rows = minor.tasks.open().filter(is_follow_up=True).values("desk_kind")
    known = known_desks(user)
    for row in rows.annotate(next_on=Min("due_on")).order_by("next_on", "desk_kind"):
        kind = row["desk_kind"]
        label = DeskKind(kind).label if kind in known else _("A desk")
        yield Mark(label=label, seen_on=None, next_on=row["next_on"])


def holds(minor: Minor) -> bool:
    """Whether somebody has written of her, kept a paper, joined a file: it is no slip any more."""
    return (
        minor.emergency_lines.exists()
        or minor.alerts.exists()
        or minor.tasks.exists()
        or minor.news_steps.exists()
        or minor.referents.exists()
        or minor.merges.standing().exists()
        or minor.nights.exists()
        or minor.activity_steps.exists()
        or any(
            model.objects.filter(minor=minor).exists()
            for model in (DeskNote, SocialNote, ProtectionNote)
        )
        or intake.holds(minor)
        or consents.holds(minor)
        or appointments.holds(minor)
        or document_queries.holds_documents(minor)
    )


def _shared(minor: Minor, user: User) -> Iterable[TimelineEntry]:
    rows = Sharing.objects.visible_to(user).filter(minor=minor)
    for row in rows.order_by("-shared_on", "-pk")[:TIMELINE_LENGTH]:
        yield TimelineEntry(
            at=row.recorded_at,
            icon="link",
            text=gettext("Shared: %(parts)s") % {"parts": row.parts_text},
            url=reverse("cases:consents", args=[minor.reference]),
        )


def _alerts(minor: Minor, user: User) -> Iterable[TimelineEntry]:
    """That an alert was raised, for all who may know; what it says behind the link, for a few."""
    read = set(Alert.objects.visible_to(user).filter(minor=minor).values_list("pk", flat=True))
    known = Alert.objects.known_to(user).filter(minor=minor).order_by("-raised_at", "-pk")
    for row in known[:TIMELINE_LENGTH]:
        yield TimelineEntry(
            at=row.raised_at,
            icon="shield",
            text=gettext("Protection alert"),
            url=reverse("cases:alert", args=[row.pk]) if row.pk in read else "",
        )


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
            order=50,
            view="cases:consents",
            icon="shield",
            label=_("Agreements and sharing"),
            may_see=permissions.can_see_consents,
        ),
        Tab(
            order=60,
            view="cases:documents",
            icon="folder",
            label=_("Documents"),
            may_see=permissions.can_see_documents,
        ),
        Tab(
            order=12,
            view="cases:appointments_of",
            icon="calendar",
            label=_("Appointments"),
            may_see=permissions.can_see_appointments,
        ),
        Tab(
            order=5,
            view="cases:intake",
            icon="clipboard",
            label=_("Intake"),
            may_see=permissions.can_see_intake,
        ),
        Tab(
            order=10,
            view="cases:notes",
            icon="chat",
            label=_("Notes"),
            may_see=permissions.can_see_notes,
        ),
    ),
    timeline=timeline,
    marks=marks,
    papers=papers,
    destroys=destroys,
    holds=holds,
)

NOTES = (
    NoteKind(
        name="social",
        order=10,
        model=SocialNote,
        icon="briefcase",
        label=_("Social notes"),
        about=_("Read by the social workers, the care team, the jurists and the coordination."),
    ),
    NoteKind(
        name="desk",
        order=50,
        model=DeskNote,
        icon="inbox",
        label=_("Notes for the desks"),
        about=_("Read by everyone who opens this file. Nothing of health or of the procedure."),
        writes_at=Level.READ,
    ),
    NoteKind(
        name="protection",
        order=60,
        model=ProtectionNote,
        icon="warning",
        label=_("Protection"),
        about=_("Read by you and the coordination. The others only know that a note exists."),
        reads_at=Level.KNOW,
        writes_at=Level.KNOW,
    ),
)
