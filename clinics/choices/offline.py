"""The closed list of why work without network ends."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class OfflineEnd(models.TextChoices):
    """Each of them destroys the key."""

    SETTLED = "settled", _("Work finished")
    LOST = "lost", _("Phone lost")
    DEVICE = "device", _("Phone withdrawn")
    EXPIRED = "expired", _("Time passed")
