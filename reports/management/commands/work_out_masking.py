"""`work_out_masking`: what is masked of a period, where a page should not wait for it."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import translation

from reports import masking_work
from reports.audiences import AUDIENCES
from reports.periods import parse
from staff.models import User


class Command(BaseCommand):
    help = "Work out what is masked of a period for an audience. The page of the period starts it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("period", type=parse, help="2026, or 2026-Q3")
        parser.add_argument("audience", type=AUDIENCES.__getitem__, help="partners or public")
        parser.add_argument("language", help="in which the lines are read")
        parser.add_argument("user", type=int, help="the number of whoever asks")

    def handle(self, *args: Any, **options: Any) -> None:
        user = User.objects.get(pk=options["user"])
        with translation.override(options["language"]):
            masking_work.work_out(options["period"], options["audience"], user)
