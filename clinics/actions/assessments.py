"""What happens in a health assessment: each answer, each step of a test is a row more."""

import datetime
from collections.abc import Iterable, Mapping

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases import actions as case_actions
from cases.choices import DeskKind, InterpreterNeed
from cases.models import Minor
from clinics import assessments
from clinics.assessment_guide import AGREEMENT, questions
from clinics.assessment_panel import late_after, panel
from clinics.choices.assessments import (
    ANSWERED,
    YES,
    AssessmentStepKind,
    PanelStage,
    PanelStepKind,
    Understood,
)
from clinics.choices.care import CareInterpreting
from clinics.models import (
    Assessment,
    AssessmentAnswer,
    AssessmentStep,
    AssessmentTest,
    AssessmentTestStep,
)
from staff import audit
from staff.models import Site, User

MEANWHILE = gettext_lazy("A colleague has moved it on meanwhile: look at what is recorded.")
NOT_AGREED = gettext_lazy("%(test)s: ask first. Without her or his agreement it is not prescribed.")
# The stage in which a test may take each step.
BEFORE = {
    PanelStepKind.SAMPLED: {PanelStage.TO_SAMPLE},
    PanelStepKind.RECEIVED: {PanelStage.TO_SAMPLE, PanelStage.AWAITED},
    PanelStepKind.HANDED_BACK: {PanelStage.TO_HAND_BACK},
    PanelStepKind.DROPPED: {PanelStage.TO_SAMPLE, PanelStage.AWAITED, PanelStage.TO_HAND_BACK},
}


def _alone(minor_id: int) -> None:
    """Nobody else writes in this file meanwhile."""
    Minor.objects.select_for_update(no_key=True).get(pk=minor_id)


def _alone_in_open(assessment: Assessment) -> None:
    """The same, of an assessment that nobody has closed; raises ValidationError."""
    _alone(assessment.minor_id)
    if not Assessment.objects.still_open().filter(pk=assessment.pk).exists():
        raise ValidationError(_("A colleague has closed this assessment already."))


@transaction.atomic
def open_assessment(*, by: User, assessment: Assessment) -> Assessment:
    """Open it; raises ValidationError while another one is open in the file."""
    _alone(assessment.minor_id)
    if Assessment.objects.still_open().filter(minor=assessment.minor).exists():
        raise ValidationError(_("A health assessment is open in this file already."))
    assessment.opened_by = by
    assessment.full_clean()
    assessment.save()
    audit.record(
        by=by,
        action="open_assessment",
        subject=assessment,
        minor_id=assessment.minor_id,
        site_id=assessment.site_id,
    )
    return assessment


@transaction.atomic
def fill_assessment(
    *, by: User, assessment: Assessment, answers: Mapping[str, tuple[str, str]]
) -> list[AssessmentAnswer]:
    """Keep the answers, as {question: (outcome, answer)}, that say something else than before.

    Raises ValidationError.
    """
    held = assessments.holding(assessment)
    kept = [
        _answer(by, assessment, question, outcome, said)
        for question, (outcome, said) in answers.items()
        if (row := held.get(question)) is None
        or (row.outcome, row.shown("answer")) != (outcome, said)
    ]
    if kept:
        audit.record(
            by=by, action="fill_assessment", subject=assessment, minor_id=assessment.minor_id
        )
    return kept


def _answer(
    by: User, assessment: Assessment, question: str, outcome: str, said: str
) -> AssessmentAnswer:
    row = AssessmentAnswer(
        assessment=assessment,
        compartment=questions()[question].compartment,
        question=question,
        outcome=outcome,
        answer=said,
        by=by,
    )
    row.full_clean()
    row.save()
    return row


@transaction.atomic
def prescribe_tests(
    *,
    by: User,
    assessment: Assessment,
    agreements: Mapping[str, str],
    codes: Iterable[str],
    prescriber: str,
) -> list[AssessmentTest]:
    """Keep what she said of each group ({group: "yes" or "no"}), and the tests prescribed.

    Raises ValidationError where she did not agree, or when a test is under way already.
    """
    _alone_in_open(assessment)
    said = {AGREEMENT + group: (ANSWERED, answer) for group, answer in agreements.items()}
    fill_assessment(by=by, assessment=assessment, answers=said)
    held = assessments.holding(assessment)
    under_way = assessments.in_hand(assessments.prescribed_in(assessment))
    kept = []
    for code in codes:
        test = panel()[code]
        agreed = held.get(AGREEMENT + test.group)
        if agreed is None or agreed.shown("answer") != YES:
            raise ValidationError(NOT_AGREED % {"test": test.label})
        if code in under_way:
            raise ValidationError(_("%(test)s: it is under way already.") % {"test": test.label})
        kept.append(_prescribe(by, assessment, code, prescriber))
    return kept


def _prescribe(by: User, assessment: Assessment, code: str, prescriber: str) -> AssessmentTest:
    today, line = timezone.localdate(), panel()[code]
    row = AssessmentTest(
        assessment=assessment,
        compartment=line.compartment,
        test=code,
        prescriber=prescriber,
        prescribed_on=today,
        prescribed_late_on=late_after(today, line.sample_days),
        by=by,
    )
    row.full_clean()
    row.save()
    audit.record(by=by, action="prescribe_test", subject=row, minor_id=assessment.minor_id)
    return row


@transaction.atomic
def record_test_steps(
    *, by: User, assessment: Assessment, steps: Iterable[AssessmentTestStep]
) -> list[AssessmentTestStep]:
    """Keep what became of several tests, all or none; raises ValidationError."""
    _alone(assessment.minor_id)
    stages = {row.pk: row for row in assessments.prescribed_in(assessment)}
    kept = []
    for step in steps:
        test = stages.get(step.test_id)
        if test is None or test.stage not in BEFORE[PanelStepKind(step.kind)]:
            raise ValidationError(MEANWHILE)
        step.test, step.by = test, by
        step.late_on = _late_on(test, step)
        step.full_clean()
        step.save()
        kept.append(step)
        audit.record(
            by=by,
            action=f"record_test_{step.kind}",
            subject=step,
            minor_id=assessment.minor_id,
        )
    return kept


def _late_on(test: AssessmentTest, step: AssessmentTestStep) -> datetime.date | None:
    """Return the day after which somebody asks what has become of it; None when it is over."""
    line = test.line
    if line is None or step.kind == PanelStepKind.DROPPED:
        return None
    if step.kind == PanelStepKind.HANDED_BACK and not _is_to_explain_again(step):
        return None
    days = line.result_days if step.kind == PanelStepKind.SAMPLED else line.hand_back_days
    return late_after(step.happened_on, days)


def _is_to_explain_again(step: AssessmentTestStep) -> bool:
    return step.understood == Understood.NO or step.interpreting == CareInterpreting.ABSENT


@transaction.atomic
def take_back_test_step(*, by: User, step: AssessmentTestStep) -> AssessmentTestStep:
    """It was a slip: another row says so. Raises ValidationError when it is not the last one."""
    test = step.test
    _alone(test.assessment.minor_id)
    last = AssessmentTestStep.objects.standing().filter(test=test).order_by("-pk").first()
    if last is None or last.pk != step.pk:
        raise ValidationError(MEANWHILE)
    row = AssessmentTestStep(test=test, kind=PanelStepKind.TAKEN_BACK, takes_back=step, by=by)
    row.late_on = None
    row.full_clean()
    row.save()
    audit.record(
        by=by, action="take_back_test_step", subject=step, minor_id=test.assessment.minor_id
    )
    return row


# --- the second step --------------------------------------------------------------------------


@transaction.atomic
def plan_second_step(
    *, by: User, assessment: Assessment, site: Site, day: datetime.date, time: datetime.time
) -> AssessmentStep:
    """Plan it as an appointment of the nurse's desk, which says nothing more to the others.

    The interpreter is asked for as the first step needed one. Raises ValidationError.
    """
    _alone_in_open(assessment)
    interpreter = InterpreterNeed.NOT_NEEDED
    if assessment.interpreting != CareInterpreting.NONE:
        interpreter = InterpreterNeed.NEEDED
    appointment = case_actions.plan_appointment(
        by=by,
        minor=assessment.minor,
        site=site,
        day=day,
        time=time,
        desk_kind=DeskKind.NURSE,
        language=assessment.interpreter_language or assessment.minor.language,
        interpreter=interpreter,
    )
    step = _step(
        by,
        AssessmentStep(
            assessment=assessment,
            kind=AssessmentStepKind.PLANNED,
            happened_on=day,
            appointment=appointment,
        ),
    )
    audit.record(by=by, action="assessment_planned", subject=step, minor_id=assessment.minor_id)
    return step


@transaction.atomic
def hold_second_step(*, by: User, step: AssessmentStep, closes: bool) -> AssessmentStep:
    """Keep what was explained and what remains; close the assessment. Raises ValidationError."""
    opened = step.assessment
    _alone_in_open(opened)
    _step(by, step)
    audit.record(by=by, action="assessment_held", subject=step, minor_id=opened.minor_id)
    if closes:
        closed = AssessmentStep(
            assessment=opened, kind=AssessmentStepKind.CLOSED, happened_on=step.happened_on
        )
        _step(by, closed)
        audit.record(by=by, action="assessment_closed", subject=closed, minor_id=opened.minor_id)
    return step


def _step(by: User, step: AssessmentStep) -> AssessmentStep:
    step.by = by
    step.full_clean()
    step.save()
    return step
