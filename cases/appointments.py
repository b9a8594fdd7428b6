"""Appointments as each person may know them: a day's, a desk's, a minor's, the briefing's.

Whoever may not know more is told that there is one, when, and whether it is at the centre.
"""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Prefetch, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext

from cases import permissions, registry
from cases.choices import (
    OPEN_STEPS,
    SLOT_STEPS,
    AppointmentStepKind,
    DeskKind,
    InterpreterMode,
)
from cases.models import Appointment, AppointmentStep, Minor
from cases.models.appointments import COMPARTMENTS, AppointmentQuerySet
from cases.registry import TIMELINE_LENGTH, Mark, Origin, TimelineEntry
from staff import openings
from staff.choices import Compartment
from staff.models import Site, User
from staff.permissions import Level, can
from staff.templatetags.escale import clock, long_day

ONE_DAY = datetime.timedelta(days=1)
PAGE_SIZE = 20  # past appointments of a file
# Nobody said what became of it: asked about for so many days.
ASKED_FOR = datetime.timedelta(days=90)
# Between two days of opening: a long closing is shorter.
LONGEST_CLOSING = datetime.timedelta(days=30)


@dataclass(frozen=True)
class Line:
    """An appointment in the words that its reader may know.

    `label` is neutral unless `is_told`; so is `companion`, "" when nobody goes along. `number` is
    that of the meeting with the psychologist, for those who read it.
    """

    appointment: Appointment
    is_told: bool
    label: str
    companion: str
    companion_has_left: bool
    is_of_my_desk: bool
    may_record: bool
    number: int | None = None
    subject: str = ""
    # What it was taken for, for those who may read that.
    origin: Origin | None = None

    @property
    def minor(self) -> Minor:
        return self.appointment.minor

    @property
    def former_slots(self) -> list[AppointmentStep]:
        """The days and times it was planned for before it was moved."""
        return getattr(self.appointment, "slots", [])[:-1]

    @property
    def minutes_to_offer(self) -> int | None:
        """How long somebody will have interpreted, unless nobody was found."""
        row = self.appointment
        is_missing = row.interpreter_state == AppointmentStepKind.NOT_FOUND
        return None if is_missing or not row.needs_interpreter else row.minutes

    @property
    def interpreter_kind(self) -> str:
        """The look of the interpreter's state; "" when none is needed."""
        if not self.appointment.needs_interpreter:
            return ""
        looks = {
            AppointmentStepKind.FOUND: "done",
            AppointmentStepKind.ASKED: "waiting",
            AppointmentStepKind.NOT_FOUND: "danger",
        }
        state = self.appointment.interpreter_state
        return looks[AppointmentStepKind(state)] if state else "waiting"

    @property
    def interpreter_text(self) -> str:
        """Where the interpreter stands, and in which language."""
        row = self.appointment
        if not row.needs_interpreter:
            return ""
        if row.took_place:
            return self._interpreted_text()
        said = {
            AppointmentStepKind.FOUND: gettext("Interpreter found, %(language)s"),
            AppointmentStepKind.ASKED: gettext("Interpreter asked, %(language)s"),
            AppointmentStepKind.NOT_FOUND: gettext("No interpreter found, %(language)s"),
        }
        state = row.interpreter_state
        to_ask = gettext("Interpreter to ask, %(language)s")
        text = said[AppointmentStepKind(state)] if state else to_ask
        return text % {"language": row.language_text}

    def _interpreted_text(self) -> str:
        row = self.appointment
        if row.interpreter_minutes is None:
            return gettext("Without an interpreter")
        return gettext("Interpreted %(minutes)s min, %(language)s") % {
            "minutes": row.interpreter_minutes,
            "language": row.language_text,
        }

    @property
    def wishes(self) -> str:
        """How the interpreter is wished, for whoever looks for one."""
        row = self.appointment
        mode = InterpreterMode(row.interpreter_mode).label if row.interpreter_mode else ""
        woman = gettext("a woman if possible") if row.wants_woman else ""
        return ", ".join(str(part) for part in (woman, mode) if part)


def neutral_label(appointment: Appointment) -> str:
    """Return what anybody may read of it: neither the desk nor the partner."""
    if appointment.is_outside:
        return gettext("Appointment, outside")
    return gettext("Appointment, at the centre")


def told_label(appointment: Appointment) -> str:
    """Return with whom, or where outside, for those who may know."""
    if appointment.partner is not None:
        return appointment.partner.name
    if appointment.is_outside:
        return str(appointment.shown("place"))
    return str(DeskKind(appointment.desk_kind).label)


def _companion(appointment: Appointment, *, is_told: bool) -> str:
    """Return who goes along. A colleague's name may tell the desk: others read that somebody does.

    What was written of somebody else is there for those who may know too.
    """
    if appointment.companion is not None:
        name = appointment.companion.full_name
    else:
        name = str(appointment.shown("companion_word"))
    return name if is_told or not name else gettext("accompanied")


def told_to(user: User) -> AppointmentQuerySet:
    """Return those of which she may know with whom, and say what came of it.

    A partner's name tells the reason: it is told in the files that are hers, to whoever planned it
    and to whoever goes along.
    """
    may_name = Q(partner__isnull=True) | Q(made_by=user) | Q(companion=user)
    for compartment in COMPARTMENTS:
        hers = registry.open_to(user, Compartment(compartment))
        may_name |= Q(compartment=compartment) & hers
    return Appointment.objects.visible_to(user).filter(may_name)


def rows_of(queryset: AppointmentQuerySet) -> list[Appointment]:
    people = "minor__names", "minor__claims", "minor__keys"
    related = "minor", "site", "partner", "companion", "made_by"
    return list(queryset.select_related(*related).prefetch_related(*people))


def lines(rows: list[Appointment], user: User) -> list[Line]:
    """Return these rows as this person may know them: a few queries, whatever their number."""
    numbers = [row.pk for row in rows]
    told = set(told_to(user).filter(pk__in=numbers).values_list("pk", flat=True))
    kinds = set(permissions.desk_kinds(user))
    meetings = meeting_numbers(rows, user)
    origins = registry.origins(rows, user)
    return [
        Line(
            appointment=row,
            is_told=row.pk in told,
            label=told_label(row) if row.pk in told else neutral_label(row),
            companion=_companion(row, is_told=row.pk in told),
            companion_has_left=row.companion is not None and not row.companion.is_active,
            is_of_my_desk=row.desk_kind in kinds,
            may_record=row.pk in told and permissions.can_record_appointment(user, row),
            number=meetings.get(row.pk),
            origin=origins.get(row.pk),
        )
        for row in rows
    ]


def meeting_numbers(rows: Iterable[Appointment], user: User) -> dict[int, int]:
    """Return the number of each meeting with the psychologist: counted, never typed.

    What a partner gives is no meeting with her. One that has not taken place yet bears the number
    it will have.
    """
    if not can(user, Compartment.PSYCHOLOGY, Level.READ):
        return {}
    asked = [
        row for row in rows if row.desk_kind == DeskKind.PSYCHOLOGIST and row.partner_id is None
    ]
    of_them = Appointment.objects.filter(
        desk_kind=DeskKind.PSYCHOLOGIST,
        partner__isnull=True,
        minor__in={row.minor_id for row in asked},
    )
    met: dict[int, list[int]] = {}
    came = of_them.in_status(AppointmentStepKind.CAME).in_order()
    for number, minor in came.values_list("pk", "minor_id"):
        met.setdefault(minor, []).append(number)
    found = {}
    for row in asked:
        before = met.get(row.minor_id, [])
        if row.pk in before:
            found[row.pk] = before.index(row.pk) + 1
        elif row.is_open:
            found[row.pk] = len(before) + 1
    return found


def day_lines(
    day: datetime.date, site: Site, user: User, *, kinds: Iterable[str] | None = None
) -> list[Line]:
    """Return the appointments of a site on a day, the earliest first; or of these desks only."""
    rows = Appointment.objects.of_files_of(user).on(day, site)
    if kinds is not None:
        rows = rows.filter(desk_kind__in=list(kinds))
    return lines(rows_of(rows), user)


def to_settle(site: Site, user: User) -> list[Line]:
    """Return, of her desks, the missed ones of which nobody said what is done next.

    And those of the last months of which nobody said what became of them.
    """
    today = timezone.localdate()
    kinds = permissions.desk_kinds(user)
    missed = AppointmentStep.objects.filter(kind=AppointmentStepKind.MISSED)
    passed = AppointmentStep.objects.filter(day__gte=today - ASKED_FOR, day__lt=today)
    rows = (
        Appointment.objects.of_files_of(user)
        .filter(site=site, desk_kind__in=kinds)
        .filter(Q(pk__in=missed.values("appointment")) | Q(pk__in=passed.values("appointment")))
    )
    return lines(rows_of(rows.passed(today).in_order()), user)


# --- the briefing -----------------------------------------------------------------------------


@dataclass(frozen=True)
class Briefing:
    """What the team is told in the morning: today's, and who did not come the last day."""

    today: list[Line]
    missed: list[Line]


def briefing(site: Site, user: User) -> Briefing:
    """Return today's appointments of a site, and those missed since its last day of opening."""
    today = timezone.localdate()
    stand = [line for line in day_lines(today, site, user) if line.appointment.is_open]
    open_before = openings.open_days([site], today - LONGEST_CLOSING, today - ONE_DAY)
    first = open_before[-1] if open_before else today - ONE_DAY
    rows = Appointment.objects.of_files_of(user).filter(site=site)
    missed = rows.between(first, today - ONE_DAY).in_status(AppointmentStepKind.MISSED)
    return Briefing(stand, lines(rows_of(missed), user))


# --- the file ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class OfMinor:
    """The page of a file: what is to come or to settle, and a page of what is past."""

    ahead: list[Line]
    past: Page[Any]


def in_file(minor: Minor) -> AppointmentQuerySet:
    """Return every appointment of this file: that there is one, and when."""
    return minor.appointments.with_state().select_related("minor", "site")


def of_minor(minor: Minor, user: User, page: str | None) -> OfMinor:
    rows = _with_slots(Appointment.objects.filter(minor=minor))
    ahead = _of(minor, rows.unsettled().in_order())
    past: Page[Any] = Paginator(rows.settled().latest_first(), PAGE_SIZE).get_page(page)
    past.object_list = _read(_of(minor, past.object_list), minor, user)
    return OfMinor(_read(ahead, minor, user), past)


def _with_slots(rows: AppointmentQuerySet) -> AppointmentQuerySet:
    slots = AppointmentStep.objects.filter(kind__in=SLOT_STEPS).order_by("pk")
    related = rows.select_related("site", "partner", "companion", "made_by")
    return related.prefetch_related(Prefetch("steps", queryset=slots, to_attr="slots"))


def _of(minor: Minor, rows: Iterable[Appointment]) -> list[Appointment]:
    """Give every row this very minor, whose keys are read once."""
    found = list(rows)
    for row in found:
        row.minor = minor
    return found


def _read(rows: list[Appointment], minor: Minor, user: User) -> list[Line]:
    """Return the lines with what each is about, where the file is hers in that compartment."""
    found = lines(rows, user)
    opened = {
        compartment
        for compartment in {line.appointment.compartment for line in found if line.is_told}
        if registry.may_open(minor, user, Compartment(compartment))
    }
    return [_with_subject(line, opened, user) for line in found]


def _with_subject(line: Line, opened: set[str], user: User) -> Line:
    row = line.appointment
    may_read = line.is_told and (row.compartment in opened or row.made_by_id == user.pk)
    return replace(line, subject=str(row.shown("subject"))) if may_read else line


def timeline(minor: Minor, user: User) -> Iterable[TimelineEntry]:
    """One line an appointment, as it stands."""
    if not permissions.can_see_appointments(user):
        return
    rows = Appointment.objects.filter(minor=minor).latest_first()
    rows = rows.select_related("partner", "companion", "made_by", "site")
    said = {
        AppointmentStepKind.CAME: gettext("Came: %(label)s"),
        AppointmentStepKind.MISSED: gettext("Did not come: %(label)s"),
        AppointmentStepKind.REPLACED: gettext("Did not come: %(label)s"),
        AppointmentStepKind.CLOSED: gettext("Did not come: %(label)s"),
        AppointmentStepKind.CANCELLED: gettext("Cancelled: %(label)s"),
    }
    for line in lines(_of(minor, rows[:TIMELINE_LENGTH]), user):
        row = line.appointment
        text = said.get(AppointmentStepKind(row.status), gettext("Planned: %(label)s"))
        yield TimelineEntry(
            at=row.status_at,
            icon="calendar",
            text=text % {"label": appointment_words(line)},
            detail=f"{long_day(row.day)}, {clock(row.time)}",
            url=reverse("cases:appointments_of", args=[minor.reference]),
        )


def appointment_words(line: Line) -> str:
    """Return the label as it reads after another word."""
    if not line.is_told:
        return line.label
    return gettext("appointment, %(label)s") % {"label": line.label}


def marks(minor: Minor, user: User) -> Iterable[Mark]:
    """The day of the next one, whosever it is."""
    if not permissions.can_see_appointments(user):
        return
    coming = Appointment.objects.filter(minor=minor).coming(timezone.localdate()).first()
    if coming is not None:
        yield Mark(gettext("Appointment"), seen_on=None, next_on=coming.day)


def clashes(
    minor: Minor,
    day: datetime.date,
    time: datetime.time,
    minutes: int,
    *,
    besides: Appointment | None = None,
) -> list[datetime.time]:
    """Return when the appointments of that day begin during which this one would fall."""
    start = datetime.datetime.combine(day, time)
    end = start + datetime.timedelta(minutes=minutes)
    rows = Appointment.objects.filter(minor=minor).between(day, day).in_status(*OPEN_STEPS)
    if besides is not None:
        rows = rows.exclude(pk=besides.pk)
    found = []
    for row in rows:
        begins = datetime.datetime.combine(day, row.time)
        if start < begins + datetime.timedelta(minutes=row.minutes) and begins < end:
            found.append(row.time)
    return found


def holds(minor: Minor) -> bool:
    return minor.appointments.exists()
