"""What some of those whom the legal desk has received are in outside any procedure."""

import datetime
import random

from cases.choices import DeskKind
from cases.models import Minor
from config.demo.accounts import AT_DESK
from config.demo.days import DAY
from config.demo.pen import Pen, seal_number
from config.demo.story import Story
from referrals.choices import DayPrecision
from referrals.models import Situation

SHARE = 0.12  # assumption: of those received by the legal desk
CODES = {"L05": 5, "L80": 2, "X1": 4, "X2": 2, "X3": 4, "X5": 1}
NOTES = {"L05": "Souhaite rejoindre un frère au Royaume-Uni.", "X3": "Parti à Lyon, a prévenu.",
         "X1": "Placé, suivi par l’ASE.", "X2": "Suivi repris par un partenaire."}  # fmt: skip
ONLY_MONTH = 0.2  # the day is not known


def write_situations(pen: Pen, story: Story, seed: int) -> None:
    rng = random.Random(f"{seed}/situations")
    legal = pen.received_by(DeskKind.LEGAL, story.visits)
    rows = [_row(rng, pen, story, minor, day) for minor, day in legal if rng.random() < SHARE]
    pen.make_keys((row.minor, Situation.compartment) for row in rows)
    pen.insert(Situation, rows)


def _row(rng: random.Random, pen: Pen, story: Story, minor: Minor, day: datetime.date) -> Situation:
    code = rng.choices(list(CODES), list(CODES.values()))[0]
    since = min(day + rng.randrange(1, 40) * DAY, story.calendar.today)
    is_month = rng.random() < ONLY_MONTH
    return Situation(
        minor=minor,
        code=code,
        seal_number=seal_number(rng),
        happened_on=since.replace(day=1) if is_month else since,
        precision=DayPrecision.MONTH if is_month else DayPrecision.DAY,
        note=NOTES.get(code, ""),
        recorded_at=story.now,
        recorded_by=pen.house.users[AT_DESK[DeskKind.LEGAL]],
    )
