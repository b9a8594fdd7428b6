"""Two files that look like one person's."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Verdict(models.TextChoices):
    """What somebody says of two files that look like one person's."""

    SAME = "same", _("The same person")
    ANOTHER = "another", _("Another person")
    NOT_SURE = "not_sure", _("Not sure")


class PairReason(models.TextChoices):
    """Why two files are proposed as one person's."""

    PHONE = "phone", _("same telephone")
    NAME = "name", _("same name")
    SOUND = "sound", _("name sounds alike")
    COUNTRY = "country", _("same country")
    LANGUAGE = "language", _("same language")
    BIRTH = "birth", _("same birth date")
    YEAR = "year", _("born the same year, or one apart")
