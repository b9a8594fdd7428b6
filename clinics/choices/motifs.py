"""The closed lists of a consultation: one a book."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Motif(models.TextChoices):
    """Why somebody comes to the nurse: short, in the nurses' words (field sheet 6.3)."""

    FIRST_CHECK = "first_check", _("First check-up")
    TRAUMA = "trauma", _("Pain in bones and joints, injury")
    SCABIES = "scabies", _("Scabies")
    SKIN = "skin", _("Other skin")
    TEETH = "teeth", _("Teeth")
    DIGESTIVE = "digestive", _("Digestive, parasites")
    RESPIRATORY = "respiratory", _("Breathing, ear, nose and throat")
    FEVER = "fever", _("Fever")
    HEADACHE = "headache", _("Headache")
    SLEEP = "sleep", _("Sleep trouble")
    DISTRESS = "distress", _("Psychological suffering")
    EYES = "eyes", _("Eyes")
    WOUND = "wound", _("Wound, dressing")
    VACCINATION = "vaccination", _("Vaccination")
    CHRONIC = "chronic", _("Chronic illness")
    NUTRITION = "nutrition", _("Anaemia, nutrition")
    HEPATITIS_B = "hepatitis_b", _("Hepatitis B")
    TUBERCULOSIS = "tuberculosis", _("Tuberculosis, contact")
    VIOLENCE = "violence", _("Recent violence")
    RENEWAL = "renewal", _("Renewal, paperwork")
    OTHER = "other", _("Other")


class SexualHealthMotif(models.TextChoices):
    """The motifs that are never named outside the care team: elsewhere they are one total."""

    UROGENITAL = "urogenital", _("Urinary, genital, STI")
    PREGNANCY = "pregnancy", _("Pregnancy")
    CONTRACEPTION = "contraception", _("Contraception, sexual health")
    HIV = "hiv", _("HIV")
    SEXUAL_VIOLENCE = "sexual_violence", _("Sexual violence")
    MUTILATION = "mutilation", _("Female genital mutilation")
    OTHER = "other_sexual_health", _("Other")


# No value is in both lists: a motif says which book it belongs to.
AnyMotif = Motif | SexualHealthMotif
