"""How far a pregnancy is: pure functions of a beginning that is known more or less.

Weeks are completed weeks since the first day of the last period (amenorrhoea); those of the
pregnancy itself are two fewer. Where the beginning is a span, what may be missed is counted from
its first day: the prudent way.
"""

import datetime
from dataclasses import dataclass

from cases.choices import Precision
from clinics.midwifery.lines import PregnancyRule

WEEK = 7  # days
BEFORE_CONCEPTION = 2  # weeks
DAY = datetime.timedelta(days=1)


@dataclass(frozen=True)
class Beginning:
    """The first and the last day on which the last period may have begun."""

    first: datetime.date
    last: datetime.date

    @property
    def is_sure(self) -> bool:
        return self.first == self.last


@dataclass(frozen=True)
class Age:
    """Completed weeks and days since the last period."""

    weeks: int
    days: int

    @property
    def of_pregnancy(self) -> "Age":
        """The same since conception; nothing before it."""
        weeks = self.weeks - BEFORE_CONCEPTION
        return Age(weeks, self.days) if weeks >= 0 else Age(0, 0)


def from_period(on: datetime.date, precision: str) -> Beginning:
    """Return the beginning that was said to the day, or to the month."""
    if precision == Precision.DAY:
        return Beginning(on, on)
    first = on.replace(day=1)
    return Beginning(first, (first + 31 * DAY).replace(day=1) - DAY)


def from_scan(on: datetime.date, weeks: int, days: int) -> Beginning:
    """Return the beginning that an ultrasound of that day counts back to."""
    begun = on - (weeks * WEEK + days) * DAY
    return Beginning(begun, begun)


def ages_on(beginning: Beginning, day: datetime.date) -> tuple[Age, Age]:
    """Return the least and the most it may be on a day; nothing before the beginning."""
    return _age(beginning.last, day), _age(beginning.first, day)


def _age(begun: datetime.date, day: datetime.date) -> Age:
    return Age(*divmod(max(0, (day - begun).days), WEEK))


def first_day_of(week: int, beginning: Beginning) -> datetime.date:
    """Return the earliest day on which so many weeks may be completed."""
    return beginning.first + week * WEEK * DAY


def expected(rule: PregnancyRule, beginning: Beginning) -> tuple[datetime.date, datetime.date]:
    """Return the expected date, by the rule of the term: first and last possible day."""
    length = rule.to_week * WEEK * DAY
    return beginning.first + length, beginning.last + length


@dataclass(frozen=True)
class Window:
    """When something is to be done: from a day on, and before another.

    `before` is what is to be kept to; where the beginning is a span, there may be time left until
    `at_latest`, and until then nothing is over.
    """

    rule: PregnancyRule
    opens_on: datetime.date
    before: datetime.date
    at_latest: datetime.date

    def is_over(self, day: datetime.date) -> bool:
        return day >= self.at_latest

    def may_be_over(self, day: datetime.date) -> bool:
        return self.before <= day < self.at_latest

    def is_now(self, day: datetime.date) -> bool:
        return self.opens_on <= day < self.at_latest


def window(rule: PregnancyRule, beginning: Beginning) -> Window:
    return Window(
        rule,
        first_day_of(rule.from_week, beginning),
        first_day_of(rule.to_week, beginning),
        beginning.last + rule.to_week * WEEK * DAY,
    )
