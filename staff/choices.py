"""The closed lists of who works here and where."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """Professions and duties. A person may hold several, each at a site and for a time."""

    RECEPTION = "reception", _("Reception")
    VOLUNTEER = "volunteer", _("Volunteer at reception")
    NURSE = "nurse", _("Nurse")
    MIDWIFE = "midwife", _("Midwife")
    DOCTOR = "doctor", _("Referring doctor")
    PSYCHOLOGIST = "psychologist", _("Psychologist")
    SOCIAL = "social", _("Social worker")
    JURIST = "jurist", _("Jurist")
    COORDINATOR = "coordinator", _("Coordinator")
    DIRECTOR = "director", _("Director")
    ADMINISTRATOR = "administrator", _("Administrator")


# Those who work at the desk where everybody passes.
RECEPTION_ROLES = frozenset({Role.RECEPTION, Role.VOLUNTEER})


class SiteKind(models.TextChoices):
    DAY_CENTRE = "day_centre", _("Day centre")
    MOBILE = "mobile", _("Mobile clinic")
    BORDER = "border", _("Border")


class Weekday(models.IntegerChoices):
    """ISO numbers, as `date.isoweekday()` gives them."""

    MONDAY = 1, _("Monday")
    TUESDAY = 2, _("Tuesday")
    WEDNESDAY = 3, _("Wednesday")
    THURSDAY = 4, _("Thursday")
    FRIDAY = 5, _("Friday")
    SATURDAY = 6, _("Saturday")
    SUNDAY = 7, _("Sunday")


class Language(models.TextChoices):
    FRENCH = "fr", "Français"
    ENGLISH = "en", "English"


class Compartment(models.TextChoices):
    """What is kept apart: each has its tables, its key and its line in staff.permissions."""

    IDENTITY = "identity", _("Identity, arrivals, queues, nights")
    SOCIAL = "social", _("Social intake, needs, entitlements")
    LEGAL = "legal", _("Legal procedures and documents")
    NARRATIVE = "narrative", _("Legal narrative and notes")
    HEALTH = "health", _("Consultations, vaccination, screening")
    SEXUAL_HEALTH = "sexual_health", _("Sexual and reproductive health")
    PSYCHOLOGY = "psychology", _("Psychology")
    PROTECTION = "protection", _("Protection alerts")
    FIGURES = "figures", _("Weekly figures")
    REFERENCE = "reference", _("Partners, desks, opening hours")
    TEAM = "team", _("Accounts of the team")
    AUDIT = "audit", _("Audit trail")


class Erasure(models.TextChoices):
    """What becomes of a personal field when the file of a minor is erased."""

    ROW = "row", _("the row is deleted")
    CLEAR = "clear", _("emptied")
    SHRED = "shred", _("unreadable since its key is destroyed, and emptied")


class BackupKind(models.TextChoices):
    BACKUP = "backup", _("Backup")
    DRILL = "drill", _("Trial restore")


class BackupProblem(models.TextChoices):
    """Why a backup or a trial restore failed: the terminal says more, this says enough."""

    SETTING = "setting", _("A setting is missing or wrong.")
    PROGRAM = "program", _("PostgreSQL’s programs are missing, or older than the server.")
    DATABASE = "database", _("The database could not be copied.")
    DISK = "disk", _("The folder of the backups could not be read or written.")
    DOCUMENTS = "documents", _("A document is missing, or is not the one that was written.")
    NO_BACKUP = "no_backup", _("There is no backup in the folder.")
    KEY = "key", _("The key does not open the backup.")
    CHANGED = "changed", _("A file of the backup is missing, cut or changed.")
    RESTORE = "restore", _("The database could not be restored.")
    COUNTS = "counts", _("A table does not hold the rows that were saved.")
    TRAIL = "trail", _("The audit trail of the backup is broken.")
    ERASURES = "erasures", _("An erasure could not be done again.")
    INTERRUPTED = "interrupted", _("Stopped before its end.")
