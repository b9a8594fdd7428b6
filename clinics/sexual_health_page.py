"""What the page of sexual health shows above its consultations, and what is due of it.

Nothing of this is told to whoever does not read the compartment: not that there is nothing either.
"""

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils import timezone

from cases import births, registry
from cases.choices import AlertKind
from cases.models import Minor
from cases.protocols import Clock
from clinics import signed_protocols, vaccination_rows
from clinics.choices import (
    ActKind,
    ContraceptionStepKind,
    PregnancyOutcome,
    PregnancyStepKind,
    ViolenceKind,
    Wish,
)
from clinics.midwifery import term
from clinics.midwifery.lines import PregnancyRule, pregnancy_rules, pregnancy_steps
from clinics.models import (
    Contraception,
    ContraceptionStep,
    Pregnancy,
    PregnancyStep,
    SexualHealthAct,
    SexualHealthConsultation,
    SignedProtocol,
    Violence,
    ViolenceQuerySet,
)
from clinics.signed_protocols import Notice
from staff.encryption import SealError
from staff.models import User
from staff.permissions import Compartment

PROTECTED_BELOW = 15  # years: a pregnancy is then a danger to be told
SHOWN = 15  # acts, visits
TERM, LIMIT = "term", "abortion_limit"


# --- a pregnancy ------------------------------------------------------------------------------


@dataclass(frozen=True)
class PregnancyLine:
    """One pregnancy in words. Without a beginning nothing is counted."""

    row: Pregnancy
    dated: PregnancyStep | None
    wish: PregnancyStep | None
    end: PregnancyStep | None
    visits: list[SexualHealthConsultation]

    @property
    def beginning(self) -> term.Beginning | None:
        try:
            return self.dated.beginning if self.dated else None
        except SealError:
            return None

    @property
    def ages(self) -> list[term.Age]:
        """How far it is today: one age, or the least and the most it may be."""
        if self.beginning is None:
            return []
        ages = term.ages_on(self.beginning, timezone.localdate())
        return list(ages[:1] if self.beginning.is_sure else ages)

    @property
    def term_rule(self) -> PregnancyRule:
        """By which rule the expected date is counted, with its source."""
        return pregnancy_rules()[TERM]

    @property
    def expected(self) -> list[datetime.date]:
        if self.beginning is None:
            return []
        days = term.expected(self.term_rule, self.beginning)
        return list(days[:1] if self.beginning.is_sure else days)

    @property
    def wishes(self) -> str:
        """What she wishes, a value of Wish; not asked when nobody wrote it."""
        said = str(self.wish.shown("wish")) if self.wish else ""
        return next((wish.value for wish in Wish if wish.label == said), Wish.NOT_ASKED.value)

    @property
    def wish_text(self) -> str:
        return str(self.wish.shown("wish") if self.wish else Wish.NOT_ASKED.label)

    @property
    def limit(self) -> term.Window | None:
        """The legal limit of abortion, unless she goes on."""
        if self.beginning is None or self.wishes == Wish.CONTINUE:
            return None
        return term.window(pregnancy_rules()[LIMIT], self.beginning)

    @property
    def is_limit_over(self) -> bool:
        return self.limit is not None and self.limit.is_over(timezone.localdate())

    @property
    def may_be_limit_over(self) -> bool:
        return self.limit is not None and self.limit.may_be_over(timezone.localdate())

    @property
    def done(self) -> list[PregnancyStep]:
        """What was ticked, the last written first."""
        return self.row.done()[::-1]

    @property
    def missed(self) -> list[term.Window]:
        """What nobody has ticked, and whose time has passed."""
        today = timezone.localdate()
        return [window for window in self._windows if window.is_over(today)]

    @property
    def now(self) -> list[term.Window]:
        """What is to be done at this term, what ends first first."""
        today = timezone.localdate()
        return [window for window in self._windows if window.is_now(today)]

    @property
    def next(self) -> list[term.Window]:
        today = timezone.localdate()
        later = [window for window in self._windows if window.opens_on > today]
        return sorted(later, key=lambda window: window.opens_on)[:2]

    @property
    def _windows(self) -> list[term.Window]:
        """When each step that nobody has ticked is to be done, what ends first first."""
        if self.beginning is None or self.wishes == Wish.STOP:
            return []
        done = {str(step.shown("rule")) for step in self.row.done()}
        left = [rule for rule in pregnancy_steps() if str(rule) not in done]
        found = [term.window(rule, self.beginning) for rule in left]
        return sorted(found, key=lambda window: window.before)


def pregnancy_line(
    row: Pregnancy, visits: Iterable[SexualHealthConsultation] = ()
) -> PregnancyLine:
    dated, wish, end = (
        row.last(kind)
        for kind in (PregnancyStepKind.DATED, PregnancyStepKind.WISH, PregnancyStepKind.ENDED)
    )
    line = PregnancyLine(row, dated, wish, end, [])
    begun = line.beginning.first if line.beginning else row.tested_on
    ended = end.happened_on if end and end.happened_on else timezone.localdate()
    line.visits.extend([seen for seen in visits if begun <= seen.day <= ended][:SHOWN])
    return line


def is_pregnant(minor: Minor, user: User) -> bool:
    """Whether a pregnancy is followed, for somebody who reads this book; else nobody knows."""
    if not registry.may_open(minor, user, Compartment.SEXUAL_HEALTH):
        return False
    return Pregnancy.objects.ongoing().filter(minor=minor).exists()


def may_be_below_15(minor: Minor) -> bool:
    """Whether she is less than 15, or may be, by what was said of her birth."""
    born = vaccination_rows.born_between(minor.claim)
    limit = births.anniversary(timezone.localdate(), -PROTECTED_BELOW)
    return born is not None and born[1] > limit


def alert_url(minor: Minor) -> str:
    """Return where a protection alert about her is raised."""
    return f"{reverse('cases:raise_alert', args=[AlertKind.SEXUAL_VIOLENCE])}?for={minor.reference}"


# --- contraception, violence, acts ------------------------------------------------------------


@dataclass(frozen=True)
class ContraceptionLine:
    """One method, with what became of it."""

    row: Contraception
    end: ContraceptionStep | None


@dataclass(frozen=True)
class ViolenceLine:
    """One violence, with the hours that run."""

    row: Violence
    clocks: list[Clock]
    # What was done because of it, or refused; asked for on the page of the file alone.
    acts: Sequence[SexualHealthAct] = ()

    @property
    def is_running(self) -> bool:
        return any(not clock.is_over for clock in self.clocks)

    @property
    def may_run(self) -> bool:
        """Whether nobody knows the day, of something whose hours count."""
        return not self.row.is_day_known and self.row.shown("kind") != ViolenceKind.MUTILATION.label


def violence_line(row: Violence, acts: Sequence[SexualHealthAct] = ()) -> ViolenceLine:
    try:
        return ViolenceLine(row, row.clocks, acts)
    except SealError:
        return ViolenceLine(row, [], acts)


@dataclass(frozen=True)
class ActLine:
    """One act, and what is to be said of the protocol that it names."""

    row: SexualHealthAct
    notice: Notice | None
    # For which it was done; None too of one that was taken back since.
    violence: Violence | None = None


def _act_line(
    row: SexualHealthAct, known: list[SignedProtocol], violence: Violence | None
) -> ActLine:
    said = str(row.shown("authority"))
    if not said or not row.is_by_protocol:
        return ActLine(row, None, violence)
    label = str(row.shown("kind"))
    kind = next((kind.value for kind in ActKind if kind.label == label), "")
    notice = signed_protocols.notice_of_protocol(said, row.day, known, kind)
    return ActLine(row, notice, violence)


# --- the page ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class Page:
    """What stands above the consultations: what runs first, then what holds, then what was done."""

    running: list[ViolenceLine]
    violences: list[ViolenceLine]
    pregnancies: list[PregnancyLine]
    past_pregnancies: list[PregnancyLine]
    contraceptions: list[ContraceptionLine]
    past_contraceptions: list[ContraceptionLine]
    acts: list[ActLine]
    is_below_15: bool
    alert_url: str


def page(minor: Minor, user: User) -> Page:
    """Return what this person may read; as many queries whatever there is."""
    told = _violences(minor, user)
    done = _done_for(minor, user, told)
    violences = [violence_line(row, done.get(row.pk, ())) for row in told]
    by_pk = {row.pk: row for row in told}
    pregnancies = _pregnancies(minor, user)
    contraceptions = _contraceptions(minor, user)
    known = signed_protocols.signed()
    return Page(
        running=[line for line in violences if line.is_running],
        violences=violences,
        pregnancies=[line for line in pregnancies if line.end is None],
        past_pregnancies=[line for line in pregnancies if line.end is not None],
        contraceptions=[line for line in contraceptions if line.end is None],
        past_contraceptions=[line for line in contraceptions if line.end is not None],
        acts=[_act_line(row, known, by_pk.get(row.violence_id or 0)) for row in _acts(minor, user)],
        is_below_15=may_be_below_15(minor),
        alert_url=alert_url(minor),
    )


def violences(minor: Minor, user: User) -> ViolenceQuerySet:
    """Those of a file that stand, the last written first."""
    rows = Violence.objects.visible_to(user).standing().filter(minor=minor)
    return rows.select_related("recorded_by").order_by("-pk")


def _violences(minor: Minor, user: User) -> list[Violence]:
    return _of(minor, list(violences(minor, user)))


def _done_for(
    minor: Minor, user: User, told: list[Violence]
) -> Mapping[int, Sequence[SexualHealthAct]]:
    """The acts of each of these, oldest first, by the number of its row."""
    rows = SexualHealthAct.objects.visible_to(user).standing().filter(minor=minor)
    found: dict[int, list[SexualHealthAct]] = {}
    for row in _of(minor, list(rows.filter(violence__in=told).order_by("day", "pk"))):
        found.setdefault(row.violence_id, []).append(row)
    return found


def _acts(minor: Minor, user: User) -> list[SexualHealthAct]:
    rows = SexualHealthAct.objects.visible_to(user).standing().filter(minor=minor)
    return _of(minor, list(rows.select_related("recorded_by").order_by("-day", "-pk")[:SHOWN]))


def _pregnancies(minor: Minor, user: User) -> list[PregnancyLine]:
    rows = Pregnancy.objects.visible_to(user).filter(minor=minor).with_steps().order_by("-pk")
    seen = SexualHealthConsultation.objects.visible_to(user).filter(minor=minor)
    visits = list(seen.order_by("-day", "-pk"))
    lines = [pregnancy_line(row, visits) for row in _of(minor, list(rows))]
    mistake = PregnancyOutcome.MISTAKE.label
    return [line for line in lines if line.end is None or line.end.shown("outcome") != mistake]


def _contraceptions(minor: Minor, user: User) -> list[ContraceptionLine]:
    rows = Contraception.objects.visible_to(user).filter(minor=minor).with_due()
    found = _of(minor, list(rows.select_related("recorded_by").order_by("-pk")))
    stops = ContraceptionStep.objects.filter(
        contraception__in=found, kind=ContraceptionStepKind.STOPPED
    )
    ends = {step.contraception_id: step for step in stops}
    for row in found:
        if row.pk in ends:
            ends[row.pk].contraception = row
    return [ContraceptionLine(row, ends.get(row.pk)) for row in found]


def _of(minor: Minor, rows: list) -> list:
    """The rows of one file, whose key is read once."""
    for row in rows:
        row.minor = minor
    return rows
