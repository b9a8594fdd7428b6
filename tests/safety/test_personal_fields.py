"""The data protection assessment names each personal field of the models, and no other.

`docs/aipd.md` is signed by people who do not read models: its table has one line for each table
that reaches a minor, with the columns that go with their row and those that go with their key.
"""

import re
from pathlib import Path

import pytest
from django.conf import settings

from cases import registry
from cases.models import MinorName, RetentionRule
from cases.registry import Held
from staff.choices import Erasure

DOCUMENT: Path = settings.BASE_DIR / "docs" / "aipd.md"
ROW = re.compile(r"^\| `(\w+\.\w+)` \|(.*)\|(.*)\|(.*)\|(.*)\|$", re.MULTILINE)
TOGETHER = {Erasure.ROW, Erasure.CLEAR}

Fields = tuple[frozenset[str], frozenset[str]]


def said(text: str) -> dict[str, Fields]:
    """Return {table: (fields that go with the row, fields that go with the key)} of a document."""
    return {
        table: (frozenset(re.findall(r"`(\w+)`", row)), frozenset(re.findall(r"`(\w+)`", key)))
        for table, _what, _compartment, row, key in ROW.findall(text)
    }


def existing() -> dict[str, Fields]:
    """Return the same, of the models that the apps hold."""
    return {held.model._meta.label: fields_of(held) for held in registry.held()}


def fields_of(held: Held) -> Fields:
    personal = held.model.personal_fields
    return (
        frozenset(name for name, how in personal.items() if how in TOGETHER),
        frozenset(name for name, how in personal.items() if how == Erasure.SHRED),
    )


def line(table: str, fields: Fields) -> str:
    """Return the line as it should stand, its description left to a person."""
    named = [", ".join(f"`{name}`" for name in sorted(part)) or "–" for part in fields]
    return f"| `{table}` | … | … | {named[0]} | {named[1]} |"


def wrong(document: dict[str, Fields], models: dict[str, Fields]) -> list[str]:
    """Return the lines to write or to remove."""
    missing = [f"write: {line(t, f)}" for t, f in models.items() if document.get(t) != f]
    return missing + [f"remove: {table}" for table in set(document) - set(models)]


def test_the_assessment_names_every_personal_field() -> None:
    found = wrong(said(DOCUMENT.read_text(encoding="utf-8")), existing())
    assert not found, "\n".join(found)


def test_every_line_says_what_it_is_and_in_which_compartment() -> None:
    for table, what, compartment, *_fields in ROW.findall(DOCUMENT.read_text(encoding="utf-8")):
        assert what.strip(" …"), table
        assert compartment.strip(" …"), table


@pytest.mark.django_db(databases=["default", "owner"])
def test_the_durations_are_those_of_the_rules() -> None:
    """They are data: whoever changes a rule changes the document that was signed."""
    text = DOCUMENT.read_text(encoding="utf-8")
    rules = RetentionRule.objects.all()
    assert rules
    for rule in rules:
        assert f"{rule.months} mois" in text, rule.step
        assert rule.until_age is None or f"{rule.until_age}ᵉ anniversaire" in text


def test_what_is_not_verified_says_so() -> None:
    text = DOCUMENT.read_text(encoding="utf-8")
    legal = text.partition("## 2. Bases légales")[2].partition("## 3.")[0]
    rows = [row for row in legal.splitlines() if row.startswith("| ") and "RGPD" not in row]
    assert len(rows) > 4
    assert all(row.endswith("à confirmer par le juriste |") for row in rows)


# --- the checks can fail ----------------------------------------------------------------------


def test_a_field_missing_added_or_erased_otherwise_is_found() -> None:
    models = existing()
    label = MinorName._meta.label
    row, key = models[label]
    for changed in (
        (row - {"text"}, key),
        (row | {"planted"}, key),
        (row - {"text"}, key | {"text"}),
    ):
        assert wrong({**models, label: changed}, models) == [f"write: {line(label, (row, key))}"]
    assert wrong({**models, "cases.Gone": (row, key)}, models) == ["remove: cases.Gone"]
    assert wrong({}, models)
    assert wrong(models, models) == []


def test_a_line_of_the_document_is_read() -> None:
    assert said("| `cases.X` | noms | identité | `a`, `b` | – |") == {
        "cases.X": (frozenset({"a", "b"}), frozenset())
    }
