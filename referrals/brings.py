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
from referrals import deadline_brings, due, paper_queries, permissions
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
    ReferralSheet,
    ReferralStep,
    Situation,
)
from staff.models import Site, User

# Before the partner has seen her.
STILL_TO_COME = [ReferralStatus.WRITTEN, ReferralStatus.HANDED_OVER, ReferralStatus.APPOINTMENT]


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
            text=gettext("Referred: %(partner)s") % {"partner": row.partner.name},
            url=reverse("referrals:referral", args=[minor.reference, row.pk]),
        )


def marks(minor: Minor, user: User) -> Iterable[Mark]:
    """The next appointment outside, without the partner's name: it may tell the reason."""
    last = ReferralStep.objects.filter(
        referral=OuterRef("pk"), status=ReferralStatus.APPOINTMENT
    ).order_by("-pk")
    awaited = Referral.objects.filter(minor=minor).in_status(*STILL_TO_COME)
    next_on = awaited.annotate(
        appointment_on=Subquery(last.values("appointment_on")[:1])
    ).aggregate(next_on=Min("appointment_on", filter=Q(appointment_on__gte=timezone.localdate())))[
        "next_on"
    ]
    if next_on:
        yield Mark(_("Appointment outside"), seen_on=None, next_on=next_on)


def briefing(site: Site, day: datetime.date, user: User) -> Iterable[Part]:
    yield from _expected(site, day, user)
    yield from deadline_brings.briefing(site, day, user)


def _expected(site: Site, day: datetime.date, user: User) -> Iterable[Part]:
    """Who is expected by a partner that day: an appointment outside, whatever the partner."""
    if not can_see_case(user):
        return
    last = ReferralStep.objects.filter(
        referral=OuterRef("pk"), status=ReferralStatus.APPOINTMENT
    ).order_by("-pk")
    awaited = Referral.objects.filter(site=site).in_status(*STILL_TO_COME)
    rows = awaited.annotate(appointment_on=Subquery(last.values("appointment_on")[:1]))
    rows = rows.filter(Q(appointment_on=day)).select_related("minor")
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
            to_check=((DeskKind.SOCIAL, _("the referrals")),),
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
