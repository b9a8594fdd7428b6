"""Opening a procedure, recording what happens in it, taking a slip back."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from cases.models import Minor
from referrals.models import HearingCall, Procedure, ProcedureEvent
from staff import audit
from staff.models import User


@transaction.atomic
def open_procedure(*, by: User, procedure: Procedure, event: ProcedureEvent) -> Procedure:
    """Keep a procedure and the stage at which it is met; raises ValidationError."""
    procedure.opened_by = by
    procedure.full_clean()
    procedure.save()
    event.procedure = procedure
    _keep(by, event)
    audit.record(
        by=by,
        action="open_procedure",
        subject=procedure,
        minor_id=procedure.minor_id,
        site_id=procedure.site_id,
    )
    return procedure


@transaction.atomic
def edit_procedure(*, by: User, procedure: Procedure) -> Procedure:
    """Keep its court, number and lawyer; raises ValidationError."""
    procedure.full_clean()
    procedure.save()
    audit.record(by=by, action="edit_procedure", subject=procedure, minor_id=procedure.minor_id)
    return procedure


@transaction.atomic
def record_event(*, by: User, event: ProcedureEvent) -> ProcedureEvent:
    """Add what happened; raises ValidationError, for a procedure closed twice too."""
    Minor.objects.select_for_update().get(pk=event.procedure.minor_id)
    _keep(by, event)
    audit.record(by=by, action="record_event", subject=event, minor_id=event.procedure.minor_id)
    return event


@transaction.atomic
def take_back_event(*, by: User, event: ProcedureEvent) -> ProcedureEvent:
    """It was a slip: another row says so, and both stay.

    Raises ValidationError when it is the only one, or taken back already.
    """
    Minor.objects.select_for_update().get(pk=event.procedure.minor_id)
    standing = event.procedure.events.standing()
    if not standing.filter(pk=event.pk).exists():
        raise ValidationError(_("A colleague has taken it back already."))
    if standing.count() == 1:
        raise ValidationError(_("It is the only one: record what is right first."))
    slip = ProcedureEvent(
        procedure=event.procedure,
        stage=event.stage,
        happened_on=event.happened_on,
        precision=event.precision,
        hearing_on=event.hearing_on,
        hearing_time=event.hearing_time,
        takes_back=event,
    )
    _keep(by, slip)
    audit.record(by=by, action="take_back_event", subject=slip, minor_id=event.procedure.minor_id)
    return slip


@transaction.atomic
def record_hearing_call(*, by: User, event: ProcedureEvent, is_reached: bool) -> HearingCall:
    """Somebody tried to reach her about a hearing."""
    call = HearingCall.objects.create(event=event, is_reached=is_reached, by=by)
    audit.record(
        by=by, action="record_hearing_call", subject=call, minor_id=event.procedure.minor_id
    )
    return call


def _keep(by: User, event: ProcedureEvent) -> None:
    event.recorded_by = by
    event.full_clean()
    event.save()
