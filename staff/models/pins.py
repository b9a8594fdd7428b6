"""The six digits with which a person takes her place again at a shared PC."""

from django.db import models
from django.utils import timezone

from staff.models.people import User


class Pin(models.Model):
    """A person's PIN, hashed. It opens nothing where she has not signed in fully this shift."""

    database_grants = "SELECT, INSERT, UPDATE, DELETE"

    user = models.OneToOneField(User, on_delete=models.PROTECT, related_name="pin")
    secret_hash = models.CharField(max_length=128)
    set_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"{self.user_id}"
