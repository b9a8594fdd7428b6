"""Making a referral and recording what becomes of it."""

from django.core.exceptions import ValidationError
from django.db import transaction

from cases import actions as case_actions
from cases.consents import Recipient
from cases.models import Minor
from referrals import sheets
from referrals.choices import CLOSED, PURPOSE_OF, ReferralKind, ReferralStatus
from referrals.models import NOT_AWAITED, Referral, ReferralSheet, ReferralStep, SilenceDelay
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


@transaction.atomic
def hand_over_sheet(*, by: User, sheet: ReferralSheet) -> ReferralSheet:
    """Keep a sheet and write in the register what it tells; raises ValidationError.

    Without an agreement on each thing it tells, nothing is kept and nothing goes out.
    """
    referral = sheet.referral
    Minor.objects.select_for_update().get(pk=referral.minor_id)
    sheet.made_by = by
    sheet.full_clean()
    if refused := sheets.why_not(referral, sheet.told):
        raise ValidationError(refused)
    sheet.save()
    case_actions.record_sharing(
        by=by,
        minor=referral.minor,
        recipient=Recipient(referral.partner),
        parts=sheets.parts_of(referral, sheet.told),
        purpose=PURPOSE_OF[ReferralKind(referral.kind)],
        channel=sheet.channel,
    )
    if Referral.objects.with_status().get(pk=referral.pk).status == ReferralStatus.WRITTEN:
        record_step(by=by, step=ReferralStep(referral=referral, status=ReferralStatus.HANDED_OVER))
    audit.record(
        by=by,
        action="hand_over_sheet",
        subject=sheet,
        minor_id=referral.minor_id,
        site_id=referral.site_id,
    )
    return sheet


@transaction.atomic
def chase(*, by: User, referral: Referral) -> ReferralStep:
    """The partner was asked again. Raises ValidationError when nothing more is awaited."""
    Minor.objects.select_for_update().get(pk=referral.minor_id)
    if Referral.objects.with_status().get(pk=referral.pk).status in CLOSED:
        raise ValidationError(NOT_AWAITED)
    step = ReferralStep.objects.create(
        referral=referral, status=ReferralStatus.CHASED, recorded_by=by
    )
    audit.record(
        by=by,
        action="chase_referral",
        subject=step,
        minor_id=referral.minor_id,
        site_id=referral.site_id,
    )
    return step


@transaction.atomic
def set_silence(*, by: User, delay: SilenceDelay) -> SilenceDelay:
    """From now on a partner is asked again after so many days; raises ValidationError."""
    delay.set_by = by
    delay.full_clean()
    delay.save()
    audit.record(by=by, action="set_silence", subject=delay)
    return delay
