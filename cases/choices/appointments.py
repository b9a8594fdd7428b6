"""Appointments: whose they are, who interprets, what becomes of them."""

from django.db import models
from django.utils.translation import pgettext_lazy

SHORTEST, LONGEST = 5, 480  # minutes: a word at the desk, a whole day outside
USUAL = 30  # minutes


class InterpreterNeed(models.TextChoices):
    """Whether this appointment is interpreted."""

    NOT_NEEDED = "not_needed", pgettext_lazy("interpreter", "Not needed")
    NEEDED = "needed", pgettext_lazy("interpreter", "Needed")


class InterpreterMode(models.TextChoices):
    """How the interpreter is wished; empty when it is the same."""

    PRESENT = "present", pgettext_lazy("interpreter", "Present")
    PHONE = "phone", pgettext_lazy("interpreter", "By telephone")


class AppointmentStepKind(models.TextChoices):
    """What becomes of an appointment, then of its interpreter."""

    PLANNED = "planned", pgettext_lazy("appointment", "Planned")
    MOVED = "moved", pgettext_lazy("appointment", "Moved")
    CAME = "came", pgettext_lazy("appointment", "Took place")
    MISSED = "missed", pgettext_lazy("appointment", "Missed")
    CANCELLED = "cancelled", pgettext_lazy("appointment", "Cancelled")
    REOPENED = "reopened", pgettext_lazy("appointment", "Planned again")
    # What is done of a missed one.
    REPLACED = "replaced", pgettext_lazy("appointment", "Missed, planned again")
    CLOSED = "closed", pgettext_lazy("appointment", "Missed, closed")
    ASKED = "asked", pgettext_lazy("interpreter", "Asked")
    FOUND = "found", pgettext_lazy("interpreter", "Found")
    NOT_FOUND = "not_found", pgettext_lazy("interpreter", "Not found")


SLOT_STEPS = (AppointmentStepKind.PLANNED, AppointmentStepKind.MOVED)
INTERPRETER_STEPS = (
    AppointmentStepKind.ASKED,
    AppointmentStepKind.FOUND,
    AppointmentStepKind.NOT_FOUND,
)
STATUS_STEPS = tuple(kind for kind in AppointmentStepKind if kind not in INTERPRETER_STEPS)
# It stands: nobody has said yet what became of it.
OPEN_STEPS = (*SLOT_STEPS, AppointmentStepKind.REOPENED)
