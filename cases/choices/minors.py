"""What is asked of the young person, beside names and birth."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cases.choices.answers import DECLINED, NOT_ASKED, UNKNOWN


class Sex(models.TextChoices):
    """As the minor says it. Never inferred from a first name."""

    FEMALE = "female", _("Girl")
    MALE = "male", _("Boy")
    OTHER = "other", _("Other")
    UNKNOWN = UNKNOWN, _("Unknown")
    NOT_ASKED = NOT_ASKED, _("Not asked")
    DECLINED = DECLINED, _("Does not wish to answer")


class Interpreter(models.TextChoices):
    NEEDED = "needed", pgettext_lazy("interpreter", "Needed")
    NOT_NEEDED = "not_needed", pgettext_lazy("interpreter", "Not needed")
    NOT_ASKED = NOT_ASKED, _("Not asked")
