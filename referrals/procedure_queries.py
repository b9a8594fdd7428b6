"""What the pages show of procedures, in a number of queries that does not grow with them."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from django.core.paginator import Page, Paginator
from django.db.models import Exists, OuterRef, Prefetch, QuerySet

from cases import appointments
from cases.appointments import Line
from cases.choices import DeskKind, DocumentKind
from cases.models import Appointment, LegalDocument, Minor
from referrals import paper_queries, pathway, permissions
from referrals.deadlines.holidays import ONE_DAY, working_day
from referrals.models import HearingCall, LegalPaper, Procedure, ProcedureEvent
from staff.models import User

PAGE_SIZE = 20  # hearings


def of_minor(minor: Minor, user: User) -> list[Procedure]:
    """Return her procedures, the open ones first, the latest event first."""
    rows = Procedure.objects.visible_to(user).filter(minor=minor).with_state()
    rows = rows.select_related("minor").prefetch_related("minor__keys")
    found = list(rows.order_by("-since", "-pk"))  # type: ignore[misc] # annotated
    return sorted(found, key=lambda one: one.stage.ends)


def last_event(procedure: Procedure) -> ProcedureEvent | None:
    """Return the event that comes last in time, of those that stand."""
    return procedure.events.standing().order_by("happened_on", "pk").last()


def before(procedure: Procedure, day: datetime.date) -> ProcedureEvent | None:
    """Return the last event up to a day, of those that stand."""
    rows = procedure.events.standing().filter(happened_on__lte=day)
    return rows.order_by("happened_on", "pk").last()


def is_decided(minor: Minor, kinds: Iterable[str]) -> bool:
    """Whether a decision of one of these kinds of procedure is recorded of her."""
    decisions = [s.code for s in pathway.STAGES.values() if s.decides and s.kind in set(kinds)]
    rows = ProcedureEvent.objects.standing().filter(procedure__minor=minor, stage__in=decisions)
    return rows.exists()


# --- hearings ---------------------------------------------------------------------------------

# What a judge is shown first, as far as it is on file (field sheet, section 2.4).
EXPECTED = (
    DocumentKind.SUMMONS,
    DocumentKind.REFUSAL,
    DocumentKind.EVALUATION,
    DocumentKind.CIVIL_STATUS,
    DocumentKind.PROOF,
)


@dataclass(frozen=True)
class Ready:
    """The papers that serve a procedure, and the usual ones that are not said to.

    `unjoined` are on the file all the same, `missing` are not.
    """

    papers: list[LegalPaper]
    unjoined: list[str]
    missing: list[str]


@dataclass(frozen=True)
class Hearing:
    """A hearing, and what has to be ready for it.

    `lines` are the appointments of the legal desk that day: who goes along, who interprets.
    `ready` is None when her papers are not for the reader. `call` is the last try to reach her.
    """

    event: ProcedureEvent
    lines: list[Line]
    ready: Ready | None
    call: HearingCall | None

    @property
    def minor(self) -> Minor:
        return self.event.procedure.minor


def hearings(user: User, first: datetime.date, last: datetime.date, page: str) -> Page:
    """Return a page of `Hearing`s from one day to another, in the order of the day.

    One that was set again meanwhile is told by its last date alone.
    """
    found = Paginator(_standing_hearings(user, first, last), PAGE_SIZE).get_page(page)
    events = list(found.object_list)
    numbers = {event.procedure.minor_id for event in events}
    planned = _planned(user, numbers, first, last)
    papers = paper_queries.of_minors(numbers, user) if permissions.can_see_papers(user) else None
    held = _kinds_held(user, numbers)
    found.object_list = [
        Hearing(
            event,
            planned.get((event.procedure.minor_id, event.hearing_on), []),
            _ready(event.procedure, papers, held) if papers is not None else None,
            next(iter(event.calls_last_first), None),
        )
        for event in events
    ]
    return found


def _ready(procedure: Procedure, papers: list[LegalPaper], held: set[tuple[int, str]]) -> Ready:
    serving = [paper for paper in papers if paper.serves(procedure)]
    wanted = [kind for kind in EXPECTED if kind not in {paper.kind for paper in serving}]
    known = held | {(paper.minor_id, paper.kind) for paper in papers}
    return Ready(
        serving,
        unjoined=[str(k.label) for k in wanted if (procedure.minor_id, k) in known],
        missing=[str(k.label) for k in wanted if (procedure.minor_id, k) not in known],
    )


def _standing_hearings(user: User, first: datetime.date, last: datetime.date) -> QuerySet:
    later = ProcedureEvent.objects.standing().filter(
        procedure=OuterRef("procedure"), hearing_on__isnull=False, pk__gt=OuterRef("pk")
    )
    calls = HearingCall.objects.select_related("by").order_by("-pk")
    return (
        ProcedureEvent.objects.standing()
        .filter(procedure__in=Procedure.objects.visible_to(user))
        .filter(procedure__minor__in=Minor.objects.visible_to(user))
        .filter(hearing_on__gte=first, hearing_on__lte=last)
        .filter(~Exists(later), procedure__minor__archived_at__isnull=True)
        .select_related("procedure__minor")
        .prefetch_related(
            "procedure__minor__names",
            "procedure__minor__claims",
            Prefetch("calls", queryset=calls, to_attr="calls_last_first"),
        )
        .order_by("hearing_on", "hearing_time", "pk")
    )


def _planned(
    user: User, minors: set[int], first: datetime.date, last: datetime.date
) -> dict[tuple[int, datetime.date], list[Line]]:
    rows = Appointment.objects.of_files_of(user).filter(minor__in=minors, desk_kind=DeskKind.LEGAL)
    found: dict[tuple[int, datetime.date], list[Line]] = {}
    for line in appointments.lines(appointments.rows_of(rows.between(first, last)), user):
        if line.appointment.is_open:
            found.setdefault((line.appointment.minor_id, line.appointment.day), []).append(line)
    return found


def _kinds_held(user: User, minors: set[int]) -> set[tuple[int, str]]:
    """Return (minor, kind) of each scan on the legal files."""
    rows = LegalDocument.objects.visible_to(user).current().filter(minor__in=minors)
    return set(rows.values_list("minor", "kind").order_by().distinct())


def next_working_day(day: datetime.date) -> datetime.date:
    """Return the working day after this one: on a Friday, what has to be ready is Monday's."""
    return working_day(day + ONE_DAY)
