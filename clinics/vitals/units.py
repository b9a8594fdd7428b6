"""Blood sugar: what meters say in mmol/L, in the house's g/L."""

import re
from decimal import Decimal

GRAMS_IN_A_MMOL = Decimal("0.180156")  # the molar mass of glucose is 180.156 g/mol
HUNDREDTH = Decimal("0.01")
WITH_UNIT = re.compile(r"^\s*([0-9]+(?:[.,][0-9]+)?)\s*(mmol|g)\s*(?:/\s*l)?\s*$", re.IGNORECASE)


def from_mmol(value: Decimal) -> Decimal:
    """Return g/L, to the hundredth."""
    return (value * GRAMS_IN_A_MMOL).quantize(HUNDREDTH)


def _parts(text: str) -> tuple[str, str]:
    """Return what was typed as (number, "mmol", "g" or "")."""
    match = WITH_UNIT.match(text)
    return (match[1], match[2].lower()) if match and match[0].isascii() else (text, "")


def is_mmol(text: str) -> bool:
    return _parts(text)[1] == "mmol"


def in_grams(text: str) -> str:
    """Return the number typed, in g/L, without its unit; what is no such thing as it is."""
    figure, unit = _parts(text)
    figure = figure.replace(",", ".")
    # Longer than that it is no measure, and the box says so.
    return str(from_mmol(Decimal(figure))) if unit == "mmol" and len(figure) < 8 else figure
