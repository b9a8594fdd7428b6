"""What takes place at a site on a day, in words each reader may know."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from django.core.paginator import Page, Paginator
from django.db.models import Count, Exists, F, OuterRef
from django.utils import timezone

from cases import permissions, registry
from cases.choices import COMPARTMENT_OF_ACTIVITY, ActivityKind
from cases.models import Activity, ActivityLeader, Arrival, Minor, ParticipantStep
from staff.models import Site, User

PAGE_SIZE = 30  # arrivals to tick


@dataclass(frozen=True)
class ActivityLine:
    """An activity as one reader may know it."""

    activity: Activity
    label: str
    is_known: bool  # False: another kind than the label says, or any other
    leaders: list[User]
    count: int

    @property
    def icon(self) -> str:
        return "exit" if self.activity.goes_out else "people"

    @property
    def leaders_text(self) -> str:
        return ", ".join(leader.full_name for leader in self.leaders)

    @property
    def is_late(self) -> bool:
        """Whether they should be back by now and nobody said that they are."""
        today = timezone.localdate()
        is_over = self.activity.day < today or (
            self.activity.day == today and self.activity.ends_at < timezone.localtime().time()
        )
        return self.activity.is_out and is_over


def label_for(activity: Activity, user: User) -> str:
    """Return what it is, or the neutral word for whoever may not know."""
    may_know = permissions.can_know_kind(user, activity.kind)
    return str((ActivityKind(activity.kind) if may_know else ActivityKind.OTHER).label)


def leaders_of(activities: Iterable[Activity]) -> dict[int, list[User]]:
    """Return {activity: its leaders, by name}: one query."""
    found: dict[int, list[User]] = {}
    rows = ActivityLeader.objects.filter(activity__in=list(activities))
    for row in rows.select_related("colleague").order_by("colleague__full_name", "pk"):
        found.setdefault(row.activity_id, []).append(row.colleague)
    return found


def lines(activities: Iterable[Activity], user: User) -> list[ActivityLine]:
    """Three queries, however many there are."""
    found = list(activities)
    leaders = leaders_of(found)
    standing = ParticipantStep.objects.standing().filter(activity__in=found)
    counts = dict(standing.values_list("activity").annotate(Count("pk")).order_by())
    return [
        ActivityLine(
            activity=activity,
            label=label_for(activity, user),
            is_known=activity.kind != ActivityKind.OTHER
            and permissions.can_know_kind(user, activity.kind),
            leaders=leaders.get(activity.pk, []),
            count=counts.get(activity.pk, 0),
        )
        for activity in found
    ]


def activities_on(day: datetime.date, site: Site, user: User) -> list[ActivityLine]:
    """Return what takes place on a day, in the order of the hours."""
    found = Activity.objects.held().filter(day=day, site=site).select_related("created_by")
    return lines(found.order_by("starts_at", "pk"), user)


def participants(activity: Activity) -> list[Minor]:
    """Return who is on the list, by name."""
    steps = ParticipantStep.objects.standing().filter(activity=activity)
    minors = Minor.objects.existing().filter(pk__in=steps.values("minor"))
    rows = minors.prefetch_related("names", "claims")
    return sorted(rows, key=lambda minor: (minor.display_name.casefold(), minor.pk))


def takes_part(activity: Activity, minor: Minor) -> bool:
    return ParticipantStep.objects.standing().filter(activity=activity, minor=minor).exists()


def present_page(activity: Activity, page: str) -> Page:
    """Return a page of who came that day and is not on the list: present first, the last one in."""
    steps = ParticipantStep.objects.standing().filter(activity=activity, minor=OuterRef("minor"))
    arrivals = Arrival.objects.on(activity.day, activity.site).exclude(Exists(steps))
    rows = arrivals.with_presence().prefetch_related("minor__names", "minor__claims")
    present_first = F("left_at").asc(nulls_first=True)
    return Paginator(rows.order_by(present_first, "-arrived_at", "-pk"), PAGE_SIZE).get_page(page)


def still_out(day: datetime.date, site: Site, user: User) -> list[ActivityLine]:
    """Return the outings from which nobody was noted back, for the closing page of the day."""
    found = Activity.objects.out().filter(day=day, site=site)
    return lines(found.order_by("ends_at", "pk"), user)


def of_minor(minor: Minor, user: User) -> list[tuple[ParticipantStep, str]]:
    """Return the newest activities she took part in, as this reader may know them."""
    steps = ParticipantStep.objects.standing().filter(
        minor=minor, activity__cancelled_at__isnull=True
    )
    rows = steps.select_related("activity").order_by("-activity__day", "-pk")
    return [
        (step, _label_in_file(minor, step.activity, user))
        for step in rows[: registry.TIMELINE_LENGTH]
    ]


def _label_in_file(minor: Minor, activity: Activity, user: User) -> str:
    """As on the list; a psychologist of another case reads the neutral word too."""
    compartment = COMPARTMENT_OF_ACTIVITY.get(ActivityKind(activity.kind))
    if compartment is not None and registry.is_closed(minor, user, compartment):
        return str(ActivityKind.OTHER.label)
    return label_for(activity, user)
