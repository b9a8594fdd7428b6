"""Desks, and who waits for them."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class DeskKind(models.TextChoices):
    """A desk is worked by one profession; its colleagues of the day share its queue."""

    NURSE = "nurse", _("Nurse")
    MIDWIFE = "midwife", _("Midwife")
    PSYCHOLOGIST = "psychologist", _("Psychologist")
    SOCIAL = "social", _("Social")
    LEGAL = "legal", _("Legal")


class TicketStatus(models.TextChoices):
    WAITING = "waiting", _("Waiting")
    IN_PROGRESS = "in_progress", _("In progress")
    DONE = "done", pgettext_lazy("ticket", "Seen")
    LEFT = "left", _("Left without being seen")
    CANCELLED = "cancelled", _("Cancelled")
