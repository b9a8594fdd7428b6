"""`find_duplicates`: the likely pairs of the whole base, for the coordinator's list."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from cases import actions, finder


class Command(BaseCommand):
    help = (
        "Looks in the whole base for files that may be one person's, for the page Duplicates. "
        "Nothing is joined. For a nightly task; the page has a button that does the same."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--run", type=int, help="a run that the page has opened")

    def handle(self, *args: Any, **options: Any) -> None:
        number = options["run"]
        if number is None and (run := actions.find_duplicates(by=None, is_sent_off=False)):
            number = run.pk
        found = None if number is None else finder.advance(number)
        if found is None:
            raise CommandError("A search is at work already, or this one is over.")
        self.stdout.write(f"{found} new pairs")
