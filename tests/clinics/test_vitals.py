"""What no CHECK can read any more is held by the model, with the same sentences."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from clinics.models import (
    IMPOSSIBLE,
    OUT_OF_ORDER,
    VITAL_BOUNDS,
    AnyConsultation,
    Consultation,
    SexualHealthConsultation,
)

BOOKS = [Consultation, SexualHealthConsultation]
BESIDE = {"systolic": "diastolic", "diastolic": "systolic"}
PAIRS = {"systolic": ("20", "100"), "diastolic": ("100", "250")}
# A measure in another unit, or a slip of the keyboard.
WRONG_UNIT: dict[str, dict[str, str]] = {
    "temperature": {"temperature": "98.6"},  # Fahrenheit
    "pulse": {"pulse": "0"},
    "respiration": {"respiration": "180"},
    "systolic": {"systolic": "999", "diastolic": "80"},
    "diastolic": {"systolic": "120", "diastolic": "8"},  # centimetres of mercury
    "oxygen": {"oxygen": "0.98"},
    "weight": {"weight": "700"},
    "height": {"height": "1.75"},  # metres
    "glycaemia": {"glycaemia": "90"},  # mg/dL
}


def ways(name: str) -> list[dict[str, str]]:
    """Just below, just above, in another unit."""
    low, high = VITAL_BOUNDS[name]
    step = Decimal("0.01")
    found = []
    for wrong, place in ((low - step, 0), (high + step, 1)):
        beside = {BESIDE[name]: PAIRS[name][place]} if name in BESIDE else {}
        found.append({name: str(wrong), **beside})
    return [*found, WRONG_UNIT[name]]


def said(book: type[AnyConsultation], values: dict[str, str]) -> dict[str, list[str]]:
    """Return {field: sentences} with which a row is refused, of what is measured."""
    row = book(**{name: Decimal(value) for name, value in values.items()})
    measured = {"motif", "minor", "site", "recorded_by"}
    try:
        row.full_clean(exclude=measured, validate_unique=False)
    except ValidationError as error:
        return error.message_dict
    return {}


@pytest.mark.django_db
@pytest.mark.parametrize("book", BOOKS)
@pytest.mark.parametrize("name", VITAL_BOUNDS)
def test_what_cannot_be_true_is_refused(book: type[AnyConsultation], name: str) -> None:
    for way in ways(name):
        assert str(IMPOSSIBLE) in said(book, way)[name], way


@pytest.mark.django_db
@pytest.mark.parametrize("book", BOOKS)
@pytest.mark.parametrize("name", VITAL_BOUNDS)
def test_the_bounds_themselves_can_be_true(book: type[AnyConsultation], name: str) -> None:
    other = {"systolic": {"diastolic": "20"}, "diastolic": {"systolic": "300"}}.get(name, {})
    for bound in VITAL_BOUNDS[name]:
        assert said(book, {**other, name: str(bound)}) == {}


@pytest.mark.django_db
@pytest.mark.parametrize("book", BOOKS)
@pytest.mark.parametrize(
    ("pressure", "field"),
    [
        ({"systolic": "80", "diastolic": "120"}, "diastolic"),
        ({"systolic": "90", "diastolic": "90"}, "diastolic"),
        ({"systolic": "120"}, "diastolic"),
        ({"diastolic": "80"}, "systolic"),
    ],
)
def test_blood_pressure_is_two_numbers_in_order(
    book: type[AnyConsultation], pressure: dict[str, str], field: str
) -> None:
    assert said(book, pressure) == {field: [str(OUT_OF_ORDER)]}
