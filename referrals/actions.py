"""Making a referral and recording what becomes of it."""

from django.core.exceptions import ValidationError
from django.db import transaction

from cases.models import Minor
from referrals.choices import ReferralStatus
from referrals.deadline_actions import record_deadline_step as record_deadline_step
from referrals.deadline_actions import start_deadline as start_deadline
from referrals.deadline_actions import undo_deadline_step as undo_deadline_step
from referrals.deadline_actions import validate_rule as validate_rule
from referrals.models import Referral, ReferralStep
from referrals.refusals import refusal_of
from staff import audit
from staff.models import User
from staff.permissions import Compartment


@transaction.atomic
def make_referral(*, by: User, referral: Referral, compartment: Compartment) -> Referral:
    """Keep a referral that a form has filled, as written today; raises ValidationError."""
    referral.made_by = by
    referral.compartment = compartment
    referral.full_clean()
    referral.save()
    ReferralStep.objects.create(
        referral=referral,
        status=ReferralStatus.WRITTEN,
        happened_on=referral.made_on,
        recorded_by=by,
    )
    audit.record(
        by=by,
        action="make_referral",
        subject=referral,
        minor_id=referral.minor_id,
        site_id=referral.site_id,
    )
    return referral


@transaction.atomic
def record_step(*, by: User, step: ReferralStep) -> ReferralStep:
    """Add what happened to a referral; a closed one may be reopened.

    Raises ValidationError, and for what is handed over against the minor's last word too.
    """
    Minor.objects.select_for_update().get(pk=step.referral.minor_id)
    refusal = refusal_of(step.referral) if step.status == ReferralStatus.HANDED_OVER else None
    if refusal is not None:
        raise ValidationError({"status": refusal.text})
    step.recorded_by = by
    step.full_clean()
    step.save()
    audit.record(
        by=by,
        action="record_step",
        subject=step,
        minor_id=step.referral.minor_id,
        site_id=step.referral.site_id,
    )
    return step
