"""Naming the referent of a young person at a desk; handing over what somebody leaves behind."""

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cases import tasks
from cases.actions.tasks import give_task
from cases.choices import COMPARTMENT_OF_REFERENT, DeskKind, ReferentStepKind
from cases.models import Minor, ReferentStep, Task
from staff import audit
from staff.models import User


@transaction.atomic
def name_referent(
    *, by: User, minor: Minor, desk_kind: str, colleague: User | None, why: str = ""
) -> ReferentStep:
    """Name who answers for her at a desk from now on; None: nobody any more.

    Raises ValidationError when that is how it stands already, or for somebody who has left.
    """
    Minor.objects.select_for_update(no_key=True).get(pk=minor.pk)
    steps = ReferentStep.objects.current().filter(minor=minor, desk_kind=desk_kind)
    current = steps.select_related("colleague").first()
    _check(current, desk_kind, colleague)
    kind = ReferentStepKind.NAMED if current is None else ReferentStepKind.REASSIGNED
    step = ReferentStep(
        minor=minor,
        desk_kind=desk_kind,
        compartment=COMPARTMENT_OF_REFERENT[DeskKind(desk_kind)],
        kind=kind if colleague else ReferentStepKind.ENDED,
        colleague=colleague,
        why=why.strip(),
        by=by,
    )
    step.full_clean()
    step.save()
    audit.record(by=by, action="name_referent", subject=step, minor_id=minor.pk)
    return step


def _check(current: ReferentStep | None, desk_kind: str, colleague: User | None) -> None:
    if colleague is None:
        if current is None:
            raise ValidationError({"colleague": _("Nobody is the referent there.")})
        return
    if current is not None and current.colleague_id == colleague.pk:
        said = _("%(name)s is the referent there already.") % {"name": colleague.full_name}
        raise ValidationError({"colleague": said})
    if not tasks.workers(desk_kind, None, timezone.localdate()).filter(pk=colleague.pk).exists():
        said = _("%(name)s does not work at this desk (%(desk)s): choose somebody else.")
        names = {"name": colleague.full_name, "desk": DeskKind(desk_kind).label}
        raise ValidationError({"colleague": said % names})


@transaction.atomic
def hand_over(
    *,
    by: User,
    person: User,
    desk_kind: str,
    to: User,
    tasks_left: Iterable[Task],
    minors_left: Iterable[ReferentStep],
) -> int:
    """Give a colleague what somebody who has left still had at a desk; return how much.

    All of it or nothing: raises ValidationError when one cannot be given.
    """
    count = 0
    for task in tasks_left:
        give_task(by=by, task=task, owner=to)
        count += 1
    for step in minors_left:
        name_referent(by=by, minor=step.minor, desk_kind=desk_kind, colleague=to)
        count += 1
    audit.record(by=by, action="hand_over", subject=person)
    return count
