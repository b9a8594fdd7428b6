"""`erasures`: after a restore, erase again what had been erased."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from cases import erasure


class Command(BaseCommand):
    help = (
        "The ledger of erasures, kept outside the database. After a restore from a backup, run "
        "--replay before anybody signs in: the backup may hold files erased since it was made."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        what = parser.add_mutually_exclusive_group(required=True)
        what.add_argument("--write", action="store_true", help="add what the ledger lacks")
        what.add_argument("--replay", action="store_true", help="erase again, as the owner")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["write"]:
            self.stdout.write(f"{erasure.write_ledger()} added to {settings.ERASURE_LEDGER}")
        else:
            self.stdout.write(f"{erasure.replay()} erased again")
