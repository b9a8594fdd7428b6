"""What the day centre hands out, tapped through the day. All shares are assumptions."""

import datetime
import random
from collections.abc import Iterator

from cases.choices import Service
from cases.models import TallyStep
from config.demo.days import DAY
from config.demo.pen import Pen
from config.demo.story import Story
from config.demo.visits import Visit
from staff.models import User

# Of those who come on a day.
SHARES = {
    Service.MEAL: 0.85, Service.SHOWER: 0.3, Service.LAUNDRY: 0.12, Service.HYGIENE_KIT: 0.15,
    Service.PHONE_CHARGE: 0.5,
}  # fmt: skip
IN_FIVES = {Service.MEAL, Service.PHONE_CHARGE}
BLANKETS_ON = 0.4  # of the days; on the others nobody says whether there were any
FIRST, LAST = 15, 0.95  # minutes after opening, share of the day
NO_WATER = 9  # days ago: counted, and none
FROM_PAPER = 1  # opening days ago: the sheet was copied the next morning


def write_tallies(pen: Pen, story: Story, seed: int) -> None:
    pen.insert(TallyStep, _steps(random.Random(f"{seed}/tallies"), pen, story))


def _steps(rng: random.Random, pen: Pen, story: Story) -> Iterator[TallyStep]:
    days: dict[datetime.date, list[Visit]] = {}
    for visit in story.visits:
        if visit.site == "pantin" and visit.day > story.calendar.first - DAY:
            days.setdefault(visit.day, []).append(visit)
    past = sorted(day for day in days if day < story.calendar.today)
    from_paper = past[-FROM_PAPER] if past else None
    for day, visits in sorted(days.items()):
        for service, count in _counts(rng, len(visits)).items():
            if service == Service.SHOWER and day == story.calendar.today - NO_WATER * DAY:
                yield _step(pen, day, service, 0, visits[0].clock.at(FIRST), pen.door[visits[0]])
            elif service == Service.HYGIENE_KIT and day == from_paper:
                by = pen.house.users["coordination"]
                late = min(v.clock.at(FIRST) for v in days[max(days)])
                yield _step(pen, day, service, count, late, by, is_correction=True)
            else:
                yield from _taps(rng, pen, visits, service, count)


def _counts(rng: random.Random, came: int) -> dict[Service, int]:
    counts = {
        service: max(1, round(came * share * rng.uniform(0.85, 1.15)))
        for service, share in SHARES.items()
    }
    if rng.random() < BLANKETS_ON:
        counts[Service.BEDDING] = rng.randint(1, 6)
    return counts


def _taps(
    rng: random.Random, pen: Pen, visits: list[Visit], service: Service, count: int
) -> Iterator[TallyStep]:
    """By fives where many are handed out at once, at the times of a day that is under way."""
    clock = visits[0].clock
    until = min(clock.elapsed, clock.length * LAST)
    fives, ones = divmod(count, 5) if service in IN_FIVES else (0, count)
    amounts = [5] * fives + [1] * ones
    minutes = sorted(rng.uniform(min(FIRST, until), until) for _amount in amounts)
    for amount, minute in zip(amounts, minutes, strict=True):
        by = pen.door[rng.choice(visits)]
        yield _step(pen, visits[0].day, service, amount, clock.at(minute), by)


def _step(
    pen: Pen,
    day: datetime.date,
    service: Service,
    amount: int,
    at: datetime.datetime,
    by: User,
    *,
    is_correction: bool = False,
) -> TallyStep:
    return TallyStep(
        site=pen.house.sites["pantin"],
        day=day,
        service=service,
        amount=amount,
        is_correction=is_correction,
        at=at,
        by=by,
    )
