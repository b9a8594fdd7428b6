"""The closed lists of a young person's procedures."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ProcedureKind(models.TextChoices):
    """The procedures of the pathway (field sheet, section 2.1)."""

    EVALUATION = "evaluation", _("Evaluation by the département")
    CHILDREN_JUDGE = "children_judge", _("Children’s judge")
    APPEAL = "appeal", _("Appeal")
    CASSATION = "cassation", _("Cassation")
    URGENT_APPEAL = "urgent_appeal", _("Urgent appeal (référé-liberté)")
    ASYLUM = "asylum", _("Asylum")
    CIVIL_STATUS = "civil_status", _("Civil status")
    RESIDENCE_PERMIT = "residence_permit", _("Residence permit")
    YOUNG_ADULT = "young_adult", _("Young-adult contract")
    OQTF = "oqtf", _("Order to leave (OQTF)")
    COMPLAINT = "complaint", _("Criminal complaint")
    LEGAL_AID = "legal_aid", _("Legal aid")
    INTERNATIONAL = "international", _("European Court, UN Committee")
    RIGHTS_DEFENDER = "rights_defender", _("Defender of Rights")
    SCHOOL_APPEAL = "school_appeal", _("Refused school place")


class DayPrecision(models.TextChoices):
    """How much of a date is known."""

    DAY = "day", _("to the day")
    MONTH = "month", _("to the month")
    YEAR = "year", _("to the year")
