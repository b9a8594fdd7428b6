"""The audit trail: what was done, its chain, its head, and who has read its weekly digest."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from staff.models.people import User

# The hash before the first position.
NO_HASH = bytes(32)


class AuditEntry(models.Model):
    """One thing that somebody did, without a name or a word of content in it.

    For investigators: no feature reads this table but its own pages. Nobody ever changes a row:
    the chain stands beside it, in AuditLink.
    """

    database_grants = "SELECT, INSERT"

    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    action = models.CharField(max_length=60)
    subject = models.CharField(max_length=60, blank=True)
    minor_id = models.BigIntegerField(null=True)
    site_id = models.BigIntegerField(null=True)
    request_id = models.CharField(max_length=32, blank=True)
    device = models.CharField(max_length=32, blank=True)
    purpose = models.CharField(max_length=30, blank=True)
    change = models.BinaryField(default=b"", blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["minor_id", "-at"], name="staff_audit_of_minor"),
            models.Index(fields=["by", "-at"], name="staff_audit_of_person"),
            models.Index(fields=["at"], name="staff_audit_of_time"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(action=""),
                name="staff_audit_says_what",
                violation_error_message=_("An audit entry says what was done."),
            ),
            models.CheckConstraint(
                condition=Q(purpose__regex=r"^[a-z_]*$"),
                name="staff_audit_purpose_is_code",
                violation_error_code="purpose",
                violation_error_message=_("A purpose is a short code, never a text."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.action}"


class AuditLink(models.Model):
    """The place of an entry in the chain: 1, 2, 3... and the hash of all that stands before it.

    Written by the database alone, when the entry's transaction commits (chain_the_trail): without
    a foreign key, so that nothing is locked once the head is.
    """

    database_grants = "SELECT"

    entry = models.OneToOneField(
        AuditEntry,
        on_delete=models.PROTECT,
        primary_key=True,
        db_constraint=False,
        related_name="link",
    )
    position = models.BigIntegerField(null=True, unique=True)
    hash = models.BinaryField(null=True)

    def __str__(self) -> str:
        return str(self.position)


class AuditHead(models.Model):
    """The last position of the chain and its hash: what the day sheet prints.

    One row, which the migration holds to.
    """

    database_grants = "SELECT"

    only_one = models.BooleanField(default=True, primary_key=True, editable=False)
    position = models.BigIntegerField(default=0)
    hash = models.BinaryField(default=NO_HASH)

    def __str__(self) -> str:
        return f"{self.position}:{bytes(self.hash).hex()}"


class AuditReview(models.Model):
    """That somebody has read the digest of a week; `week` is its Monday."""

    database_grants = "SELECT, INSERT"

    week = models.DateField()
    reader = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    read_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["week", "reader"],
                name="staff_review_once",
                violation_error_message=_("You have already confirmed this week."),
            ),
            models.CheckConstraint(
                condition=Q(week__iso_week_day=1),
                name="staff_review_of_a_week",
                violation_error_message=_("A week begins on a Monday."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.week:%G-W%V}"
