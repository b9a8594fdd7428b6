"""Archiving and erasing what is due, holding a file back, opening it again."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cases import erasure, retention
from cases.choices import RetentionAction
from cases.models import LegalHold, Minor, RetentionLine, RetentionRun
from staff import audit
from staff.models import Approval, User

AT_ONCE = 200  # files in the request that approves; `manage.py retention --apply` does the rest


@transaction.atomic
def preview_retention(*, by: User | None) -> RetentionRun:
    """Write down what is due today, for two people to look at."""
    run = RetentionRun.objects.create()
    RetentionLine.objects.bulk_create(
        RetentionLine(run=run, minor_number=number, action=action)
        for number, action in retention.due(timezone.localdate()).items()
    )
    audit.record(by=by, action="preview_retention", subject=run)
    return run


@transaction.atomic
def archive_files(*, by: User, approval: Approval, at_once: int | None = AT_ONCE) -> int:
    """Put in the archive the files of a run that are still due; return how many."""
    lines = _still_due(approval, {RetentionAction.ARCHIVE}, at_once)
    for minor, line in lines:
        minor.archived_at = timezone.now()
        minor.save(update_fields=["archived_at"])
        line.done_at = timezone.now()
        line.save(update_fields=["done_at"])
        audit.record(by=by, action="archive_file", subject=approval, minor_id=minor.pk)
    return len(lines)


@transaction.atomic
def erase_files(*, by: User, approval: Approval, at_once: int | None = AT_ONCE) -> int:
    """Erase the files of a run that are still due; return how many.

    The owner's function looks at the approval itself and writes each file's entry in the trail.
    """
    lines = _still_due(approval, {RetentionAction.ERASE, RetentionAction.ERASE_PART}, at_once)
    for minor, line in lines:
        erasure.erase(minor, approval=approval, scope=RetentionAction(line.action))
    audit.record(by=by, action="erase_files", subject=approval)
    return len(lines)


def _still_due(
    approval: Approval, actions: set[RetentionAction], at_once: int | None
) -> list[tuple[Minor, RetentionLine]]:
    """Return the lines not done yet whose file is due for the same thing as when they were made."""
    lines = RetentionLine.objects.filter(run=approval.subject_number, done_at__isnull=True)
    waiting = {line.minor_number: line for line in lines.filter(action__in=actions).order_by("pk")}
    due = retention.due(timezone.localdate(), list(waiting))
    found = [number for number, line in waiting.items() if due.get(number) == line.action]
    minors = Minor.objects.select_for_update().in_bulk(found[:at_once])
    return [(minors[number], waiting[number]) for number in sorted(minors)]


@transaction.atomic
def reopen_file(*, by: User, minor: Minor) -> Minor:
    """Take a file out of the archive: she is back, or her file is needed again."""
    minor = Minor.objects.select_for_update().get(pk=minor.pk)
    if minor.archived_at is not None:
        minor.archived_at = None
        minor.save(update_fields=["archived_at"])
        audit.record(by=by, action="reopen_file", subject=minor, minor_id=minor.pk)
    return minor


@transaction.atomic
def place_hold(*, by: User, hold: LegalHold) -> LegalHold:
    """Keep a file from the archive's end and from erasure. Raises ValidationError."""
    hold.placed_by = by
    hold.full_clean()
    hold.save()
    audit.record(by=by, action="place_hold", subject=hold, minor_id=hold.minor_id)
    return hold


@transaction.atomic
def lift_hold(*, by: User, approval: Approval) -> LegalHold:
    """End a hold, as two people decided. Raises ValidationError when it has ended already."""
    hold = LegalHold.objects.select_for_update().filter(pk=approval.subject_number).first()
    if hold is None or hold.lifted_at is not None:
        raise ValidationError(_("This hold has already been lifted."))
    hold.lifted_at, hold.lifted_by = timezone.now(), by
    hold.save(update_fields=["lifted_at", "lifted_by"])
    audit.record(by=by, action="lift_hold", subject=hold, minor_id=hold.minor_id)
    return hold
