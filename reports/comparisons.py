"""What stands beside a number: the mean of the four weeks before, and the same week a year ago.

Both are read from what was validated. A week that nobody validated is missing, which is not zero:
the mean is that of the weeks there are, and says how many.
"""

import statistics
from collections.abc import Iterable
from dataclasses import dataclass, replace
from fractions import Fraction

from django.utils.formats import localize
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from reports import freezing
from reports.figures import Key, Need, Value, rounded
from reports.models import FrozenWeek
from reports.periods import NoSuchWeek, Week
from reports.weekly import Report
from staff.models import Site

WEEKS = 4


@dataclass(frozen=True)
class Beside:
    """`mean` of `weeks` weeks, one decimal; None: no week says it."""

    mean: float | None
    weeks: int
    last_year: Value


def before(week: Week) -> list[Week]:
    """Return the four weeks before, the nearest first, across the end of a year too."""
    found = [week.previous]
    while len(found) < WEEKS:
        found.append(found[-1].previous)
    return found


def a_year_ago(week: Week) -> Week | None:
    """Return the week of the same number; None where that year has no week 53."""
    try:
        return Week(week.year - 1, week.number)
    except NoSuchWeek:
        return None


def with_comparisons(report: Report, site: Site | None, known: frozenset[Need]) -> Report:
    """Return the same report, each line of a week with what stands beside it: two queries."""
    week = report.period
    if not isinstance(week, Week):
        return report
    earlier = _validated(before(week), site, report, known)
    ago = a_year_ago(week)
    last_year = _validated([ago], site, report, known) if ago else []
    was = last_year[0] if last_year else {}
    keys = {key for values in [*earlier, was] for key in values}
    beside = {key: _beside(key, earlier, was) for key in keys}
    sections = [
        replace(section, figures=[
            replace(figure, beside=_in_words(beside.get(figure.key))) for figure in section.figures
        ])
        for section in report.sections
    ]  # fmt: skip
    return replace(report, sections=sections, beside=beside)


def _in_words(beside: Beside | None) -> str:
    """Return "mean of 3 weeks: 38.5, a year ago: 41", as much of it as is known."""
    if beside is None:
        return ""
    parts = []
    if beside.mean is not None:
        said = ngettext("mean of %(weeks)d week: %(mean)s", "mean of %(weeks)d weeks: %(mean)s",
                        beside.weeks)  # fmt: skip
        parts.append(said % {"weeks": beside.weeks, "mean": localize(beside.mean)})
    if beside.last_year is not None:
        parts.append(_("a year ago: %(value)s") % {"value": localize(beside.last_year)})
    return capfirst(", ".join(parts))


def _beside(key: Key, earlier: list[dict[Key, Value]], was: dict[Key, Value]) -> Beside:
    values = [value for one in earlier if (value := one.get(key)) is not None]
    if key[-1] and len(values) < len(earlier):
        values = []  # a part that a week does not list may be none or small there: nobody knows
    exact = [Fraction(str(value)) for value in values]
    mean = rounded(statistics.mean(exact), 1) if exact else None
    return Beside(mean, len(values), was.get(key))


def _validated(
    weeks: Iterable[Week], site: Site | None, report: Report, known: frozenset[Need]
) -> list[dict[Key, Value]]:
    """Return the lines of the last version of each week that has one."""
    last: dict[Week, FrozenWeek] = {}
    for frozen in FrozenWeek.objects.of_weeks(weeks, site).order_by("version"):
        last[frozen.week] = frozen
    reports = (freezing.report_of(frozen, report.sites, known) for frozen in last.values())
    return [{row.key: row.value for row in one.rows(with_those_of_now=False)} for one in reports]
