"""A report as it leaves the house: of the whole house, as it was validated, masked."""

from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils import timezone, translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from reports import audiences, comparisons, freezing, periods
from reports.audiences import Audience, HiddenLine, Masking
from reports.figures import Need
from reports.models import FrozenWeek
from reports.periods import Period, Span, Week
from reports.weekly import Report
from staff.models import Site

THURSDAY = 4  # the day that says to which month and quarter a week belongs
KEPT = 200  # maskings held in memory: nothing but names of lines

NOT_TOGETHER: str | Promise = gettext_lazy(
    "Outside the house, figures are those of all sites together: a site beside the whole would "
    "give back what was masked."
)
NOT_VALIDATED: str | Promise = gettext_lazy(
    "Only a validated week leaves the house: a count that changes from day to day gives back what "
    "was masked."
)
NOT_ANY_DAYS: str | Promise = gettext_lazy(
    "Only weeks, months, quarters and years leave the house: of days that anybody chooses, two "
    "files with a day between them would tell that day."
)
NOT_ALL_VALIDATED: str | Promise = gettext_lazy(
    "These days leave the house once they are over and each of their weeks is validated."
)
DAMAGED: str | Promise = gettext_lazy(
    "These figures are not the ones that were validated: tell whoever runs the server"
)


@dataclass(frozen=True)
class Outside:
    """`inside` is what the house reads, `told` what the audience does.

    `refusal`: why its files do not leave; empty when they may.
    """

    audience: Audience
    inside: Report
    told: Report
    masking: Masking
    refusal: str

    @property
    def hidden(self) -> list[HiddenLine]:
        return audiences.hidden_lines(self.inside, self.masking)

    @property
    def is_mostly_hidden(self) -> bool:
        return audiences.is_mostly_hidden(self.inside, self.hidden)

    @property
    def line_count(self) -> int:
        return sum(1 for _row in self.inside.rows())


def of(
    audience: Audience,
    versions: Sequence[FrozenWeek],
    sites: Sequence[Site],
    known: frozenset[Need],
    live: Callable[[], Report],
) -> Outside:
    """`versions` of the period, the oldest first; of one that has none, today's count is masked."""
    if versions:
        inside = freezing.report_of(versions[-1], sites, known)
        masking = _masking(audience, versions, sites, known)
    else:
        inside = live()
        masking = audiences.masking_for([inside], audience)

    def told(earlier: Sequence[FrozenWeek]) -> Report:
        report = freezing.report_of(earlier[-1], sites, known)
        return audiences.masked(report, _masking(audience, earlier, sites, known), audience)

    report = audiences.masked(inside, masking, audience)
    report = comparisons.with_comparisons(report, None, known, told)
    return Outside(audience, inside, report, masking, _refusal(versions, inside.period))


def _refusal(versions: Sequence[FrozenWeek], period: Period) -> str:
    if isinstance(period, Span):
        return str(NOT_ANY_DAYS)
    if not isinstance(period, Week):
        weeks = periods.weeks_of(period)
        is_over = period.end < timezone.localdate()
        is_kept = freezing.validated_count(weeks, None) == len(weeks)
        return "" if is_over and is_kept else str(NOT_ALL_VALIDATED)
    if not versions:
        return str(NOT_VALIDATED)
    return "" if all(freezing.is_whole(one) for one in versions) else str(DAMAGED)


# --- what is masked of a validated week is worked out once ----------------------------------------

_found: OrderedDict[tuple[object, ...], Masking] = OrderedDict()


def _masking(
    audience: Audience,
    versions: Sequence[FrozenWeek],
    sites: Sequence[Site],
    known: frozenset[Need],
) -> Masking:
    language = translation.get_language()  # of two equal lines, which is the tenth hangs on it
    key = (audience.code, language, known, *(one.digest for one in versions))
    masking = _found.get(key)
    if masking is None:
        reports = [freezing.report_of(one, sites, known) for one in versions]
        masking = _found[key] = audiences.masking_for(reports, audience)
        while len(_found) > KEPT:
            _found.popitem(last=False)
    return masking


# --- when most of a week is masked ----------------------------------------------------------------


@dataclass(frozen=True)
class Wider:
    """A longer period that holds this one."""

    label: str
    url: str


def wider(period: Period, audience: Audience) -> list[Wider]:
    """Return the month and the quarter of a week; of another period nothing is proposed."""
    if not isinstance(period, Week):
        return []
    day = period.start.fromisocalendar(period.year, period.number, THURSDAY)
    return [
        Wider(one.title, f"{reverse('reports:week', args=[one])}?audience={audience.code}")
        for one in (periods.month_of(day), periods.quarter_of(day))
    ]
