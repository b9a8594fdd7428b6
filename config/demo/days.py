"""Which days the centre was open, who registered when, who came again, and what time it is."""

import datetime
import random
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from cases.choices import Sex
from config.demo import distributions as d
from config.demo.distributions import Preset
from config.demo.people import Person

PARIS = ZoneInfo("Europe/Paris")
DAY = datetime.timedelta(days=1)
NEW_AT_MOST = 0.65  # share of all files that are opened in the period itself
KNOWN_A_DAY = 0.5  # at most half of those who still come are there on one day
QUIET_DAY_VISITS = 18  # on a closed day shown all the same
NEW_TODAY = 2
LOOKS_LIKE = 150  # minutes after opening: the busy middle of the morning


@dataclass(frozen=True)
class Calendar:
    """The days of the period, and those before it, as far as the oldest file."""

    preset: Preset
    today: datetime.date
    days: int

    @property
    def first(self) -> datetime.date:
        return self.today - (self.days - 1) * DAY

    @property
    def is_open_today(self) -> bool:
        return self.is_open(self.today)

    def is_open(self, day: datetime.date) -> bool:
        return day.isoweekday() in self.preset.hours

    def worked(self) -> list[datetime.date]:
        """The opening days of the period; today always, so that a visitor sees a living day."""
        days = [self.first + i * DAY for i in range(self.days)]
        return [day for day in days if self.is_open(day) or day == self.today]

    def next_open(self, day: datetime.date) -> datetime.date:
        """The day itself, or the next one on which the centre opens."""
        while not self.is_open(day):
            day += DAY
        return day


def registration_days(rng: random.Random, calendar: Calendar, count: int) -> list[datetime.date]:
    """Return the day of each of `count` registrations, oldest first.

    Walks back from today at the preset's pace for as long as it takes.
    """
    preset = calendar.preset
    a_day = preset.new_per_month * 12 / 52.18 / len(preset.hours)
    a_day = min(a_day, NEW_AT_MOST * count / len(calendar.worked()))
    found = [calendar.today] * min(NEW_TODAY, count)
    day = calendar.today - DAY
    while len(found) < count:
        if calendar.is_open(day):
            expected = a_day * d.SEASON[day.month] * (d.FRIDAY if day.isoweekday() == 5 else 1)
            drawn = _around(rng, expected)
            found += [day] * min(drawn, count - len(found))
        day -= DAY
    return found[::-1]


def _around(rng: random.Random, expected: float) -> int:
    """A count that is `expected` on average and spreads as arrivals do (Poisson)."""
    gone, count = rng.expovariate(expected), 0
    while gone < 1:
        count += 1
        gone += rng.expovariate(expected)
    return count


Attendance = dict[datetime.date, list[Person]]


def attendance(rng: random.Random, calendar: Calendar, people: list[Person]) -> Attendance:
    """Return who came on each day of the period and before it; a first visit is on the day of
    registration."""
    before = [p for p in people if p.registered_on < calendar.first]
    came = _earlier(rng, calendar, before)
    coming = _still_coming(calendar, people, before)
    for day in calendar.worked():
        new = [p for p in people if p.registered_on == day]
        known = [p for p in coming if p.registered_on < day]
        again = _draw(rng, known, _target(rng, calendar, day, len(known)) - len(new))
        if day == calendar.today:
            again += _girls(known, new + again)
        came[day] = new + again
    return came


def _earlier(rng: random.Random, calendar: Calendar, before: list[Person]) -> Attendance:
    """The visits of older files before the period, within ten weeks of the registration.

    One opening day out of four at most: many of them registered in few weeks.
    """
    came: Attendance = {}
    for person in before:
        came.setdefault(person.registered_on, []).append(person)
        span = min(70, (calendar.first - person.registered_on).days - 1)
        later = [person.registered_on + (i + 1) * DAY for i in range(span)]
        days = [day for day in later if calendar.is_open(day)]
        count = min(person.visits - 1, len(days) // 4)
        for day in sorted(rng.sample(days, count)):
            came.setdefault(day, []).append(person)
    return dict(sorted(came.items()))


def _still_coming(calendar: Calendar, people: list[Person], before: list[Person]) -> list[Person]:
    """Who comes again in the period: of the older files, the last ones, as many as the preset's
    active caseload leaves room for."""
    new = [p for p in people if p.registered_on >= calendar.first]
    known = [p for p in before if p.visits > 1]
    room = max(0, calendar.preset.active - len(new))
    return known[len(known) - min(room, len(known)) :] + [p for p in new if p.visits > 1]


def _target(rng: random.Random, calendar: Calendar, day: datetime.date, known: int) -> int:
    preset = calendar.preset
    if not calendar.is_open(day):
        return min(QUIET_DAY_VISITS, known)
    mean = preset.visits_mean * (d.FRIDAY if day.isoweekday() == 5 else 1)
    return max(1, round(min(rng.gauss(mean, preset.visits_sd), d.VISITS_MAX, known * KNOWN_A_DAY)))


def _draw(rng: random.Random, known: list[Person], count: int) -> list[Person]:
    """Draw persons, each as often as her planned visits say: how many they will have been at the
    end depends on the centre's days, how unequal they are does not."""
    if count <= 0:
        return []
    return sorted(known, key=lambda p: rng.random() ** (1 / p.visits))[-count:]


def _girls(known: list[Person], there: list[Person]) -> list[Person]:
    """Girls to add so that three at least are there: in a mixed centre chance may send none,
    and the midwife's desk would be empty."""
    missing = 3 - sum(person.sex == Sex.FEMALE for person in there)
    absent = [p for p in known if p.sex == Sex.FEMALE and p not in there]
    return absent[: max(0, missing)]


@dataclass(frozen=True)
class Clock:
    """Turns minutes of a day's script into instants; `elapsed` minutes of it have passed.

    `pace` is the real length of a scripted minute.
    """

    start: datetime.datetime
    elapsed: float
    length: float
    pace: float = 1.0

    def at(self, minute: float) -> datetime.datetime:
        return self.start + datetime.timedelta(minutes=minute * self.pace)


def clock(day: datetime.date, hours: tuple[datetime.time, datetime.time]) -> Clock:
    """The clock of a past day, which is over."""
    opens, closes = instant(day, hours[0]), instant(day, hours[1])
    length = (closes - opens).total_seconds() / 60
    return Clock(opens, length, length)


def instant(day: datetime.date, time: datetime.time) -> datetime.datetime:
    """The instant of a Paris time, in UTC: Python adds minutes to local times by the wall clock,
    which is wrong on the two nights a year when it changes."""
    return datetime.datetime.combine(day, time, PARIS).astimezone(datetime.UTC)


def clock_now(
    now: datetime.datetime, hours: tuple[datetime.time, datetime.time], is_open: bool
) -> Clock:
    """Today's clock: the real time once the day is under way.

    Before, after and on a closed day it shows the middle of a morning that ends now: whoever
    looks at three in the morning sees people waiting too, and nothing lies in the future.
    """
    today = now.astimezone(PARIS).date()
    now = now.astimezone(datetime.UTC)
    usual = clock(today, hours)
    elapsed = (now - usual.start).total_seconds() / 60
    if is_open and LOOKS_LIKE <= elapsed <= usual.length:
        return Clock(usual.start, elapsed, usual.length)
    has_opened = is_open and 30 <= elapsed < LOOKS_LIKE
    earliest = usual.start if has_opened else instant(today, datetime.time())
    pace = min(1.0, (now - earliest).total_seconds() / 60 / LOOKS_LIKE)
    start = now - datetime.timedelta(minutes=LOOKS_LIKE * pace)
    return Clock(start, LOOKS_LIKE, usual.length, pace)
