"""The audit trail."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from staff.models.people import User


class AuditEntry(models.Model):
    """One thing that somebody did, without a name or a word of content in it.

    For investigators: no feature reads this table but its own pages.
    """

    database_grants = "SELECT, INSERT"

    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    action = models.CharField(max_length=60)
    subject = models.CharField(max_length=60, blank=True)
    minor_id = models.BigIntegerField(null=True)
    site_id = models.BigIntegerField(null=True)
    request_id = models.CharField(max_length=32, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["minor_id", "-at"], name="staff_audit_of_minor"),
            models.Index(fields=["by", "-at"], name="staff_audit_of_person"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(action=""),
                name="staff_audit_says_what",
                violation_error_message=_("An audit entry says what was done."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.action}"
