"""Making a referral and recording what becomes of it."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from cases import actions as case_actions
from cases.choices import AppointmentStepKind, InterpreterNeed
from cases.consents import Recipient
from cases.models import Appointment, Minor
from referrals import sheets
from referrals.appointments import DESK_OF, appointment_of
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

    An appointment with a day and an hour is one of the house from now on; what is said of the
    referral is said of its appointment too. Raises ValidationError, and for what is handed over
    against the minor's last word too.
    """
    Minor.objects.select_for_update().get(pk=step.referral.minor_id)
    refusal = refusal_of(step.referral) if step.status == ReferralStatus.HANDED_OVER else None
    if refusal is not None:
        raise ValidationError({"status": refusal.text})
    step.recorded_by = by
    step.full_clean()
    if step.status == ReferralStatus.APPOINTMENT:
        step.appointment = _taken(by, step)
    else:
        _settle(by, step)
    step.save()
    audit.record(
        by=by,
        action="record_step",
        subject=step,
        minor_id=step.referral.minor_id,
        site_id=step.referral.site_id,
    )
    return step


def _taken(by: User, step: ReferralStep) -> Appointment | None:
    """Return the appointment of this step: the one that stands, moved if it must be, or a new one.

    None while the hour is not known: it is a day of the referral only.
    """
    referral, day, time = step.referral, step.appointment_on, step.appointment_time
    stands = appointment_of(referral)
    if day is None:  # the form and the constraint refuse it
        return None
    if stands is not None and stands.is_open:
        slot = (day, time or stands.time)
        if slot != (stands.day, stands.time):
            case_actions.move_appointment(by=by, appointment=stands, day=slot[0], time=slot[1])
        return stands
    if time is None:
        return None
    return case_actions.plan_appointment(
        by=by,
        minor=referral.minor,
        site=referral.site,
        day=day,
        time=time,
        desk_kind=DESK_OF[Compartment(referral.compartment)],
        replaces=stands if stands is not None and stands.is_missed else None,
        is_outside=True,
        partner=referral.partner,
        language=referral.minor.language,
        interpreter=InterpreterNeed.NOT_NEEDED,
    )


def _settle(by: User, step: ReferralStep) -> None:
    """Nobody must wait at a door that will not open, nor be asked twice what became of it."""
    stands = appointment_of(step.referral)
    if stands is None or not stands.is_open:
        return
    missed, cancelled = AppointmentStepKind.MISSED, AppointmentStepKind.CANCELLED
    is_refused_today = step.status == ReferralStatus.REFUSED and stands.day == timezone.localdate()
    if not stands.may_be_said or is_refused_today:
        if step.status in CLOSED:
            case_actions.record_appointment_step(by=by, appointment=stands, kind=cancelled)
    elif step.status == ReferralStatus.SEEN:
        case_actions.record_presence(by=by, appointment=stands, interpreter_minutes=None)
    elif step.status == ReferralStatus.NOT_SEEN:
        case_actions.record_appointment_step(by=by, appointment=stands, kind=missed)


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
