"""The directory of partners."""

import csv
import datetime
from pathlib import Path

from django.db import transaction

from cases.models import Partner
from staff import audit
from staff.models import User

SEED = Path(__file__).resolve().parent.parent / "data" / "partners.csv"


@transaction.atomic
def edit_partner(*, by: User | None, partner: Partner) -> Partner:
    """Save a new or changed partner; raises ValidationError."""
    partner.full_clean()
    partner.save()
    audit.record(by=by, action="edit_partner", subject=partner)
    return partner


@transaction.atomic
def seed_partners(*, by: User | None) -> list[Partner]:
    """Fill an empty directory from data/partners.csv; every line stands "to be confirmed"."""
    if Partner.objects.exists():
        return []
    with SEED.open(encoding="utf-8", newline="") as lines:
        return [edit_partner(by=by, partner=_partner(row)) for row in csv.DictReader(lines)]


def _partner(row: dict[str, str]) -> Partner:
    return Partner(
        name=row["name"],
        kind=row["kind"],
        neutral_label=row["neutral_label"],
        place=row["place"],
        phone=row["phone"],
        hours=row["hours"],
        note=row["note"],
        valid_from=datetime.date.fromisoformat(row["valid_from"]) if row["valid_from"] else None,
        valid_to=datetime.date.fromisoformat(row["valid_to"]) if row["valid_to"] else None,
    )
