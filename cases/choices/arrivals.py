"""What is asked at the door."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Need(models.TextChoices):
    """Urgent needs of the day (field sheet, minimum record, field 6)."""

    NOTHING = "nothing", _("Nothing urgent")
    CARE = "care", _("Care")
    SLEEP = "sleep", _("Sleep tonight")
    FOOD = "food", _("Food")
    DANGER = "danger", _("In danger")
    LEGAL = "legal", _("Urgent legal matter")
