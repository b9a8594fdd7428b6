"""Legal deadlines of the last weeks, computed by the shipped rules. All assumptions."""

import datetime
import random
from dataclasses import dataclass, field
from typing import Any

from cases.models import Minor
from config.demo.days import DAY
from config.demo.pen import Pen
from config.demo.story import Story
from referrals import deadline_state
from referrals.choices.deadlines import DeadlineStepKind
from referrals.deadlines import counting, rules
from referrals.models import Deadline, DeadlineState, DeadlineStep

HOUR = datetime.timedelta(hours=1)
NOON = datetime.time(12)
K = DeadlineStepKind
REACHED = {"called_role": "bar", "is_reached": True, "reason": "Recours préparé ce soir."}


@dataclass(frozen=True)
class Told:
    """One deadline: of which rule, so many days ago (less than 0: to come), and what followed."""

    code: str
    days_ago: int
    word: str = ""
    steps: list[tuple[DeadlineStepKind, dict[str, Any]]] = field(default_factory=list)


TOLD = [
    Told("D09", 9, "Jugement, juge des enfants de Bobigny"),
    Told("D09", 12, "Non-lieu, juge des enfants de Paris",
         [(K.STOPPED, {"stop_kind": "legal_aid", "days_later": 3})]),
    Told("D09", 40, "Non-lieu, juge des enfants de Paris", [(K.DONE, {"reason": "Appel formé."})]),
    Told("D03-REQUETE", 6, "Refus du département"),
    Told("D03-REQUETE", 20, "Refus du département"),
    Told("D03-ENTRETIEN", 4, "Refus du département", [(K.DONE, {})]),
    Told("D05-AUDIENCE", -6, "Tribunal pour enfants de Bobigny"),
    Told("D05-AUDIENCE", -1, "Tribunal pour enfants de Paris"),
    Told("D06", 120, "OPP du juge des enfants"),
    Told("D14-RECOURS", 11, "Rejet de l’OFPRA",
         [(K.CORRECTED, {"days_after": 20, "reason": "Remis deux jours plus tard."})]),
    Told("D19-7J", 1, "Préfecture de la Seine-Saint-Denis"),
    Told("D19-1M", 8, "Préfecture de police", [(K.CALLED, REACHED)]),
    Told("D11", 30, "Arrêt de la cour d’appel",
         [(K.DROPPED, {"reason": "Ne souhaite pas se pourvoir."})]),
]  # fmt: skip


def write_deadlines(pen: Pen, story: Story, seed: int) -> None:
    rng = random.Random(f"{seed}/deadlines")
    people = list(dict.fromkeys(visit.person for visit in reversed(story.visits)))[:60]
    chosen = rng.sample(people, min(len(TOLD), len(people)))
    told = list(zip(TOLD, [pen.minor(person) for person in chosen], strict=False))
    rows = pen.insert(Deadline, [_deadline(pen, story, one, minor) for one, minor in told])
    steps = [_steps(pen, story, one, row) for (one, _minor), row in zip(told, rows, strict=True)]
    written = pen.insert(DeadlineStep, [step for found in steps for step in found])
    of = {row.pk: [step for step in written if step.deadline_id == row.pk] for row in rows}
    pen.insert(DeadlineState, [deadline_state.standing(row, of[row.pk]).as_state() for row in rows])


def _deadline(pen: Pen, story: Story, told: Told, minor: Minor) -> Deadline:
    day = story.calendar.today - told.days_ago * DAY
    key = max(key for key in rules.rules() if key[0] == told.code)
    trigger = counting.known(day.year, day.month, day.day)
    result = counting.compute(rules.rules()[key], trigger)
    started_at = min(counting.moment(day, NOON), story.now - HOUR)
    return Deadline(
        minor=minor,
        site=pen.house.sites["pantin"],
        rule_code=key[0],
        rule_version=key[1],
        rule_row=rules.rows()[key],
        happened_at=trigger.at,
        precision=trigger.precision,
        computed_on=result.last_day,
        computed_at=result.due_at,
        word=told.word,
        started_at=started_at,
        started_by=pen.house.users["juriste"],
    )


def _steps(pen: Pen, story: Story, told: Told, deadline: Deadline) -> list[DeadlineStep]:
    """That it was recorded, then what followed, none of it later than now."""
    by, at = pen.house.users["juriste"], deadline.started_at
    steps = [DeadlineStep(deadline=deadline, kind=K.STARTED, at=at, by=by)]
    for kind, values in told.steps:
        at = min(at + 2 * DAY, story.now)
        given = _values(deadline, kind, dict(values), at)
        steps.append(DeadlineStep(deadline=deadline, kind=kind, at=at, by=by, **given))
    return steps


def _values(
    deadline: Deadline, kind: DeadlineStepKind, values: dict[str, Any], at: datetime.datetime
) -> dict[str, Any]:
    if kind == K.STOPPED:
        values["happened_at"] = deadline.happened_at + values.pop("days_later") * DAY
    elif kind == K.CALLED:
        values["happened_at"] = at
    elif kind == K.CORRECTED:
        day = counting.add_days(deadline.happened_at.date(), values.pop("days_after"))
        values |= {"due_on": day, "due_at": counting.moment(counting.add_days(day, 1))}
    return values
