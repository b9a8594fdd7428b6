"""A report as it leaves the house: of the whole house, as it was validated, masked."""

import datetime
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils import timezone, translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from reports import (
    audiences,
    comparisons,
    freezing,
    kept_maskings,
    periods,
    permissions,
    sendings,
)
from reports.audiences import AUDIENCES, Audience, HiddenLine
from reports.figures import Need
from reports.masking import Masking
from reports.models import FrozenWeek, Sending
from reports.models.sendings import SendingQuerySet
from reports.periods import AnyPeriod, Period, Span, Week, parse
from reports.sendings import Content
from reports.weekly import Report
from staff.models import Site, User

THURSDAY = 4  # the day that says to which month and quarter a week belongs

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

    `refusal`: why its files do not leave; empty when they may. `register`: what had left before of
    days that bear on these, the oldest first, for whichever audience.
    """

    audience: Audience
    inside: Report
    told: Report
    masking: Masking
    refusal: str
    register: Sequence[Sending] = ()

    @property
    def hidden(self) -> list[HiddenLine]:
        return audiences.hidden_lines(self.inside, self.masking)

    @property
    def is_mostly_hidden(self) -> bool:
        return audiences.is_mostly_hidden(self.inside, self.hidden)

    @property
    def line_count(self) -> int:
        return sum(1 for _row in self.inside.rows())

    @property
    def content(self) -> Content:
        return sendings.content_of(self.inside, self.told)

    @property
    def last_number(self) -> int:
        """Return the number of the last sending that was taken into account; 0: there is none."""
        return max((row.pk for row in self.register), default=0)


def for_user(
    user: User,
    audience: Audience,
    period: AnyPeriod,
    sites: Sequence[Site],
    live: Callable[[], Report],
    *,
    waits: bool,
) -> Outside:
    """Return what an audience is told of a period, as far as this person may send it.

    `live` counts it. Raises TakesLong (reports.kept_maskings) unless one `waits`.
    """
    versions: list[FrozenWeek] = []
    if isinstance(period, Week):
        versions = list(FrozenWeek.objects.visible_to(user).of(period, None))
    sent = Sending.objects.visible_to(user)
    known = permissions.known_to(user)
    return of(audience, versions[::-1], sites, known, live, sent, waits=waits)


def of(
    audience: Audience,
    versions: Sequence[FrozenWeek],
    sites: Sequence[Site],
    known: frozenset[Need],
    live: Callable[[], Report],
    sent: SendingQuerySet,
    *,
    waits: bool = True,
) -> Outside:
    """`versions` of the period, the oldest first; of one that has none, today's count is masked.

    `sent`: all that has left the house. Raises TakesLong unless one `waits`.
    """
    reports = [freezing.report_of(one, sites, known) for one in versions] or [live()]
    inside = reports[-1]
    register = list(sent.bearing_on(inside.period.start, inside.period.end))
    masking = _masking(audience, reports, register, waits=waits)
    had = _had_of_weeks(audience, inside.period, sent)

    def told(earlier: Sequence[FrozenWeek]) -> Report | None:
        rows = had.get(str(earlier[-1].week), [])
        report = freezing.report_of(earlier[-1], sites, known)
        return sendings.as_sent(report, rows) if rows else None

    report = audiences.masked(inside, masking, audience)
    report = comparisons.with_comparisons(report, None, known, told)
    return Outside(audience, inside, report, masking, _refusal(versions, inside.period), register)


def _had_of_weeks(
    audience: Audience, period: Period, sent: SendingQuerySet
) -> dict[str, list[Sending]]:
    """Return {week: what this audience has had of it} of the weeks that stand beside a week."""
    if not isinstance(period, Week):
        return {}
    beside = [*comparisons.before(period), comparisons.a_year_ago(period)]
    rows = sent.filter(period__in=[str(week) for week in beside if week]).order_by("pk")
    found: dict[str, list[Sending]] = defaultdict(list)
    for row in sendings.had_by(audience, rows):
        found[row.period].append(row)
    return found


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


# --- what is masked is worked out once ------------------------------------------------------------


def _masking(
    audience: Audience, reports: Sequence[Report], register: Sequence[Sending], *, waits: bool
) -> Masking:
    """Return what is hidden of the last version.

    What has left already, of the same days and with the same words, is masked as it was then.
    """
    period = str(reports[-1].period)
    others = [row for row in register if row.period != period]
    masking = _kept(audience, reports, others, waits=waits)
    same = [row for row in register if row.period == period]
    if not same:
        return masking
    told = audiences.masked(reports[-1], masking, audience)
    digest = sendings.content_of(reports[-1], told).digest
    if any((row.audience, row.digest) == (audience.code, digest) for row in same):
        return masking
    return _kept(audience, reports, register, waits=waits)


def _kept(
    audience: Audience, reports: Sequence[Report], register: Sequence[Sending], *, waits: bool
) -> Masking:
    def work_out() -> Masking:
        return audiences.masking_for(reports, audience, [sendings.sent_of(row) for row in register])

    language = translation.get_language()  # of two equal lines, which is the tenth hangs on it
    numbers = [_fingerprint(report) for report in reports]
    parts = (audience.code, language, numbers, [row.pk for row in register])
    return kept_maskings.masking_of(parts, len(register), work_out, waits=waits)


def _fingerprint(report: Report) -> tuple[object, ...]:
    """Return what a masking hangs on: the days, the numbers, and those they were worked out of."""
    figures = [figure for section in report.sections for figure in section.figures]
    return (
        str(report.period),
        [(row.key, row.value) for row in report.rows()],
        [(figure.key, sorted(figure.bases.items())) for figure in figures],
    )


# --- what has left already ------------------------------------------------------------------------


@dataclass(frozen=True)
class Left:
    """One sending, as the preview says it."""

    period: str
    audience: str | Promise
    sent_at: datetime.datetime
    sent_by: User


def register_of(sent: Outside) -> list[Left]:
    """Return what was taken into account, the last one first."""
    return [
        Left(parse(row.period).title, AUDIENCES[row.audience].label, row.sent_at, row.sent_by)
        for row in reversed(sent.register)
    ]


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
