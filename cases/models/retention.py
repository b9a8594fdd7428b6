"""How long a file is kept, what waits for two people, what stands in the way, what is gone."""

import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases import choices
from cases.models.keys import SealedOfMinor
from cases.models.minors import Minor
from staff import history
from staff.choices import Compartment, Erasure
from staff.encryption import EncryptedTextField

REQUEST_LASTS = datetime.timedelta(days=30)  # GDPR, art. 12.3: one month
DELIVERY_LASTS = datetime.timedelta(hours=72)


class RetentionRule(models.Model):
    """One duration, as data: seeded, seen by the coordination, changed by a migration only."""

    database_grants = "SELECT"

    step = models.CharField(max_length=10, choices=choices.RetentionStep, unique=True)
    months = models.PositiveSmallIntegerField()
    until_age = models.PositiveSmallIntegerField(null=True, blank=True)
    source = models.TextField()
    is_confirmed = models.BooleanField(default=False)

    def __str__(self) -> str:
        return self.get_step_display()


class RetentionRun(models.Model):
    """What was due on one day: made at night, then asked for and approved as it stands."""

    database_grants = "SELECT, INSERT"

    made_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"{self.made_at:%Y-%m-%d}"


@history.track()
class RetentionLine(models.Model):
    """One file due in a run. By its number only: the line outlives the file, and says nothing."""

    database_grants = "SELECT, INSERT, UPDATE"

    run = models.ForeignKey(RetentionRun, on_delete=models.PROTECT, related_name="lines")
    minor_number = models.BigIntegerField()
    action = models.CharField(max_length=10, choices=choices.RetentionAction)
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["run", "minor_number"],
                name="cases_retention_line_once",
                violation_error_message=_("A file is due for one thing at a time."),
            ),
        ]

    def __str__(self) -> str:
        return self.get_action_display()


@history.track()
class LegalHold(models.Model):
    """Why a file may not be erased now. Placed by one person, lifted by two."""

    database_grants = "SELECT, INSERT, UPDATE"
    compartment = Compartment.LEGAL
    personal_fields = {"reason": Erasure.ROW}

    minor = models.ForeignKey(Minor, on_delete=models.PROTECT, related_name="legal_holds")
    reason = models.CharField(_("reason"), max_length=20, choices=choices.HoldReason)
    placed_at = models.DateTimeField(default=timezone.now)
    placed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    lifted_at = models.DateTimeField(null=True, blank=True)
    lifted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["minor", "reason"],
                condition=Q(lifted_at__isnull=True),
                name="cases_hold_once",
                violation_error_code="reason",
                violation_error_message=_("This file is already held for this reason."),
            ),
            models.CheckConstraint(
                condition=Q(lifted_at__isnull=True, lifted_by__isnull=True)
                | Q(lifted_at__isnull=False, lifted_by__isnull=False),
                name="cases_hold_lifted_by_someone",
                violation_error_message=_("A hold is lifted by somebody, at some time."),
            ),
            models.CheckConstraint(
                condition=Q(reason__in=choices.HoldReason.values),
                name="cases_hold_has_reason",
                violation_error_code="reason",
                violation_error_message=_("Choose why the file must be kept."),
            ),
        ]

    def __str__(self) -> str:
        return self.get_reason_display()


class Tombstone(models.Model):
    """That a file was erased: when, by which approval, how many rows a table. Of nobody any more.

    Written by the owner's function alone. `fingerprint` recognises the same file in a database
    restored from a backup, and nothing else: it cannot be computed from a name or a reference.
    """

    database_grants = "SELECT"

    minor_number = models.BigIntegerField()
    scope = models.CharField(max_length=10, choices=choices.RetentionAction)
    fingerprint = models.CharField(max_length=64)
    erased_at = models.DateTimeField(default=timezone.now)
    approval_number = models.BigIntegerField()
    counts = models.JSONField()

    def __str__(self) -> str:
        return f"{self.erased_at:%Y-%m-%d}"

    @property
    def row_count(self) -> int:
        return sum(self.counts.values())


@history.track()
class AccessRequest(SealedOfMinor):
    """Somebody asks for everything held on her: who wrote it down, and the key of what she gets.

    GDPR, art. 15 (right of access) and art. 12.3 (one month to answer).
    """

    database_grants = "SELECT, INSERT, UPDATE"
    compartment = Compartment.IDENTITY
    personal_fields = {"recipient": Erasure.ROW, "passphrase": Erasure.SHRED}

    minor = models.ForeignKey(Minor, on_delete=models.PROTECT, related_name="access_requests")
    asked_at = models.DateTimeField(default=timezone.now)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    # One of the two: a public age key, or words shown once to whoever asked.
    recipient = models.CharField(_("public key (age)"), max_length=80, blank=True)
    passphrase = EncryptedTextField(max_length=100, blank=True)
    delivered_at = models.DateTimeField(null=True, blank=True)
    delivered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(recipient="") | Q(recipient__regex=r"^age1[0-9a-z]{50,70}$"),
                name="cases_access_recipient_is_key",
                violation_error_code="recipient",
                violation_error_message=_("A public age key begins with age1. Copy it whole."),
            ),
            models.CheckConstraint(
                condition=Q(delivered_at__isnull=True, delivered_by__isnull=True)
                | Q(delivered_at__isnull=False, delivered_by__isnull=False)
                & ~Q(delivered_by=models.F("asked_by")),
                name="cases_access_two_people",
                violation_error_message=_("It takes a second person to make the file."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.asked_at:%Y-%m-%d}"

    @property
    def is_ready(self) -> bool:
        """Whether every part has its answer. Reads `parts`."""
        return all(part.answered_at is not None for part in self.parts.all())

    @property
    def expires_at(self) -> datetime.datetime:
        """A month to answer; once every part has its answer, three days to make the file."""
        answered = [part.answered_at for part in self.parts.all() if part.answered_at is not None]
        if answered and self.is_ready:
            return max(answered) + DELIVERY_LASTS
        return self.asked_at + REQUEST_LASTS

    @property
    def is_over(self) -> bool:
        return self.expires_at <= timezone.now()


@history.track()
class AccessPart(SealedOfMinor):
    """The part of one compartment in an answer: given or withheld by a person of it."""

    database_grants = "SELECT, INSERT, UPDATE"
    personal_fields = {"answer": Erasure.ROW, "reason": Erasure.SHRED}
    impersonal_fields = ("compartment",)

    request = models.ForeignKey(AccessRequest, on_delete=models.PROTECT, related_name="parts")
    compartment = models.CharField(max_length=20, choices=Compartment)
    answer = models.CharField(
        max_length=10, choices=choices.PartAnswer, default=choices.PartAnswer.WAITING
    )
    reason = EncryptedTextField(_("reason"), max_length=500, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["request", "compartment"],
                name="cases_access_part_once",
                violation_error_message=_("A request has one part a compartment."),
            ),
            models.CheckConstraint(
                condition=Q(answer="waiting", answered_at__isnull=True, answered_by__isnull=True)
                | Q(
                    answer__in=["given", "withheld"],
                    answered_at__isnull=False,
                    answered_by__isnull=False,
                ),
                name="cases_access_part_answered",
                violation_error_message=_("A part is answered by somebody, at some time."),
            ),
        ]

    def __str__(self) -> str:
        return self.get_compartment_display()

    @property
    def minor(self) -> Minor:  # type: ignore[override] # through its request
        return self.request.minor

    @property
    def moves_with(self) -> models.Model:
        return self.request
