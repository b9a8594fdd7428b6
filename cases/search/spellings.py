"""The table of names and their spellings (data/name_variants.csv): what rules cannot fold.

Osman is Othman, Diop is Jobe; Mamadou, Amadou and Mamoudou are three names.
"""

import csv
from functools import cache
from pathlib import Path

from cases.names import fold

TABLE = Path(__file__).parent.parent / "data" / "name_variants.csv"


@cache
def _groups() -> tuple[dict[str, frozenset[int]], list[list[str]]]:
    """Return {spelling: the names that it may be} and the spellings of each name, joined."""
    names: dict[str, set[int]] = {}
    spellings: list[list[str]] = []
    with TABLE.open(encoding="utf-8", newline="") as lines:
        for number, row in enumerate(csv.DictReader(lines)):
            spellings.append([joined(text) for text in row["variants"].split("|")])
            for spelling in spellings[-1]:
                names.setdefault(spelling, set()).add(number)
    return {spelling: frozenset(found) for spelling, found in names.items()}, spellings


def joined(text: str) -> str:
    """Return a name as one folded word: "Abdoul Karim" -> "abdoulkarim"."""
    return fold(text).replace(" ", "")


def others(word: str) -> set[str]:
    """Return the other spellings of the names that this folded word may be."""
    names, spellings = _groups()
    return {text for name in names.get(word, ()) for text in spellings[name]} - {word}


def are_two_names(one: str, other: str) -> bool:
    """Whether the table knows both words, and knows them as different names."""
    names, _spellings = _groups()
    return one in names and other in names and not names[one] & names[other]


def forget() -> None:
    """Read the table again when it is next asked."""
    _groups.cache_clear()
