"""The register of judicial requisitions."""

from django.db import transaction

from cases import requisitions
from cases.models import Requisition, RequisitionStep
from staff import audit
from staff.models import User


@transaction.atomic
def record_requisition(*, by: User, requisition: Requisition) -> Requisition:
    """Keep a requisition and freeze the file it names; raises ValidationError."""
    requisition.recorded_by = by
    requisition.full_clean()
    requisition.save()
    audit.record(
        by=by, action="record_requisition", subject=requisition, minor_id=requisition.minor_id
    )
    if requisition.minor is not None:
        requisitions.place_holds(by, requisition.minor, requisition)
    return requisition


@transaction.atomic
def record_requisition_step(*, by: User, step: RequisitionStep) -> RequisitionStep:
    """Add what was done about a requisition; raises ValidationError."""
    step.recorded_by = by
    step.full_clean()
    step.save()
    audit.record(
        by=by,
        action="record_requisition_step",
        subject=step,
        minor_id=step.requisition.minor_id,
    )
    return step
