"""The closed lists of a deadline of a file."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from referrals.deadlines import wording
from referrals.deadlines.rules import StopKind


class DeadlineStepKind(models.TextChoices):
    """What became of a deadline."""

    STARTED = "started", _("Recorded")
    CORRECTED = "corrected", _("Corrected by a jurist")
    STOPPED = "stopped", _("Clock stopped")
    RESUMED = "resumed", _("Clock running again")
    CALLED = "called", _("Lawyer called")
    DONE = "done", pgettext_lazy("deadline", "Done")
    DROPPED = "dropped", _("Dropped")
    UNDONE = "undone", _("Taken back")


CLOSES = frozenset({DeadlineStepKind.DONE, DeadlineStepKind.DROPPED})
# What leaves a closed deadline as it is.
ON_CLOSED = frozenset({DeadlineStepKind.CALLED, DeadlineStepKind.UNDONE})


class TriggerPrecision(models.TextChoices):
    """What is known of the event, as `deadlines.counting` counts it."""

    YEAR = "year", _("The year only")
    MONTH = "month", _("The month only")
    DAY = "day", _("The day")
    MINUTE = "minute", _("The day and the hour")


class LawyerRole(models.TextChoices):
    """Whom one calls: a role, never a name."""

    APPOINTED = "appointed", _("The young person’s lawyer")
    BAR = "bar", _("The bar’s lawyers for minors")
    DUTY = "duty", _("The duty lawyer")
    ASSOCIATION = "association", _("The lawyers of an association")


class DueFilter(models.TextChoices):
    """What the due list shows."""

    OPEN = "open", _("All that are open")
    LATE = "late", _("Overdue")
    WEEK = "week", _("Within a week")
    MONTH = "month", _("Within a month")


STOP_CHOICES = [(kind.value, wording.STOPS[kind]) for kind in StopKind]
