"""What the health file says of somebody beside the consultations."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from cases.choices import DECLINED


class FactKind(models.TextChoices):
    ALLERGY = "allergy", _("Allergies")
    CONDITION = "condition", _("Chronic conditions")
    MEDICINE = "medicine", _("Current medicines")
    RESULT = "result", _("Results awaited")


class FactAnswer(models.TextChoices):
    """Without any row nobody has asked: that is not "none"."""

    YES = "yes", _("Yes")
    NONE = "none", _("None, I asked")
    DECLINED = DECLINED, _("Does not wish to answer")


class Condition(models.TextChoices):
    """Pregnancy and HIV are not here: sexual health has its own book."""

    ASTHMA = "asthma", _("Asthma")
    EPILEPSY = "epilepsy", _("Epilepsy")
    SICKLE_CELL = "sickle_cell", _("Sickle cell disease")
    DIABETES = "diabetes", _("Diabetes")
    HEPATITIS_B = "hepatitis_b", _("Hepatitis B")
    OTHER = "other", _("Other")
