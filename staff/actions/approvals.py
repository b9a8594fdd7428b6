"""Asking for a second person, approving, refusing."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from staff import approvals, audit
from staff.models import Approval, User


@transaction.atomic
def ask_approval(*, by: User, kind: str, subject: models.Model) -> Approval:
    """Ask a second person for what `kind` does to `subject`; asked already, it is that one.

    Raises PermissionDenied when this person may not ask.
    """
    if not approvals.can_ask(by, kind):
        raise PermissionDenied
    label = f"{subject._meta.label_lower}:{subject.pk}"
    now = timezone.now()
    waiting = Approval.objects.select_for_update().filter(
        kind=kind, subject=label, decided_at__isnull=True
    )
    found = waiting.first()
    if found is not None and found.expires_at > now:
        return found
    if found is not None:  # nobody answered in time: it ends as refused by who asks again
        found.decided_at, found.decided_by = now, by
        found.save(update_fields=["decided_at", "decided_by"])
    approval = Approval.objects.create(
        kind=kind, subject=label, asked_by=by, asked_at=now, expires_at=now + approvals.LASTS
    )
    audit.record(by=by, action="ask_approval", subject=approval)
    return approval


@transaction.atomic
def approve(*, by: User, approval: Approval) -> Approval:
    """Approve, and do what was asked. Raises PermissionDenied, ValidationError."""
    approval = _open_one(approval)
    if not approvals.can_decide(by, approval):
        raise PermissionDenied
    approval.decided_at, approval.decided_by, approval.is_granted = timezone.now(), by, True
    approval.full_clean()
    approval.save()
    audit.record(by=by, action="approve", subject=approval)
    approvals.kind_of(approval).execute(by=by, approval=approval)
    return approval


@transaction.atomic
def refuse_approval(*, by: User, approval: Approval) -> Approval:
    """Say no, or withdraw what one asked oneself. Raises PermissionDenied, ValidationError."""
    approval = _open_one(approval)
    if approval.asked_by_id != by.pk and not approvals.can_decide(by, approval):
        raise PermissionDenied
    approval.decided_at, approval.decided_by = timezone.now(), by
    approval.save(update_fields=["decided_at", "decided_by"])
    audit.record(by=by, action="refuse_approval", subject=approval)
    return approval


def _open_one(approval: Approval) -> Approval:
    """Return it locked; raises ValidationError when it has its answer or is too old."""
    found = Approval.objects.select_for_update().open().filter(pk=approval.pk).first()
    if found is None:
        raise ValidationError(_("This request already has its answer, or is more than three "
                                "days old."))  # fmt: skip
    return found
