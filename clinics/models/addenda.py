"""What is added to a signed consultation, once it can no longer be corrected."""

from typing import ClassVar

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clinics.models.consultations import (
    AnyConsultation,
    Consultation,
    SexualHealthConsultation,
)
from staff.choices import Compartment, Erasure
from staff.encryption import EncryptedTextField, SealedRow

NO_TEXT = _("Write what is to be added.")


class AnyAddendum(SealedRow):
    """A few words more, of somebody, later: sealed as the consultation is."""

    database_grants = "SELECT, INSERT"
    compartment: ClassVar[Compartment]
    personal_fields: ClassVar[dict[str, Erasure]] = {"text": Erasure.SHRED}
    consultation: AnyConsultation

    text = EncryptedTextField(
        _("addendum"),
        max_length=2000,
        error_messages={"blank": NO_TEXT},
        validators=[RegexValidator(r"\S", NO_TEXT)],
    )
    written_at = models.DateTimeField(default=timezone.now)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.written_at:%Y-%m-%d}"

    def sealing_key(self) -> bytes:
        return self.consultation.sealing_key()

    def opening_keys(self) -> list[bytes]:
        return self.consultation.opening_keys()


class ConsultationAddendum(AnyAddendum):
    compartment = Compartment.HEALTH

    consultation = models.ForeignKey(Consultation, on_delete=models.PROTECT, related_name="addenda")


class SexualHealthAddendum(AnyAddendum):
    compartment = Compartment.SEXUAL_HEALTH

    consultation = models.ForeignKey(
        SexualHealthConsultation, on_delete=models.PROTECT, related_name="addenda"
    )
