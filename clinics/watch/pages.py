"""The signals of a week as pages show them, with what became of each."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cases import registry
from clinics.choices import Episode, SignalKind, SignalStepKind
from clinics.models import Consultation, SignalStep
from clinics.problems import problems
from clinics.watch import counting, rules
from clinics.watch.rules import Rule
from clinics.watch.triggers import TOGETHER, WEEK, Signal, first_day, triggered
from staff.choices import Compartment
from staff.encryption import SealError
from staff.models import Site, User

ENDS = (SignalStepKind.DECLARED, SignalStepKind.NOT_DECLARED)


@dataclass(frozen=True)
class IsoWeek:
    """A week of a page: "2026-W53" begins on 28 December 2026."""

    year: int
    number: int

    @property
    def monday(self) -> datetime.date:
        """Raises ValueError for a week that the year does not have."""
        return datetime.date.fromisocalendar(self.year, self.number, 1)

    @property
    def sunday(self) -> datetime.date:
        return self.monday + datetime.timedelta(days=6)

    @property
    def previous(self) -> "IsoWeek":
        return week_of(self.monday - WEEK)

    @property
    def next(self) -> "IsoWeek":
        return week_of(self.monday + WEEK)

    def __str__(self) -> str:
        return f"{self.year}-W{self.number:02d}"


def week_of(day: datetime.date) -> IsoWeek:
    found = day.isocalendar()
    return IsoWeek(found.year, found.week)


def said(number: Decimal) -> str:
    """Return a mean in the page's own decimal mark, without useless zeros."""
    short = number.quantize(Decimal("0.1"))
    return number_format(int(short) if short == int(short) else short)


def threshold_of(rule: Rule) -> str:
    """Return in words from when a rule speaks."""
    if rule.kind == SignalKind.TREND and rule.ratio is not None:
        text = _("%(count)s at least, and %(ratio)s times the mean of the four weeks before")
        return text % {"count": rule.threshold, "ratio": said(rule.ratio)}
    text = ngettext("from %(count)s case", "from %(count)s cases", rule.threshold)
    return text % {"count": rule.threshold}


@dataclass
class SignalLine:
    """A signal, or one that has gone since somebody did something about it (`is_standing`)."""

    rule: Rule
    about: str
    site: Site
    count: int
    mean: Decimal | None = None
    is_standing: bool = True
    steps: list[SignalStep] = field(default_factory=list)

    @property
    def label(self) -> str:
        line = problems().get(self.about)
        return f"{self.rule} – {line}" if line else str(self.rule)

    @property
    def count_text(self) -> str:
        text = ngettext("%(count)s case", "%(count)s cases", self.count)
        return text % {"count": self.count}

    @property
    def why(self) -> str:
        """From when the rule speaks, and what the weeks before were."""
        if self.mean is None:
            return threshold_of(self.rule)
        text = _("mean of the weeks before: %(mean)s")
        return f"{threshold_of(self.rule)} ({text % {'mean': said(self.mean)}})"

    @property
    def seen_by(self) -> list[str]:
        """Whoever has seen it, or done something about it."""
        return list(dict.fromkeys(step.by.full_name for step in self.steps))

    @property
    def end(self) -> SignalStep | None:
        """The last word on declaring it."""
        return next((step for step in reversed(self.steps) if step.kind in ENDS), None)

    @property
    def is_declared(self) -> bool:
        return self.end is not None and self.end.kind == SignalStepKind.DECLARED


def lines(week: IsoWeek, sites: Sequence[Site], user: User) -> list[SignalLine]:
    """Return the signals of these sites, those nobody has seen first. A constant of queries."""
    known = rules.current()
    start, end = first_day(week.monday), week.sunday
    seen = counting.seen_between(start, end, sites)
    reported = counting.reported_between(start, end, sites, seen)
    places = {site.pk: site for site in sites}
    found = {
        signal.key: _line(signal, places)
        for signal in triggered(known, seen, reported, week.monday)
    }
    by_code = {rule.code: rule for rule in known}
    steps = SignalStep.objects.visible_to(user).of_week(week.year, week.number).with_their_key()
    for step in steps.filter(site__in=places).select_related("by").order_by("pk"):
        key = (step.rule, step.about, step.site_id)
        if key not in found and step.rule in by_code:
            gone = SignalLine(by_code[step.rule], step.about, places[step.site_id], 0)
            found[key] = gone
            gone.is_standing = False
        if key in found:
            found[key].steps.append(step)
    return sorted(found.values(), key=lambda line: (bool(line.steps), not line.is_standing))


def _line(signal: Signal, places: dict[int, Site]) -> SignalLine:
    return SignalLine(signal.rule, signal.about, places[signal.site], signal.count, signal.mean)


def line_or_none(week: IsoWeek, site: Site, code: str, about: str, user: User) -> SignalLine | None:
    found = lines(week, [site], user)
    return next((one for one in found if (one.rule.code, one.about) == (code, about)), None)


def who(week: IsoWeek, line: SignalLine, user: User) -> list[Consultation]:
    """Return the new episodes behind a count, for whoever may read them; the newest first."""
    wanted = line.rule.problems if line.about == TOGETHER else {line.about}
    rows = (
        Consultation.objects.visible_to(user)
        .filter(
            registry.open_to(user, Compartment.HEALTH),
            site=line.site,
            day__gte=week.monday,
            day__lte=week.sunday,
        )
        .exclude(episode=Episode.FOLLOW_UP)
    )
    rows = rows.select_related("minor").prefetch_related(
        "minor__keys", "minor__names", "minor__claims"
    )
    return [row for row in rows.newest_first() if _code(row) in wanted]


def _code(row: Consultation) -> str:
    try:
        return row.line.code if row.line else ""
    except SealError:
        return ""
