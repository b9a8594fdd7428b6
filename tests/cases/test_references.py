"""The reference on the card: read aloud without confusion, one slip never opens another file."""

import re
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import NoReverseMatch, reverse
from hypothesis import given
from hypothesis import strategies as st

from cases import references
from cases.references import ALPHABET, LENGTH, check_character, clean
from tests.factories import make_minor

BODIES = st.text(ALPHABET, min_size=LENGTH - 1, max_size=LENGTH - 1)
VALID = BODIES.map(lambda body: body + check_character(body))


def test_new_ones_are_valid_and_differ() -> None:
    made = {references.new() for _i in range(500)}
    assert len(made) > 495
    assert all(clean(reference) == reference for reference in made)
    assert all(re.fullmatch(f"[{ALPHABET}]{{6}}", reference) for reference in made)


def test_no_character_is_taken_for_another() -> None:
    assert not set("IL1O0") & set(ALPHABET)


@given(VALID)
def test_every_single_wrong_character_is_detected(reference: str) -> None:
    for place in range(LENGTH):
        for character in set(ALPHABET) - {reference[place]}:
            assert clean(reference[:place] + character + reference[place + 1 :]) is None


@given(VALID)
def test_every_two_neighbours_swapped_are_detected(reference: str) -> None:
    for place in range(LENGTH - 1):
        one, other = reference[place], reference[place + 1]
        swapped = reference[:place] + other + one + reference[place + 2 :]
        assert clean(swapped) == (reference if one == other else None)


@given(VALID)
def test_it_is_found_however_it_is_said(reference: str) -> None:
    one, other = reference[:3], reference[3:]
    for said in (
        reference.lower(),
        f" {reference} ",
        f"{one}-{other}",
        f"{one} {other}",
        "-".join(reference.lower()),
        f"\t{' '.join(reference)}\n",
    ):
        assert clean(said) == reference


@given(st.text(st.characters(), max_size=30))
def test_anything_else_is_none(text: str) -> None:
    found = clean(text)
    assert found is None or re.fullmatch(f"[{ALPHABET}]{{{LENGTH}}}", found)


@pytest.mark.parametrize("text", ["", "K7F2M", "K7F2MQ9", "K7F2MÉ", "１２３４５６", "ß2345"])
def test_too_short_too_long_or_foreign(text: str) -> None:
    assert clean(text) is None


def test_an_address_holds_the_reference_and_never_a_number() -> None:
    reference = references.new()
    assert reverse("cases:case", args=[reference]) == f"/cases/{reference}/"
    for malformed in ("K7F2M", "k7f2mq", "12", "K7F2M1"):
        with pytest.raises(NoReverseMatch):
            reverse("cases:case", args=[malformed])


def test_a_reference_nobody_bears_is_no_page(as_role: Callable[..., Client]) -> None:
    client = as_role()
    minor, _arrival = make_minor(by=client.user)
    assert client.get(f"/cases/{minor.reference}/").status_code == 200
    for wrong in (references.new(), minor.reference.lower(), minor.reference[::-1], str(minor.pk)):
        assert client.get(f"/cases/{wrong}/").status_code == 404
