"""Judicial requisitions."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class RequisitionStepKind(models.TextChoices):
    """What became of a judicial requisition."""

    LAWYER_TOLD = "lawyer_told", _("Lawyer told")
    COORDINATOR_TOLD = "coordinator_told", _("Coordinator told")
    DOCTOR_PRESENT = "doctor_present", _("Doctor of the Order present")
    GIVEN = "given", _("Answer given")
    REFUSED = "refused", _("Answer refused")
    CLOSED = "closed", _("Closed: the file is free again")


# What must say in words what was answered.
REQUISITION_ANSWERS = [RequisitionStepKind.GIVEN, RequisitionStepKind.REFUSED]
