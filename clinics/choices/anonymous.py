"""The closed lists of what is written of somebody who has no file here."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cases.choices import Sex
from staff.choices import SiteKind


class AgeBand(models.TextChoices):
    """The age as it is said, in the bands of the reports (field sheet, clinics)."""

    UNDER_13 = "under_13", _("Under 13")
    FROM_13 = "13_14", "13–14"
    FROM_15 = "15_17", "15–17"
    FROM_18 = "18_24", "18–24"
    FROM_25 = "25", _("25 and over")
    UNKNOWN = "unknown", pgettext_lazy("age", "Not said")


class Destination(models.TextChoices):
    """Where somebody was sent to: one orientation a consultation."""

    EMERGENCY = "emergency", _("Emergency department")
    PASS = "pass", _("PASS (hospital access to care)")
    DOCTOR = "doctor", pgettext_lazy("orientation", "Doctor")
    DENTIST = "dentist", _("Dentist")
    CENTRE = "centre", _("Day centre")
    PSYCHOLOGIST = "psychologist", pgettext_lazy("orientation", "Psychologist")
    TUBERCULOSIS = "tuberculosis", _("CLAT (tuberculosis)")
    SEXUAL_HEALTH = "sexual_health", _("Sexual health centre")
    OTHER = "other", pgettext_lazy("orientation", "Elsewhere")


# Sessions where most people have no file.
GO_OUT = frozenset({SiteKind.MOBILE, SiteKind.BORDER})

# At most: letters and digits, with one digit at least, which no name has.
TICK_CODE_LENGTH = 8
TICK_CODE = r"^[A-Z0-9]{1,8}$"

# Somebody without a file may be of any age.
SEXES = {Sex.FEMALE: _("Girl, woman"), Sex.MALE: _("Boy, man")}
# In the columns of the tally sheet.
SHORT_SEXES = {
    Sex.FEMALE: pgettext_lazy("column of a tally sheet", "F"),
    Sex.MALE: pgettext_lazy("column of a tally sheet", "M"),
}

# The columns of the tally sheet: a band and a sex each, then one for those whose sex is not told.
NOT_TOLD = "not_told"
TALLY_COLUMNS = {
    f"{band.value}-{sex.value}": (band, sex)
    for band in AgeBand
    for sex in SEXES
} | {NOT_TOLD: (AgeBand.UNKNOWN, Sex.NOT_ASKED)}  # fmt: skip
MOST_A_CELL = 200  # consultations of one motif, age and sex on one day
