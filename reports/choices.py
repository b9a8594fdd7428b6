"""What has a code in the DHIS2 of the mission."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Dhis2Kind(models.TextChoices):
    FIGURE = "figure", _("Line of the report")
    ORG_UNIT = "org_unit", _("Organisation unit")
    DATA_SET = "data_set", _("Data set")
    ATTRIBUTE_COMBO = "attribute_combo", _("Attribute option combination")
