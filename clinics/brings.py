"""What clinics brings to a minor's file: the health page, and that she was seen."""

from collections.abc import Iterable

from django.db.models import Max, Min
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cases.choices import DeskKind
from cases.models import Minor
from cases.registry import TIMELINE_LENGTH, Brings, Held, Mark, Merge, Tab, TimelineEntry
from clinics import permissions
from clinics.models import Consultation
from staff.models import User


def timeline(minor: Minor, user: User) -> Iterable[TimelineEntry]:
    """Each consultation: its motif for the care team, that it took place for the others."""
    if not permissions.can_know_of_consultations(user):
        return
    may_read = permissions.can_see_health(user)
    rows = Consultation.objects.filter(minor=minor).newest_first()[:TIMELINE_LENGTH]
    for row in rows:
        yield TimelineEntry(
            at=row.recorded_at,
            icon="health",
            text=gettext("Nurse: %(motif)s") % {"motif": row.get_motif_display()}
            if may_read
            else gettext("Seen at the nurse's"),
            url=reverse("clinics:consultation", args=[minor.reference, row.pk]) if may_read else "",
        )


def marks(minor: Minor, user: User) -> Iterable[Mark]:
    if not permissions.can_know_of_consultations(user):
        return
    rows = Consultation.objects.filter(minor=minor)
    seen_on = rows.aggregate(seen_on=Max("day"))["seen_on"]
    next_on = None
    if seen_on:
        # A visit planned for a day on which she came has taken place.
        planned = rows.filter(follow_up_on__gte=timezone.localdate(), follow_up_on__gt=seen_on)
        next_on = planned.aggregate(next_on=Min("follow_up_on"))["next_on"]
    yield Mark(_("Nurse"), seen_on=seen_on, next_on=next_on)


def holds(minor: Minor) -> bool:
    return Consultation.objects.filter(minor=minor).exists()


BRINGS = Brings(
    app="clinics",
    held=(Held(Consultation, "minor", _("Consultations"), Merge.MOVE, contact="day"),),
    tabs=(
        Tab(
            order=20,
            view="clinics:health",
            icon="health",
            label=_("Health"),
            may_see=permissions.can_see_health,
            desk_kinds=frozenset({DeskKind.NURSE, DeskKind.MIDWIFE}),
        ),
    ),
    timeline=timeline,
    marks=marks,
    holds=holds,
)
