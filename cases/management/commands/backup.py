"""`backup`: documents, database, documents again, encrypted for a key that lies elsewhere."""

import io
from argparse import ArgumentParser
from typing import Any

import segno
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from cases.backups import writing
from staff import age
from staff.backups import BackupError


class Command(BaseCommand):
    help = (
        "Write a backup into ESCALE_BACKUPS, encrypted for ESCALE_BACKUP_RECIPIENTS: this machine "
        "cannot read it again. Needs DATABASE_OWNER_URL. Once a night; docs/operations.md."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--new-key",
            action="store_true",
            help="make a pair of keys and show it once: nothing is written or backed up",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["new_key"]:
            return self.new_key()
        try:
            run = writing.back_up(self.stdout.write)
        except BackupError as error:
            raise CommandError(str(error)) from None
        return self.stdout.write(f"Backup {run.name} made in {run.seconds:.1f} s.")

    def new_key(self) -> None:
        """The paper for the sealed envelope, and the line for the settings."""
        identity = age.new_identity()
        drawn = io.StringIO()
        segno.make(str(identity), error="m").terminal(out=drawn, compact=True)
        self.stdout.write(f"\nESCALE, key of the backups, made on {timezone.localdate()}")
        self.stdout.write(f"  {identity}\n")
        self.stdout.write(drawn.getvalue())
        self.stdout.write(
            "Two copies on paper, in two sealed envelopes, away from this machine: it is shown "
            "this once and kept nowhere. Without it no backup can be read, by anybody.\n"
        )
        self.stdout.write("The public key, for the settings of the server:")
        self.stdout.write(f"  ESCALE_BACKUP_RECIPIENTS={identity.to_public()}")
