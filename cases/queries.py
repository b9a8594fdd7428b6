"""What the pages show of a day, in a number of queries that does not grow with it."""

import datetime
from collections import Counter
from dataclasses import dataclass, field

from django.core.paginator import Page, Paginator
from django.db.models import (
    Count,
    Exists,
    Max,
    Min,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    Subquery,
)
from django.utils import timezone
from django.utils.translation import gettext as _

from cases import joined, permissions, references
from cases.choices import PartnerKind, RetentionAction, TicketStatus
from cases.models import (
    AccessPart,
    AccessRequest,
    Arrival,
    CardStep,
    Desk,
    Enquiry,
    ExceptionalAccess,
    LegalHold,
    Minor,
    Partner,
    RetentionLine,
    RetentionRule,
    RetentionRun,
    Ticket,
    Tombstone,
)
from cases.models.arrivals import away
from cases.models.desks import DeskQuerySet
from cases.models.minors import MinorQuerySet
from cases.models.partners import PartnerQuerySet
from cases.names import fold
from cases.search import Candidate
from staff.choices import Role
from staff.models import Approval, Site, User


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
    return with_presence_on(candidates, site, timezone.localdate())


def with_presence_on(candidates: list[Candidate], site: Site, day: datetime.date) -> list[Found]:
    if not candidates:
        return []
    arrivals = (
        Arrival.objects.on(day, site)
        .filter(minor__in=[c.minor.pk for c in candidates])
        .with_presence()
    )
    by_minor = {arrival.minor_id: arrival for arrival in arrivals}
    return [Found(c, by_minor.get(c.minor.pk)) for c in candidates]


def at_the_door(user: User) -> MinorQuerySet:
    """Return the files whose arrival she may register: of the archive too, by their reference."""
    may_register = permissions.can_register_arrival(user)
    return Minor.objects.existing() if may_register else Minor.objects.none()


def copied_on(day: datetime.date, site: Site) -> QuerySet[Arrival]:
    """Return the arrivals of a day that were copied from paper, the last one first."""
    rows = Arrival.objects.on(day, site).filter(copied_at__isnull=False)
    rows = rows.select_related("minor", "registered_by").prefetch_related("minor__names")
    return rows.order_by("-copied_at", "-pk")


def who_came(user: User, site: Site, day: datetime.date) -> list[Minor]:
    """Return those who came that day, by name, for whoever may know: three queries."""
    if not permissions.can_search(user):
        return []
    arrivals = Arrival.objects.on(day, site).select_related("minor")
    found = [arrival.minor for arrival in arrivals.prefetch_related("minor__names")]
    return sorted(found, key=lambda minor: fold(minor.display_name))


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
    """A desk and a page of its tickets of the day: in progress, then in the order of the calls."""

    desk: Desk
    waiting_count: int
    page: Page  # of the numbers of its tickets
    tickets: list[Ticket] = field(default_factory=list)

    @property
    def in_progress(self) -> list[Ticket]:
        return [t for t in self.tickets if t.status == TicketStatus.IN_PROGRESS]

    @property
    def waiting(self) -> list[Ticket]:
        return [t for t in self.tickets if t.status == TicketStatus.WAITING]

    @property
    def total(self) -> int:
        return self.page.paginator.count

    @property
    def more(self) -> int:
        """How many come after those of this page."""
        return self.total - self.page.end_index()


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


QUEUE_SHOWN = 10  # tickets of each desk, where there are several
QUEUE_PAGE_SIZE = 25


def desks_at(site: Site, day: datetime.date) -> list[DeskLine]:
    """Return every open desk of the site with the first of its tickets of the day."""
    desks = Desk.objects.filter(site=site).open_on(day)
    return _lines(desks.order_by("position", "pk"), day, QUEUE_SHOWN, "1")


def desk_on(desk: Desk, day: datetime.date, page: str) -> DeskLine | None:
    """Return a page of the desk's tickets of the day; None on a day when it is not open."""
    desks = Desk.objects.filter(pk=desk.pk).open_on(day)
    return next(iter(_lines(desks, day, QUEUE_PAGE_SIZE, page)), None)


def _lines(desks: DeskQuerySet, day: datetime.date, size: int, page: str) -> list[DeskLine]:
    """Return a page of each desk's tickets, in as many queries for one desk as for all."""
    numbers: dict[int, list[int]] = {}
    waiting: Counter[int] = Counter()
    tickets = Ticket.objects.on(day).filter(desk__in=desks).in_the_room()
    for pk, desk, status in tickets.values_list("pk", "desk", "status"):  # type: ignore[misc] # annotated
        numbers.setdefault(desk, []).append(pk)
        waiting[desk] += status == TicketStatus.WAITING
    lines = [
        DeskLine(desk, waiting[desk.pk], Paginator(numbers.get(desk.pk, []), size).get_page(page))
        for desk in desks.select_related("site")
    ]
    shown = (
        Ticket.objects.with_status()
        .select_related("arrival__minor", "desk")
        .prefetch_related("arrival__minor__names", "arrival__minor__claims")
        .in_bulk([pk for line in lines for pk in line.page])
    )
    for line in lines:
        line.tickets = [shown[pk] for pk in line.page]
    return lines


def partner_search(
    queryset: PartnerQuerySet, text: str, kind: str, day: datetime.date | None = None
) -> PartnerQuerySet:
    """Narrow the directory to a need, to what a name, place or note contains, to a day.

    Of a day: those open then first, then those of whom the hours are not known.
    """
    if kind:
        queryset = queryset.that_do(kind)
    if text:
        columns = "name", "place", "town", "accepts_note", "note"
        said = Q()
        for column in columns:
            said |= Q(**{f"{column}__unaccent__icontains": text})
        queryset = queryset.filter(said)
    if day is None:
        return queryset
    in_order = "-is_open", "name", "pk"
    return queryset.open_on(day).order_by(*in_order)


def partner_groups(
    user: User, day: datetime.date | None = None
) -> list[tuple[str, list[tuple[int, str]]]]:
    """Return the partners of a day (today), grouped by what they do."""
    found: dict[str, list[tuple[int, str]]] = {}
    partners = Partner.objects.visible_to(user).active_on(day or timezone.localdate())
    for pk, name, kind in partners.order_by("name").values_list("pk", "name", "kind"):
        found.setdefault(kind, []).append((pk, name))
    return [(str(kind.label), found[kind]) for kind in PartnerKind if kind in found]


def file_of(typed: str) -> Minor | None:
    """Return the file whose reference was typed, for somebody who may read nothing of it."""
    reference = references.clean(typed)
    if reference is None:
        return None
    return Minor.objects.current().filter(reference=joined.standing_for(reference)).first()


def colleagues() -> list[tuple[int, str]]:
    """Return who works here today, by name."""
    people = User.objects.filter(is_active=True).order_by("full_name", "pk")
    return list(people.values_list("pk", "full_name"))


def coordinators_today() -> "QuerySet[User]":
    """Whoever must be told at once: those who are coordinators today."""
    return User.objects.working_as(Role.COORDINATOR)


def enquiries_today(user: User) -> int:
    """Return how many people have asked for a young person since this morning."""
    return Enquiry.objects.visible_to(user).filter(noted_at__date=timezone.localdate()).count()


def last_card_step(minor: Minor) -> CardStep | None:
    """Return what holds of this minor's card; None when nobody has spoken of one."""
    return minor.card_steps.order_by("-pk").first()


def arrivals_count(minor: Minor) -> dict[str, object]:
    """How often and when she came: count, first and last day."""
    return minor.arrivals.counted().aggregate(
        count=Count("pk"), first_on=Min("day"), last_on=Max("day")
    )


def unread_accesses(user: User) -> int:
    """How many exceptional accesses nobody of the coordination has seen yet."""
    return ExceptionalAccess.objects.visible_to(user).unread().count()


@dataclass(frozen=True)
class DueList:
    """One thing that a run proposes: how many files, how many done, who has asked for it."""

    kind: str
    label: str
    count: int
    done_count: int
    approval: Approval | None
    may_ask: bool


def due_lists(run: RetentionRun, user: User) -> list[DueList]:
    """Return the two lists of a run, each approved by itself."""
    approvals = Approval.objects.filter(subject=f"{run._meta.label_lower}:{run.pk}").order_by("pk")
    last = {approval.kind: approval for approval in approvals}
    lists = []
    for kind, label, actions in (
        ("archive_files", _("To put in the archive"), [RetentionAction.ARCHIVE]),
        ("erase_files", _("To erase"), [RetentionAction.ERASE, RetentionAction.ERASE_PART]),
    ):
        lines = run.lines.filter(action__in=actions)
        found = lines.aggregate(count=Count("pk"), done=Count("done_at"))
        approval = last.get(kind)
        is_asked = approval is not None and (
            approval.is_granted or approval in Approval.objects.open()
        )
        lists.append(
            DueList(
                kind=kind,
                label=label,
                count=found["count"],
                done_count=found["done"],
                approval=approval if is_asked else None,
                may_ask=not is_asked and found["count"] > 0 and permissions.can_ask_retention(user),
            )
        )
    return lists


def due_lines(run: RetentionRun | None) -> "QuerySet[RetentionLine]":
    """Return the files of a run, by their reference: none for one that is no longer there."""
    lines = RetentionLine.objects.filter(run=run) if run else RetentionLine.objects.none()
    minor = Minor.objects.filter(pk=OuterRef("minor_number"))
    return lines.annotate(reference=Subquery(minor.values("reference")[:1])).order_by("pk")


FILES_A_PAGE = 30


def runs() -> "QuerySet[RetentionRun]":
    return RetentionRun.objects.all()


def retention_page(user: User, page: str) -> dict[str, object]:
    """The rules, the last list of what is due, what is held back, what was erased."""
    run = RetentionRun.objects.order_by("-pk").first()
    holds = LegalHold.objects.filter(lifted_at__isnull=True).select_related("minor", "placed_by")
    return {
        "rules": RetentionRule.objects.order_by("pk"),
        "run": run,
        "lists": due_lists(run, user) if run else [],
        "page_obj": Paginator(due_lines(run), FILES_A_PAGE).get_page(page),
        "holds": holds.order_by("-pk"),
        "erased": Tombstone.objects.order_by("-pk")[:FILES_A_PAGE],
        "may_ask": permissions.can_ask_retention(user),
    }


@dataclass(frozen=True)
class HoldLine:
    """A hold of a file, and whether its end has been asked for."""

    hold: LegalHold
    is_asked: bool


def holds_of(minor: Minor, user: User) -> list[HoldLine]:
    """Return what keeps this file, for those who may know."""
    if not permissions.can_see_holds(user):
        return []
    holds = minor.legal_holds.filter(lifted_at__isnull=True).select_related("placed_by")
    asked = set(Approval.objects.open().filter(kind="lift_hold").values_list("subject", flat=True))
    return [
        HoldLine(hold, f"{hold._meta.label_lower}:{hold.pk}" in asked)
        for hold in holds.order_by("pk")
    ]


@dataclass(frozen=True)
class AccessLine:
    part: AccessPart
    may_answer: bool


@dataclass(frozen=True)
class Access:
    """The latest request of a file as one person sees it."""

    request: AccessRequest
    parts: list[AccessLine]
    may_export: bool


def parts_of(minor: Minor) -> "QuerySet[AccessPart]":
    return AccessPart.objects.filter(request__minor=minor).select_related("request__minor")


def latest_access(minor: Minor, user: User) -> Access | None:
    requests = minor.access_requests.select_related("asked_by", "delivered_by")
    found = requests.prefetch_related("parts__answered_by", "minor__keys").order_by("-pk").first()
    if found is None:
        return None
    is_open = not found.is_over and found.delivered_at is None
    for part in found.parts.all():
        part.request = found
    return Access(
        request=found,
        parts=[
            AccessLine(part, is_open and permissions.can_answer_access_part(user, part))
            for part in found.parts.all()
        ],
        may_export=found.is_ready
        and not found.is_over
        and permissions.can_export_case(user, found),
    )
