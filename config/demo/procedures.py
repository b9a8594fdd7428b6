"""Procedures of those whom the legal desk has received, and the hearings to come."""

import datetime
import itertools
import random
from collections.abc import Iterator

from cases.choices import DeskKind
from cases.models import Minor
from config.demo.accounts import AT_DESK
from config.demo.days import DAY
from config.demo.pen import Pen, seal_number
from config.demo.story import Story
from referrals.choices import DayPrecision, ProcedureKind
from referrals.models import Procedure, ProcedureEvent
from referrals.pathway import STAGES
from referrals.procedure_queries import next_working_day

K = ProcedureKind
SHARE = 0.5  # of those received by the legal desk have something recorded
LAWYERS = ["Me Delphine Roux", "Me Karim Aubert", "Me Sophie Lemoine", ""]
COURTS = ["Juge des enfants, Bobigny", "Juge des enfants, Paris"]
# What has happened so far: (stage, days after the one before); shares are assumptions calibrated on
# the field sheet, section 7: half have petitioned, of those judged 57 % are placed.
COURSES: dict[tuple[tuple[ProcedureKind, tuple[tuple[str, int], ...]], ...], int] = {
    ((K.EVALUATION, (("L10", 0), ("L21", 6))),): 8,
    ((K.EVALUATION, (("L31", 0),)),): 7,
    ((K.EVALUATION, (("L10", 0), ("L21", 6), ("L32", 9))),): 30,
    ((K.EVALUATION, (("L21", 0), ("L32", 12))), (K.CHILDREN_JUDGE, (("L41", 20),))): 25,
    ((K.EVALUATION, (("L32", 0),)), (K.CHILDREN_JUDGE, (("L41", 15), ("L45", 30)))): 12,
    ((K.EVALUATION, (("L32", 0),)), (K.CHILDREN_JUDGE, (("L41", 15), ("L45", 30), ("L60", 9)))): 9,
    ((K.EVALUATION, (("L32", 0),)), (K.CHILDREN_JUDGE, (("L41", 15), ("L61", 40))),
     (K.APPEAL, (("L70", 10),))): 6,
    ((K.CIVIL_STATUS, (("E10", 0),)),): 3,
}  # fmt: skip
ONLY_MONTH = 0.1  # the day of a first event is not known


def write_procedures(pen: Pen, story: Story, seed: int) -> list[Procedure]:
    """Return the procedures, for what hangs from them."""
    rng = random.Random(f"{seed}/procedures")
    legal = pen.received_by(DeskKind.LEGAL, story.visits)
    received = [one for one in legal if rng.random() < SHARE]
    pen.make_keys((minor, Procedure.compartment) for minor, _day in received)
    told = [one for minor, day in received for one in _of(rng, pen, story, minor, day)]
    procedures = [procedure for procedure, _events in told]
    pen.insert(Procedure, procedures)
    pen.insert(ProcedureEvent, [event for _procedure, events in told for event in events])
    return procedures


def _of(
    rng: random.Random, pen: Pen, story: Story, minor: Minor, day: datetime.date
) -> Iterator[tuple[Procedure, list[ProcedureEvent]]]:
    jurist, site = pen.house.users[AT_DESK[DeskKind.LEGAL]], pen.house.sites["pantin"]
    lawyer = rng.choice(LAWYERS)
    for kind, course in rng.choices(list(COURSES), list(COURSES.values()))[0]:
        procedure = Procedure(
            minor=minor,
            site=site,
            kind=kind,
            seal_number=seal_number(rng),
            authority=rng.choice(COURTS) if kind == K.CHILDREN_JUDGE else "",
            number=f"{day.year % 100}/{rng.randrange(99999):05}" if kind != K.EVALUATION else "",
            lawyer=lawyer if kind == K.CHILDREN_JUDGE else "",
            opened_at=story.now,
            opened_by=jurist,
        )
        events: list[ProcedureEvent] = []
        for stage, later in course:
            day += later * DAY
            if events and day > story.calendar.today:
                break
            day = min(day, story.calendar.today)
            events.append(_event(rng, story, procedure, stage, day))
        for event, following in itertools.pairwise(events):
            if event.hearing_on:  # it has been held, and ruled upon
                event.hearing_on = following.happened_on
        yield procedure, events


def _event(
    rng: random.Random, story: Story, procedure: Procedure, stage: str, day: datetime.date
) -> ProcedureEvent:
    is_month = rng.random() < ONLY_MONTH and stage in ("L10", "L21")
    is_hearing = STAGES[stage].is_hearing
    ahead = rng.choice([0, 2, 4, 9, 16, 30])
    return ProcedureEvent(
        procedure=procedure,
        stage=stage,
        seal_number=seal_number(rng),
        happened_on=day.replace(day=1) if is_month else day,
        precision=DayPrecision.MONTH if is_month else DayPrecision.DAY,
        hearing_on=next_working_day(story.calendar.today + ahead * DAY) if is_hearing else None,
        hearing_time=datetime.time(rng.choice([9, 10, 14]), 30) if is_hearing else None,
        recorded_at=story.now,
        recorded_by=procedure.opened_by,
    )
