"""The next step of an import, done apart from the pages (staff.background) or in a terminal."""

import logging
from collections.abc import Callable

from django.core.exceptions import ValidationError
from django.db.models import Case, Value, When
from django.utils import timezone, translation

from cases import actions
from cases.choices import ImportStep
from cases.imports import staging
from cases.models import MinorImport
from staff import background
from staff.models import Site, User

logger = logging.getLogger(__name__)

COMMAND = "advance_import"
# Where an import stands when a step of it has failed: whole, as before.
BEFORE = {
    ImportStep.CHECKING: ImportStep.COLUMNS,
    ImportStep.IMPORTING: ImportStep.CHECKED,
    ImportStep.UNDOING: ImportStep.DONE,
}
SQL = "UPDATE cases_minorimport SET done_count = %s WHERE id = %s"


def start(of: MinorImport) -> None:
    """Have the step of this import done once the page is committed."""
    background.start(COMMAND, str(of.pk))


def has_stopped(of: MinorImport) -> bool:
    """Whether nobody does this step any more: the machine or the process ended before it."""
    return of.is_working and background.has_stopped(staging.WORK, since=of.stepped_at)


def advance(number: int) -> None:
    """Do the step that an import waits for, if it still does.

    When it fails nothing is changed: the import stands again where it stood, and says so.
    """
    with background.turn(staging.WORK):
        of = MinorImport.objects.select_related("by").get(pk=number)
        if not of.is_working:
            return
        with translation.override(of.by.language), background.progress(SQL, of.pk) as progress:
            try:
                do(of, progress)
            except Exception as error:
                if not isinstance(error, ValidationError):
                    logger.exception("a step of an import failed")
                MinorImport.objects.filter(pk=number, step__in=BEFORE).update(
                    step=Case(*(When(step=at, then=Value(to)) for at, to in BEFORE.items())),
                    failed_at=timezone.now(),
                )


def do(of: MinorImport, progress: Callable[[int], object]) -> None:
    if of.step == ImportStep.CHECKING:
        staging.check(of, progress)
    elif of.step == ImportStep.IMPORTING:
        people = staging.to_import(of)
        site = Site.objects.get(pk=of.site_id)  # type: ignore[misc] # said with the columns
        actions.import_minors(by=of.by, of=of, site=site, people=people, progress=progress)
    else:
        actions.undo_import(by=User.objects.get(pk=of.undone_by_id), of=of)
