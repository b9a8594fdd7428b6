"""`advance_import`: what the pages of an import start and wait for; nobody types it."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from cases.imports import work


class Command(BaseCommand):
    help = "Do the next step of a spreadsheet's import: its check, the import, or its undoing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("number", type=int, help="the number of the import")

    def handle(self, *args: Any, number: int, **options: Any) -> None:
        work.advance(number)
