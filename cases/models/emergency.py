"""The one line that anyone may need in an emergency, written for everybody."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases.models.keys import SealedOfMinor
from cases.models.minors import Minor
from staff.choices import Compartment, Erasure
from staff.encryption import EncryptedTextField
from staff.models import User
from staff.permissions import Level, can


class EmergencyLineQuerySet(models.QuerySet["EmergencyLine"]):
    def visible_to(self, user: User) -> "EmergencyLineQuerySet":
        """Whoever sees the file sees its line."""
        return self.all() if can(user, Compartment.IDENTITY, Level.READ) else self.none()

    def newest_first(self) -> "EmergencyLineQuerySet":
        return self.order_by("-pk")


class EmergencyLine(SealedOfMinor):
    """ "Asthma: spray in the pocket". The newest one counts, the former ones are kept.

    An empty text says that the last line no longer holds.
    """

    database_grants = "SELECT, INSERT"
    compartment = Compartment.IDENTITY
    personal_fields = {"text": Erasure.SHRED}

    minor = models.ForeignKey(Minor, on_delete=models.PROTECT, related_name="emergency_lines")
    text = EncryptedTextField(_("emergency line"), max_length=200, blank=True)
    written_at = models.DateTimeField(default=timezone.now)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )

    objects = EmergencyLineQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["minor", "-id"], name="cases_emergency_last")]

    def __str__(self) -> str:
        return str(self.pk)
