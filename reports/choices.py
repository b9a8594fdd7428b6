"""The closed lists of what leaves the house: line by line, and to DHIS2."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Dhis2Kind(models.TextChoices):
    FIGURE = "figure", _("Line of the report")
    ORG_UNIT = "org_unit", _("Organisation unit")
    DATA_SET = "data_set", _("Data set")
    ATTRIBUTE_COMBO = "attribute_combo", _("Attribute option combination")


class ListKind(models.TextChoices):
    """What one line of a file is."""

    ARRIVALS = "arrivals", _("Arrivals")
    PERSONS = "persons", _("Persons")
    CONSULTATIONS = "consultations", _("Consultations")
    SEXUAL_HEALTH = "sexual_health", _("Sexual and reproductive health")
    REFERRALS = "referrals", pgettext_lazy("section of the week", "Referrals")
    STATISTICS = "statistics", _("Statistics file")


class FileFormat(models.TextChoices):
    XLSX = "xlsx", _("Spreadsheet")
    CSV = "csv", "CSV"


class ExportStatus(models.TextChoices):
    """What has happened to an export, the last one first in its rows."""

    WAITING = "waiting", _("Waits for a second person")
    BEGUN = "begun", _("Being made")
    DONE = "done", pgettext_lazy("export", "Ready")
    FAILED = "failed", _("Could not be made")
    ERASED = "erased", pgettext_lazy("export", "Erased")


class OutsideAudience(models.TextChoices):
    """Who reads figures outside the house; what they are told is in reports.audiences."""

    PARTNERS = "partners", _("Partners")
    PUBLIC = "public", _("Public")
