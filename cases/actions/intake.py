"""The intake interview: each answer, each tick, each explanation is a row more."""

from collections.abc import Iterable, Mapping

from django.db import transaction

from cases import intake
from cases.choices.intake import QUESTION
from cases.intake import Answer
from cases.models import CriteriaStep, Explanation, IntakeAnswer, Minor
from staff import audit
from staff.choices import Compartment
from staff.models import User


@transaction.atomic
def record_intake(*, by: User, minor: Minor, answers: Mapping[str, Answer]) -> list[IntakeAnswer]:
    """Keep the answers that say something else than before; return them.

    Raises ValidationError.
    """
    standing = intake.standing(minor, answers)
    kept = [
        _keep_answer(by, minor, code, answer)
        for code, answer in answers.items()
        if not answer.says_what(standing.get(code))
    ]
    if kept:
        audit.record(by=by, action="record_intake", subject=minor, minor_id=minor.pk)
    return kept


def _keep_answer(by: User, minor: Minor, code: str, answer: Answer) -> IntakeAnswer:
    row = IntakeAnswer(
        minor=minor,
        question=code,
        compartment=QUESTION[code].compartment,
        outcome=answer.outcome,
        answer=list(answer.values),
        partner=answer.partner,
        by=by,
    )
    row.full_clean()
    row.save()
    return row


@transaction.atomic
def tick_criteria(
    *, by: User, minor: Minor, ticked: Mapping[Compartment, Iterable[str]]
) -> list[CriteriaStep]:
    """Keep the criteria of each compartment in which they have changed; raises ValidationError."""
    kept = [
        _keep_criteria(by, minor, compartment, sorted(codes))
        for compartment, codes in ticked.items()
        if set(codes) != set(intake.held(minor, compartment))
    ]
    if kept:
        audit.record(by=by, action="tick_criteria", subject=minor, minor_id=minor.pk)
    return kept


def _keep_criteria(
    by: User, minor: Minor, compartment: Compartment, codes: list[str]
) -> CriteriaStep:
    step = CriteriaStep(
        minor=minor, compartment=compartment, criteria=codes, held_count=len(codes), by=by
    )
    step.full_clean()
    step.save()
    return step


@transaction.atomic
def record_explanation(*, by: User, explanation: Explanation) -> Explanation:
    """Keep what a form has filled; raises ValidationError."""
    explanation.told_by = by
    explanation.full_clean()
    explanation.save()
    audit.record(
        by=by, action="record_explanation", subject=explanation, minor_id=explanation.minor_id
    )
    return explanation
