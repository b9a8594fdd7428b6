"""What becomes of a task: each change is a step with its author, and says how it then stands."""

import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cases import tasks
from cases.choices import COMPARTMENT_OF_DESK, ENDS_TASK, DeskKind, TaskStepKind
from cases.models import Task, TaskStep
from staff import audit
from staff.models import User
from staff.templatetags.escale import ago


@transaction.atomic
def make_task(*, by: User, task: Task) -> Task:
    """Keep a task that a form has filled; raises ValidationError."""
    task.made_by = by
    task.compartment = COMPARTMENT_OF_DESK.get(DeskKind(task.desk_kind), "")
    task.full_clean()
    _check(task)
    task.save()
    _keep_step(by, task, TaskStepKind.MADE)
    audit.record(
        by=by, action="task_made", subject=task, minor_id=task.minor_id, site_id=task.site_id
    )
    return task


@transaction.atomic
def take_task(*, by: User, task: Task) -> Task:
    """It is hers from now on; raises ValidationError."""
    task = _held(task)
    task.owner = by
    _check(task, is_postponed=False)
    _change(by, task, TaskStepKind.TAKEN)
    audit.record(
        by=by, action="task_taken", subject=task, minor_id=task.minor_id, site_id=task.site_id
    )
    return task


@transaction.atomic
def give_task(*, by: User, task: Task, owner: User | None, word: str = "") -> Task:
    """Somebody else's from now on, or the whole desk's; raises ValidationError."""
    task = _held(task)
    task.owner = owner
    _check(task, is_postponed=False)
    _change(by, task, TaskStepKind.GIVEN, word)
    audit.record(
        by=by, action="task_given", subject=task, minor_id=task.minor_id, site_id=task.site_id
    )
    return task


@transaction.atomic
def postpone_task(*, by: User, task: Task, due_on: datetime.date, word: str = "") -> Task:
    """For another day; raises ValidationError."""
    task = _held(task)
    task.due_on = due_on
    _check(task)
    _change(by, task, TaskStepKind.POSTPONED, word)
    audit.record(
        by=by, action="task_postponed", subject=task, minor_id=task.minor_id, site_id=task.site_id
    )
    return task


@transaction.atomic
def end_task(*, by: User, task: Task, word: str = "") -> Task:
    """It is done; raises ValidationError when a colleague has ended it already."""
    task = _held(task)
    task.closed_at = timezone.now()
    _change(by, task, TaskStepKind.DONE, word)
    audit.record(
        by=by, action="task_done", subject=task, minor_id=task.minor_id, site_id=task.site_id
    )
    return task


@transaction.atomic
def drop_task(*, by: User, task: Task, word: str) -> Task:
    """It is not to be done any more, and why; raises ValidationError."""
    if not word.strip():
        raise ValidationError({"word": _("Say why in a few words.")})
    task = _held(task)
    task.closed_at = timezone.now()
    _change(by, task, TaskStepKind.DROPPED, word)
    audit.record(
        by=by, action="task_dropped", subject=task, minor_id=task.minor_id, site_id=task.site_id
    )
    return task


@transaction.atomic
def reopen_task(*, by: User, task: Task) -> Task:
    """To be done again, as it was; raises ValidationError when it is open."""
    task = _locked(task)
    if task.closed_at is None:
        raise ValidationError(_("This task is open again already."))
    task.closed_at = None
    _change(by, task, TaskStepKind.REOPENED)
    audit.record(
        by=by, action="task_reopened", subject=task, minor_id=task.minor_id, site_id=task.site_id
    )
    return task


def _locked(task: Task) -> Task:
    """Return the task as it is now; nobody else changes it until the transaction ends."""
    rows = Task.objects.select_for_update(no_key=True, of=("self",))
    return rows.select_related("minor", "site", "owner").get(pk=task.pk)


def _held(task: Task) -> Task:
    """Return it likewise; raises ValidationError, saying who ended it and when."""
    task = _locked(task)
    if task.closed_at is not None:
        last = task.steps.filter(kind__in=ENDS_TASK).select_related("by").order_by("-pk")[0]
        said = {"name": last.by.full_name, "when": ago(last.at)}
        if last.kind == TaskStepKind.DONE:
            raise ValidationError(_("%(name)s has done this already, %(when)s.") % said)
        raise ValidationError(_("%(name)s has dropped this, %(when)s.") % said)
    return task


def _check(task: Task, *, is_postponed: bool = True) -> None:
    """Raise ValidationError for a day that is over, or somebody who does not work there then.

    One that is overdue may be given as it is: what counts is who works there today.
    """
    due_on = task.due_on if is_postponed else max(task.due_on, timezone.localdate())
    refusal = tasks.refusal_of(kind=task.desk_kind, site=task.site, owner=task.owner, due_on=due_on)
    if refusal is not None:
        field, sentence = refusal
        raise ValidationError({field: sentence})


def _change(by: User, task: Task, kind: TaskStepKind, word: str = "") -> None:
    task.save(update_fields=["owner", "due_on", "closed_at"])
    _keep_step(by, task, kind, word)


def _keep_step(by: User, task: Task, kind: TaskStepKind, word: str = "") -> None:
    step = TaskStep(
        task=task, kind=kind, owner=task.owner, due_on=task.due_on, word=word.strip(), by=by
    )
    step.full_clean()
    step.save()
