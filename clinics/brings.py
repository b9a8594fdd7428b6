"""What clinics brings to a minor's file: the health page, and that she was seen."""

from collections.abc import Iterable

from django.db.models import Max, Min
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from cases import registry
from cases.choices import DeskKind
from cases.models import Minor
from cases.registry import (
    TIMELINE_LENGTH,
    Brings,
    Held,
    Mark,
    Merge,
    NoteKind,
    Tab,
    TimelineEntry,
)
from clinics import permissions
from clinics.models import CaseTeam, Consultation, PsychologyNote
from staff.models import User
from staff.permissions import Compartment


def timeline(minor: Minor, user: User) -> Iterable[TimelineEntry]:
    """Each consultation: its motif for the care team, that it took place for the others."""
    if not permissions.can_know_of_consultations(user):
        return
    may_read = registry.may_open(minor, user, Compartment.HEALTH)
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
    if permissions.can_know_of_psychology(user):
        seen_on = PsychologyNote.objects.filter(minor=minor).aggregate(last=Max("day"))["last"]
        if seen_on:
            yield Mark(_("Psychologist"), seen_on=seen_on, next_on=None)
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
    return any(
        model.objects.filter(minor=minor).exists()
        for model in (Consultation, PsychologyNote, CaseTeam)
    )


def psychologists_scope(minor: Minor, user: User, compartment: Compartment) -> str:
    """A psychologist reads what is said to the psychologists of that young person, if she is one.

    To the others of her profession the file says who follows it: they are the ones to ask.
    """
    if compartment != Compartment.PSYCHOLOGY:
        return ""
    team = list(CaseTeam.objects.current().filter(minor=minor).select_related("user"))
    if any(member.user_id == user.pk for member in team):
        return ""
    if not team:
        return gettext("No psychologist follows this young person yet.")
    names = ", ".join(sorted(member.user.full_name for member in team))
    return gettext("Followed by: %(names)s.") % {"names": names}


def known_of_psychology(minor: Minor, user: User) -> str:
    """When she was last seen, for those who may know it; how many notes, for the coordination."""
    rows = PsychologyNote.objects.filter(minor=minor)
    if permissions.can_know_of_psychology(user):
        if may_read_all(minor, user):
            return ""
        seen_on = rows.aggregate(last=Max("day"))["last"]
        text = gettext("Last seen on %(day)s.")
        return text % {"day": date_format(seen_on)} if seen_on else ""
    count = rows.count()
    text = ngettext("%(count)s note.", "%(count)s notes.", count)
    return text % {"count": count} if count else ""


def may_read_all(minor: Minor, user: User) -> bool:
    return registry.may_open(minor, user, Compartment.PSYCHOLOGY)


BRINGS = Brings(
    app="clinics",
    held=(
        Held(Consultation, "minor", _("Consultations"), Merge.MOVE, contact="day"),
        Held(PsychologyNote, "minor", _("Psychology"), Merge.RESEAL, contact="day"),
        Held(CaseTeam, "minor", _("Psychologists"), Merge.MOVE),
    ),
    tabs=(
        Tab(
            order=20,
            view="clinics:health",
            icon="health",
            label=_("Health"),
            may_see=permissions.can_see_health,
            desk_kinds=frozenset({DeskKind.NURSE, DeskKind.MIDWIFE}),
            compartment=Compartment.HEALTH,
        ),
        Tab(
            order=22,
            view="clinics:psychology",
            icon="people",
            label=_("Psychologists"),
            may_see=permissions.can_see_psychology,
            desk_kinds=frozenset({DeskKind.PSYCHOLOGIST}),
        ),
    ),
    timeline=timeline,
    marks=marks,
    holds=holds,
)

PSYCHOLOGY_NOTES = NoteKind(
    name="psychology",
    order=40,
    model=PsychologyNote,
    icon="chat",
    label=_("Psychology"),
    about=_("Read by the psychologists of this young person only."),
    known=known_of_psychology,
)
