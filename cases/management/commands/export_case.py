"""`export_case`: everything held on a minor, once every part has its answer, encrypted."""

import os
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

import pyrage
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from cases import actions, references
from cases.models import AccessRequest
from staff.models import User


class Command(BaseCommand):
    help = (
        "Write what a young person asked for, encrypted with age. The request and the answers of "
        "each profession are made on the page of the file; whoever wrote it down cannot run this."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("reference", help="the file's reference")
        parser.add_argument("--by", required=True, help="your sign-in name")
        parser.add_argument("--to", required=True, type=Path, help="the file to write: NAME.age")
        parser.add_argument("--recipient", default="", help="another public key than the request's")

    def handle(self, *args: Any, **options: Any) -> None:
        user = User.objects.filter(username=options["by"], is_active=True).first()
        if user is None:
            raise CommandError("Nobody bears this sign-in name.")
        reference = references.clean(options["reference"]) or ""
        asked = AccessRequest.objects.filter(minor__reference=reference).order_by("-pk").first()
        if asked is None:
            raise CommandError("Nobody has asked for this file: begin on its page.")
        try:
            written = self.write(user, asked, options["recipient"], options["to"])
        except ValidationError as error:
            raise CommandError(error.messages[0]) from None
        except PermissionDenied:
            raise CommandError("It takes a second person, who may handle requests.") from None
        except FileExistsError:
            raise CommandError(f"{options['to']} is already there: nothing was written.") from None
        except pyrage.RecipientError:
            raise CommandError("This is no public age key: it begins with age1.") from None
        self.stdout.write(f"{written} bytes written to {options['to']}")

    @transaction.atomic
    def write(self, user: User, asked: AccessRequest, recipient: str, path: Path) -> int:
        content = actions.export_case(by=user, request=asked, recipient=recipient)
        number = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(number, "wb") as file:
            return file.write(content)
