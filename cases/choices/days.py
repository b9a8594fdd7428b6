"""Who speaks in the log of a day."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from cases.choices.queues import DeskKind


class LogDesk(models.TextChoices):
    RECEPTION = "reception", _("Reception")
    NURSE = DeskKind.NURSE.value, DeskKind.NURSE.label
    MIDWIFE = DeskKind.MIDWIFE.value, DeskKind.MIDWIFE.label
    PSYCHOLOGIST = DeskKind.PSYCHOLOGIST.value, DeskKind.PSYCHOLOGIST.label
    SOCIAL = DeskKind.SOCIAL.value, DeskKind.SOCIAL.label
    LEGAL = DeskKind.LEGAL.value, DeskKind.LEGAL.label
    COORDINATION = "coordination", _("Coordination")
