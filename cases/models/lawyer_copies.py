"""A medical document handed to the lawyer: which one, under which line of the register."""

from django.conf import settings
from django.db import models
from django.utils import timezone

from cases.models.consents import Sharing
from cases.models.documents import HealthDocument
from staff.choices import Compartment, Erasure
from staff.models import User
from staff.permissions import Level, can


class LawyerCopyQuerySet(models.QuerySet["LawyerCopy"]):
    def visible_to(self, user: User) -> "LawyerCopyQuerySet":
        """Which one was handed: to those who read the documents of health."""
        return self.all() if can(user, Compartment.HEALTH, Level.READ) else self.none()

    def in_the_register(self) -> "LawyerCopyQuerySet":
        """Those whose line is in the register of the same file."""
        return self.filter(sharing__isnull=False)


class LawyerCopy(models.Model):
    """One document, one lawyer, one agreement: its file leaves from here, once.

    The jurists know that there was one and on which day, never which.
    """

    database_grants = "SELECT, INSERT"
    compartment = Compartment.HEALTH
    personal_fields: dict[str, Erasure] = {}

    document = models.ForeignKey(
        HealthDocument, on_delete=models.PROTECT, related_name="lawyer_copies"
    )
    # Written while two files were joined, its line of the register may go with the other one.
    sharing = models.OneToOneField(
        Sharing, on_delete=models.PROTECT, null=True, related_name="lawyer_copy"
    )
    made_at = models.DateTimeField(default=timezone.now)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )

    objects = LawyerCopyQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.made_at:%Y-%m-%d}"

    @property
    def taken(self) -> "LawyerCopyTaken | None":
        return getattr(self, "taking", None)


class LawyerCopyTaken(models.Model):
    """The file has left, once: another copy is another act, asked about anew."""

    database_grants = "SELECT, INSERT"
    compartment = Compartment.HEALTH
    personal_fields: dict[str, Erasure] = {}

    copy = models.OneToOneField(LawyerCopy, on_delete=models.PROTECT, related_name="taking")
    taken_at = models.DateTimeField(default=timezone.now)
    taken_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )

    def __str__(self) -> str:
        return f"{self.taken_at:%Y-%m-%d}"
