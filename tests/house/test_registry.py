"""A table that reaches a minor is held by its app, and each of its columns is classified.

Merging, exporting and erasing a file go through cases.registry: what is not there is forgotten.
"""

from collections.abc import Iterable

import pytest
from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.test.utils import isolate_apps

from cases import registry
from cases.models import Arrival, Minor, RetentionLine, SealedOfMinor, Ticket, Tombstone
from cases.registry import Held, Merge
from staff import history
from staff.choices import Compartment, Erasure
from staff.encryption import EncryptedField, EncryptedTextField
from staff.models import AuditEntry

# A number of a minor kept without a foreign key, on purpose.
BY_NUMBER_ONLY = {
    (AuditEntry, "minor_id"): "staff stands below cases; the trail outlives the file",
    (RetentionLine, "minor_number"): "what was due outlives the file",
    (Tombstone, "minor_number"): "says that the file is no longer there",
}


def reaching(target: type[models.Model], among: Iterable[type[models.Model]]) -> set[type]:
    """Return the models that a chain of foreign keys leads to `target`, itself included."""
    found: set[type] = {target}
    models_left = list(among)
    while True:
        further = {
            model
            for model in models_left
            if model not in found
            and any(
                field.related_model in found
                for field in (*model._meta.fields, *model._meta.many_to_many)
            )
        }
        if not further:
            return found
        found |= further


def unregistered(among: Iterable[type[models.Model]]) -> list[str]:
    return sorted(
        model._meta.label
        for model in reaching(Minor, among)
        if model._meta.app_label not in registry.registered_apps()
    )


def not_held(among: Iterable[type[models.Model]], held: Iterable[Held]) -> list[str]:
    """Return the models that reach a minor and that no app's `Brings.held` names."""
    known = {found.model for found in held}
    return sorted(
        model._meta.label
        for model in reaching(Minor, among)
        if model not in known and not history.is_history(model)
    )


def is_impersonal(field: models.Field) -> bool:
    """A number drawn by the machine, a link to another row, the instant of a click."""
    return (
        field.primary_key
        or field.is_relation
        or isinstance(field, models.DateTimeField)
        or field.name == "seal_number"
    )


def unclassified(model: type[models.Model]) -> list[str]:
    """Return what a model forgets to say of its compartment and of each of its columns."""
    name = model._meta.label
    if model._meta.auto_created:
        return []  # two links, nothing else
    wrong = [] if getattr(model, "compartment", None) else [f"{name} has no compartment"]
    personal = getattr(model, "personal_fields", None)
    if personal is None:
        return [*wrong, f"{name} has no personal_fields"]
    impersonal = set(getattr(model, "impersonal_fields", ()))
    columns = {field.name: field for field in model._meta.concrete_fields}
    for field in columns.values():
        said = (field.name in personal) + (field.name in impersonal)
        if said > 1 or (said == 0 and not is_impersonal(field)):
            wrong.append(f"{name}.{field.name} is said {said} times")
        if isinstance(field, EncryptedField) and personal.get(field.name) == Erasure.CLEAR:
            wrong.append(f"{name}.{field.name} is sealed: erasing it is destroying its key")
    wrong += [f"{name} has no {extra}" for extra in (set(personal) | impersonal) - set(columns)]
    wrong += [f"{name}.{field}: {how}" for field, how in personal.items() if how not in Erasure]
    return wrong


def end_of(model: type[models.Model], path: str) -> object:
    """Return what a chain of fields leads to: a model, or a column; None when it breaks."""
    found: object = model
    for step in filter(None, path.split("__")):
        try:
            field = found._meta.get_field(step)  # type: ignore[attr-defined]
        except (AttributeError, FieldDoesNotExist):
            return None
        found = field.related_model if field.is_relation else field
    return found


def ill_held(held: Held) -> list[str]:
    """Return what does not hold together in one `Held`."""
    model, name = held.model, held.model._meta.label
    wrong = []
    for path in held.paths:
        if end_of(model, path) is not Minor:
            wrong.append(f"{name}: {path!r} does not lead to a minor")
    says = getattr(model, "compartment", None)
    if isinstance(says, Compartment) == bool(held.compartment_path):
        wrong.append(f"{name}: the compartment is the class's, or a column's at the end of a path")
    if held.compartment_path and not isinstance(end_of(model, held.compartment_path), models.Field):
        wrong.append(f"{name}: {held.compartment_path!r} is no column")
    if held.contact and not isinstance(end_of(model, held.contact), models.DateField):
        wrong.append(f"{name}: {held.contact!r} is no date")
    is_sealed = any(isinstance(field, EncryptedField) for field in model._meta.fields)
    if held.other_paths and held.merge is not Merge.KEEP:
        wrong.append(f"{name}: a row of two files stays where it is")
    if is_sealed and held.identity_of_health:
        wrong.append(f"{name}: its key would go before the medical file does")
    if held.merge is Merge.FOLLOW and "__" not in held.path:
        wrong.append(f"{name}: it hangs from no other row")
    if held.merge is Merge.MOVE and "__" in held.path:
        wrong.append(f"{name}: what it hangs from moves")
    return wrong


def numbers_of_minors(among: Iterable[type[models.Model]]) -> set[tuple[type, str]]:
    """Return the (model, field) that look like a minor's number and are no foreign key."""
    return {
        (model, field.name)
        for model in among
        for field in model._meta.concrete_fields
        if not history.is_history(model)
        if "minor" in field.name and not field.is_relation
    }


def test_every_model_that_reaches_a_minor_is_of_a_registered_app() -> None:
    assert unregistered(apps.get_models(include_auto_created=True)) == []


def test_every_model_that_reaches_a_minor_is_held_once() -> None:
    assert not_held(apps.get_models(include_auto_created=True), registry.held()) == []
    models_held = [held.model for held in registry.held()]
    assert len(set(models_held)) == len(models_held)
    assert all(held.model._meta.app_label in registry.registered_apps() for held in registry.held())


def test_every_column_is_classified() -> None:
    assert [line for held in registry.held() for line in unclassified(held.model)] == []


def test_every_way_to_a_minor_is_one() -> None:
    assert [line for held in registry.held() for line in ill_held(held)] == []


def test_every_registered_app_is_installed_under_its_own_name() -> None:
    assert registry.registered_apps() <= {config.label for config in apps.get_app_configs()}


def test_no_minor_is_named_by_a_bare_number() -> None:
    assert numbers_of_minors(apps.get_models()) == set(BY_NUMBER_ONLY)


# --- the checks can fail ----------------------------------------------------------------------


def test_a_chain_is_followed_to_its_end() -> None:
    assert {Arrival, Ticket} <= reaching(Minor, apps.get_models())
    assert AuditEntry not in reaching(Minor, apps.get_models())


@isolate_apps("outreach")
@pytest.mark.parametrize("kind", [models.ForeignKey, models.OneToOneField])
def test_an_app_that_has_not_registered_is_found(kind: type[models.ForeignKey]) -> None:
    class Planted(models.Model):
        arrival = kind(Arrival, on_delete=models.PROTECT, related_name="+")
        minor_number = models.IntegerField()

        class Meta:
            app_label = "outreach"

        def __str__(self) -> str:
            return ""

    assert unregistered([*apps.get_models(), Planted]) == ["outreach.Planted"]
    assert numbers_of_minors([Planted]) == {(Planted, "minor_number")}


@isolate_apps("outreach")
def test_a_table_that_nobody_holds_is_found() -> None:
    class Planted(models.Model):
        ticket = models.ForeignKey(Ticket, on_delete=models.PROTECT, related_name="+")

        class Meta:
            app_label = "outreach"

        def __str__(self) -> str:
            return ""

    everything = [*apps.get_models(), Planted]
    assert not_held(everything, registry.held()) == ["outreach.Planted"]
    held = Held(Planted, "ticket__arrival__minor", "Planted", Merge.FOLLOW)
    assert not_held(everything, [*registry.held(), held]) == []
    assert unclassified(Planted) == [
        "outreach.Planted has no compartment",
        "outreach.Planted has no personal_fields",
    ]


@isolate_apps("outreach")
def test_a_column_that_is_forgotten_said_twice_or_gone_is_found() -> None:
    class Planted(SealedOfMinor):
        compartment = Compartment.HEALTH
        personal_fields = {"twice": Erasure.ROW, "sealed": Erasure.CLEAR, "gone": Erasure.ROW}
        impersonal_fields = ("twice",)

        minor = models.ForeignKey(Minor, on_delete=models.PROTECT, related_name="+")
        at = models.DateTimeField()
        forgotten = models.TextField()
        twice = models.TextField()
        sealed = EncryptedTextField()

        class Meta:
            app_label = "outreach"

        def __str__(self) -> str:
            return ""

    assert unclassified(Planted) == [
        "outreach.Planted.forgotten is said 0 times",
        "outreach.Planted.twice is said 2 times",
        "outreach.Planted.sealed is sealed: erasing it is destroying its key",
        "outreach.Planted has no gone",
    ]
    assert ill_held(Held(Planted, "minor", "Planted", Merge.MOVE)) == []
    for wrong in (
        Held(Planted, "minor", "Planted", Merge.MOVE, other_paths=("minor",)),
        Held(Planted, "minor", "Planted", Merge.KEEP, other_paths=("at",)),
        Held(Planted, "minor", "Planted", Merge.MOVE, identity_of_health=True),
        Held(Planted, "minor__arrivals", "Planted", Merge.MOVE),
        Held(Planted, "minor", "Planted", Merge.MOVE, compartment_path="twice"),
        Held(Planted, "minor", "Planted", Merge.MOVE, contact="twice"),
        Held(Arrival, "minor", "Arrival", Merge.FOLLOW),
        Held(Ticket, "arrival__minor", "Ticket", Merge.MOVE),
        Held(Ticket, "arrival__minor", "Ticket", Merge.FOLLOW, compartment_path="nothing"),
    ):
        assert ill_held(wrong), wrong


@isolate_apps("outreach")
def test_a_table_between_many_and_many_counts() -> None:
    class Visit(models.Model):
        minors = models.ManyToManyField(Minor, related_name="+")

        class Meta:
            app_label = "outreach"

        def __str__(self) -> str:
            return ""

    assert unregistered([*apps.get_models(), Visit]) == ["outreach.Visit"]
