"""Which files are due for the archive or for erasure on a day, by the rules kept as data.

CNIL's framework for social work (deliberations 2021-028 and 2023-095; GDPR, art. 5.1.e): in use
for two years after the last contact, then in an archive that few may open, then erased. The
medical file has its own, longer time: what it needs to be somebody's stays with it.
"""

import csv
import datetime
from calendar import monthrange
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured
from django.db import connections
from django.db.models import F, Max
from django.utils import timezone

from cases import births, registry, requisitions
from cases.choices import RetentionAction, RetentionStep
from cases.models import FileMerge, LegalHold, Minor, RetentionRule, Tombstone
from cases.registry import Held
from staff.choices import Compartment
from staff.grants import OWNER_ALIAS

RULES = Path(__file__).parent / "data" / "retention_rules.csv"
# The medical file: kept until its own date when the rest of a file is erased.
MEDICAL = frozenset({Compartment.HEALTH, Compartment.SEXUAL_HEALTH, Compartment.PSYCHOLOGY})


def seed_rules() -> None:
    """Write the rules that are missing. Run as owner after each migrate."""
    tables = connections[OWNER_ALIAS].introspection.table_names()
    if RetentionRule._meta.db_table not in tables:
        return  # migrated back to before it
    known = set(RetentionRule.objects.using(OWNER_ALIAS).values_list("step", flat=True))
    with RULES.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["step"] not in known:
                RetentionRule.objects.using(OWNER_ALIAS).create(
                    step=row["step"],
                    months=int(row["months"]),
                    until_age=int(row["until_age"]) if row["until_age"] else None,
                    source=row["source"],
                )


def rules() -> dict[str, RetentionRule]:
    """Return the rule of each step; raises ImproperlyConfigured when one is missing."""
    found = {rule.step: rule for rule in RetentionRule.objects.all()}
    if set(found) != set(RetentionStep):
        raise ImproperlyConfigured("A retention rule is missing: run manage.py migrate.")
    return found


def months_before(day: datetime.date, months: int) -> datetime.date:
    """Return the same day so many months earlier, or the last of that month."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return datetime.date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def last_contacts(minor: Minor | None = None, *, medical: bool = False) -> dict[int, datetime.date]:
    """Return {minor: the last day she was in touch}, of all files or one.

    What was undone counts too: in doubt, a file stays. `medical` looks at the medical file alone.
    """
    latest: dict[int, datetime.date] = {}
    for held in registry.held():
        if not held.contact or (medical and not may_be_medical(held)):
            continue
        rows = held.model._base_manager.all() if minor is None else held.rows(minor)
        rows = rows.filter(**{f"{held.contact}__isnull": False})
        if medical and held.compartment_path:
            rows = rows.filter(**{f"{held.compartment_path}__in": MEDICAL})
        found = rows.order_by().values(number=F(held.path or "pk")).annotate(at=Max(held.contact))
        for number, at in found.values_list("number", "at"):
            day = timezone.localdate(at) if isinstance(at, datetime.datetime) else at
            latest[number] = max(day, latest.get(number, day))
    return latest


def may_be_medical(held: Held) -> bool:
    """Whether rows of this table may be part of a medical file."""
    return bool(held.compartment_path) or held.model.compartment in MEDICAL  # type: ignore[attr-defined]


def with_medical_file() -> set[int]:
    """Return the numbers of the minors of whom a medical file is kept."""
    found: set[int] = set()
    for held in registry.held():
        if held.is_exported and may_be_medical(held):
            rows = held.model._base_manager.all()
            if held.compartment_path:
                rows = rows.filter(**{f"{held.compartment_path}__in": MEDICAL})
            found |= set(rows.values_list(held.path, flat=True).distinct())
    return found


def held_files() -> set[int]:
    """Return the minors whose file a reason or a requisition keeps from the archive and erasure."""
    asked = LegalHold.objects.filter(lifted_at__isnull=True)
    return {
        *asked.values_list("minor", flat=True),
        *requisitions.holds().values_list("minor", flat=True),
    }


def due(today: datetime.date, among: list[int] | None = None) -> dict[int, RetentionAction]:
    """Return {minor: what is due today}, of all files or of these; none that a hold keeps."""
    rule = rules()
    in_use = months_before(today, rule[RetentionStep.ACTIVE].months)
    in_archive = months_before(in_use, rule[RetentionStep.ARCHIVE].months)
    contacts = last_contacts()
    # A file joined to another goes with that one.
    joined = FileMerge.objects.standing().values("gone")
    minors = Minor.objects.exclude(pk__in=held_files()).exclude(pk__in=joined).order_by("pk")
    if among is not None:
        minors = minors.filter(pk__in=among)
    found: dict[int, RetentionAction] = {}
    erased = []
    for pk, archived_at in minors.values_list("pk", "archived_at"):
        if archived_at is None and contacts[pk] < in_use:
            found[pk] = RetentionAction.ARCHIVE
        elif archived_at is not None and contacts[pk] < in_archive:
            erased.append(pk)
    return found | _erasures(erased, rule[RetentionStep.MEDICAL], today)


def _erasures(
    numbers: list[int], rule: RetentionRule, today: datetime.date
) -> dict[int, RetentionAction]:
    """Say what of each file whose time is over: all, or all but the medical file."""
    if not numbers:
        return {}
    medical = with_medical_file()
    contacts = last_contacts(medical=True)
    limit = months_before(today, rule.months)
    found: dict[int, RetentionAction] = {}
    for minor in Minor.objects.filter(pk__in=numbers).prefetch_related("claims"):
        ages = [births.age_on(claim, today) for claim in minor.claims.all()]
        is_too_young = any(age is not None and age < (rule.until_age or 0) for age in ages)
        is_kept = contacts.get(minor.pk, limit) >= limit or is_too_young
        if minor.pk not in medical or not is_kept:
            found[minor.pk] = RetentionAction.ERASE
        elif not _part_is_erased(minor):
            found[minor.pk] = RetentionAction.ERASE_PART
    return found


def _part_is_erased(minor: Minor) -> bool:
    """Whether only the medical file is left since the file went to the archive."""
    return Tombstone.objects.filter(
        minor_number=minor.pk,
        scope=RetentionAction.ERASE_PART,
        erased_at__gte=minor.archived_at,
    ).exists()
