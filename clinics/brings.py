"""What clinics brings to a minor's file: its two books, and that she was seen."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import partial

from django.db.models import Max, Min, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from cases import registry
from cases.choices import DeskKind
from cases.closing import Check
from cases.models import Desk, Minor
from cases.registry import (
    TIMELINE_LENGTH,
    Brings,
    DueList,
    Held,
    Mark,
    Merge,
    NoteKind,
    Tab,
    TimelineEntry,
)
from clinics import (
    actions,
    assessment_brings,
    assessment_due,
    permissions,
    scabies_brings,
    sexual_health_brings,
    sexual_health_due,
    vaccination_brings,
)
from clinics.models import (
    AnonymousConsultation,
    AnonymousLink,
    AnyConsultation,
    CaseTeam,
    ClinicSession,
    Consultation,
    ConsultationAddendum,
    Consultations,
    HealthFact,
    HealthFactEnd,
    PsychologyNote,
    ScabiesMarkRow,
    Screening,
    SexualHealthAddendum,
    SexualHealthConsultation,
)
from staff.models import Site, User
from staff.permissions import Compartment


def timeline(minor: Minor, user: User) -> Iterable[TimelineEntry]:
    """Each consultation: its motif for the care team, that it took place for the others.

    Sexual health is there for those who write it, and for nobody else.
    """
    yield from _health_lines(minor, user)
    yield from _attached_lines(minor, user)
    yield from _sexual_health_lines(minor, user)
    yield from assessment_brings.timeline(minor, user)


def _health_lines(minor: Minor, user: User) -> Iterable[TimelineEntry]:
    if not permissions.can_know_of_consultations(user):
        return
    may_read = registry.may_open(minor, user, Compartment.HEALTH)
    for row in _newest(Consultation, minor):
        yield TimelineEntry(
            at=row.recorded_at,
            icon="health",
            text=gettext("Nurse: %(motif)s") % {"motif": row.shown("motif")}
            if may_read
            else gettext("Seen at the nurse's"),
            url=reverse("clinics:consultation", args=[minor.reference, row.pk]) if may_read else "",
        )


def _attached_lines(minor: Minor, user: User) -> Iterable[TimelineEntry]:
    """What was written before there was a file, on the day of care."""
    if not permissions.can_know_of_consultations(user):
        return
    may_read = registry.may_open(minor, user, Compartment.HEALTH)
    rows = AnonymousConsultation.objects.attached_to(minor).newest_first()
    for row in rows[:TIMELINE_LENGTH]:
        yield TimelineEntry(
            at=row.written_at,
            icon="health",
            text=gettext("Nurse, before the file: %(motif)s") % {"motif": row.shown("motif")}
            if may_read
            else gettext("Seen at the nurse's"),
            url=reverse("clinics:anonymous_consultation", args=[row.pk]) if may_read else "",
        )


def _sexual_health_lines(minor: Minor, user: User) -> Iterable[TimelineEntry]:
    if not registry.may_open(minor, user, Compartment.SEXUAL_HEALTH):
        return
    for row in _newest(SexualHealthConsultation, minor):
        yield TimelineEntry(
            at=row.recorded_at,
            icon="medical-file",
            text=gettext("Sexual health: %(motif)s") % {"motif": row.shown("motif")},
            url=reverse("clinics:sexual_health_consultation", args=[minor.reference, row.pk]),
        )


def _newest(rows: Consultations, minor: Minor) -> Iterable[AnyConsultation]:
    found = rows.objects.newest_first().filter(minor=minor).prefetch_related("minor__keys")
    return found[:TIMELINE_LENGTH]


def marks(minor: Minor, user: User) -> Iterable[Mark]:
    if permissions.can_know_of_psychology(user):
        seen_on = PsychologyNote.objects.filter(minor=minor).aggregate(last=Max("day"))["last"]
        if seen_on:
            yield Mark(_("Psychologist"), seen_on=seen_on, next_on=None)
    if permissions.can_know_of_consultations(user):
        yield _mark_of_nurse(minor)
    if permissions.can_see_sexual_health(user):
        yield _mark(_("Sexual health"), SexualHealthConsultation, minor)


def _mark_of_nurse(minor: Minor) -> Mark:
    """What was attached to the file counts: somebody saw her that day."""
    mark = _mark(_("Nurse"), Consultation, minor)
    attached = AnonymousConsultation.objects.attached_to(minor)
    before = attached.aggregate(seen_on=Max("day"))["seen_on"]
    if before is None or (mark.seen_on is not None and mark.seen_on >= before):
        return mark
    return replace(mark, seen_on=before)


def _mark(label: Promise, model: Consultations, minor: Minor) -> Mark:
    rows = model.objects.filter(minor=minor)
    seen_on = rows.aggregate(seen_on=Max("day"))["seen_on"]
    next_on = None
    if seen_on:
        # A visit planned for a day on which she came has taken place.
        planned = rows.filter(follow_up_on__gte=timezone.localdate(), follow_up_on__gt=seen_on)
        next_on = planned.aggregate(next_on=Min("follow_up_on"))["next_on"]
    return Mark(label, seen_on=seen_on, next_on=next_on)


def holds(minor: Minor) -> bool:
    return any(
        model.objects.filter(minor=minor).exists()
        for model in (
            Consultation,
            SexualHealthConsultation,
            HealthFact,
            PsychologyNote,
            CaseTeam,
            AnonymousLink,
            *vaccination_brings.ROWS,
            *sexual_health_brings.ROWS,
            *assessment_brings.ROWS,
            ScabiesMarkRow,
            Screening,
        )
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


def psychologists_files(user: User) -> QuerySet[Minor]:
    """Return the files that this psychologist follows: what the scope above says, for a list."""
    followed = CaseTeam.objects.current().filter(user=user)
    return Minor.objects.filter(pk__in=followed.values("minor"))


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


def closing(site: Site, user: User) -> Iterable[Check]:
    """Sessions that nobody has closed: what they counted is not said yet."""
    still_open = ClinicSession.objects.filter(site=site).still_open().count()
    if still_open:
        text = ngettext(
            "%(count)d clinic session still open",
            "%(count)d clinic sessions still open",
            still_open,
        )
        may_close = permissions.can_keep_sessions(user)
        url = reverse("clinics:sessions") if may_close else ""
        link = gettext("Sessions") if may_close else ""
        yield Check(text % {"count": still_open}, "health", url, link)


DUE = (assessment_due.due, scabies_brings.due, sexual_health_due.due)


def due(desk: Desk, user: User) -> Iterator[DueList]:
    """What a desk of care has to see to next, list by list."""
    for of_a_part in DUE:
        yield from of_a_part(desk, user)


BRINGS = Brings(
    app="clinics",
    held=(
        Held(
            Consultation,
            "minor",
            _("Consultations"),
            Merge.MOVE,
            contact="day",
            to_check=((DeskKind.NURSE, _("allergies, treatments and vaccines")),),
        ),
        Held(
            ConsultationAddendum,
            "consultation__minor",
            _("Added to these consultations"),
            Merge.FOLLOW,
        ),
        Held(
            SexualHealthConsultation,
            "minor",
            _("Consultations of sexual health"),
            Merge.MOVE,
            contact="day",
            to_check=((DeskKind.MIDWIFE, _("the consultations")),),
        ),
        Held(
            SexualHealthAddendum,
            "consultation__minor",
            _("Added to the consultations of sexual health"),
            Merge.FOLLOW,
        ),
        Held(
            HealthFact,
            "minor",
            _("Allergies, conditions, medicines, results awaited"),
            Merge.MOVE,
            contact="recorded_at",
        ),
        Held(HealthFactEnd, "fact__minor", _("What is over of these"), Merge.FOLLOW),
        Held(
            AnonymousLink,
            "minor",
            _("Consultations before the file"),
            Merge.MOVE,
            contact="consultation__day",
        ),
        Held(PsychologyNote, "minor", _("Psychology"), Merge.MOVE, contact="day"),
        Held(
            CaseTeam,
            "minor",
            _("Psychologists"),
            Merge.MOVE,
            to_check=((DeskKind.PSYCHOLOGIST, _("who follows this young person")),),
        ),
        *vaccination_brings.HELD,
        *sexual_health_brings.HELD,
        *assessment_brings.HELD,
        Held(
            ScabiesMarkRow,
            "minor",
            _("Scabies of a site: doses and laundry"),
            Merge.MOVE,
            contact="happened_on",
        ),
        Held(Screening, "minor", _("Screens"), Merge.MOVE, contact="screened_on"),
    ),
    tabs=(
        Tab(
            order=20,
            view="clinics:health",
            icon="health",
            label=_("Health"),
            may_see=permissions.can_see_health,
            desk_kinds=frozenset({DeskKind.NURSE}),
            compartment=Compartment.HEALTH,
        ),
        vaccination_brings.TAB,
        Tab(
            order=21,
            view="clinics:sexual_health",
            icon="medical-file",
            label=_("Sexual health"),
            may_see=permissions.can_see_sexual_health,
            desk_kinds=frozenset({DeskKind.MIDWIFE}),
            compartment=Compartment.SEXUAL_HEALTH,
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
    closing=closing,
    nightly=partial(actions.forget_expired, by=None),
    due=due,
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
