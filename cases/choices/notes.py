"""Notes for the desks: whether the young person knows of it and agrees."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class NoteAgreement(models.TextChoices):
    AGREED = "agreed", pgettext_lazy("note", "Yes")
    NOT_ASKED = "not_asked", _("Not asked")
    REFUSED = "refused", pgettext_lazy("note", "No")
