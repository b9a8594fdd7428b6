"""A table that reaches a minor belongs to an app that says what it brings to her file.

Merging, exporting and erasing a file go through cases.registry: what is not there is forgotten.
"""

from collections.abc import Iterable

import pytest
from django.apps import apps
from django.db import models
from django.test.utils import isolate_apps

from cases import registry
from cases.models import Arrival, Minor, Ticket
from staff.models import AuditEntry

# A number of a minor kept without a foreign key, on purpose.
BY_NUMBER_ONLY = {
    (AuditEntry, "minor_id"): "staff stands below cases; the trail outlives the file",
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


def numbers_of_minors(among: Iterable[type[models.Model]]) -> set[tuple[type, str]]:
    """Return the (model, field) that look like a minor's number and are no foreign key."""
    return {
        (model, field.name)
        for model in among
        for field in model._meta.concrete_fields
        if "minor" in field.name and not field.is_relation
    }


def test_every_model_that_reaches_a_minor_is_of_a_registered_app() -> None:
    assert unregistered(apps.get_models(include_auto_created=True)) == []


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
def test_a_table_between_many_and_many_counts() -> None:
    class Visit(models.Model):
        minors = models.ManyToManyField(Minor, related_name="+")

        class Meta:
            app_label = "outreach"

        def __str__(self) -> str:
            return ""

    assert unregistered([*apps.get_models(), Visit]) == ["outreach.Visit"]
