"""Which of the files that a spreadsheet opened have lived since: drawn from the registry."""

from django.db.models import QuerySet

from cases import registry
from cases.models import (
    Arrival,
    BirthClaim,
    ImportedMinor,
    Minor,
    MinorImport,
    MinorKey,
    MinorName,
    MinorPhone,
    SearchRow,
)
from staff import history

# Made with the file, or from what is in it.
MADE_FROM_THEM = (Minor, MinorKey, ImportedMinor, SearchRow)
# What the import writes itself, all at one instant.
AT_ONCE = (MinorName, BirthClaim, MinorPhone)


def lived(of: MinorImport) -> QuerySet[Minor]:
    """Return the files to which something was added, or of which something was changed."""
    opened = ImportedMinor.objects.filter(of=of)
    minors = opened.values("minor")
    found = set(
        history.of(Minor).objects.filter(pgh_obj__in=minors).values_list("pgh_obj", flat=True)
    )
    for held in registry.held():
        if held.model in MADE_FROM_THEM:
            continue
        rows = held.model._base_manager.filter(**{f"{held.path}__in": minors})
        if held.model in AT_ONCE:
            rows = rows.exclude(recorded_at=of.imported_at)
        elif held.model is Arrival:
            rows = rows.exclude(pk__in=opened.filter(arrival__isnull=False).values("arrival"))
        found |= set(rows.values_list(held.path, flat=True))
    return Minor.objects.filter(pk__in=found).order_by("reference")
