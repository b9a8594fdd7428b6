"""The table of names and their spellings (data/name_variants.csv): what rules cannot fold.

Osman is Othman, Diop is Jobe; Mamadou, Amadou and Mamoudou are three names.
"""

import bisect
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


@cache
def _ordered() -> list[str]:
    return sorted(_groups()[0])


def joined(text: str) -> str:
    """Return a name as one folded word: "Abdoul Karim" -> "abdoulkarim"."""
    return fold(text).replace(" ", "")


def others(word: str) -> set[str]:
    """Return the other spellings of the names that this folded word may be."""
    names, spellings = _groups()
    return {text for name in names.get(word, ()) for text in spellings[name]} - {word}


def begun(start: str) -> set[str]:
    """Return the spellings of the names of which some spelling begins like this."""
    names, spellings = _groups()
    words = beginning(_ordered(), start)
    return {text for word in words for name in names[word] for text in spellings[name]}


def beginning(ordered: list[str], start: str) -> list[str]:
    """Return those of sorted words that begin like this."""
    first = bisect.bisect_left(ordered, start)
    return ordered[first : bisect.bisect_left(ordered, start + "\U0010ffff")]


def are_two_names(one: str, other: str) -> bool:
    """Whether the table knows both words, and knows them as different names."""
    names, _spellings = _groups()
    return one in names and other in names and not names[one] & names[other]


def forget() -> None:
    """Read the table again when it is next asked."""
    _groups.cache_clear()
    _ordered.cache_clear()
