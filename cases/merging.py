"""The rows of one file given to another, when both turn out to be one person's.

A step of the merge, drawn from `Held`; asking, approving and undoing stand above it.
"""

from dataclasses import dataclass, field
from typing import Any

from django.db import IntegrityError, models, transaction
from psycopg.errors import UniqueViolation

from cases import registry
from cases.models import Minor
from cases.registry import Held, Merge
from staff.encryption import EncryptedField
from staff.grants import OWNER_ALIAS


@dataclass
class Moved:
    """How many rows of each table went, and which stayed since the kept file says the same."""

    counts: dict[str, int] = field(default_factory=dict)
    left: list[models.Model] = field(default_factory=list)


def sealed_fields(model: type[models.Model]) -> list[EncryptedField]:
    return [column for column in model._meta.concrete_fields if isinstance(column, EncryptedField)]


@transaction.atomic(using=OWNER_ALIAS)
def move(*, kept: Minor, gone: Minor) -> Moved:
    """Give every row of `gone` to `kept`; sealed columns are sealed anew under the kept file's key.

    A row that the kept file already has word for word (a name, a day at a site) stays where it is,
    with what hangs from it. As owner: no role of the application may give a row to another file.
    """
    kept, gone = (Minor._base_manager.using(OWNER_ALIAS).get(pk=m.pk) for m in (kept, gone))
    moved = Moved()
    tables = [held for held in registry.held() if held.merge in (Merge.MOVE, Merge.RESEAL)]
    opened = {held.model: _opened(held, gone) for held in tables if held.merge is Merge.RESEAL}
    for held in tables:
        if "__" not in held.path:
            _move_table(held, kept, gone, opened.get(held.model, {}), moved)
    for held in tables:
        if "__" in held.path:  # hangs from a row that went; its seal is the former file's
            values = opened[held.model]
            for row in _rows(held, kept).filter(pk__in=list(values)):
                _write(row, values[row.pk])
                moved.counts[held.model._meta.label] = (
                    moved.counts.get(held.model._meta.label, 0) + 1
                )
    return moved


def _rows(held: Held, minor: Minor) -> "models.QuerySet[models.Model]":
    return held.rows(minor).using(OWNER_ALIAS)


def _opened(held: Held, minor: Minor) -> dict[Any, dict[str, Any]]:
    """Return {row: {sealed column: what it says}}, read while the former key still applies."""
    columns = sealed_fields(held.model)
    return {row.pk: {c.name: getattr(row, c.name) for c in columns} for row in _rows(held, minor)}


def _move_table(
    held: Held, kept: Minor, gone: Minor, opened: dict[Any, dict[str, Any]], moved: Moved
) -> None:
    for row in _rows(held, gone):
        try:
            with transaction.atomic(using=OWNER_ALIAS):
                if held.reseal is not None:
                    held.reseal(row, kept)
                    row.save()
                setattr(row, held.path, kept)
                _write(row, opened.get(row.pk, {}), held.path)
        except IntegrityError as error:
            if not isinstance(error.__cause__, UniqueViolation):
                raise
            moved.left.append(row)
        else:
            label = held.model._meta.label
            moved.counts[label] = moved.counts.get(label, 0) + 1


def _write(row: models.Model, values: dict[str, Any], *others: str) -> None:
    """Save the sealed values as if they were new: under the key of the file the row now is of."""
    for column in sealed_fields(type(row)):
        row.__dict__.pop(column.memory, None)
        setattr(row, column.name, values[column.name])
    row.save(update_fields=[*others, *values])
