"""Birth dates: how much is known, from whom, in which calendar."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from cases.choices.answers import UNKNOWN


class Calendar(models.TextChoices):
    """The calendar in which a date is typed; what is kept is always the Gregorian date."""

    GREGORIAN = "gregorian", _("Gregorian (the one used in France)")
    SOLAR = "solar", _("Solar Hijri: Afghanistan, Iran (1388)")
    ETHIOPIAN = "ethiopian", _("Ethiopian, Eritrean (2001)")
    ISLAMIC = "islamic", _("Islamic, by the moon (1430)")


class Precision(models.TextChoices):
    """How much of a birth date is known."""

    DAY = "day", _("Day")
    MONTH = "month", _("Month")
    YEAR = "year", _("Year")
    AGE = "age", _("Age only")
    UNKNOWN = UNKNOWN, _("Unknown")


class ClaimSource(models.TextChoices):
    DECLARED = "declared", _("Said by the young person")
    DOCUMENT = "document", _("Document")
    EVALUATION = "evaluation", _("Evaluation")
    JUDGMENT = "judgment", _("Judgment")
    OFPRA = "ofpra", _("OFPRA")
