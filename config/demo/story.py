"""Everything that happened at the invented centre, told without a database.

The same preset, size, seed and instant always give the same story.
"""

import datetime
import random
from dataclasses import dataclass

from cases.choices import DeskKind
from config.demo import distributions as d
from config.demo.care import Consultation, consultations
from config.demo.days import (
    PARIS,
    Attendance,
    Calendar,
    attendance,
    clock,
    clock_now,
    registration_days,
)
from config.demo.distributions import PRESETS
from config.demo.orientations import Orientation, orientations
from config.demo.people import Person, people
from config.demo.visits import Plan, Visit, visits_of_day

MOBILE_PATIENTS_TODAY = 6
LATELY = 120  # the last files opened: older ones have gone their way


@dataclass(frozen=True)
class Story:
    """What is then written into the database, in the order of time."""

    calendar: Calendar
    now: datetime.datetime
    people: list[Person]
    visits: list[Visit]
    consultations: list[Consultation]
    orientations: list[Orientation]

    @property
    def first_day(self) -> datetime.date:
        return min(person.registered_on for person in self.people)


def tell(*, preset: str, minors: int, days: int, seed: int, now: datetime.datetime) -> Story:
    """Invent a centre with `minors` files, whose last `days` days end now."""

    def rng(part: str) -> random.Random:
        # One stream a part: a change in one of them leaves the others as they were.
        return random.Random(f"{seed}/{part}")

    calendar = Calendar(PRESETS[preset], now.astimezone(PARIS).date(), days)
    registered = registration_days(rng("registrations"), calendar, minors)
    files = people(rng("people"), calendar.preset, registered)
    came = attendance(rng("attendance"), calendar, files)
    visits = [
        *_centre_visits(rng("visits"), calendar, came, now),
        *_mobile_visits(rng("mobile"), calendar, came, files, now),
    ]
    visits.sort(key=lambda visit: visit.clock.at(visit.arrived))
    return Story(
        calendar,
        now,
        files,
        visits,
        consultations(rng("care"), calendar, visits),
        orientations(rng("orientations"), calendar, visits, now),
    )


def _centre_visits(
    rng: random.Random, calendar: Calendar, came: Attendance, now: datetime.datetime
) -> list[Visit]:
    hours, desks = calendar.preset.hours, dict(calendar.preset.desks)
    found = []
    for day, persons in came.items():
        is_today = day == calendar.today
        usual = hours.get(day.isoweekday()) or next(iter(hours.values()))
        times = clock_now(now, usual, calendar.is_open(day)) if is_today else clock(day, usual)
        found += visits_of_day(rng, Plan(day, "pantin", times, desks, is_today), persons)
    return found


def _mobile_visits(
    rng: random.Random,
    calendar: Calendar,
    came: Attendance,
    files: list[Person],
    now: datetime.datetime,
) -> list[Visit]:
    """The mobile clinic's afternoons, and a small one today; for people known at the centre."""
    usual = next(iter(d.MOBILE_HOURS.values()))
    found = []
    for i in range(calendar.days):
        day = calendar.first + datetime.timedelta(days=i)
        is_today, is_open = day == calendar.today, day.isoweekday() in d.MOBILE_HOURS
        if not is_open and not is_today:
            continue
        there = {person.reference for person in came.get(day, [])}
        lately = [p for p in files if p.registered_on < day][-LATELY:]
        known = [p for p in lately if p.reference not in there]
        count = round(rng.gauss(d.MOBILE_MEAN, d.MOBILE_SD)) if is_open else MOBILE_PATIENTS_TODAY
        patients = rng.sample(known, min(max(count, 2), len(known)))
        times = clock_now(now, usual, is_open) if is_today else clock(day, usual)
        plan = Plan(day, "la_chapelle", times, {DeskKind.NURSE: 100}, is_today)
        found += visits_of_day(rng, plan, patients)
    return found
