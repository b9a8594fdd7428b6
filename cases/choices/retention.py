"""How long a file stays, and why it may stay longer."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class RetentionStep(models.TextChoices):
    """How long a file stays where it is, counted from the last contact."""

    ACTIVE = "active", _("In use")
    ARCHIVE = "archive", _("In the archive, after that")
    MEDICAL = "medical", _("Medical file, from the last contact")


class RetentionAction(models.TextChoices):
    """What is due for a file, and what was done to one that is no longer there."""

    ARCHIVE = "archive", _("Archive")
    ERASE = "erase", _("Erase everything")
    ERASE_PART = "erase_part", _("Erase all but the medical file")


class HoldReason(models.TextChoices):
    """Why a file must be kept beyond its time."""

    PROCEDURE = "procedure", _("Procedure still open")
    REQUISITION = "requisition", _("Judicial requisition")
    COMPLAINT = "complaint", _("Complaint or claim")
