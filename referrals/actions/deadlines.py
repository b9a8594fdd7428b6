"""Recording a deadline and what becomes of it; validating a rule."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from cases.models import Minor
from referrals import deadline_state
from referrals.choices.deadlines import CLOSES, ON_CLOSED, DeadlineStepKind
from referrals.deadline_rows import Deadline, DeadlineState, DeadlineStep, RuleValidation
from referrals.deadlines import counting, rules, wording
from referrals.deadlines.counting import Refused, Trigger
from referrals.deadlines.rules import Rule
from staff import audit
from staff.models import Site, User

K = DeadlineStepKind


@transaction.atomic
def start_deadline(
    *, by: User, minor: Minor, site: Site, rule: Rule, trigger: Trigger, word: str = ""
) -> Deadline:
    """Keep a deadline as this rule computes it; raises ValidationError with a sentence."""
    try:
        result = counting.compute(rule, trigger)
    except Refused as refusal:
        raise ValidationError(wording.refused(refusal)) from refusal
    deadline = Deadline(
        minor=minor,
        site=site,
        rule_code=rule.code,
        rule_version=rule.version,
        rule_row=rules.rows()[rule.code, rule.version],
        happened_at=trigger.at,
        precision=trigger.precision,
        computed_on=result.last_day,
        computed_at=result.due_at,
        word=word.strip(),
        started_by=by,
    )
    deadline.full_clean()
    deadline.save()
    DeadlineStep.objects.create(deadline=deadline, kind=K.STARTED, by=by)
    _keep_state(deadline)
    audit.record(
        by=by, action="deadline_started", subject=deadline, minor_id=minor.pk, site_id=site.pk
    )
    return deadline


@transaction.atomic
def record_deadline_step(*, by: User, step: DeadlineStep) -> DeadlineStep:
    """Add what became of a deadline; raises ValidationError with a sentence."""
    deadline = _held(step.deadline)
    step.deadline, step.by = deadline, by
    _check(deadline, step)
    step.full_clean()
    step.save()
    _keep_state(deadline)
    audit.record(
        by=by,
        action=f"deadline_{step.kind}",
        subject=deadline,
        minor_id=deadline.minor_id,
        site_id=deadline.site_id,
    )
    return step


def undo_deadline_step(*, by: User, deadline: Deadline) -> DeadlineStep:
    """Take back the last step; raises ValidationError when there is none."""
    with transaction.atomic():
        now = _standing(_held(deadline))
        if now.undoable is None:
            raise ValidationError(_("There is nothing to take back."))
        step = DeadlineStep(deadline=deadline, kind=K.UNDONE, undoes=now.undoable)
        return record_deadline_step(by=by, step=step)


@transaction.atomic
def validate_rule(*, by: User, validation: RuleValidation) -> RuleValidation:
    """Keep what a jurist says of a rule that a form has filled; raises ValidationError."""
    validation.by = by
    row = rules.rows()[validation.rule_code, validation.rule_version]
    validation.digest = deadline_state.digest_of(row)
    validation.full_clean()
    validation.save()
    audit.record(by=by, action="validate_rule", subject=validation)
    return validation


def _held(deadline: Deadline) -> Deadline:
    """Return it; nobody else adds a step until the transaction ends."""
    DeadlineState.objects.select_for_update().get(deadline=deadline)
    return Deadline.objects.select_related("minor", "site").get(pk=deadline.pk)


def _standing(deadline: Deadline) -> deadline_state.Standing:
    return deadline_state.standing(deadline, deadline.steps.all())


def _check(deadline: Deadline, step: DeadlineStep) -> None:
    """Raise ValidationError for what this deadline cannot become now."""
    now = _standing(deadline)
    if now.closing is not None and step.kind not in ON_CLOSED:
        raise ValidationError(_("This deadline is closed: take that back first."))
    if step.kind == K.DONE and now.needs_lawyer:
        raise ValidationError(_("First record the call that reached the lawyer."))
    if step.kind == K.STOPPED and now.correction is not None:
        raise ValidationError(_("A jurist has set this date: correct it again instead."))
    if step.kind == K.STOPPED and now.result.is_stopped:
        raise ValidationError(_("The clock is stopped already: say first when it ran again."))
    if step.kind == K.RESUMED and not now.result.is_stopped:
        raise ValidationError(_("The clock runs already."))
    if step.kind not in CLOSES:
        _check_dates(deadline, now, step)


def _check_dates(deadline: Deadline, now: deadline_state.Standing, step: DeadlineStep) -> None:
    try:
        deadline_state.standing(deadline, [*now.steps, step])
    except Refused as refusal:
        raise ValidationError(wording.refused(refusal)) from refusal


def _keep_state(deadline: Deadline) -> None:
    _standing(deadline).as_state().save()
