"""`restore_drill`: the newest backup restored beside the live database, compared, and removed."""

import getpass
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from cases.backups import restoring
from staff import age
from staff.backups import BackupError


class Command(BaseCommand):
    help = (
        "Prove that the newest backup of ESCALE_BACKUPS can be restored: every table counted, the "
        "audit trail and each document verified, the erasures done again, in a scratch database "
        "which is then removed. Needs DATABASE_OWNER_URL and the secret key."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        add_identity(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        """Exit with 1 and one sentence at the first thing that is wrong."""
        try:
            keys = age.identities(key(options["identity"]))
            run = restoring.prove(keys, self.stdout.write)
        except BackupError as error:
            raise CommandError(f"Not proven. {error}") from None
        self.stdout.write(f"Backup {run.name} can be restored: proven in {run.seconds:.1f} s.")


def add_identity(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--identity",
        required=True,
        metavar="FILE",
        help="the file of the secret key; - to type it, as printed on the paper",
    )


def key(path: str) -> str:
    """Return what the file holds, or what is typed. Raises CommandError."""
    if path == "-":
        is_typed = sys.stdin.isatty()
        return getpass.getpass("Secret key: ") if is_typed else sys.stdin.readline()
    try:
        return Path(path).read_text(encoding="utf-8")
    except (OSError, ValueError):
        raise CommandError(f"{path} cannot be read.") from None
