"""Files opened by a spreadsheet, all or none, and closed again together."""

import datetime
import hashlib
import json
from collections.abc import Callable, Iterator

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import prefetch_related_objects
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases import keys, phones, references
from cases.choices import ImportStep
from cases.imports import staging
from cases.imports.columns import Columns
from cases.imports.living import lived
from cases.imports.reading import Table
from cases.imports.rows import Person
from cases.models import (
    Arrival,
    BirthClaim,
    ImportedMinor,
    Minor,
    MinorImport,
    MinorName,
    MinorPhone,
)
from cases.models.minors import MAX_KEY
from cases.names import fold
from staff import audit
from staff.models import Site, User

BATCH = 1000  # files of one INSERT
FROM = {ImportStep.IMPORTING: ImportStep.CHECKED, ImportStep.UNDOING: ImportStep.DONE}
CHANGED = gettext_lazy("This import has gone on since. Here is how it stands now.")


@transaction.atomic
def begin_import(*, by: User, table: Table) -> MinorImport:
    """Keep the rows of a spreadsheet, sealed, until they are imported or given up."""
    staging.forget_old()
    found = staging.staged(by=by, table=table)
    found.save()
    audit.record(by=by, action="begin_import", subject=found)
    return found


@transaction.atomic
def match_columns(
    *, by: User, of: MinorImport, site: Site, columns: Columns, is_year_only: bool
) -> None:
    """Say which column is which; the rows can then be checked."""
    of.site, of.columns, of.is_year_only, of.done_count = site, columns, is_year_only, 0
    of.go_to(ImportStep.CHECKING, "site", "columns", "is_year_only", "done_count")
    audit.record(by=by, action="match_columns", subject=of, site_id=site.pk)


@transaction.atomic
def answer_rows(*, by: User, of: MinorImport, answers: dict[str, str]) -> None:
    """Keep who the people of some rows are, by row number: beside what was said of others."""
    locked = MinorImport.objects.select_for_update().get(pk=of.pk)
    if locked.step != ImportStep.CHECKED:
        raise ValidationError(CHANGED)
    locked.answers |= answers
    locked.save(update_fields=["answers"])
    audit.record(by=by, action="answer_rows", subject=of)


@transaction.atomic
def begin_step(*, by: User, of: MinorImport, step: ImportStep) -> None:
    """Have the files opened, or closed again: done apart from the page that asks for it."""
    locked = MinorImport.objects.select_for_update().get(pk=of.pk)
    if locked.step != FROM[step]:
        raise ValidationError(CHANGED)
    if step == ImportStep.UNDOING:
        locked.undone_by = by
    else:
        locked.done_count = 0
    locked.go_to(step, "undone_by", "done_count")
    audit.record(by=by, action="begin_import_step", subject=of)


@transaction.atomic
def give_up_import(*, by: User, of: MinorImport) -> None:
    """Forget the rows of a spreadsheet that is not imported."""
    locked = MinorImport.objects.select_for_update().get(pk=of.pk)
    if locked.step in ImportStep.over() | ImportStep.working():
        raise ValidationError(CHANGED)
    staging.empty(locked)
    locked.go_to(ImportStep.GIVEN_UP, "table", "findings", "answers")
    audit.record(by=by, action="give_up_import", subject=of)


@transaction.atomic
def import_minors(
    *,
    by: User,
    of: MinorImport,
    site: Site,
    people: list[Person],
    progress: Callable[[int], object],
) -> MinorImport:
    """Open a file for each of these people, all of them or none.

    What `register_minor` writes for one, in batches. A file is registered now, by whoever imports;
    the day somebody was first seen becomes an arrival at noon of that day at `site`, so that
    nobody counts as new in the week of the import. The age of a row was said on that day too.

    One entry of the audit trail stands for all of them, with the hash of what was written, and
    ImportedMinor says which files: twenty thousand entries would keep the head of the chain for
    seven seconds when they are committed, and every page of the house, which records what it
    shows, would wait for it.
    """
    of.imported_at = timezone.now()
    digest = hashlib.sha256()
    done = 0
    for start in range(0, len(people), BATCH):
        batch = people[start : start + BATCH]
        for line in _write(by, of, site, batch):
            digest.update(line.encode())
        done += len(batch)
        progress(done)
    of.site, of.done_count = site, done
    staging.empty(of)
    of.go_to(ImportStep.DONE, "site", "done_count", "imported_at", "table", "findings", "answers")
    audit.record(by=by, action="import_minors", subject=of, site_id=site.pk, change=digest.digest())
    return of


def _write(by: User, of: MinorImport, site: Site, people: list[Person]) -> Iterator[str]:
    """Write the rows of one batch; yield for each file what was written of it."""
    at = of.imported_at or timezone.now()
    minors = Minor.objects.bulk_create(
        Minor(
            reference=reference,
            family_name_status=person.family_name_status,
            sex=person.sex,
            country=person.country,
            language=person.language,
            registered_site=site,
            registered_at=at,
            registered_by=by,
        )
        for reference, person in zip(_references(len(people)), people, strict=True)
    )
    pairs = list(zip(minors, people, strict=True))
    said = {"recorded_at": at, "recorded_by": by}
    MinorName.objects.bulk_create(
        MinorName(minor=minor, kind=kind, text=text, folded=fold(text)[:MAX_KEY], **said)
        for minor, person in pairs
        for kind, text in person.names
    )
    BirthClaim.objects.bulk_create(
        BirthClaim(
            minor=minor,
            precision=person.birth.precision,
            born_on=person.birth.born_on,
            declared_age=person.birth.declared_age,
            declared_on=person.first_seen_on or timezone.localdate(of.started_at),
            **said,
        )
        for minor, person in pairs
    )
    _write_phones([(minor, person.phone) for minor, person in pairs if person.phone], **said)
    arrivals = {
        arrival.minor_id: arrival
        for arrival in Arrival.objects.bulk_create(
            Arrival(
                minor=minor,
                site=site,
                day=person.first_seen_on,
                arrived_at=_noon(person.first_seen_on),
                registered_by=by,
            )
            for minor, person in pairs
            if person.first_seen_on
        )
    }
    ImportedMinor.objects.bulk_create(
        ImportedMinor(of=of, minor=minor, arrival=arrivals.get(minor.pk)) for minor in minors
    )
    for minor, person in pairs:
        yield json.dumps([minor.pk, minor.reference, vars(person)], default=str, sort_keys=True)


def _noon(day: datetime.date) -> datetime.datetime:
    """Nobody knows the hour any more; never later than now."""
    noon = datetime.datetime.combine(day, datetime.time(12), tzinfo=timezone.get_current_timezone())
    return min(noon, timezone.now())


def _references(count: int) -> set[str]:
    """Return as many references that no file bears."""
    found: set[str] = set()
    while len(found) < count:
        drawn = {references.new() for _i in range(count - len(found))}
        taken = Minor.objects.filter(reference__in=drawn).values_list("reference", flat=True)
        found |= drawn - set(taken)
    return found


def _write_phones(numbers: list[tuple[Minor, str]], **said: object) -> None:
    compartment = MinorPhone.compartment
    keys.keys_of({(minor.pk, compartment) for minor, _number in numbers})
    prefetch_related_objects([minor for minor, _number in numbers], "keys")
    key = phones.search_key()
    MinorPhone.objects.bulk_create(
        MinorPhone(
            minor=minor,
            number=number,
            index=phones.index(key, number),
            fingerprint=phones.fingerprint(key, number),
            **said,
        )
        for minor, number in numbers
    )


@transaction.atomic
def undo_import(*, by: User, of: MinorImport) -> MinorImport:
    """Withdraw all the files that an import opened, and undo the arrivals it registered.

    Raises ValidationError, and nothing is changed, once something was added to one of them.
    """
    opened = ImportedMinor.objects.filter(of=of)
    # Locked: a colleague who registers an arrival in this instant is waited for, or waits.
    minors = Minor.objects.filter(pk__in=opened.values("minor"))
    numbers = list(minors.order_by("pk").select_for_update().values_list("pk", flat=True))
    if len(numbers) < of.done_count or lived(of):
        raise ValidationError(_("Some of these files are in use: the import cannot be undone."))
    now = timezone.now()
    Arrival.objects.filter(pk__in=opened.values("arrival")).update(
        cancelled_at=now, cancelled_by=by
    )
    Minor.objects.filter(pk__in=numbers).update(withdrawn_at=now, withdrawn_by=by)
    of.undone_at, of.undone_by = now, by
    of.go_to(ImportStep.UNDONE, "undone_at", "undone_by")
    audit.record(by=by, action="undo_import", subject=of, site_id=of.site_id)
    return of
