"""Medical certificates: what a doctor signed, word for word, and when it was handed over.

A row is kept whole, so that it is printed again as it was.
"""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases.models import Minor, SealedOfMinor
from cases.models.minors import MAX_NAME
from clinics.choices.assessments import CertificatePurpose
from staff.choices import Compartment, Erasure
from staff.encryption import EncryptedTextField
from staff.models import Site, User
from staff.permissions import Level, can


class MedicalCertificateQuerySet(models.QuerySet["MedicalCertificate"]):
    def visible_to(self, user: User) -> "MedicalCertificateQuerySet":
        return self.all() if can(user, Compartment.HEALTH, Level.READ) else self.none()

    def newest_first(self) -> "MedicalCertificateQuerySet":
        return self.order_by("-issued_on", "-pk")


class MedicalCertificate(SealedOfMinor):
    """One certificate, as it was signed: the name of that day too."""

    database_grants = "SELECT, INSERT"
    compartment = Compartment.HEALTH
    personal_fields = {
        **dict.fromkeys(["purpose", "name", "text"], Erasure.SHRED),
        "issued_on": Erasure.ROW,
    }
    impersonal_fields = ("signature", "place")

    minor = models.ForeignKey(Minor, on_delete=models.PROTECT, related_name="certificates")
    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="+")
    purpose = EncryptedTextField(_("purpose"), max_length=15, choices=CertificatePurpose)
    # The name as said and the family name, whole.
    name = EncryptedTextField(max_length=2 * MAX_NAME + 1)
    text = EncryptedTextField(_("text of the certificate"), max_length=4000)
    signature = models.CharField(max_length=150)
    place = models.CharField(max_length=100)
    issued_on = models.DateField(default=timezone.localdate)
    issued_at = models.DateTimeField(default=timezone.now)
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )

    objects = MedicalCertificateQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["minor", "-issued_on"], name="clinics_certificate_minor")]

    def __str__(self) -> str:
        return f"{self.issued_on}"

    @property
    def handed(self) -> "CertificateHandover | None":
        return getattr(self, "handover", None)

    def clean(self) -> None:
        if self.purpose not in CertificatePurpose.values:
            raise ValidationError({"purpose": _("Choose what it is for.")})


class CertificateHandover(models.Model):
    """That a certificate was handed to the young person."""

    database_grants = "SELECT, INSERT"
    compartment = Compartment.HEALTH
    personal_fields = {"handed_on": Erasure.ROW}

    certificate = models.OneToOneField(
        MedicalCertificate,
        on_delete=models.PROTECT,
        related_name="handover",
        error_messages={"unique": _("A colleague has written it down already.")},
    )
    handed_on = models.DateField(default=timezone.localdate)
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"{self.handed_on}"
