"""`audit_verify` walks along the audit trail and says where it was tampered with, if it was."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from staff import audit_chain, audit_queries


class Command(BaseCommand):
    help = "Check that the audit trail is the one that was recorded."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--head",
            metavar="POSITION:HASH",
            help="the head on a printed day sheet: without one a cut end cannot be seen",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Exit with 1 and name the first broken position."""
        try:
            given = audit_chain.parse(options["head"]) if options["head"] else None
        except ValueError as error:
            raise CommandError(str(error), returncode=2) from None
        self.shows_progress = options["verbosity"] and self.stdout.isatty()
        try:
            end = audit_queries.verify(given, progress=self.progress)
        except audit_chain.BrokenChainError as broken:
            raise CommandError(f"The audit trail is broken. {broken}") from None
        self.stdout.write(f"The audit trail is whole: {end.position} entries. Head: {end}")
        if given is None:
            self.stdout.write(
                "Without --head from a printed day sheet, a cut end would not have been seen."
            )

    def progress(self, done: int, total: int) -> None:
        if self.shows_progress:
            end = "\n" if done >= total else "\r"
            self.stdout.write(f"{done} of {total} entries", ending=end)
            self.stdout.flush()
