"""`migrate` runs as the owner of the tables, then grants the application what is declared."""

from typing import Any

from django.core.management import call_command
from django.core.management.base import CommandParser
from django.core.management.commands.migrate import Command as DjangoMigrate

from staff import grants, history, keys


class Command(DjangoMigrate):
    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.set_defaults(database=grants.OWNER_ALIAS)

    def handle(self, *args: Any, **options: Any) -> None:
        super().handle(*args, **options)
        if options["plan"] or options["check_unapplied"]:
            return
        call_command("createcachetable", database=grants.OWNER_ALIAS, verbosity=0)
        grants.apply()
        history.close()
        keys.prepare(using=grants.OWNER_ALIAS)
        grants.run_steps()
