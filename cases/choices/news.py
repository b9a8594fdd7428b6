"""Young people not seen for a while: what is tried to have news."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class NewsKind(models.TextChoices):
    """A closed list: what was done, never what somebody thinks of it."""

    TAKEN = "taken", _("I look after it")
    CALLED = "called", _("Called")
    PARTNER = "partner", _("Asked a partner")
    OUTSIDE = "outside", _("Seen outside the centre")
    NOTHING_UNTIL = "nothing_until", _("Nothing to do for now")


# Since when, in days.
NOT_SEEN_DAYS = (7, 14, 30, 60)
