"""What stands beside a number: the mean of the four weeks before, and the same week a year ago.

Both are read from what was validated. A week that nobody validated is missing, which is not zero:
the mean is that of the weeks there are, and says how many.
"""

import statistics
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from django.utils.formats import localize
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from reports import freezing
from reports.figures import Key, Need, Row, Value, rounded
from reports.models import FrozenWeek
from reports.periods import NoSuchWeek, Week
from reports.weekly import Report
from staff.models import Site

WEEKS = 4

# A week's versions, the oldest first, as the reader of the report has it (reports.outside); None:
# she has not had it.
Told = Callable[[Sequence[FrozenWeek]], Report | None]


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


def with_comparisons(
    report: Report, site: Site | None, known: frozenset[Need], told: Told | None = None
) -> Report:
    """Return the same report, each line of a week with what stands beside it: two queries.

    `told` where the reader is not of the house: a mean is then one of numbers that she has had.
    """
    week = report.period
    if not isinstance(week, Week):
        return report

    def as_validated(versions: Sequence[FrozenWeek]) -> Report:
        return freezing.report_of(versions[-1], report.sites, known)

    earlier = _validated(before(week), site, told or as_validated)
    ago = a_year_ago(week)
    last_year = _validated([ago], site, told or as_validated) if ago else []
    was = last_year[0] if last_year else {}
    masked = {row.key for row in report.rows() if row.masked}
    keys = {key for values in [*earlier, was] for key in values} - masked
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


def _beside(key: Key, earlier: list[dict[Key, Row]], was: dict[Key, Row]) -> Beside:
    rows = [one[key] for one in earlier if key in one]
    values = [row.value for row in rows if row.value is not None]
    if key[-1] and len(values) < len(earlier):
        values = []  # a part that a week does not list may be none or small there: nobody knows
    if any(row.masked for row in rows):
        values = []  # of the others alone it would be that of the large ones
    exact = [Fraction(str(value)) for value in values]
    mean = rounded(statistics.mean(exact), 1) if exact else None
    return Beside(mean, len(values), was[key].value if key in was else None)


def _validated(weeks: Iterable[Week], site: Site | None, told: Told) -> list[dict[Key, Row]]:
    """Return the lines of the last version of each week that has one."""
    versions: dict[Week, list[FrozenWeek]] = defaultdict(list)
    for frozen in FrozenWeek.objects.of_weeks(weeks, site).order_by("version"):
        versions[frozen.week].append(frozen)
    reports = (told(of_a_week) for of_a_week in versions.values())
    return [{row.key: row for row in one.rows(with_those_of_now=False)} for one in reports if one]
