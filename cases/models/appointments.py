"""Appointments at a desk or outside, and what becomes of them."""

import datetime
from functools import cache

from django.conf import settings
from django.db import models
from django.db.models import OuterRef, Q, Subquery
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases import choices
from cases.choices import (
    COMPARTMENT_OF_DESK,
    LONGEST,
    SHORTEST,
    AppointmentStepKind,
    InterpreterNeed,
)
from cases.models.keys import SealedOfMinor
from cases.models.minors import Minor
from cases.models.partners import Partner, name_hidden_from
from staff.choices import Compartment, Erasure
from staff.encryption import EncryptedTextField
from staff.models import Site, User
from staff.permissions import Level, can

COMPARTMENTS = [c.value for c in COMPARTMENT_OF_DESK.values()]


def compartments_of(user: User, wanted: Level) -> list[str]:
    """Return the compartments of the desks where this person has that level at least."""
    return [c for c in COMPARTMENTS if can(user, Compartment(c), wanted)]


@cache  # asked for several times a page, and putting it together takes longer than the query
def _last_steps() -> dict[str, Subquery]:
    steps = AppointmentStep.objects.filter(appointment=OuterRef("pk")).order_by("-pk")
    slot = steps.filter(kind__in=choices.SLOT_STEPS)
    status = steps.filter(kind__in=choices.STATUS_STEPS)
    interpreter = steps.filter(kind__in=choices.INTERPRETER_STEPS)
    return {
        "day": Subquery(slot.values("day")[:1]),
        "time": Subquery(slot.values("time")[:1]),
        "status": Subquery(status.values("kind")[:1]),
        "status_at": Subquery(status.values("at")[:1]),
        "interpreter_minutes": Subquery(status.values("interpreter_minutes")[:1]),
        "interpreter_state": Subquery(interpreter.values("kind")[:1]),
    }


class AppointmentQuerySet(models.QuerySet["Appointment"]):
    def visible_to(self, user: User) -> "AppointmentQuerySet":
        """Those of which she may know more than that there is one, at that time.

        Of the compartments she reads, unless the partner's name tells what she does not read; of
        her own desk; what she planned herself, and where she goes along.
        """
        tells = name_hidden_from(user)
        read = Q(compartment__in=compartments_of(user, Level.READ)) & ~tells
        of_her_desk = Q(compartment__in=compartments_of(user, Level.WRITE))
        if user.is_narrowed:
            return self.filter(read | of_her_desk)
        return self.filter(read | of_her_desk | Q(made_by=user) | Q(companion=user))

    def of_files_of(self, user: User) -> "AppointmentQuerySet":
        """Every one of the files she sees: that it exists, and when."""
        return self.filter(minor__in=Minor.objects.visible_to(user).values("pk"))

    def with_state(self) -> "AppointmentQuerySet":
        """Annotate the day and time that hold, the status and since when, the interpreter's."""
        return self.annotate(**_last_steps())

    def between(self, first: datetime.date, last: datetime.date) -> "AppointmentQuerySet":
        """Those that are, as they stand now, on one of these days; the earliest first."""
        held = AppointmentStep.objects.filter(day__gte=first, day__lte=last).values("appointment")
        rows = self.filter(pk__in=held).with_state()
        return rows.filter(day__gte=first, day__lte=last).in_order()  # type: ignore[misc] # annotated

    def in_order(self) -> "AppointmentQuerySet":
        """The earliest first; with the annotations of `with_state`."""
        return self.with_state().order_by("day", "time", "pk")  # type: ignore[misc] # annotated

    def latest_first(self) -> "AppointmentQuerySet":
        """With the annotations of `with_state`."""
        return self.with_state().order_by("-day", "-time", "-pk")  # type: ignore[misc] # annotated

    def unsettled(self) -> "AppointmentQuerySet":
        """To come, passed without a word, or missed without a next step."""
        return self.in_status(*choices.OPEN_STEPS, AppointmentStepKind.MISSED)

    def settled(self) -> "AppointmentQuerySet":
        ended = set(choices.STATUS_STEPS) - {*choices.OPEN_STEPS, AppointmentStepKind.MISSED}
        return self.in_status(*sorted(ended))

    def passed(self, day: datetime.date) -> "AppointmentQuerySet":
        """Missed, or open still although their day comes before this one."""
        before = Q(status__in=choices.OPEN_STEPS, day__lt=day)
        return self.with_state().filter(Q(status=AppointmentStepKind.MISSED) | before)

    def coming(self, day: datetime.date) -> "AppointmentQuerySet":
        """Open still, of this day or later; the earliest first."""
        rows = self.in_status(*choices.OPEN_STEPS)
        return rows.filter(day__gte=day).in_order()  # type: ignore[misc] # annotated

    def on(self, day: datetime.date, site: Site) -> "AppointmentQuerySet":
        return self.filter(site=site).between(day, day)

    def in_status(self, *kinds: str) -> "AppointmentQuerySet":
        """With the annotations of `with_state`."""
        return self.with_state().filter(status__in=kinds)  # type: ignore[misc] # annotated


class Appointment(SealedOfMinor):
    """Somebody expected at a desk, or outside, on a day that its last step says.

    It belongs to the compartment of the desk that plans it. Whoever does not read that one sees
    that there is an appointment and when: not with whom, nor where outside.
    """

    database_grants = "SELECT, INSERT"
    personal_fields = {
        **dict.fromkeys(["place", "companion_word", "subject"], Erasure.SHRED),
        **dict.fromkeys(
            ["desk_kind", "is_outside", "minutes", "language", "interpreter", "wants_woman",
             "interpreter_mode"],
            Erasure.ROW,
        ),
    }  # fmt: skip
    impersonal_fields = ("compartment",)

    minor = models.ForeignKey(Minor, on_delete=models.PROTECT, related_name="appointments")
    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="+")
    compartment = models.CharField(max_length=20, choices=Compartment)
    desk_kind = models.CharField(_("desk"), max_length=15, choices=choices.DeskKind)
    is_outside = models.BooleanField(default=False)
    partner = models.ForeignKey(
        Partner,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("partner"),
    )
    place = EncryptedTextField(_("where"), max_length=120, blank=True, default="")
    minutes = models.PositiveSmallIntegerField(_("length"), default=choices.USUAL)
    language = models.CharField(_("language"), max_length=10)
    interpreter = models.CharField(_("interpreter"), max_length=10, choices=InterpreterNeed)
    wants_woman = models.BooleanField(_("a woman if possible"), default=False)
    interpreter_mode = models.CharField(
        _("how"), max_length=10, choices=choices.InterpreterMode, blank=True
    )
    companion = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("who goes along"),
    )
    companion_word = EncryptedTextField(
        _("somebody else who goes along"), max_length=80, blank=True, default=""
    )
    subject = EncryptedTextField(_("what it is about"), max_length=200, blank=True, default="")
    # The missed one whose next it is.
    replaces = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="replaced_by"
    )
    made_at = models.DateTimeField(default=timezone.now)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )

    objects = AppointmentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    *(Q(desk_kind=k, compartment=c) for k, c in COMPARTMENT_OF_DESK.items()),
                    _connector=Q.OR,
                ),
                name="cases_appointment_of_a_desk",
                violation_error_code="desk_kind",
                violation_error_message=_("An appointment belongs to the desk that plans it."),
            ),
            models.CheckConstraint(
                condition=Q(minutes__gte=SHORTEST, minutes__lte=LONGEST),
                name="cases_appointment_minutes",
                violation_error_code="minutes",
                violation_error_message=_("Between 5 minutes and 8 hours (480 minutes)."),
            ),
            models.CheckConstraint(
                condition=Q(is_outside=True) | Q(partner__isnull=True),
                name="cases_appointment_partner_is_outside",
                violation_error_code="partner",
                violation_error_message=_("A partner receives outside."),
            ),
            models.CheckConstraint(
                condition=Q(interpreter=InterpreterNeed.NEEDED)
                | Q(
                    interpreter=InterpreterNeed.NOT_NEEDED,
                    wants_woman=False,
                    interpreter_mode="",
                ),
                name="cases_appointment_interpreter",
                violation_error_code="interpreter",
                violation_error_message=_("Say that an interpreter is needed, or wish for none."),
            ),
        ]

    def __str__(self) -> str:
        return self.get_desk_kind_display()

    # Set by `with_state()`.
    day: datetime.date
    time: datetime.time
    status: str
    status_at: datetime.datetime
    interpreter_minutes: int | None
    interpreter_state: str | None

    @property
    def needs_interpreter(self) -> bool:
        return self.interpreter == InterpreterNeed.NEEDED

    @property
    def language_text(self) -> str:
        return choices.language_name(self.language)

    @property
    def is_open(self) -> bool:
        return self.status in choices.OPEN_STEPS

    @property
    def status_label(self) -> str:
        return str(AppointmentStepKind(self.status).label)

    @property
    def is_overdue(self) -> bool:
        """Whether its day is over, and nobody has said what became of it."""
        return self.is_open and self.day < timezone.localdate()

    @property
    def is_missed(self) -> bool:
        """Whether she did not come, and nobody has said what is done next."""
        return self.status == AppointmentStepKind.MISSED

    @property
    def took_place(self) -> bool:
        return self.status == AppointmentStepKind.CAME

    @property
    def may_be_said(self) -> bool:
        """Whether its day is there: somebody may say what became of it."""
        return self.is_open and self.day <= timezone.localdate()


class AppointmentStepQuerySet(models.QuerySet["AppointmentStep"]):
    def visible_to(self, user: User) -> "AppointmentStepQuerySet":
        return self.filter(appointment__in=Appointment.objects.visible_to(user).values("pk"))


class AppointmentStep(models.Model):
    """One thing that became of an appointment, with its author. The last of each sort holds."""

    database_grants = "SELECT, INSERT"
    personal_fields = dict.fromkeys(
        ["kind", "day", "time", "met_on", "interpreter_minutes"], Erasure.ROW
    )

    appointment = models.ForeignKey(Appointment, on_delete=models.PROTECT, related_name="steps")
    kind = models.CharField(max_length=15, choices=AppointmentStepKind)
    # Planned or moved: to when.
    day = models.DateField(null=True, blank=True)
    time = models.TimeField(null=True, blank=True)
    # Took place: the day it did, and how long somebody interpreted.
    met_on = models.DateField(null=True, blank=True)
    interpreter_minutes = models.PositiveSmallIntegerField(null=True, blank=True)
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    objects = AppointmentStepQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["appointment", "-id"], name="cases_appointment_last"),
            models.Index(
                fields=["day"], condition=Q(day__isnull=False), name="cases_appointment_day"
            ),
            models.Index(
                fields=["met_on"], condition=Q(met_on__isnull=False), name="cases_appointment_met"
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=AppointmentStepKind.values),
                name="cases_appointment_step_kind",
                violation_error_message=_("Choose what became of the appointment."),
            ),
            models.CheckConstraint(
                condition=Q(kind__in=choices.SLOT_STEPS, day__isnull=False, time__isnull=False)
                | ~Q(kind__in=choices.SLOT_STEPS) & Q(day__isnull=True, time__isnull=True),
                name="cases_appointment_step_slot",
                violation_error_message=_("An appointment is planned or moved to a day and time."),
            ),
            models.CheckConstraint(
                condition=Q(kind=AppointmentStepKind.CAME, met_on__isnull=False)
                | ~Q(kind=AppointmentStepKind.CAME)
                & Q(met_on__isnull=True, interpreter_minutes__isnull=True),
                name="cases_appointment_step_met",
                violation_error_message=_("What took place did on a day."),
            ),
            models.CheckConstraint(
                condition=Q(interpreter_minutes__isnull=True)
                | Q(interpreter_minutes__gte=1, interpreter_minutes__lte=LONGEST),
                name="cases_appointment_step_minutes",
                violation_error_message=_("Somebody interprets for 1 to 480 minutes."),
            ),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()

    @property
    def compartment(self) -> str:
        return self.appointment.compartment
