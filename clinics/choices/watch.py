"""What the week warns of, and what is done about it."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class SignalKind(models.TextChoices):
    ONE_CASE = "one_case", _("One case")
    CLUSTER = "cluster", _("Cases of one site in the week")
    TREND = "trend", _("Rise over the weeks before")


class SignalStepKind(models.TextChoices):
    """What becomes of a signal; declared to the ARS, or that it need not be."""

    SEEN = "seen", pgettext_lazy("signal", "Seen")
    ACTION = "action", pgettext_lazy("signal", "What is done")
    DECLARED = "declared", _("Declared to the ARS")
    NOT_DECLARED = "not_declared", _("Not to be declared")
