"""The runs of `backup` and `restore_drill`: when, how much, and what went wrong."""

from django.db import models

from staff.choices import BackupKind, BackupProblem


class BackupRun(models.Model):
    """One backup or one trial restore: figures, and no word of what it copied.

    Written by the owner, when it is over: whoever takes the application cannot say that all is
    well.
    """

    database_grants = "SELECT"

    kind = models.CharField(max_length=10, choices=BackupKind.choices)
    name = models.CharField(max_length=20, blank=True)  # of the backup, in its folder
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField()
    problem = models.CharField(max_length=20, choices=BackupProblem.choices, blank=True)
    byte_count = models.BigIntegerField(default=0)  # as written: encrypted
    row_count = models.BigIntegerField(default=0)
    document_count = models.BigIntegerField(default=0)
    # Whoever holds the public key can write a backup that opens: this one is ours.
    manifest_hash = models.CharField(max_length=64, blank=True)

    class Meta:
        indexes = [models.Index(fields=["kind", "-ended_at"], name="staff_backup_latest")]

    def __str__(self) -> str:
        return f"{self.kind} {self.name}"

    @property
    def seconds(self) -> float:
        return (self.ended_at - self.started_at).total_seconds()
