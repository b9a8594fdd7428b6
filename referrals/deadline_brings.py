"""What deadlines bring to a file and to the morning: banner, timeline, lines of the briefing."""

import datetime
from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cases.briefing import Line, Part
from cases.choices import DeskKind
from cases.models import Minor
from cases.registry import TIMELINE_LENGTH, Banner, Held, Merge, Tab, TimelineEntry
from referrals import permissions
from referrals.deadlines import counting, wording
from referrals.models import Deadline, DeadlineState, DeadlineStep
from staff.models import Site, User
from staff.templatetags.escale import long_day

AHEAD = 7  # days that the briefing looks ahead
SHOWN = 20  # lines of the briefing; the list has them all


def timeline(minor: Minor, user: User) -> Iterable[TimelineEntry]:
    rows = Deadline.objects.visible_to(user).filter(minor=minor).order_by("-started_at", "-pk")
    for row in rows.select_related("state")[:TIMELINE_LENGTH]:
        values = {"what": wording.label(row.rule), "day": long_day(row.state.due_on)}
        yield TimelineEntry(
            at=row.started_at,
            icon="clock",
            text=gettext("Deadline: %(what)s, %(day)s") % values,
            url=reverse("referrals:deadline", args=[minor.reference, row.pk]),
        )


def banners(minor: Minor, user: User) -> Iterable[Banner]:
    """An order to leave: until a lawyer has been reached, and for the legal side only."""
    rows = Deadline.objects.visible_to(user).of_removal().filter(minor=minor)
    may_keep = permissions.can_keep_deadlines(user)
    for row in rows.select_related("state").first_due():
        view = "referrals:call_lawyer" if may_keep else "referrals:deadline"
        yield Banner(
            gettext("Call the lawyer now"),
            f"{wording.label(row.rule)}. {_until(row)}",
            reverse(view, args=[minor.reference, row.pk]),
            gettext("Record the call") if may_keep else gettext("Open the deadline"),
        )


def _until(row: Deadline) -> str:
    due_at = row.state.due_at.astimezone(counting.PARIS)
    said = wording.day_words(row.state.due_on)
    if due_at.date() == row.state.due_on:  # it ends within the day, at an hour
        said = wording.hour_words(due_at)
    return gettext("Until %(when)s.") % {"when": said}


def briefing(site: Site, day: datetime.date, user: User) -> Iterable[Part]:
    """What ends within a week, in neutral words: for those who keep deadlines."""
    if not permissions.can_keep_deadlines(user):
        return
    last = counting.moment(counting.add_days(day, AHEAD + 1))
    rows = Deadline.objects.visible_to(user).open().first_due()
    rows = rows.due_before(last).filter(site=site).select_related("state", "minor")
    lines = [
        Line(
            gettext("Deadline, %(day)s") % {"day": long_day(row.state.due_on)},
            minor=row.minor,
            url=reverse("referrals:deadline", args=[row.minor.reference, row.pk]),
            status=gettext("Overdue") if row.state.is_late else "",
            kind="urgent",
        )
        for row in rows.prefetch_related("minor__names")[:SHOWN]
    ]
    yield Part(
        36,
        "clock",
        gettext("Deadlines within a week"),
        lines,
        gettext("None."),
        reverse("referrals:due_deadlines"),
    )


HELD = (
    Held(
        Deadline,
        "minor",
        _("Legal deadlines"),
        Merge.MOVE,
        to_check=((DeskKind.LEGAL, _("the deadlines")),),
    ),
    Held(DeadlineStep, "deadline__minor", _("What became of legal deadlines"), Merge.FOLLOW),
    Held(
        DeadlineState,
        "deadline__minor",
        _("State of legal deadlines"),
        Merge.FOLLOW,
        is_exported=False,
    ),
)
TAB = Tab(
    order=32,
    view="referrals:deadlines",
    icon="clock",
    label=_("Deadlines"),
    may_see=permissions.can_see_deadlines,
)
