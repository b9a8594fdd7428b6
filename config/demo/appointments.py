"""Appointments of the invented centre, past and to come. All shares are assumptions."""

import datetime
import random
from collections.abc import Iterator
from dataclasses import dataclass

from cases.choices import COMPARTMENT_OF_DESK, DeskKind, InterpreterMode, InterpreterNeed
from cases.choices import AppointmentStepKind as Kind
from cases.models import Appointment, AppointmentStep, Minor
from config.demo.accounts import AT_DESK
from config.demo.days import DAY, instant
from config.demo.pen import Pen, seal_number
from config.demo.story import Story
from staff.models import User

# How many a day of opening, and of which length, at each desk.
A_DAY = {
    DeskKind.PSYCHOLOGIST: (3, 45), DeskKind.LEGAL: (3, 45), DeskKind.SOCIAL: (2, 30),
    DeskKind.NURSE: (2, 20), DeskKind.MIDWIFE: (1, 30),
}  # fmt: skip
TIMES = [datetime.time(hour, minute) for hour in (10, 11, 14, 15, 16) for minute in (0, 30)]
SUBJECTS = {
    DeskKind.PSYCHOLOGIST: ["Suivi", "Premier entretien"],
    DeskKind.LEGAL: ["Préparer l’audience", "Relire la requête", "Signer la requête"],
    DeskKind.SOCIAL: ["Dossier AME", "Domiciliation", "Test scolaire"],
    DeskKind.NURSE: ["Deuxième dose", "Contrôle d’une plaie", "Résultats"],
    DeskKind.MIDWIFE: ["Consultation de suivi"],
}
OUTSIDE = {
    DeskKind.LEGAL: ["Tribunal pour enfants de Bobigny", "Cabinet de l’avocate"],
    DeskKind.SOCIAL: ["CPAM, 12 rue des Écoles", "Mairie de Pantin"],
    DeskKind.NURSE: ["Hôpital Avicenne, porte 6"],
}
MISSED, CANCELLED = 0.18, 0.06  # of the past ones
MOVED = 0.1
NOT_FOUND = 0.12  # of the interpreters looked for
GOES_OUTSIDE = 0.25
SAID_WITHIN = 2  # days: a missed one of before has its next step
AHEAD = 14  # days


@dataclass(frozen=True)
class Told:
    """An appointment and the day it is, as it stands at the end."""

    row: Appointment
    day: datetime.date
    time: datetime.time


def write_appointments(pen: Pen, story: Story, seed: int) -> None:
    told = list(_told(random.Random(f"{seed}/appointments"), pen, story))
    pen.make_keys((one.row.minor, one.row.compartment) for one in told)
    pen.insert(Appointment, [one.row for one in told])
    rng = random.Random(f"{seed}/appointments/steps")
    pen.insert(AppointmentStep, [step for one in told for step in _steps(rng, story, one)])


def _days(story: Story) -> Iterator[datetime.date]:
    """Those of opening, from the beginning to two weeks ahead; today always."""
    for number in range(story.calendar.days + AHEAD):
        day = story.calendar.first + number * DAY
        if story.calendar.is_open(day) or day == story.calendar.today:
            yield day


def _told(rng: random.Random, pen: Pen, story: Story) -> Iterator[Told]:
    coming: dict[str, None] = {}
    by_day: dict[datetime.date, list[str]] = {}
    for visit in story.visits:
        if visit.site == "pantin":
            by_day.setdefault(visit.day, []).append(visit.person.reference)
    for day in _days(story):
        lately = list(coming)[-60:]
        times = {kind: rng.sample(TIMES, count) for kind, (count, _m) in A_DAY.items()}
        wanted = sum(len(found) for found in times.values())
        chosen = iter(rng.sample(lately, min(wanted, len(lately))))
        for kind, found in times.items():
            for time in found:
                reference = next(chosen, "")
                if reference:
                    yield Told(_row(rng, pen, story, pen.minors[reference], kind, day), day, time)
        for reference in by_day.get(day, []):
            coming[reference] = None


def _row(
    rng: random.Random,
    pen: Pen,
    story: Story,
    minor: Minor,
    kind: DeskKind,
    day: datetime.date,
) -> Appointment:
    is_outside = kind in OUTSIDE and rng.random() < GOES_OUTSIDE
    needs = minor.needs_interpreter and not is_outside
    goes_along = is_outside and rng.random() < 0.6
    made_on = max(min(day - rng.randint(2, 10) * DAY, story.calendar.today - DAY),
                  story.calendar.first - 10 * DAY)  # fmt: skip
    return Appointment(
        seal_number=seal_number(rng),
        minor=minor,
        site=pen.house.sites["pantin"],
        compartment=COMPARTMENT_OF_DESK[kind],
        desk_kind=kind,
        is_outside=is_outside,
        place=rng.choice(OUTSIDE[kind]) if is_outside else "",
        minutes=90 if is_outside else A_DAY[kind][1],
        language=minor.language,
        interpreter=InterpreterNeed.NEEDED if needs else InterpreterNeed.NOT_NEEDED,
        wants_woman=needs and rng.random() < 0.3,
        interpreter_mode=InterpreterMode.PHONE if needs and rng.random() < 0.4 else "",
        companion=pen.house.users["accueil"] if goes_along else None,
        subject=rng.choice(SUBJECTS[kind]),
        made_at=max(instant(made_on, datetime.time(12)), minor.registered_at),
        made_by=pen.house.users[AT_DESK[kind]],
    )


def _steps(rng: random.Random, story: Story, told: Told) -> Iterator[AppointmentStep]:
    """Each at its own time, and none after now."""
    row, by = told.row, told.row.made_by
    at = row.made_at
    first = told.day + DAY if rng.random() < MOVED else told.day
    yield _step(row, Kind.PLANNED, at, by, day=first, time=told.time)
    if first != told.day:
        at += datetime.timedelta(minutes=20)
        yield _step(row, Kind.MOVED, min(at, story.now), by, day=told.day, time=told.time)
    is_found = True
    if row.needs_interpreter:
        is_found = rng.random() >= NOT_FOUND
        yield _step(row, Kind.ASKED, min(at, story.now), by)
        if told.day <= story.calendar.today + 3 * DAY:
            yield _step(row, Kind.FOUND if is_found else Kind.NOT_FOUND, min(at, story.now), by)
    yield from _ending(rng, story, told, is_found=is_found)


def _ending(
    rng: random.Random, story: Story, told: Told, *, is_found: bool
) -> Iterator[AppointmentStep]:
    row, by = told.row, told.row.made_by
    over = instant(told.day, told.time) + datetime.timedelta(minutes=row.minutes)
    if over > story.now:
        return
    chance = rng.random()
    if chance < CANCELLED:
        yield _step(row, Kind.CANCELLED, over, by)
    elif chance < CANCELLED + MISSED:
        yield _step(row, Kind.MISSED, over, by)
        if told.day < story.calendar.today - SAID_WITHIN * DAY:
            yield _step(row, Kind.CLOSED, over + datetime.timedelta(minutes=30), by)
    else:
        minutes = row.minutes if row.needs_interpreter and is_found else None
        came = {"met_on": told.day, "interpreter_minutes": minutes}
        yield _step(row, Kind.CAME, over, by, **came)


def _step(
    row: Appointment, kind: Kind, at: datetime.datetime, by: User, **fields: object
) -> AppointmentStep:
    return AppointmentStep(appointment=row, kind=kind, at=at, by=by, **fields)
