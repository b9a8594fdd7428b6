"""A young person asks for what is held on her."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class PartAnswer(models.TextChoices):
    WAITING = "waiting", _("Awaited")
    GIVEN = "given", _("Given")
    WITHHELD = "withheld", _("Withheld")
