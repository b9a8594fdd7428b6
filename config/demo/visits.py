"""One day at a site, in minutes after opening: arrivals, desks, waiting, leaving, coming back."""

import datetime
import random
from dataclasses import dataclass, field

from cases.choices import DeskKind, Need, Sex, TicketStatus
from config.demo.days import Clock
from config.demo.people import Person

# All figures of this module are assumptions.
LATER_NEEDS = {Need.CARE: 0.1, Need.SLEEP: 0.06, Need.FOOD: 0.04, Need.LEGAL: 0.02,
               Need.DANGER: 0.004}  # fmt: skip
DESK_OF_NEED = {
    Need.CARE: DeskKind.NURSE, Need.LEGAL: DeskKind.LEGAL, Need.DANGER: DeskKind.SOCIAL,
}  # fmt: skip
MINUTES_AT_DESK = {
    DeskKind.NURSE: (8, 30), DeskKind.MIDWIFE: (15, 40), DeskKind.PSYCHOLOGIST: (30, 55),
    DeskKind.SOCIAL: (10, 35), DeskKind.LEGAL: (15, 45),
}  # fmt: skip
URGENT = 0.05
LEAVING_RECORDED = 0.75
OUT_AND_BACK = 0.08
QUEUED_TODAY = 20  # persons that the queues of the living day are dealt from
WAITING_A_DESK = 3


@dataclass(eq=False)
class Ticket:
    desk: DeskKind
    is_urgent: bool
    steps: list[tuple[TicketStatus, float]]  # the first one is the sending

    @property
    def seen_at(self) -> float | None:
        status, minute = self.steps[-1]
        return minute if status == TicketStatus.DONE else None


@dataclass(eq=False)
class Visit:
    """One arrival, with all that hangs on it. Minutes are those of the day's clock."""

    person: Person
    day: datetime.date
    site: str
    clock: Clock
    arrived: float
    needs: tuple[Need, ...]
    tickets: list[Ticket] = field(default_factory=list)
    absences: list[tuple[float, float | None]] = field(default_factory=list)  # left, returned


@dataclass(frozen=True)
class Plan:
    """Where and when a day's visits take place, and at which desks."""

    day: datetime.date
    site: str
    clock: Clock
    desks: dict[DeskKind, float]  # chance of each at a visit, in per cent
    is_today: bool


def visits_of_day(rng: random.Random, plan: Plan, persons: list[Person]) -> list[Visit]:
    """Play the day; of today only what has happened, with people waiting now."""
    came = sorted(
        (_arrival(rng, plan, person) for person in persons), key=lambda visit: visit.arrived
    )
    if not plan.is_today:
        _serve(rng, plan, came)
        _leave(rng, plan, came)
        return came
    served, queued = _split(came)
    _serve(rng, plan, served)
    _leave(rng, plan, served)
    for visit in served:
        _forget_future(visit, plan.clock.elapsed)
    _deal(rng, plan, queued)
    return came


def _split(came: list[Visit]) -> tuple[list[Visit], list[Visit]]:
    """Those whom the desks have seen, and those who arrived last: they wait now.

    Two girls wait too, however few they are: the midwife's desk opens on somebody.
    """
    count = min(QUEUED_TODAY, len(came) * 2 // 3)
    girls = [visit for visit in came if visit.person.sex == Sex.FEMALE][-2:]
    queued = [v for i, v in enumerate(came) if i >= len(came) - count or v in girls]
    return [visit for visit in came if visit not in queued], queued


def _arrival(rng: random.Random, plan: Plan, person: Person) -> Visit:
    """Two thirds arrive in the first hour and a half."""
    length = plan.clock.length
    early = rng.random() < 0.65
    arrived = rng.triangular(0, 90, 25) if early else rng.uniform(60, length * 0.8)
    if plan.is_today:
        # Nobody of today's list is left out because the clock is still at mid-morning.
        arrived = min(arrived, rng.uniform(5, plan.clock.elapsed - 6))
    is_first = person.registered_on == plan.day and plan.site == "pantin"
    return Visit(
        person,
        plan.day,
        plan.site,
        plan.clock,
        min(arrived, length * 0.85),
        person.needs if is_first else _later_needs(rng),
    )


def _later_needs(rng: random.Random) -> tuple[Need, ...]:
    return tuple(need for need, chance in LATER_NEEDS.items() if rng.random() < chance)


def _wanted(rng: random.Random, plan: Plan, visit: Visit) -> list[DeskKind]:
    """The desks of a visit: those its needs ask for, and those of chance; two at most."""
    asked = [DESK_OF_NEED[need] for need in visit.needs if need in DESK_OF_NEED]
    chance = [kind for kind, share in plan.desks.items() if rng.random() * 100 < share]
    wanted = [kind for kind in dict.fromkeys(asked + chance) if kind in plan.desks]
    return [kind for kind in wanted if _receives(kind, visit)][:2]


def _receives(kind: DeskKind, visit: Visit) -> bool:
    return kind != DeskKind.MIDWIFE or visit.person.sex == Sex.FEMALE


def _serve(rng: random.Random, plan: Plan, visits: list[Visit]) -> None:
    """Each desk receives one person after the other, in the order of arrival."""
    free_at = dict.fromkeys(plan.desks, 5.0)
    for visit in visits:
        ready = visit.arrived + rng.uniform(2, 12)
        for kind in _wanted(rng, plan, visit):
            is_urgent = Need.DANGER in visit.needs or rng.random() < URGENT
            begins = ready + rng.uniform(1, 8)
            begins = begins if is_urgent else max(begins, free_at[kind] + rng.uniform(0, 4))
            ticket = Ticket(kind, is_urgent, [(TicketStatus.WAITING, ready)])
            visit.tickets.append(ticket)
            ends = begins + rng.uniform(*MINUTES_AT_DESK[kind])
            if ends > plan.clock.length:
                # The desk closes first: she goes without having been seen.
                ticket.steps.append((TicketStatus.LEFT, plan.clock.length))
                break
            free_at[kind] = max(free_at[kind], ends)
            ticket.steps += [(TicketStatus.IN_PROGRESS, begins), (TicketStatus.DONE, ends)]
            ready = ends + rng.uniform(1, 6)


def _leave(rng: random.Random, plan: Plan, visits: list[Visit]) -> None:
    """Who leaves before closing; not every leaving is written down."""
    length = plan.clock.length
    for visit in visits:
        last = max([visit.arrived, *(ticket.steps[-1][1] for ticket in visit.tickets)])
        leaves = max(visit.arrived + rng.uniform(40, 300), last + rng.uniform(2, 15))
        out = last + rng.uniform(5, 20)
        back = out + rng.uniform(15, 45)
        if rng.random() < OUT_AND_BACK and back < leaves:
            visit.absences.append((out, back))
        if last >= length:
            visit.absences.append((length, None))
        elif leaves < length and rng.random() < LEAVING_RECORDED:
            visit.absences.append((leaves, None))


def _forget_future(visit: Visit, now: float) -> None:
    """Keep what has happened by now; whoever had not been seen yet was not sent yet."""
    visit.tickets = [ticket for ticket in visit.tickets if ticket.steps[-1][1] <= now]
    gone = [(out, back) for out, back in visit.absences if out <= now]
    visit.absences = [(out, back if back and back <= now else None) for out, back in gone]


def _deal(rng: random.Random, plan: Plan, visits: list[Visit]) -> None:
    """Give every desk one person inside and a few who wait, from those present now.

    Dealt rather than played: whatever the hour and the size, a visitor finds a queue at her desk.
    """
    now = plan.clock.elapsed
    left = list(visits)
    for place in range(1 + WAITING_A_DESK):
        for kind in plan.desks:
            fit = [visit for visit in left if _receives(kind, visit)]
            # Girls are few in a mixed centre: they are kept for the midwife's desk first.
            fit.sort(key=lambda visit: (visit.person.sex == Sex.FEMALE) != (
                kind == DeskKind.MIDWIFE))  # fmt: skip
            if fit:
                left.remove(fit[0])
                _queue(rng, fit[0], kind, now, is_inside=place == 0)


def _queue(
    rng: random.Random, visit: Visit, kind: DeskKind, now: float, *, is_inside: bool
) -> None:
    here = now - visit.arrived
    waits = rng.uniform(0.2, 0.9) * min(here, 60)
    steps = [(TicketStatus.WAITING, now - waits)]
    if is_inside:
        steps.append((TicketStatus.IN_PROGRESS, now - waits * rng.uniform(0.2, 0.7)))
    is_urgent = not is_inside and (Need.DANGER in visit.needs or rng.random() < 0.12)
    visit.tickets.append(Ticket(kind, is_urgent, steps))
