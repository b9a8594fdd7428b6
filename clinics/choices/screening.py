"""What is answered in a screen."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from cases.choices import NOT_ASKED


class Asked(models.TextChoices):
    """Of a question of yes and no."""

    YES = "yes", _("Yes")
    NO = "no", _("No")
    NOT_ASKED = NOT_ASKED, _("Not asked")


class Frequency(models.TextChoices):
    """Of a question of how often, as its instrument counts it; not asked counts for nothing."""

    NEVER = "0", _("Not at all")
    SOME_DAYS = "1", _("Several days")
    MOST_DAYS = "2", _("More than half the days")
    EVERY_DAY = "3", _("Nearly every day")
    NOT_ASKED = NOT_ASKED, _("Not asked")


class ScreenResult(models.TextChoices):
    """What the answers come to, where one yes is enough."""

    POSITIVE = "positive", _("Positive")
    NEGATIVE = "negative", _("Negative")
    INCOMPLETE = "incomplete", _("Not everything was asked")
