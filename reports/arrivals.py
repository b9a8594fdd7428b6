"""The arrivals of a period, cut into what one can still read: days, weeks or months."""

import datetime
from collections import Counter
from collections.abc import Mapping

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from cases.models import Arrival
from reports import periods
from reports.figures import Breakdown, Part
from reports.lines import Lines, Picks
from reports.periods import Period, PeriodKind, Week
from staff.choices import Weekday
from staff.openings import days


def by_step(
    period: Period, by_day: Mapping[datetime.date, int], came: QuerySet[Arrival]
) -> Breakdown:
    """Cut the arrivals of a period into its days, its weeks or its months (periods.step_of).

    `came` are the rows that were counted by day.
    """
    step = periods.step_of(period)

    def name_of(day: datetime.date) -> str:
        return str(periods.OF_A_DAY[step](day)) if step else _day_key(period, day)

    def cut(is_wanted: Picks) -> Lines:
        wanted = [day for day in by_day if is_wanted(name_of(day))]
        return Lines("arrival", came.filter(day__in=wanted))

    counts: Counter[str] = Counter()
    for day, count in by_day.items():
        counts[name_of(day)] += count
    titles = {name_of(day): day_name(day) for day in days(period.start, period.end)}
    name, label = "by_day", _("Arrivals by day")
    if step == PeriodKind.WEEK:
        titles = {str(week): week.title for week in periods.weeks_of(period)}
        name, label = "by_week", _("Arrivals by week")
    elif step == PeriodKind.MONTH:
        titles = {str(month): month.title for month in periods.months_of(period)}
        name, label = "by_month", _("Arrivals by month")
    definition = _("Arrivals, one a person and a day.")
    if step:
        definition = _("Arrivals, one a person and a day; of the first and the last, only the days "
                       "in the period.")  # fmt: skip
    parts = [Part(one, title, counts[one]) for one, title in titles.items()]
    return Breakdown("W01", name, label, parts, definition, cut=cut)


def _day_key(period: Period, day: datetime.date) -> str:
    """Return 1 to 7 in a week, so that two weeks can be compared day by day; else the day."""
    return str(day.isoweekday()) if isinstance(period, Week) else day.isoformat()


def day_name(day: datetime.date) -> str:
    return f"{Weekday(day.isoweekday()).label} {day:%d/%m}"
