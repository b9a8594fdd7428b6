"""Entitlements: opening one, recording what becomes of it, renewing it."""

import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cases.models import Minor
from referrals.choices.entitlements import EntitlementStatus
from referrals.entitlements import Entitlement, EntitlementStep
from staff import audit
from staff.models import User


@transaction.atomic
def open_entitlement(*, by: User, entitlement: Entitlement, step: EntitlementStep) -> Entitlement:
    """Keep an entitlement and how far it is; raises ValidationError."""
    Minor.objects.select_for_update().get(pk=entitlement.minor_id)
    if Entitlement.objects.filter(minor=entitlement.minor_id, kind=entitlement.kind).exists():
        raise ValidationError({"kind": _("A colleague has just put this one on the file.")})
    entitlement.opened_by = by
    entitlement.full_clean()
    entitlement.save()
    step.entitlement = entitlement
    _keep(by, step)
    audit.record(
        by=by,
        action="open_entitlement",
        subject=entitlement,
        minor_id=entitlement.minor_id,
        site_id=entitlement.site_id,
    )
    return entitlement


@transaction.atomic
def record_entitlement_step(*, by: User, step: EntitlementStep) -> EntitlementStep:
    """Add what became of it; raises ValidationError."""
    _keep(by, step)
    audit.record(
        by=by,
        action="record_entitlement_step",
        subject=step,
        minor_id=step.entitlement.minor_id,
        site_id=step.entitlement.site_id,
    )
    return step


@transaction.atomic
def renew_entitlement(
    *, by: User, entitlement: Entitlement, valid_until: datetime.date
) -> EntitlementStep:
    """It is obtained anew, until another day; raises ValidationError."""
    Minor.objects.select_for_update().get(pk=entitlement.minor_id)
    held = Entitlement.objects.with_state().get(pk=entitlement.pk)  # as it stands under the lock
    if held.valid_until is not None and valid_until <= held.valid_until:
        raise ValidationError({"valid_until": _("A renewal ends later than what it renews.")})
    step = EntitlementStep(
        entitlement=entitlement,
        status=EntitlementStatus.OBTAINED,
        happened_on=timezone.localdate(),
        valid_until=valid_until,
    )
    return record_entitlement_step(by=by, step=step)


def _keep(by: User, step: EntitlementStep) -> None:
    step.recorded_by = by
    step.full_clean()
    step.save()
