"""The closed lists of what is said and done in a consultation."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Teller(models.TextChoices):
    """Who says what the problem is. A nurse finds; a diagnosis was told by somebody else."""

    FOUND = "found", pgettext_lazy("told by", "Found here, no diagnosis")
    DOCTOR = "doctor", pgettext_lazy("told by", "Diagnosis of our doctor")
    HOSPITAL = "hospital", pgettext_lazy("told by", "Diagnosis of a hospital")
    LETTER = "letter", pgettext_lazy("told by", "Diagnosis read in a letter")
    SAID = "said", pgettext_lazy("told by", "Said by the young person")


class Episode(models.TextChoices):
    """Of a problem, not of a person."""

    NEW = "new", _("New episode")
    FOLLOW_UP = "follow_up", _("Follow-up of the same episode")


class CareAct(models.TextChoices):
    """What is done most often; the rest is text."""

    LISTENING = "listening", _("Listening")
    ADVICE = "advice", _("Advice")
    DRESSING = "dressing", _("Dressing")
    WOUND = "wound", _("Wound cleaned")
    BANDAGE = "bandage", _("Cold, bandage")
    WASHING = "washing", _("Eyes or nose washed")
    TREATMENT = "treatment", _("Treatment taken here")
    HYGIENE = "hygiene", _("Clean linen, hygiene kit")
    TEST = "test", _("Rapid test, urine strip")
    EDUCATION = "education", _("How to take a treatment")
    DOCTOR = "doctor", _("Doctor asked for advice")
    CALL = "call", _("Emergency call (15)")


class MedicineBasis(models.TextChoices):
    """What allows a medicine to be given."""

    PRESCRIPTION = "prescription", _("Prescription")
    PROTOCOL = "protocol", _("Signed protocol")


class CareInterpreting(models.TextChoices):
    """Who interpreted a consultation, or that nobody did."""

    PRESENT = "present", pgettext_lazy("interpreter", "Present")
    PHONE = "phone", pgettext_lazy("interpreter", "By telephone")
    PEER = "peer", pgettext_lazy("interpreter", "Another young person or somebody close")
    NONE = "none", pgettext_lazy("interpreter", "Not needed")
    ABSENT = "absent", pgettext_lazy("interpreter", "Needed, and nobody")


INTERPRETED = frozenset({CareInterpreting.PRESENT, CareInterpreting.PHONE, CareInterpreting.PEER})
