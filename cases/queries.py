"""What the pages show of a day, in a number of queries that does not grow with it."""

import datetime
from dataclasses import dataclass, field

from django.core.paginator import Page, Paginator
from django.db.models import Count, Exists, Max, Min, Prefetch, Q
from django.utils import timezone

from cases import references
from cases.choices import PartnerKind, TicketStatus
from cases.models import Arrival, Desk, ExceptionalAccess, Minor, Partner, Ticket
from cases.models.arrivals import away
from cases.models.partners import PartnerQuerySet
from cases.search import Candidate
from staff.models import Site, User


@dataclass
class Found:
    """A candidate beside what reception needs to know: present, gone or not here today."""

    candidate: Candidate
    arrival: Arrival | None

    @property
    def minor(self) -> Minor:
        return self.candidate.minor

    @property
    def is_present(self) -> bool:
        return self.arrival is not None and self.arrival.left_at is None

    @property
    def has_left(self) -> bool:
        return self.arrival is not None and self.arrival.left_at is not None


def with_presence_today(candidates: list[Candidate], site: Site) -> list[Found]:
    """Return each candidate with her arrival of today at this site, if any: one query."""
    if not candidates:
        return []
    arrivals = (
        Arrival.objects.on(timezone.localdate(), site)
        .filter(minor__in=[c.minor.pk for c in candidates])
        .with_presence()
    )
    by_minor = {arrival.minor_id: arrival for arrival in arrivals}
    return [Found(c, by_minor.get(c.minor.pk)) for c in candidates]


PAGE_SIZE = 20  # arrivals


@dataclass
class Day:
    """Today's arrivals of a site: how many are there and how many have left, one page of them."""

    present_count: int
    gone_count: int
    shows_gone: bool
    page: Page

    @property
    def total(self) -> int:
        return self.present_count + self.gone_count


def day_at(site: Site, day: datetime.date, *, gone: bool = False, page: str = "") -> Day:
    """Return a page of who is there (or has left), the newest arrival first."""
    arrivals = Arrival.objects.on(day, site)
    tickets = Ticket.objects.with_status().select_related("desk").order_by("pk")
    shown = (
        (arrivals.gone() if gone else arrivals.present())
        .with_presence()
        .prefetch_related(
            "minor", "minor__names", "minor__claims", Prefetch("tickets", queryset=tickets)
        )
        .order_by("-arrived_at", "-pk")
    )
    total = arrivals.aggregate(total=Count("pk"), gone=Count("pk", filter=Exists(away())))
    present_count = total["total"] - total["gone"]
    paginator = Paginator(shown, PAGE_SIZE)
    paginator.count = total["gone"] if gone else present_count  # known: not asked twice
    return Day(present_count, total["gone"], shows_gone=gone, page=paginator.get_page(page))


@dataclass
class DeskLine:
    """A desk and the tickets of today: waiting in the order they are called, then in progress."""

    desk: Desk
    waiting: list[Ticket] = field(default_factory=list)
    in_progress: list[Ticket] = field(default_factory=list)


@dataclass(frozen=True)
class DeskSummary:
    """A desk as reception sees it: how many wait, since when, whether one is urgent."""

    desk: Desk
    waiting_count: int
    has_urgent: bool
    longest_wait: datetime.timedelta | None


def desk_summaries(site: Site, day: datetime.date) -> list[DeskSummary]:
    """Return the open desks of the site, each with its queue in three figures: two queries."""
    waiting: dict[int, list[Ticket]] = {}
    for ticket in Ticket.objects.on(day).filter(desk__site=site).waiting():
        waiting.setdefault(ticket.desk_id, []).append(ticket)
    desks = Desk.objects.filter(site=site).open_on(day).order_by("position", "pk")
    return [_summary(desk, waiting.get(desk.pk, [])) for desk in desks]


def _summary(desk: Desk, waiting: list[Ticket]) -> DeskSummary:
    return DeskSummary(
        desk=desk,
        waiting_count=len(waiting),
        has_urgent=any(ticket.is_urgent for ticket in waiting),
        longest_wait=max((ticket.waited for ticket in waiting), default=None),
    )


def desks_at(site: Site, day: datetime.date, *, desk: Desk | None = None) -> list[DeskLine]:
    """Return every open desk of the site (or one) with its tickets of the day."""
    desks = (
        Desk.objects.filter(site=site)
        .select_related("site")
        .open_on(day)
        .order_by("position", "pk")
    )
    if desk is not None:
        desks = desks.filter(pk=desk.pk)
    lines = {found.pk: DeskLine(found) for found in desks}
    tickets = (
        Ticket.objects.on(day)
        .filter(desk__in=list(lines))
        .in_status(TicketStatus.WAITING, TicketStatus.IN_PROGRESS)
        .select_related("arrival__minor", "desk")
        .prefetch_related("arrival__minor__names", "arrival__minor__claims")
        .order_by("-is_urgent", "sent_at", "pk")
    )
    for ticket in tickets:
        line = lines[ticket.desk_id]
        waits = ticket.status == TicketStatus.WAITING
        (line.waiting if waits else line.in_progress).append(ticket)
    return list(lines.values())


def partner_search(queryset: PartnerQuerySet, text: str, kind: str) -> PartnerQuerySet:
    """Narrow the directory to a kind and to what a name, place or note contains."""
    if kind:
        queryset = queryset.filter(kind=kind)
    if text:
        queryset = queryset.filter(
            Q(name__unaccent__icontains=text)
            | Q(place__unaccent__icontains=text)
            | Q(note__unaccent__icontains=text)
        )
    return queryset


def partner_groups(user: User) -> list[tuple[str, list[tuple[int, str]]]]:
    """Return the partners of today, grouped by what they do."""
    found: dict[str, list[tuple[int, str]]] = {}
    partners = Partner.objects.visible_to(user).active_on(timezone.localdate())
    for pk, name, kind in partners.order_by("name").values_list("pk", "name", "kind"):
        found.setdefault(kind, []).append((pk, name))
    return [(str(kind.label), found[kind]) for kind in PartnerKind if kind in found]


def file_of(typed: str) -> Minor | None:
    """Return the file whose reference was typed, for somebody who may read nothing of it."""
    reference = references.clean(typed)
    return Minor.objects.current().filter(reference=reference).first() if reference else None


def colleagues() -> list[tuple[int, str]]:
    """Return who works here today, by name."""
    people = User.objects.filter(is_active=True).order_by("full_name", "pk")
    return list(people.values_list("pk", "full_name"))


def arrivals_count(minor: Minor) -> dict[str, object]:
    """How often and when she came: count, first and last day."""
    return minor.arrivals.counted().aggregate(
        count=Count("pk"), first_on=Min("day"), last_on=Max("day")
    )


def unread_accesses(user: User) -> int:
    """How many exceptional accesses nobody of the coordination has seen yet."""
    return ExceptionalAccess.objects.visible_to(user).unread().count()
