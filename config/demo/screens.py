"""A scabies event of the centre, a few screens, a signal that somebody saw. All assumptions."""

import datetime
import random

from cases.choices import DeskKind
from clinics.choices import (
    Asked,
    Frequency,
    Motif,
    PlaceKind,
    ScabiesMark,
    ScabiesStepKind,
    SignalStepKind,
)
from clinics.instruments import Instrument, instruments
from clinics.models import (
    ScabiesEvent,
    ScabiesMarkRow,
    ScabiesStep,
    Screening,
    SignalStep,
)
from clinics.watch import pages
from config.demo.accounts import AT_DESK
from config.demo.days import DAY
from config.demo.pen import Pen, seal_number
from config.demo.story import Story
from staff.models import User

SITE = "pantin"
LATELY = 21  # days: the cases of the event
MOST = 6  # cases with a file
CONTACTS = 2
WASHED = 0.5
SECOND_AFTER = 8  # days
SCREENED = {"tb": 0.4, "gad7": 0.05}  # of those whom the nurse has received
YES = 0.06  # of a question about tuberculosis


def write_screens(pen: Pen, story: Story, seed: int) -> None:
    rng = random.Random(f"{seed}/screens")
    nurse = pen.house.users[AT_DESK[DeskKind.NURSE]]
    _write_scabies(rng, pen, story, nurse)
    _write_screenings(rng, pen, story, nurse)
    _write_signals(rng, pen, story, nurse)


def _write_scabies(rng: random.Random, pen: Pen, story: Story, nurse: User) -> None:
    since = story.calendar.today - LATELY * DAY
    cases: dict[str, datetime.date] = {}
    for care in story.consultations:
        visit = care.visit
        if care.motif == Motif.SCABIES and visit.site == SITE and visit.day >= since:
            cases.setdefault(visit.person.reference, visit.day)
    cases = dict(list(cases.items())[-MOST:])
    if not cases:
        return
    opened_on = min(cases.values())
    site = pen.house.sites[SITE]
    [event] = pen.insert(
        ScabiesEvent,
        [ScabiesEvent(site=site, opened_on=opened_on, opened_at=story.now, opened_by=nurse)],
    )
    lived = [person.reference for person in story.people if person.reference not in cases]
    contacts = dict.fromkeys(lived[-CONTACTS:], story.calendar.today)
    minors = [pen.minors[reference] for reference in (*cases, *contacts)]
    pen.make_keys((minor, ScabiesMarkRow.compartment) for minor in minors)

    def row(reference: str, mark: ScabiesMark, day: datetime.date) -> ScabiesMarkRow:
        return ScabiesMarkRow(
            minor=pen.minors[reference], event=event, mark=mark, happened_on=day, at=story.now,
            by=nurse, seal_number=seal_number(rng),
        )  # fmt: skip

    rows = [row(one, ScabiesMark.CONTACT, day) for one, day in contacts.items()]
    for one, day in cases.items():
        rows += [row(one, ScabiesMark.CASE, day), row(one, ScabiesMark.FIRST, day)]
        second_on = day + SECOND_AFTER * DAY
        if rng.random() < WASHED:
            rows.append(row(one, ScabiesMark.LAUNDRY, day))
            if second_on < story.calendar.today:
                rows.append(row(one, ScabiesMark.SECOND, second_on))
    pen.insert(ScabiesMarkRow, rows)
    _write_steps(pen, story, event, nurse)


def _write_steps(pen: Pen, story: Story, event: ScabiesEvent, nurse: User) -> None:
    """Two people without a file, treated today; the hotel was told."""
    kinds = {"kind": ScabiesStepKind.CASES, "count": 2}, {"kind": ScabiesStepKind.FIRST, "count": 2}
    told = {"kind": ScabiesStepKind.TOLD, "place": PlaceKind.HOTEL}
    pen.insert(
        ScabiesStep,
        [
            ScabiesStep(
                event=event, happened_on=story.calendar.today, at=story.now, by=nurse, **fields
            )
            for fields in (*kinds, told)
        ],
    )


def _write_screenings(rng: random.Random, pen: Pen, story: Story, nurse: User) -> None:
    rows = [
        Screening(
            minor=minor,
            site=pen.house.sites[SITE],
            instrument=code,
            version=instruments()[code].version,
            language="fr",
            answers=_answers(rng, instruments()[code]),
            screened_on=day,
            recorded_at=story.now,
            recorded_by=nurse,
            seal_number=seal_number(rng),
        )
        for minor, day in pen.received_by(DeskKind.NURSE, story.visits)
        for code, share in SCREENED.items()
        if rng.random() < share
    ]
    pen.make_keys((row.minor, Screening.compartment) for row in rows)
    pen.insert(Screening, rows)


def _answers(rng: random.Random, asked: Instrument) -> dict[str, str]:
    if asked.is_counted:
        said = [Frequency.NEVER, Frequency.NEVER, Frequency.SOME_DAYS, Frequency.MOST_DAYS]
        return {item.number: rng.choice(said).value for item in asked.items}
    return {
        item.number: (Asked.YES if rng.random() < YES else Asked.NO).value for item in asked.items
    }


def _write_signals(rng: random.Random, pen: Pen, story: Story, nurse: User) -> None:
    """The first signal of last week was seen."""
    week = pages.week_of(story.calendar.today).previous
    lines = pages.lines(week, list(pen.house.sites.values()), nurse)
    pen.insert(
        SignalStep,
        [
            SignalStep(
                rule=line.rule.code, about=line.about, site=line.site, iso_year=week.year,
                iso_week=week.number, kind=SignalStepKind.SEEN, count=line.count,
                happened_on=story.calendar.today, at=story.now, by=nurse,
                seal_number=seal_number(rng),
            )
            for line in lines[:1]
        ],
    )  # fmt: skip
