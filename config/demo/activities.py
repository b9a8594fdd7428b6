"""What several did together at the day centre: a few activities on each open day. Assumptions."""

import datetime
import random
from collections.abc import Iterable

from cases.choices import GO_OUT, ActivityKind
from cases.models import Activity, ActivityLeader, ParticipantStep
from config.demo.days import PARIS
from config.demo.pen import Pen
from config.demo.story import Story
from config.demo.visits import Visit

# Chance on a day, who leads, how many of those who came take part, first hour, hours.
Plan = tuple[float, str, float, int, int]
PLANS: dict[ActivityKind, Plan] = {
    ActivityKind.FRENCH: (0.7, "benevole", 0.3, 10, 2),
    ActivityKind.DRAWING: (0.4, "benevole", 0.2, 14, 2),
    ActivityKind.GAMES: (0.5, "accueil", 0.25, 15, 1),
    ActivityKind.THEATRE: (0.15, "benevole", 0.2, 14, 2),
    ActivityKind.SPORT: (0.2, "sociale", 0.2, 14, 2),
    ActivityKind.PREVENTION: (0.1, "infirmiere", 0.2, 11, 1),
    ActivityKind.SEXUAL_HEALTH: (0.15, "infirmiere", 0.15, 11, 1),
    ActivityKind.PSYCHOLOGY: (0.2, "psychologue", 0.12, 14, 1),
    ActivityKind.OUTSIDE: (0.4, "sociale", 0.04, 10, 2),
    ActivityKind.OUTING: (0.1, "benevole", 0.2, 13, 3),
}


def write_activities(pen: Pen, story: Story, seed: int) -> None:
    rng = random.Random(f"{seed}/activities")
    days: dict[datetime.date, list[Visit]] = {}
    for visit in story.visits:
        if visit.site == "pantin":
            days.setdefault(visit.day, []).append(visit)
    told = [
        (activity, leader, visits)
        for day, visits in sorted(days.items())
        for activity, leader in _of_day(rng, pen, story, day)
    ]
    written = pen.insert(Activity, [activity for activity, _leader, _visits in told])
    pen.insert(
        ActivityLeader,
        [
            ActivityLeader(activity=row, colleague=pen.house.users[leader])
            for row, (_activity, leader, _visits) in zip(written, told, strict=True)
        ],
    )
    pen.insert(
        ParticipantStep,
        [
            step
            for row, (_activity, _leader, visits) in zip(written, told, strict=True)
            for step in _steps(rng, pen, row, visits)
        ],
    )


def _of_day(
    rng: random.Random, pen: Pen, story: Story, day: datetime.date
) -> Iterable[tuple[Activity, str]]:
    """Those that have begun; whoever is out today is not back yet."""
    for kind, (chance, leader, _share, first, hours) in PLANS.items():
        begins = datetime.datetime.combine(day, datetime.time(first), PARIS)
        ends = begins + datetime.timedelta(hours=hours)
        if rng.random() >= chance or begins > story.now:
            continue
        is_back = kind in GO_OUT and ends <= story.now
        by = pen.house.users[leader]
        activity = Activity(
            site=pen.house.sites["pantin"],
            day=day,
            kind=kind,
            starts_at=begins.time(),
            ends_at=ends.time(),
            returned_at=ends if is_back else None,
            returned_by=by if is_back else None,
            created_at=begins,
            created_by=by,
        )
        yield activity, leader


def _steps(
    rng: random.Random, pen: Pen, activity: Activity, visits: list[Visit]
) -> Iterable[ParticipantStep]:
    share = PLANS[ActivityKind(activity.kind)][2]
    count = min(len(visits), max(1, round(len(visits) * share * rng.uniform(0.7, 1.3))))
    for visit in rng.sample(visits, count):
        yield ParticipantStep(
            activity=activity,
            minor=pen.minor(visit.person),
            is_there=True,
            at=activity.created_at,
            by=activity.created_by,
        )
