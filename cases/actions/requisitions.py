"""The register of judicial requisitions."""

from django.db import transaction

from cases.models import Minor, Requisition, RequisitionHold, RequisitionStep
from staff import audit
from staff.models import User


@transaction.atomic
def record_requisition(
    *, by: User, requisition: Requisition, minor: Minor | None = None
) -> Requisition:
    """Keep a requisition and freeze the file it names; raises ValidationError."""
    requisition.recorded_by = by
    requisition.full_clean()
    requisition.save()
    if minor is not None:
        RequisitionHold.objects.create(requisition=requisition, minor=minor)
    audit.record(
        by=by,
        action="record_requisition",
        subject=requisition,
        minor_id=minor.pk if minor else None,
    )
    return requisition


@transaction.atomic
def record_requisition_step(*, by: User, step: RequisitionStep) -> RequisitionStep:
    """Add what was done about a requisition; raises ValidationError."""
    step.recorded_by = by
    step.full_clean()
    step.save()
    held = step.requisition.held
    audit.record(
        by=by,
        action="record_requisition_step",
        subject=step,
        minor_id=held.minor_id if held else None,
    )
    return step
