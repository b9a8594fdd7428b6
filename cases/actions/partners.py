"""The directory of partners."""

import csv
import datetime
from collections.abc import Mapping, Sequence
from pathlib import Path

from django.db import transaction

from cases.models import Partner, PartnerContact, PartnerHours
from staff import audit
from staff.models import User

Span = tuple[datetime.time, datetime.time]

SEED = Path(__file__).resolve().parent.parent / "data" / "partners.csv"


@transaction.atomic
def edit_partner(
    *,
    by: User | None,
    partner: Partner,
    hours: Mapping[int, Span | None] | None = None,
    contacts: Sequence[PartnerContact] | None = None,
) -> Partner:
    """Save a new or changed partner; raises ValidationError.

    `hours` are {weekday: (opens, closes) or None}; without them or `contacts`, those kept stay.
    """
    partner.full_clean()
    partner.save()
    if hours is not None:
        _keep_hours(partner, hours)
    if contacts is not None:
        _keep_contacts(partner, contacts)
    audit.record(by=by, action="edit_partner", subject=partner)
    return partner


def _keep_hours(partner: Partner, hours: Mapping[int, Span | None]) -> None:
    kept = {row.weekday: row for row in partner.week.all()}
    for weekday, span in hours.items():
        row = kept.get(weekday)
        if span is None:
            if row is not None:
                row.delete()
            continue
        row = row or PartnerHours(partner=partner, weekday=weekday)
        if row.pk is None or span != (row.opens_at, row.closes_at):
            row.opens_at, row.closes_at = span
            row.full_clean()
            row.save()


def _keep_contacts(partner: Partner, contacts: Sequence[PartnerContact]) -> None:
    """Put these in the place of those kept, unless they say the same."""
    kept = list(partner.contacts.order_by("pk"))
    if [_said(row) for row in kept] == [_said(row) for row in contacts]:
        return
    for row in kept:
        row.delete()
    for row in contacts:
        row.partner = partner
        row.full_clean()
        row.save()


def _said(contact: PartnerContact) -> tuple[str, str, str]:
    return contact.role, contact.phone, contact.email


@transaction.atomic
def seed_partners(*, by: User | None) -> list[Partner]:
    """Fill an empty directory from data/partners.csv; every line stands "to be confirmed"."""
    if Partner.objects.exists():
        return []
    with SEED.open(encoding="utf-8", newline="") as lines:
        return [
            edit_partner(by=by, partner=_partner(row), hours=_hours(row["week"]))
            for row in csv.DictReader(lines)
        ]


def _partner(row: dict[str, str]) -> Partner:
    listed = {name: row[name].split() for name in ("other_kinds", "languages", "accepts")}
    words = ["name", "kind", "neutral_label", "place", "town", "phone", "hours", "accepts_note"]
    return Partner(
        **{name: row[name] for name in [*words, "note"]},
        **listed,
        valid_from=_date(row["valid_from"]),
        valid_to=_date(row["valid_to"]),
    )


def _date(text: str) -> datetime.date | None:
    return datetime.date.fromisoformat(text) if text else None


def _hours(text: str) -> dict[int, Span | None]:
    """Read "135 09:00 18:00": Monday, Wednesday and Friday, from nine to six; "" is unknown."""
    if not text:
        return {}
    days, opens, closes = text.split()
    span = datetime.time.fromisoformat(opens), datetime.time.fromisoformat(closes)
    return {int(day): span for day in days}
