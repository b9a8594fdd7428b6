"""`demo`: an invented centre on an empty database."""

import time
from argparse import ArgumentParser, ArgumentTypeError
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from config import demo
from config.demo.distributions import PRESETS

NOT_EMPTY = (
    "This database already holds a centre, accounts or files: nothing was added. Use an empty one: "
    "another folder in ESCALE_VAR_DIR, or another address in DATABASE_URL."
)


def between(least: int, most: int) -> Any:
    """Return a reader of whole numbers between two bounds, with a sentence for the others."""

    def read(text: str) -> int:
        if not text.isdecimal() or not least <= int(text) <= most:
            raise ArgumentTypeError(f"give a whole number from {least} to {most}")
        return int(text)

    return read


class Command(BaseCommand):
    """Invent a day centre, its team, its young people and their last weeks."""

    help = (
        "Fill an empty database with an invented centre whose last day is today. The preset 2018 "
        "(default) is the centre of boys and girls and shows every desk; 2025 is the centre of "
        "girls. The same seed, day and instant give the same data."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--preset", choices=list(PRESETS), default="2018")
        parser.add_argument(
            "--minors", type=between(10, 5000), default=300, help="files to open (default 300)"
        )
        parser.add_argument(
            "--days",
            type=between(7, 1000),
            default=90,
            help="days of attendance up to today (default 90)",
        )
        parser.add_argument("--seed", type=int, default=1)

    def handle(
        self, *args: Any, preset: str, minors: int, days: int, seed: int, **options: Any
    ) -> None:
        """Raises CommandError, with nothing written, when the database is not empty."""
        began = time.monotonic()
        try:
            counts = demo.build(preset=preset, minors=minors, days=days, seed=seed)
        except ValidationError:
            raise CommandError(NOT_EMPTY) from None
        if options["verbosity"] > 0:
            took = time.monotonic() - began
            rows = ", ".join(f"{count} {name}" for name, count in counts.items())
            self.stdout.write(f"An invented centre of {preset} in {took:.1f} s: {rows}.")
