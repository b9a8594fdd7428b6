"""The arrivals of a period, cut into what one can still read: days, weeks or months."""

import datetime
from collections import Counter
from collections.abc import Mapping

from django.utils.translation import gettext as _

from reports import periods
from reports.figures import Breakdown, Part
from reports.periods import AnyPeriod, Period, PeriodKind, Week
from staff.choices import Weekday
from staff.openings import days


def by_step(period: Period, by_day: Mapping[datetime.date, int]) -> Breakdown:
    """Cut the arrivals of a period into its days, its weeks or its months (periods.step_of)."""
    definition = _("Arrivals, one a person and a day.")
    step = periods.step_of(period)
    if step is None:
        parts = [
            Part(_day_key(period, day), day_name(day), by_day.get(day, 0))
            for day in days(period.start, period.end)
        ]
        return Breakdown("W01", "by_day", _("Arrivals by day"), parts, definition)
    counts: Counter[AnyPeriod] = Counter()
    of_a_day = periods.OF_A_DAY[step]
    for day, count in by_day.items():
        counts[of_a_day(day)] += count
    cuts = periods.weeks_of(period) if step == PeriodKind.WEEK else periods.months_of(period)
    parts = [Part(str(cut), cut.title, counts[cut]) for cut in cuts]
    label = _("Arrivals by week") if step == PeriodKind.WEEK else _("Arrivals by month")
    return Breakdown("W01", f"by_{step.value}", label, parts, definition)


def _day_key(period: Period, day: datetime.date) -> str:
    """Return 1 to 7 in a week, so that two weeks can be compared day by day; else the day."""
    return str(day.isoweekday()) if isinstance(period, Week) else day.isoformat()


def day_name(day: datetime.date) -> str:
    return f"{Weekday(day.isoweekday()).label} {day:%d/%m}"
