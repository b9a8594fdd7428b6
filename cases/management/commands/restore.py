"""`restore`: a backup restored for good, into an empty database."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from cases.backups import restoring
from cases.management.commands import restore_drill
from staff import age
from staff.backups import BackupError

NEXT = """\
Now, before anybody signs in:
  manage.py migrate               the rights of the application, and what is newer than the backup
  manage.py keys status           the key files; `keys recover` writes one from its paper copy
  manage.py erasures --replay     erases again what was erased since the backup
  manage.py audit_verify --head …  the trail, against the newest printed day sheet"""


class Command(BaseCommand):
    help = (
        "Restore a backup of ESCALE_BACKUPS into the empty database of DATABASE_OWNER_URL, and the "
        "documents that ESCALE_DOCUMENTS lacks. Nothing that is there is written over."
    )
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        restore_drill.add_identity(parser)
        parser.add_argument("--backup", default="", metavar="NAME", help="another than the newest")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            keys = age.identities(restore_drill.key(options["identity"]))
            name = restoring.restore(keys, self.stdout.write, options["backup"])
        except BackupError as error:
            raise CommandError(f"Not restored. {error}") from None
        self.stdout.write(f"Backup {name} is restored.")
        self.stdout.write(NEXT)
