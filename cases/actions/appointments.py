"""Planning an appointment, and what becomes of it and of its interpreter."""

import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cases.actions.queues import MOVED_MEANWHILE
from cases.choices import COMPARTMENT_OF_DESK, STATUS_STEPS, DeskKind
from cases.choices import AppointmentStepKind as Kind
from cases.models import Appointment, AppointmentStep, Minor
from staff import audit
from staff.models import Site, User

_OPEN = {Kind.MOVED, Kind.CAME, Kind.MISSED, Kind.CANCELLED}
# What may follow what; anything else is refused.
NEXT = {
    Kind.PLANNED: _OPEN,
    Kind.MOVED: _OPEN,
    Kind.REOPENED: _OPEN,
    Kind.MISSED: {Kind.REPLACED, Kind.CLOSED},
}
# What a wrong press of a button is taken back to.
BEFORE = {
    Kind.CAME: Kind.REOPENED,
    Kind.MISSED: Kind.REOPENED,
    Kind.CANCELLED: Kind.REOPENED,
    Kind.CLOSED: Kind.MISSED,
}


@transaction.atomic
def plan_appointment(
    *,
    by: User,
    minor: Minor,
    site: Site,
    day: datetime.date,
    time: datetime.time,
    desk_kind: DeskKind,
    replaces: Appointment | None = None,
    **fields: Any,
) -> Appointment:
    """Plan one; the missed one that it replaces is settled. Raises ValidationError."""
    _alone(minor)
    if replaces is not None:
        _check_follows(_as_it_stands(replaces), Kind.REPLACED)
    appointment = Appointment(
        minor=minor,
        site=site,
        desk_kind=desk_kind,
        compartment=COMPARTMENT_OF_DESK[desk_kind],
        replaces=replaces,
        made_by=by,
        **fields,
    )
    appointment.full_clean()
    appointment.save()
    if replaces is not None:
        AppointmentStep.objects.create(appointment=replaces, kind=Kind.REPLACED, by=by)
    AppointmentStep.objects.create(
        appointment=appointment, kind=Kind.PLANNED, day=day, time=time, by=by
    )
    audit.record(
        by=by,
        action="plan_appointment",
        subject=appointment,
        minor_id=appointment.minor_id,
        site_id=appointment.site_id,
    )
    return appointment


@transaction.atomic
def move_appointment(
    *, by: User, appointment: Appointment, day: datetime.date, time: datetime.time
) -> AppointmentStep:
    """Put it on another day or time; the former ones stay readable. Raises ValidationError."""
    held = _hold(appointment)
    _check_follows(held, Kind.MOVED)
    step = _add(by, held, Kind.MOVED, day=day, time=time)
    audit.record(
        by=by,
        action="move_appointment",
        subject=held,
        minor_id=held.minor_id,
        site_id=held.site_id,
    )
    return step


@transaction.atomic
def record_presence(
    *, by: User, appointment: Appointment, interpreter_minutes: int | None
) -> AppointmentStep:
    """It took place; None: nobody interpreted.

    Raises ValidationError before its day, or when a colleague has said otherwise.
    """
    held = _hold(appointment)
    _check_follows(held, Kind.CAME)
    _check_its_day(held)
    step = _add(by, held, Kind.CAME, met_on=held.day, interpreter_minutes=interpreter_minutes)
    audit.record(
        by=by,
        action="record_presence",
        subject=held,
        minor_id=held.minor_id,
        site_id=held.site_id,
    )
    return step


@transaction.atomic
def record_appointment_step(*, by: User, appointment: Appointment, kind: Kind) -> AppointmentStep:
    """Missed, cancelled, or a missed one closed. Raises ValidationError when it cannot follow."""
    held = _hold(appointment)
    _check_follows(held, kind)
    if kind == Kind.MISSED:
        _check_its_day(held)
    step = _add(by, held, kind)
    audit.record(
        by=by,
        action=f"appointment_{kind}",
        subject=held,
        minor_id=held.minor_id,
        site_id=held.site_id,
    )
    return step


@transaction.atomic
def record_interpreter(*, by: User, appointment: Appointment, kind: Kind) -> AppointmentStep:
    """Asked, found or not found. Raises ValidationError once it is over, or when none is needed."""
    held = _hold(appointment)
    if not held.is_open:
        raise ValidationError(MOVED_MEANWHILE)
    if not held.needs_interpreter:
        raise ValidationError(_("No interpreter is needed for this appointment."))
    step = _add(by, held, kind)
    audit.record(
        by=by,
        action=f"appointment_{kind}",
        subject=held,
        minor_id=held.minor_id,
        site_id=held.site_id,
    )
    return step


@transaction.atomic
def reopen_appointment(*, by: User, step: AppointmentStep) -> AppointmentStep:
    """Take back what was said last. Raises ValidationError when something else was said since."""
    held = _hold(step.appointment)
    said = held.steps.filter(kind__in=STATUS_STEPS).latest("pk")
    kind = BEFORE.get(Kind(step.kind))
    if kind is None or said != step:
        raise ValidationError(MOVED_MEANWHILE)
    again = _add(by, held, kind)
    audit.record(
        by=by,
        action="reopen_appointment",
        subject=held,
        minor_id=held.minor_id,
        site_id=held.site_id,
    )
    return again


def _add(by: User, held: Appointment, kind: Kind, **fields: Any) -> AppointmentStep:
    step = AppointmentStep(appointment=held, kind=kind, by=by, **fields)
    step.full_clean()
    step.save()
    return step


def _alone(minor: Minor) -> None:
    """Nobody else plans for this minor, or says what became of it, until the transaction ends."""
    Minor.objects.select_for_update(no_key=True).get(pk=minor.pk)


def _as_it_stands(appointment: Appointment) -> Appointment:
    return Appointment.objects.with_state().get(pk=appointment.pk)


def _hold(appointment: Appointment) -> Appointment:
    """Return it as it stands now; nobody changes that until the transaction ends."""
    _alone(appointment.minor)
    return _as_it_stands(appointment)


def _check_follows(held: Appointment, kind: Kind) -> None:
    if kind not in NEXT.get(Kind(held.status), set()):
        raise ValidationError(MOVED_MEANWHILE)


def _check_its_day(held: Appointment) -> None:
    if held.day > timezone.localdate():
        raise ValidationError(_("This appointment has not come yet."))
