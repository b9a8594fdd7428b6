"""The closed lists of the papers of the legal file (field sheet, section 2.4)."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cases.choices import NOT_ASKED, UNKNOWN


class Legalisation(models.TextChoices):
    """Whether an authority has certified the signature on a foreign paper."""

    YES = "yes", pgettext_lazy("paper", "Legalised")
    NO = "no", pgettext_lazy("paper", "Not legalised")
    UNKNOWN = UNKNOWN, _("Unknown")
    NOT_ASKED = NOT_ASKED, _("Not asked")
