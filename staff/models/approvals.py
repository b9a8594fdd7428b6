"""What takes two people."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from staff import history
from staff.models.people import User


class ApprovalQuerySet(models.QuerySet["Approval"]):
    def open(self) -> "ApprovalQuerySet":
        return self.filter(decided_at__isnull=True, expires_at__gt=timezone.now())


@history.track()
class Approval(models.Model):
    """One request and its answer by somebody else. `subject` is a table and a number, no name."""

    database_grants = "SELECT, INSERT, UPDATE"

    kind = models.CharField(max_length=40)
    subject = models.CharField(max_length=60)
    asked_at = models.DateTimeField(default=timezone.now)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    expires_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    is_granted = models.BooleanField(default=False)

    objects = ApprovalQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(decided_at__isnull=True, decided_by__isnull=True, is_granted=False)
                | Q(decided_at__isnull=False, decided_by__isnull=False),
                name="staff_approval_decided_by_someone",
                violation_error_message=_("An answer is given by somebody, at some time."),
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True)
                | Q(is_granted=False)
                | ~Q(decided_by=F("asked_by")),
                name="staff_approval_two_people",
                violation_error_message=_("It takes a second person to approve."),
            ),
            models.UniqueConstraint(
                fields=["kind", "subject"],
                condition=Q(decided_at__isnull=True),
                name="staff_approval_once",
                violation_error_message=_("This has already been asked."),
            ),
        ]

    def __str__(self) -> str:
        return self.kind

    @property
    def subject_number(self) -> int:
        return int(self.subject.partition(":")[2])

    @property
    def was_asked_by(self) -> User:
        return self.asked_by
