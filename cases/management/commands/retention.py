"""`retention`: the nightly list of what is due, and the rest of what two people approved."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction
from django.db.models import Count
from django.utils import timezone

from cases import actions, enquiries, erasure, registry, two_people
from cases.choices import RetentionAction
from cases.imports import staging as imports
from staff import approvals
from staff.models import Approval, User


class Command(BaseCommand):
    help = (
        "What is due for the archive or for erasure. --preview, each night, writes the list that "
        "two people approve on the page Retention; --apply does what they approved and is not "
        "done. --forget, as owner, erases what was noted over a year ago of those who asked for a "
        "young person."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        what = parser.add_mutually_exclusive_group(required=True)
        what.add_argument("--preview", action="store_true", help="write the list of today")
        what.add_argument("--apply", action="store_true", help="do what was approved")
        what.add_argument("--forget", action="store_true", help="erase the old enquiries")

    def handle(self, *args: Any, **options: Any) -> None:
        chosen = next(name for name in ("preview", "apply", "forget") if options[name])
        {"preview": self.preview, "apply": self.apply, "forget": self.forget}[chosen]()

    def preview(self) -> None:
        imports.forget_old()
        registry.forget_at_night()
        run = actions.preview_retention(by=None)
        counted = run.lines.values("action").annotate(count=Count("pk"))
        counts = dict(counted.values_list("action", "count"))
        for action in RetentionAction:
            self.stdout.write(f"{action}: {counts.get(action, 0)}")

    def forget(self) -> None:
        self.stdout.write(f"enquiries: {enquiries.forget(timezone.now())}")

    def apply(self) -> None:
        """A list a transaction: one that fails leaves the others done."""
        granted = Approval.objects.filter(
            is_granted=True, decided_at__gt=timezone.now() - approvals.LASTS
        )
        execute = {
            two_people.ARCHIVE_FILES: actions.archive_files,
            two_people.ERASE_FILES: actions.erase_files,
        }
        for approval in granted.filter(kind__in=list(execute)).order_by("pk"):
            decided_by = User.objects.get(pk=approval.decided_by_id)
            with transaction.atomic():
                count = execute[approval.kind](by=decided_by, approval=approval, at_once=None)
            self.stdout.write(f"{approval.kind}: {count}")
        erasure.write_ledger()
