"""A health assessment as one person may know it: its guide, its tests, what is left to do."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.utils import timezone

from cases import registry
from cases.models import Appointment, Minor
from clinics.assessment_guide import AGREEMENT, Line, Section, sections
from clinics.assessment_panel import groups
from clinics.choices.assessments import (
    NO,
    YES,
    AssessmentStepKind,
    PanelGroup,
    PanelStage,
    PanelStepKind,
)
from clinics.models import (
    Assessment,
    AssessmentAnswer,
    AssessmentStep,
    AssessmentTest,
    AssessmentTestStep,
)
from clinics.models.assessments import COMPARTMENTS
from staff.choices import Compartment
from staff.models import User
from staff.permissions import Level, can


def open_compartments(minor: Minor, user: User) -> list[Compartment]:
    """Return those of the two that this person reads in this file."""
    return [c for c in COMPARTMENTS if registry.may_open(minor, user, c)]


def written_by(minor: Minor, user: User) -> list[Compartment]:
    """Return those of the two in which she writes here: an exceptional access only reads."""
    return [
        c
        for c in COMPARTMENTS
        if can(user, c, Level.WRITE) and not registry.out_of_scope(minor, user, c)
    ]


# --- the guide --------------------------------------------------------------------------------


def standing(assessment: Assessment, user: User) -> dict[str, AssessmentAnswer]:
    """Return {question: the answer that holds}, of what this person reads: one query."""
    return holding(assessment, open_compartments(assessment.minor, user))


def holding(
    assessment: Assessment, compartments: Iterable[Compartment] = COMPARTMENTS
) -> dict[str, AssessmentAnswer]:
    """Return the same, of these compartments, whoever asks."""
    rows = AssessmentAnswer.objects.filter(
        assessment=assessment, compartment__in=list(compartments)
    )
    found: dict[str, AssessmentAnswer] = {}
    for row in rows.select_related("by").order_by("-pk"):
        row.assessment = assessment
        found.setdefault(row.question, row)
    return found


@dataclass(frozen=True)
class Asked:
    """A question, and the answer that holds."""

    line: Line
    answer: AssessmentAnswer | None


@dataclass(frozen=True)
class Part:
    """A section of the guide: what was answered, what is left, what another page asks."""

    section: Section
    may_fill: bool
    asked: list[Asked]

    @property
    def answered(self) -> list[Asked]:
        return [one for one in self.asked if one.answer is not None]

    @property
    def is_complete(self) -> bool:
        return len(self.answered) == len(self.asked)


def parts(assessment: Assessment, user: User, answers: dict[str, AssessmentAnswer]) -> list[Part]:
    """Return the guide as this person may see it."""
    minor = assessment.minor
    opened, written = open_compartments(minor, user), written_by(minor, user)
    return [
        Part(
            section,
            section.compartment in written,
            [Asked(line, answers.get(line.code)) for line in section.questions],
        )
        for section in sections().values()
        if section.compartment in opened
    ]


# --- agreements -------------------------------------------------------------------------------


@dataclass(frozen=True)
class Agreement:
    """What she said of a group of tests: "yes", "no", or "" when nobody has asked."""

    group: PanelGroup
    compartment: Compartment
    said: str

    @property
    def code(self) -> str:
        return AGREEMENT + self.group

    @property
    def is_yes(self) -> bool:
        return self.said == YES

    @property
    def is_no(self) -> bool:
        return self.said == NO


def agreements(
    compartments: Iterable[Compartment], answers: dict[str, AssessmentAnswer]
) -> list[Agreement]:
    """Return the agreement to each group of tests of these compartments."""
    wanted = set(compartments)
    return [
        Agreement(PanelGroup(group), lines[0].compartment, _said(answers.get(AGREEMENT + group)))
        for group, lines in groups().items()
        if lines[0].compartment in wanted
    ]


def _said(row: AssessmentAnswer | None) -> str:
    return str(row.shown("answer")) if row is not None else ""


# --- tests ------------------------------------------------------------------------------------


def prescribed(assessment: Assessment, user: User) -> list[AssessmentTest]:
    """Return the tests of an assessment that this person reads, with their stage: one query."""
    return prescribed_in(assessment, open_compartments(assessment.minor, user))


def prescribed_in(
    assessment: Assessment, compartments: Iterable[Compartment] = COMPARTMENTS
) -> list[AssessmentTest]:
    """Return the same, of these compartments, whoever asks."""
    rows = AssessmentTest.objects.filter(assessment=assessment, compartment__in=list(compartments))
    found = list(rows.with_stage().order_by("pk"))
    for row in found:
        row.assessment = assessment
    return found


def awaited_of(minor: Minor, user: User) -> list[AssessmentTest]:
    """Return the tests of a file whose result is awaited, or is to be handed back: one query."""
    rows = AssessmentTest.objects.visible_to(user).filter(
        assessment__minor=minor, compartment__in=open_compartments(minor, user)
    )
    rows = rows.at_stage(PanelStage.AWAITED, PanelStage.TO_HAND_BACK)
    found = list(rows.select_related("assessment").order_by("pk"))
    for row in found:
        row.assessment.minor = minor
    return found


def at_stage(rows: Iterable[AssessmentTest], *stages: str) -> list[AssessmentTest]:
    return [row for row in rows if row.stage in stages]


def in_hand(rows: Iterable[AssessmentTest]) -> set[str]:
    """Return the codes of the tests under way: not to be prescribed a second time."""
    over = (PanelStage.HANDED_BACK, PanelStage.DROPPED)
    return {row.line.code for row in rows if row.line is not None and row.stage not in over}


@dataclass
class TestLine:
    """A test with each of its steps, the last one first."""

    test: AssessmentTest
    may_write: bool
    steps: list[AssessmentTestStep] = field(default_factory=list)

    @property
    def last(self) -> AssessmentTestStep | None:
        """The last step that stands."""
        return next((step for step in self.steps if step.is_standing), None)

    @property
    def result(self) -> AssessmentTestStep | None:
        kept = (s for s in self.steps if s.is_standing and s.kind == PanelStepKind.RECEIVED)
        return next(kept, None)


def lines_of(assessment: Assessment, user: User, rows: list[AssessmentTest]) -> list[TestLine]:
    """Return these tests with their steps: one query more."""
    written = written_by(assessment.minor, user)
    lines = {row.pk: TestLine(row, row.compartment in written) for row in rows}
    steps = AssessmentTestStep.objects.filter(test__in=list(lines), takes_back__isnull=True)
    for step in steps.select_related("by", "taken_back_by__by").order_by("-pk"):
        line = lines[step.test_id]
        step.test = line.test
        line.steps.append(step)
    return list(lines.values())


# --- its two steps ----------------------------------------------------------------------------


@dataclass(frozen=True)
class SecondStep:
    """What is known of the second step: when it is expected, what came of it."""

    planned_on: datetime.date | None
    held: AssessmentStep | None
    closed: AssessmentStep | None


def second_step(assessment: Assessment) -> SecondStep:
    """Return it: two queries."""
    rows = assessment.steps.select_related("by").order_by("-pk")
    found: dict[str, AssessmentStep] = {}
    for row in rows:
        row.assessment = assessment
        found.setdefault(row.kind, row)
    return SecondStep(
        _expected_on(assessment),
        found.get(AssessmentStepKind.HELD),
        found.get(AssessmentStepKind.CLOSED),
    )


def _expected_on(assessment: Assessment) -> datetime.date | None:
    """Return the day of the appointment for it that is still to come."""
    rows = Appointment.objects.coming(timezone.localdate())
    first = rows.filter(assessment_steps__assessment=assessment).first()
    return first.day if first is not None else None
