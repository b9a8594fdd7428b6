"""Desks, and who waits for them."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from staff.choices import Compartment


class DeskKind(models.TextChoices):
    """A desk is worked by one profession; its colleagues of the day share its queue."""

    NURSE = "nurse", _("Nurse")
    MIDWIFE = "midwife", _("Midwife")
    PSYCHOLOGIST = "psychologist", _("Psychologist")
    SOCIAL = "social", _("Social")
    LEGAL = "legal", _("Legal")


# What a desk writes, plans and is asked to do is read by those who read this compartment.
COMPARTMENT_OF_DESK = {
    DeskKind.NURSE: Compartment.HEALTH,
    DeskKind.MIDWIFE: Compartment.SEXUAL_HEALTH,
    DeskKind.PSYCHOLOGIST: Compartment.PSYCHOLOGY,
    DeskKind.SOCIAL: Compartment.SOCIAL,
    DeskKind.LEGAL: Compartment.LEGAL,
}


class TicketStatus(models.TextChoices):
    WAITING = "waiting", _("Waiting")
    IN_PROGRESS = "in_progress", _("In progress")
    DONE = "done", pgettext_lazy("ticket", "Seen")
    LEFT = "left", _("Left without being seen")
    CANCELLED = "cancelled", _("Cancelled")
