"""What the database remembers of the keys, and the house's own wrapped ones."""

from django.db import models
from django.utils import timezone


class KeyFingerprint(models.Model):
    """A generation of the master key that this database was written with."""

    database_grants = "SELECT, INSERT"

    generation = models.PositiveSmallIntegerField(unique=True)
    fingerprint = models.CharField(max_length=16)
    first_used_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return str(self.generation)


class HouseKey(models.Model):
    """A key of the whole house, wrapped by the master key: that of the search by telephone."""

    database_grants = "SELECT, INSERT"

    name = models.CharField(max_length=20, unique=True)
    wrapped = models.BinaryField()

    def __str__(self) -> str:
        return self.name
