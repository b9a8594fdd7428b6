"""What a deadline comes to, from its steps; and which rules a jurist has validated."""

import datetime
import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass

from referrals.choices.deadlines import CLOSES, DeadlineStepKind
from referrals.deadline_rows import Deadline, DeadlineState, DeadlineStep, RuleValidation
from referrals.deadlines import counting, rules, wording
from referrals.deadlines.counting import PARIS, Result, Stop
from referrals.deadlines.rules import Rule, StopKind

K = DeadlineStepKind


@dataclass(frozen=True)
class Standing:
    """The computed result, and what holds of the steps, the oldest first; none taken back."""

    deadline: Deadline
    result: Result
    steps: list[DeadlineStep]

    def _last(self, *kinds: str) -> DeadlineStep | None:
        return next((step for step in reversed(self.steps) if step.kind in kinds), None)

    @property
    def correction(self) -> DeadlineStep | None:
        return self._last(K.CORRECTED)

    @property
    def closing(self) -> DeadlineStep | None:
        return self._last(*CLOSES)

    @property
    def call(self) -> DeadlineStep | None:
        return self._last(K.CALLED)

    @property
    def is_reached(self) -> bool:
        """Whether a call to the lawyer has got through."""
        return any(step.kind == K.CALLED and step.is_reached for step in self.steps)

    @property
    def needs_lawyer(self) -> bool:
        """Whether the lawyer is still to be reached; not of what was dropped."""
        dropped = self.closing is not None and self.closing.kind == K.DROPPED
        return self.deadline.is_removal and not self.is_reached and not dropped

    @property
    def undoable(self) -> DeadlineStep | None:
        """The last step, which may be taken back; not that it was recorded."""
        last = self.steps[-1] if self.steps else None
        return last if last is not None and last.kind != K.STARTED else None

    @property
    def due_on(self) -> datetime.date:
        correction = self.correction
        if correction is not None and correction.due_on is not None:
            return correction.due_on
        return self.result.last_day

    @property
    def due_at(self) -> datetime.datetime:
        correction = self.correction
        if correction is not None and correction.due_at is not None:
            return correction.due_at
        return self.result.due_at

    def as_state(self) -> DeadlineState:
        return DeadlineState(
            deadline=self.deadline,
            due_on=self.due_on,
            due_at=self.due_at,
            is_open=self.closing is None,
            is_stopped=self.result.is_stopped,
            needs_lawyer=self.needs_lawyer,
        )


def standing(deadline: Deadline, steps: Iterable[DeadlineStep]) -> Standing:
    """Return what it comes to; raises `counting.Refused` when the stops do not go together."""
    found = sorted(steps, key=lambda step: (step.pk is None, step.pk or 0))
    undone = {step.undoes_id for step in found if step.undoes_id is not None}
    held = [step for step in found if step.kind != K.UNDONE and step.pk not in undone]
    return Standing(deadline, counting.compute(deadline.rule, deadline.trigger, _stops(held)), held)


def _stops(steps: list[DeadlineStep]) -> list[Stop]:
    stops: list[Stop] = []
    for step in steps:
        if step.kind == K.STOPPED and step.happened_at is not None:
            begins = step.happened_at.astimezone(PARIS)
            stops.append(Stop(StopKind(step.stop_kind), begins, _paris(step.ends_at)))
        elif step.kind == K.RESUMED and stops:
            stops[-1] = Stop(stops[-1].kind, stops[-1].begins, _paris(step.ends_at))
    return stops


def _paris(at: datetime.datetime | None) -> datetime.datetime | None:
    return at.astimezone(PARIS) if at is not None else None


# --- which rules a jurist has validated -------------------------------------------------------


def digest_of(row: dict[str, str]) -> str:
    """Return what changes when anything in the row of a rule does."""
    text = json.dumps(row, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def validations() -> dict[str, RuleValidation]:
    """Return the last word of a jurist on each row, by its digest, where it is that it is right."""
    found: dict[str, RuleValidation] = {}
    for row in RuleValidation.objects.select_related("by").order_by("pk"):
        found[row.digest] = row
    return {digest: row for digest, row in found.items() if row.is_right}


@dataclass(frozen=True)
class RuleLine:
    """One version of a rule as its page shows it."""

    rule: Rule
    validation: RuleValidation | None

    @property
    def label(self) -> str:
        return wording.label(self.rule)

    @property
    def note(self) -> str:
        return wording.note(self.rule)

    @property
    def length(self) -> str:
        """How much and how, in words; nothing for a date to remember."""
        return wording.in_short(self.rule)

    @property
    def mode(self) -> str:
        return str(wording.MODES[self.rule.mode])

    @property
    def code(self) -> str:
        return f"{self.rule.code}, v{self.rule.version}"

    @property
    def validity(self) -> str:
        return wording.validity(self.rule)

    @property
    def stops(self) -> list[str]:
        return [
            f"{wording.STOPS[kind]} {wording.EFFECTS[effect]}"
            for kind, effect in self.rule.stops.items()
        ]


def rule_lines() -> list[RuleLine]:
    """Return every rule in every version, in the order of the file."""
    known = validations()
    rows = rules.rows()
    return [RuleLine(rule, known.get(digest_of(rows[key]))) for key, rule in rules.rules().items()]
