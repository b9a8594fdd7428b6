"""What the commands `backup` and `restore_drill` leave behind them."""

from django.db import transaction
from django.utils import timezone

from staff import audit, backups
from staff.choices import BackupKind
from staff.grants import OWNER_ALIAS
from staff.models import BackupRun, User

VERBS = {BackupKind.BACKUP: "back_up", BackupKind.DRILL: "prove_restore"}


def record_backup_run(*, by: User | None, run: BackupRun) -> BackupRun:
    """Write as owner that a backup or a trial restore is over; forget the oldest runs."""
    with transaction.atomic(using=OWNER_ALIAS):
        run.ended_at = timezone.now()
        run.save(using=OWNER_ALIAS)
        old = BackupRun.objects.using(OWNER_ALIAS).filter(ended_at__lt=run.ended_at - backups.KEPT)
        old.delete()
        audit.record(
            by=by,
            action=VERBS[BackupKind(run.kind)],
            subject=run,
            purpose=run.problem,
            change=bytes.fromhex(run.manifest_hash),
            using=OWNER_ALIAS,
        )
    return run
