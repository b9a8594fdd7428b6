"""`import_minors`: what the pages of an import do, in a terminal."""

from argparse import ArgumentParser
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import translation

from cases import actions, import_pages, permissions
from cases.choices import ImportField, ImportStep, RowAnswer
from cases.imports import columns, reading, staging
from cases.models import MinorImport
from staff import background
from staff.models import Site, User

SHOWN = 100  # lines of one list


class Command(BaseCommand):
    help = (
        "Open a file for each row of a spreadsheet (XLSX or CSV) whose headings are "
        f"{', '.join(ImportField.values)}, in any order, some of them left out. All or nothing: "
        "with a row that is wrong, or that may be somebody known, it prints which and exits "
        "with 1. The terminal then shows names: nothing of it is kept elsewhere."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="the spreadsheet")
        parser.add_argument("--site", help="where the files are opened; needed when there are two")
        parser.add_argument(
            "--by", help="your sign-in name; needed when there are two coordinators"
        )
        known = parser.add_mutually_exclusive_group()
        known.add_argument(
            "--leave-out-likely",
            action="store_true",
            help="leave out the rows that are likely known; the others in question are imported",
        )
        known.add_argument(
            "--import-all", action="store_true", help="every row in question is another person"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        user, site = coordinator(options["by"]), site_named(options["site"])
        with translation.override(settings.LANGUAGE_CODE), background.turn(staging.WORK):
            of = self.begun(user, site, options["file"])
            try:
                self.checked(of, options)
                self.imported(of, user, site)
            finally:
                of.refresh_from_db()
                if of.step not in ImportStep.over():
                    actions.give_up_import(by=user, of=of)

    def begun(self, user: User, site: Site, file: Path) -> MinorImport:
        try:
            table = reading.read(file.read_bytes())
        except OSError as error:
            raise CommandError(f"{file} cannot be read: {error.strerror}.") from None
        except reading.Refused as refused:
            raise CommandError(refused.sentence) from None
        found = columns.guess(table)
        if not set(found) & {ImportField.GIVEN_NAMES, ImportField.FAMILY_NAME}:
            raise CommandError("No heading says which column holds the names: given_names.")
        of = actions.begin_import(by=user, table=table)
        actions.match_columns(by=user, of=of, site=site, columns=found, is_year_only=True)
        staging.check(of, lambda done: None)
        return of

    def checked(self, of: MinorImport, options: dict[str, Any]) -> None:
        """Raise CommandError, with every row printed, unless all can be imported."""
        found = staging.findings_of(of)
        if found.problems:
            self.list(import_pages.sentences(of))
            raise CommandError(f"{len(found.problems)} rows are wrong: nothing was imported.")
        answers = dict.fromkeys(found.matches, RowAnswer.IMPORT.value)
        if options["leave_out_likely"]:
            answers |= dict.fromkeys(found.likely, RowAnswer.LEAVE_OUT.value)
        elif found.matches and not options["import_all"]:
            self.list(import_pages.doubts(of))
            raise CommandError(
                f"{len(found.matches)} rows may be known already: nothing was imported. "
                "--leave-out-likely or --import-all answers for all of them; the page Import asks "
                "one by one."
            )
        said = {str(row): answer for row, answer in answers.items()}
        actions.answer_rows(by=of.by, of=of, answers=said)
        of.refresh_from_db()

    def list(self, lines: Iterable[str]) -> None:
        for number, line in enumerate(lines):
            if number == SHOWN:
                self.stderr.write("…")
                return
            self.stderr.write(line)

    def imported(self, of: MinorImport, user: User, site: Site) -> None:
        people = staging.to_import(of)
        if not people:
            raise CommandError("Every row is left out: nothing was imported.")
        actions.import_minors(
            by=user, of=of, site=site, people=people, progress=self.progress(len(people))
        )
        self.stdout.write(f"{of.done_count} files opened at {site.name}.")

    def progress(self, total: int) -> Any:
        return lambda done: self.stdout.write(f"{done} of {total}")


def coordinator(username: str | None) -> User:
    """Return who answers for the import; raises CommandError."""
    active = User.objects.filter(is_active=True).order_by("pk")
    found = active.filter(username=username) if username else active
    able = [user for user in found if permissions.can_import_minors(user)]
    if len(able) != 1:
        raise CommandError("Name a coordinator's sign-in name: --by NAME.")
    return able[0]


def site_named(name: str | None) -> Site:
    """Return the site; raises CommandError, naming those there are."""
    sites = list(Site.objects.order_by("name"))
    found = [site for site in sites if name in (site.name, None)]
    if len(found) != 1:
        names = ", ".join(site.name for site in sites)
        raise CommandError(f"Name one of the sites, --site NAME: {names}.")
    return found[0]
