"""What the pages of the catch-up show: the proposition in words, the rules and who stands for them.

A line always says its rule, its source and who validated it.
"""

import datetime
from dataclasses import dataclass

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from cases.models import Minor
from clinics import vaccination_rows
from clinics.choices.vaccination import ANSWERS, HOLDS, QUESTIONS, VALENCES
from clinics.models import Vaccination, VaccinationRuleCheck
from clinics.vaccination import rules
from clinics.vaccination.answers import Answer, Question
from clinics.vaccination.planner import Held, Hold, Injection, ToTest, is_stale
from clinics.vaccination.rules import Certainty, Kind, Rule, Series
from clinics.vaccination.vaccines import Live, Vaccine, vaccines
from staff import openings
from staff.choices import Language
from staff.models import Site, User

YEAR = 365.25  # days
LOOKED_AHEAD = 14  # days after the earliest one in which the site opens again
ASKED: dict[str, str | Promise] = {
    **QUESTIONS,
    Question.AGE: gettext_lazy("Her or his age"),
    Question.PREGNANCY: gettext_lazy("Pregnant, or perhaps"),
}


@dataclass(frozen=True)
class RuleLine:
    """A rule in words, and the last word of a doctor on it."""

    rule: Rule
    check: VaccinationRuleCheck | None

    @property
    def label(self) -> str:
        return self.rule.fr if _is_french() else self.rule.en

    @property
    def note(self) -> str:
        return self.rule.note_fr if _is_french() else self.rule.note_en

    @property
    def code(self) -> str:
        return f"{self.rule.code}, v{self.rule.version}"

    @property
    def is_published(self) -> bool:
        return self.rule.certainty == Certainty.PUBLISHED

    @property
    def is_stale(self) -> bool:
        return self.check is not None and is_stale(self.check.validated_on, timezone.localdate())

    @property
    def holds(self) -> str:
        return ", ".join(str(VALENCES[v]) for v in VALENCES if v in self.rule.valences)

    @property
    def dose(self) -> str:
        return _("dose %(number)s") % {"number": self.rule.dose_n}

    @property
    def terms(self) -> str:
        """For whom and when, in figures: what a doctor checks."""
        rule = self.rule
        found = []
        if rule.kind == Kind.DOSE:
            found += [
                self.dose,
                _("from %(first)s to %(last)s years old")
                % {"first": rule.age_min, "last": rule.age_max - 1},
            ]
        if rule.interval_days:
            found.append(
                ngettext(
                    "%(days)s day after the dose before",
                    "%(days)s days after the dose before",
                    rule.interval_days,
                )
                % {"days": rule.interval_days}
            )
        if rule.min_age_days:
            found.append(_counts_from(rule.min_age_days))
        if rule.kind == Kind.TEST:
            found.append(
                _("before the first dose")
                if rule.is_before
                else _("from %(first)s to %(last)s days after the first dose")
                % {"first": rule.from_days, "last": rule.to_days}
            )
        if rule.when:
            question, _sign, result = rule.when.partition("=")
            offered = ANSWERS[question]
            found.append(f"{QUESTIONS[question]} : {offered(result).label}")
        return " ; ".join(str(part) for part in found)


def _counts_from(days: int) -> str:
    """The age from which a dose counts, in years as soon as there is one."""
    years = round(days / YEAR)
    if not years:
        return _("counts from the age of %(days)s days") % {"days": days}
    said = ngettext(
        "counts from the age of %(years)s year", "counts from the age of %(years)s years", years
    )
    return said % {"years": years}


def _is_french() -> bool:
    return (get_language() or Language.FRENCH).startswith(Language.FRENCH)


@dataclass(frozen=True)
class RuleGroup:
    """The rules of one protection."""

    series: Series
    lines: list[RuleLine]

    @property
    def label(self) -> str:
        return self.lines_of_doses[0].label

    @property
    def lines_of_doses(self) -> list[RuleLine]:
        return [line for line in self.lines if line.rule.kind == Kind.DOSE]

    @property
    def check(self) -> VaccinationRuleCheck | None:
        """The validation that holds for the whole: the oldest one, none if one is missing."""
        found = [line.check for line in self.lines]
        known = [check for check in found if check is not None]
        if len(known) < len(found):
            return None
        return min(known, key=lambda check: check.validated_on)

    @property
    def is_stale(self) -> bool:
        return any(line.is_stale for line in self.lines)


def rule_group(series: Series) -> RuleGroup:
    return _group(series, vaccination_rows.checks())


def rule_groups() -> list[RuleGroup]:
    """Return every rule by protection, in the order of the proposition."""
    known = vaccination_rows.checks()
    return [_group(series, known) for series in rules.all_series()]


def _group(series: Series, known: dict[tuple[str, int], VaccinationRuleCheck]) -> RuleGroup:
    return RuleGroup(series, [RuleLine(rule, known.get(rule.key)) for rule in series.rules])


@dataclass(frozen=True)
class BrandLine:
    """A brand as the table of ours has it."""

    vaccine: Vaccine

    @property
    def is_live(self) -> bool:
        return self.vaccine.live != Live.NO

    @property
    def holds(self) -> str:
        return ", ".join(str(VALENCES[v]) for v in VALENCES if v in self.vaccine.valences)


def brands() -> list[BrandLine]:
    return [BrandLine(vaccine) for vaccine in vaccines().values()]


# --- the proposition --------------------------------------------------------------------------


@dataclass(frozen=True)
class InjectionLine:
    """One injection that is proposed."""

    line: RuleLine
    refused: list[Vaccination]


@dataclass(frozen=True)
class VisitLine:
    """A visit to come: the earliest day, and the first on which the site is open."""

    day: datetime.date
    open_on: datetime.date
    lines: list[RuleLine]


@dataclass(frozen=True)
class TestLine:
    """A test, and between which days."""

    test: ToTest
    line: RuleLine

    @property
    def is_before(self) -> bool:
        return self.line.rule.is_before


@dataclass(frozen=True)
class HeldLine:
    """A protection of which nothing is proposed, and why."""

    held: Held
    group: RuleGroup
    line: RuleLine | None

    @property
    def why(self) -> str:
        return str(HOLDS[self.held.why])

    @property
    def label(self) -> str:
        return self.line.label if self.line and self.held.why == Hold.STOPPED else self.group.label

    @property
    def asks(self) -> str:
        return ", ".join(str(ASKED[question]) for question in self.held.asks)

    @property
    def is_settled(self) -> bool:
        return self.held.why in (Hold.COMPLETE, Hold.STOPPED)

    @property
    def is_refused(self) -> bool:
        """Whether it is the rules that are not to be used."""
        return self.held.why in (Hold.UNVALIDATED, Hold.STALE)


@dataclass(frozen=True)
class PlanPage:
    """A proposition, in words."""

    today: list[InjectionLine]
    later: list[VisitLine]
    tests: list[TestLine]
    held: list[HeldLine]
    asks: list[str]

    @property
    def proposed(self) -> list[Rule]:
        """Today's injections, as the form to record them begins."""
        return [one.line.rule for one in self.today]

    @property
    def refused(self) -> list[HeldLine]:
        return [line for line in self.held if line.is_refused]

    @property
    def waiting(self) -> list[HeldLine]:
        return [line for line in self.held if not line.is_refused and not line.is_settled]

    @property
    def settled(self) -> list[HeldLine]:
        return [line for line in self.held if line.is_settled]

    @property
    def is_refused(self) -> bool:
        """Whether no rule at all may be used."""
        return len(self.refused) == len(rules.all_series())


def plan_page(minor: Minor, user: User, pregnancy: Answer, site: Site) -> PlanPage:
    """Return what may be proposed today, in words, with what stands behind each line."""
    rows = vaccination_rows.of_file(minor, user)
    plan = vaccination_rows.plan_for(minor, rows, pregnancy)
    known = vaccination_rows.checks()
    last = plan.later[-1].day if plan.later else timezone.localdate()
    first = plan.later[0].day if plan.later else last
    days = openings.open_days([site], first, last + datetime.timedelta(days=LOOKED_AHEAD))
    refusals = [r for r in vaccination_rows.standing(rows) if not r.is_given]
    return PlanPage(
        today=[
            InjectionLine(_line(i, known), [r for r in refusals if i.rule.valences & set(r.held)])
            for i in plan.today
        ],
        later=[
            VisitLine(
                visit.day,
                next((day for day in days if day >= visit.day), visit.day),
                [_line(injection, known) for injection in visit.injections],
            )
            for visit in plan.later
        ],
        tests=[
            TestLine(test, RuleLine(test.rule, known.get(test.rule.key))) for test in plan.tests
        ],
        held=[
            HeldLine(
                held,
                _group(held.series, known),
                RuleLine(held.rule, known.get(held.rule.key)) if held.rule else None,
            )
            for held in plan.held
        ],
        asks=[str(ASKED[question]) for question in plan.asks],
    )


def _line(injection: Injection, known: dict[tuple[str, int], VaccinationRuleCheck]) -> RuleLine:
    return RuleLine(injection.rule, known.get(injection.rule.key))
