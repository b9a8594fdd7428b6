"""What referrals brings to a minor's file: its page, its lines, the next appointment outside."""

import datetime
from collections.abc import Iterable

from django.db.models import Min, OuterRef, Q, Subquery
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cases.briefing import Line, Part
from cases.choices import DeskKind
from cases.models import Minor
from cases.permissions import can_see_case
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
from referrals import appointments, deadline_brings, due, paper_queries, permissions
from referrals.appointments import STILL_TO_COME
from referrals.choices import ReferralStatus
from referrals.models import (
    Deadline,
    Entitlement,
    EntitlementStep,
    HearingCall,
    LegalNote,
    LegalPaper,
    NarrativeNote,
    PaperMove,
    PaperTie,
    Procedure,
    ProcedureEvent,
    Referral,
    ReferralQuerySet,
    ReferralSheet,
    ReferralStep,
    Situation,
)
from staff.models import Site, User


def timeline(minor: Minor, user: User) -> Iterable[TimelineEntry]:
    yield from _referrals(minor, user)
    yield from deadline_brings.timeline(minor, user)
    yield from _situations(minor, user)


def _situations(minor: Minor, user: User) -> Iterable[TimelineEntry]:
    rows = Situation.objects.visible_to(user).standing().filter(minor=minor)
    for row in rows.order_by("-recorded_at", "-pk")[:TIMELINE_LENGTH]:
        yield TimelineEntry(
            at=row.recorded_at,
            icon="pin",
            text=gettext("Situation: %(what)s") % {"what": row},
            url=reverse("referrals:procedures", args=[minor.reference]),
        )


def _referrals(minor: Minor, user: User) -> Iterable[TimelineEntry]:
    """Each referral that this person may read; the others' appear as an appointment only."""
    rows = Referral.objects.visible_to(user).filter(minor=minor).with_status()
    for row in rows.select_related("partner").order_by("-made_on", "-pk")[:TIMELINE_LENGTH]:
        yield TimelineEntry(
            at=row.made_at,
            icon="send",
            text=gettext("Referred: %(partner)s") % {"partner": row.partner_for(user)},
            url=reverse("referrals:referral", args=[minor.reference, row.pk]),
        )


def marks(minor: Minor, user: User) -> Iterable[Mark]:
    """The next day outside whose hour is not known, without the partner's name.

    With an hour it is an appointment like the others.
    """
    awaited = _days_alone(Referral.objects.filter(minor=minor))
    coming = Min("appointment_on", filter=Q(appointment_on__gte=timezone.localdate()))
    next_on = awaited.aggregate(next_on=coming)["next_on"]
    if next_on:
        yield Mark(_("Appointment outside"), seen_on=None, next_on=next_on)


def _days_alone(rows: ReferralQuerySet) -> ReferralQuerySet:
    """Annotate `appointment_on`, among those expected on a day that no appointment bears."""
    last = ReferralStep.objects.filter(
        referral=OuterRef("pk"), status=ReferralStatus.APPOINTMENT
    ).order_by("-pk")
    return (
        rows.in_status(*STILL_TO_COME)
        .annotate(
            appointment_on=Subquery(last.values("appointment_on")[:1]),
            planned=Subquery(last.values("appointment")[:1]),
        )
        .filter(planned__isnull=True)
    )


def briefing(site: Site, day: datetime.date, user: User) -> Iterable[Part]:
    yield from _expected(site, day, user)
    yield from deadline_brings.briefing(site, day, user)


def _expected(site: Site, day: datetime.date, user: User) -> Iterable[Part]:
    """Who is expected by a partner that day at no known hour, whatever the partner."""
    if not can_see_case(user):
        return
    # Only of those that had this day at some time is the last word looked for: they are few.
    had_it = ReferralStep.objects.filter(status=ReferralStatus.APPOINTMENT, appointment_on=day)
    awaited = _days_alone(Referral.objects.filter(site=site, pk__in=had_it.values("referral")))
    rows = awaited.filter(Q(appointment_on=day)).select_related("minor")
    lines = [
        Line(
            gettext("Appointment outside"),
            minor=row.minor,
            url=reverse("cases:case", args=[row.minor.reference]),
        )
        for row in rows.prefetch_related("minor__names").order_by("pk")
    ]
    if lines:
        yield Part(35, "building", gettext("Expected by a partner today"), lines)


def holds(minor: Minor) -> bool:
    return any(
        model.objects.filter(minor=minor).exists()
        for model in (
            Referral,
            LegalNote,
            NarrativeNote,
            Procedure,
            Deadline,
            Entitlement,
            LegalPaper,
            Situation,
        )
    )


BRINGS = Brings(
    app="referrals",
    held=(
        Held(
            LegalNote,
            "minor",
            _("Legal notes"),
            Merge.MOVE,
            contact="day",
            to_check=((DeskKind.LEGAL, _("the procedure")),),
        ),
        Held(NarrativeNote, "minor", _("Legal narrative"), Merge.MOVE, contact="day"),
        Held(
            Referral,
            "minor",
            _("Referrals"),
            Merge.MOVE,
            compartment_path="compartment",
            contact="made_on",
            to_check=tuple((kind, _("the referrals")) for kind in DeskKind),
            checked_where_read=True,
        ),
        Held(
            ReferralStep,
            "referral__minor",
            _("Answers to referrals"),
            Merge.FOLLOW,
            compartment_path="referral__compartment",
        ),
        Held(
            Procedure,
            "minor",
            _("Procedures"),
            Merge.MOVE,
            to_check=((DeskKind.LEGAL, _("the procedure")),),
        ),
        Held(ProcedureEvent, "procedure__minor", _("Events of procedures"), Merge.FOLLOW),
        Held(HearingCall, "event__procedure__minor", _("Calls about hearings"), Merge.FOLLOW),
        Held(
            ReferralSheet,
            "referral__minor",
            _("Sheets for partners"),
            Merge.FOLLOW,
            compartment_path="referral__compartment",
        ),
        Held(
            Entitlement,
            "minor",
            _("Entitlements"),
            Merge.MOVE,
            to_check=((DeskKind.SOCIAL, _("the entitlements")),),
        ),
        Held(EntitlementStep, "entitlement__minor", _("What became of entitlements"), Merge.FOLLOW),
        *deadline_brings.HELD,
        Held(
            LegalPaper,
            "minor",
            _("Papers of the legal file"),
            Merge.MOVE,
            to_check=((DeskKind.LEGAL, _("the papers, and where the originals are")),),
        ),
        Held(PaperMove, "paper__minor", _("Where the originals have been"), Merge.FOLLOW),
        Held(PaperTie, "paper__minor", _("What the papers serve"), Merge.FOLLOW),
        Held(
            Situation,
            "minor",
            _("Situations outside any procedure"),
            Merge.MOVE,
            to_check=((DeskKind.LEGAL, _("the situation")),),
        ),
    ),
    tabs=(
        Tab(
            order=30,
            view="referrals:referrals",
            icon="send",
            label=_("Referrals"),
            may_see=permissions.can_see_referrals,
            desk_kinds=frozenset({DeskKind.SOCIAL, DeskKind.LEGAL}),
        ),
        Tab(
            order=28,
            view="referrals:procedures",
            icon="scales",
            label=_("Procedures"),
            may_see=permissions.can_see_procedures,
            desk_kinds=frozenset(),
        ),
        deadline_brings.TAB,
        Tab(
            order=29,
            view="referrals:entitlements",
            icon="briefcase",
            label=_("Entitlements"),
            may_see=permissions.can_see_entitlements,
        ),
    ),
    timeline=timeline,
    marks=marks,
    holds=holds,
    due=due.due,
    briefing=briefing,
    banners=deadline_brings.banners,
    originals=paper_queries.originals,
    origins=appointments.origins,
)

NOTES = (
    NoteKind(
        name="legal",
        order=20,
        model=LegalNote,
        icon="scales",
        label=_("Legal notes"),
        about=_("Facts of the procedure, read by the jurists and the social workers."),
    ),
    NoteKind(
        name="narrative",
        order=30,
        model=NarrativeNote,
        icon="file",
        label=_("Legal narrative"),
        about=_("Read by the jurists only. Nobody else knows that it exists."),
    ),
)
