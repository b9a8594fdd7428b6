"""`open_centre`: the first page of an empty database, from a terminal."""

import getpass
import os
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from cases import actions, forms
from staff.choices import SiteKind
from staff.models import Centre

PASSWORD_VARIABLE = "ESCALE_COORDINATOR_PASSWORD"  # noqa: S105 - the name of a variable


class Command(BaseCommand):
    help = "Open a real centre on an empty database: its name, its sites, its first coordinator."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--name", help="the centre's name; asked for if absent")
        parser.add_argument(
            "--site",
            action="append",
            default=[],
            metavar="NAME[:KIND]",
            help=f"a site, up to three; kinds: {', '.join(SiteKind.values)}",
        )
        parser.add_argument("--coordinator", help="the first coordinator's name")
        parser.add_argument("--username", help="her sign-in name")

    def handle(self, *args: Any, **options: Any) -> None:
        refuse_unless_empty()
        form = forms.OpenCentreForm(self.answers(options))
        if not form.is_valid():
            raise CommandError("\n".join(sentences(form)))
        data = form.cleaned_data
        actions.open_centre(
            by=None,
            name=data["name"],
            sites=form.sites(data),
            username=data["username"],
            full_name=data["full_name"],
            password=data["password"],
        )
        self.stdout.write(f"{data['name']} is open. {data['username']} can sign in.")

    def answers(self, options: dict[str, Any]) -> dict[str, str]:
        """Return the form's boxes, from the options and, for what is missing, from questions."""
        sites = options["site"] or [input("First site: ")]
        if len(sites) > 3:
            raise CommandError("Three sites at most; the coordinator adds the others.")
        password = os.environ.get(PASSWORD_VARIABLE) or getpass.getpass("Password: ")
        found = {
            "name": options["name"] or input("Name of the centre: "),
            "full_name": options["coordinator"] or input("Coordinator's name: "),
            "username": options["username"] or input("Sign-in name: "),
            "password": password,
            "password_again": password,
        }
        for number in (1, 2, 3):
            name, _colon, kind = (sites[number - 1] if number <= len(sites) else "").partition(":")
            found[f"site_{number}"] = name
            found[f"kind_{number}"] = kind or SiteKind.DAY_CENTRE
        return found


def refuse_unless_empty() -> None:
    """Raise CommandError on a database that already is somebody's."""
    centre = Centre.objects.first()
    if centre and centre.is_demo:
        raise CommandError(
            "This database holds the demonstration. A real centre needs an empty one: set "
            "DATABASE_URL, or ESCALE_VAR_DIR to a new folder."
        )
    if centre:
        raise CommandError("This database already belongs to a centre.")


def sentences(form: forms.OpenCentreForm) -> list[str]:
    return [
        f"{form.fields[name].label if name in form.fields else ''}: {error}".removeprefix(": ")
        for name, errors in form.errors.items()
        for error in errors
    ]
