"""What a correction changed in a signed consultation: field by field, what was there before."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.functional import Promise

from clinics.models import PRESSURE, TEXTS, UNITS, AnyConsultation, plain
from staff.models import User
from staff.templatetags.escale import long_day

FIELDS = ["day", *TEXTS, *PRESSURE, *UNITS, "episode", "interpreting", "interpreter_language",
          "interpreter_minutes", "follow_up_on"]  # fmt: skip


@dataclass(frozen=True)
class Change:
    label: str | Promise
    before: str
    after: str


@dataclass(frozen=True)
class Correction:
    """One time that the author corrected it."""

    at: datetime.datetime
    by: User
    changes: list[Change]


def corrections_of(consultation: AnyConsultation) -> list[Correction]:
    """Return what was changed since it was first signed, the last correction first."""
    rows = type(consultation).every.select_related("recorded_by")
    signed_together = rows.filter(minor=consultation.minor_id, signed_at=consultation.signed_at)
    versions = {row.pk: row for row in signed_together}
    found, row = [], consultation
    while row.corrects_id is not None:
        former = versions[row.corrects_id]
        former.minor = row.minor  # whose keys are read already
        changes = list(_changes(former, row))
        if changes:
            found.append(Correction(row.recorded_at, row.recorded_by, changes))
        row = former
    return found


def _changes(former: AnyConsultation, row: AnyConsultation) -> Iterable[Change]:
    for name in FIELDS:
        before, after = _text(former, name), _text(row, name)
        if before != after:
            yield Change(row.label_of(name), before, after)


def _text(row: AnyConsultation, name: str) -> str:
    if name == "problem":
        return row.problem_text
    if name == "acts":
        return row.acts_text
    value = row.shown(name)
    if isinstance(value, datetime.date):
        return long_day(value)
    return plain(value)
