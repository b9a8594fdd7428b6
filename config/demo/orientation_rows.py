"""The referrals of the story as rows: their steps, appointments and sheets."""

from collections.abc import Iterator, Sequence

from cases.choices import COMPARTMENT_OF_DESK, USUAL, Channel, DeskKind, InterpreterNeed
from cases.choices import AppointmentStepKind as Kind
from cases.models import Appointment, AppointmentStep
from clinics.models import CaseTeam
from config.demo.orientations import Orientation, Step
from config.demo.pen import Pen
from referrals.choices import ReferralStatus, SheetField
from referrals.models import Referral, ReferralSheet, ReferralStep

S = ReferralStatus
# What the step after it says of the appointment; of a missed one it is said at once what follows.
ENDS = {S.SEEN: (Kind.CAME,), S.NOT_SEEN: (Kind.MISSED, Kind.CLOSED)}

Taken = tuple[Orientation, Step]


def write_referrals(pen: Pen, told: list[Orientation]) -> None:
    _write_teams(pen, told)
    written = pen.insert(Referral, [_referral(pen, orientation) for orientation in told])
    taken = [(one, step) for one in told for step in one.steps if step.appointment_time]
    rows = pen.insert(Appointment, [_appointment(pen, *pair) for pair in taken])
    pen.insert(
        AppointmentStep,
        [
            row
            for pair, appointment in zip(taken, rows, strict=True)
            for row in _ends(pen, appointment, *pair)
        ],
    )
    of_step = {id(step): row for (_one, step), row in zip(taken, rows, strict=True)}
    pairs = list(zip(written, told, strict=True))
    pen.insert(
        ReferralStep,
        [
            _step(pen, row, orientation, step, of_step.get(id(step)))
            for row, orientation in pairs
            for step in orientation.steps
        ],
    )
    pen.insert(ReferralSheet, [_sheet(pen, *pair) for pair in pairs if pair[1].has_sheet])


def _referral(pen: Pen, orientation: Orientation) -> Referral:
    return Referral(
        minor=pen.minor(orientation.visit.person),
        partner=pen.house.partners[orientation.partner],
        site=pen.house.sites[orientation.visit.site],
        kind=orientation.kind,
        compartment=COMPARTMENT_OF_DESK[orientation.desk],
        reason=orientation.reason,
        agreement=orientation.agreement,
        made_on=orientation.visit.day,
        made_at=orientation.steps[0].at,
        made_by=pen.worker(orientation.visit, orientation.desk),
    )


def _step(
    pen: Pen, row: Referral, told: Orientation, step: Step, appointment: Appointment | None
) -> ReferralStep:
    return ReferralStep(
        referral=row,
        status=step.status,
        happened_on=step.day,
        appointment_on=step.appointment_on,
        appointment_time=step.appointment_time,
        appointment=appointment,
        note=step.note,
        recorded_at=step.at,
        recorded_by=pen.worker(told.visit, told.desk),
    )


def _appointment(pen: Pen, told: Orientation, step: Step) -> Appointment:
    minor = pen.minor(told.visit.person)
    return Appointment(
        minor=minor,
        site=pen.house.sites[told.visit.site],
        compartment=COMPARTMENT_OF_DESK[told.desk],
        desk_kind=told.desk,
        is_outside=True,
        partner=pen.house.partners[told.partner],
        minutes=USUAL,
        language=minor.language,
        interpreter=InterpreterNeed.NOT_NEEDED,
        made_at=step.at,
        made_by=pen.worker(told.visit, told.desk),
    )


def _ends(pen: Pen, row: Appointment, told: Orientation, step: Step) -> Iterator[AppointmentStep]:
    """Planned, then what became of it once the referral says so."""
    day, time = step.appointment_on, step.appointment_time
    given = {"appointment": row, "by": row.made_by}
    yield AppointmentStep(kind=Kind.PLANNED, day=day, time=time, at=step.at, **given)
    for following in told.steps[told.steps.index(step) + 1 :][:1]:
        for kind in ENDS.get(following.status, ()):
            met_on = day if kind == Kind.CAME else None
            yield AppointmentStep(kind=kind, met_on=met_on, at=following.at, **given)


def _sheet(pen: Pen, row: Referral, told: Orientation) -> ReferralSheet:
    """What the young person agreed to for this partner, on the day it was handed over."""
    return ReferralSheet(
        referral=row,
        told=[SheetField.NAME, SheetField.LANGUAGE],
        channel=Channel.HANDED,
        made_at=told.steps[1].at,
        made_by=pen.worker(told.visit, told.desk),
    )


def _write_teams(pen: Pen, told: Sequence[Orientation]) -> None:
    """A psychologist refers those she follows: since the first of these referrals."""
    first: dict[str, Orientation] = {}
    for orientation in told:
        if orientation.desk == DeskKind.PSYCHOLOGIST:
            first.setdefault(orientation.visit.person.reference, orientation)
    pen.insert(
        CaseTeam,
        [
            CaseTeam(
                minor=pen.minor(one.visit.person),
                user=pen.worker(one.visit, one.desk),
                began_at=one.steps[0].at,
                added_by=pen.worker(one.visit, one.desk),
            )
            for one in first.values()
        ],
    )
