"""The forms that were sent and did something, so that none does it twice."""

import uuid

from django.db import models
from django.utils import timezone

from staff.models.people import User


class Submission(models.Model):
    """One form, sent once. `location` is where its answer led; no word of what was typed."""

    database_grants = "SELECT, INSERT, UPDATE, DELETE"

    # Made of the person and her form's token: the second one to be written finds the first.
    number = models.UUIDField(primary_key=True, editable=False)
    attempt = models.UUIDField(default=uuid.uuid4, editable=False)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    # Keyed: whoever reads the table alone cannot try names against it.
    digest = models.BinaryField(max_length=32)
    location = models.CharField(max_length=500, blank=True)
    sent_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return str(self.number)
