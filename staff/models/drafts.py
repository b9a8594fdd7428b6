"""What is being typed in a long form, until it is saved."""

from django.db import models
from django.utils import timezone

from staff.models.people import User


class Draft(models.Model):
    """The boxes of one page's form as its author left them, sealed: she alone reads them again."""

    database_grants = "SELECT, INSERT, UPDATE, DELETE"

    # Made of the person, the page and the form: each window that is open keeps its own.
    number = models.UUIDField(primary_key=True, editable=False)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    path = models.CharField(max_length=300)
    content = models.BinaryField()
    saved_at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes = [models.Index(fields=["saved_at"], name="staff_draft_age")]

    def __str__(self) -> str:
        return f"{self.saved_at:%Y-%m-%d %H:%M}"
