"""`make_export`: the file of one export that a page has asked for."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from reports import export_jobs


class Command(BaseCommand):
    help = "Make the file of an export that the page Exports has asked for. The page starts it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("number", type=int, help="the export")

    def handle(self, *args: Any, **options: Any) -> None:
        export_jobs.make(options["number"])
