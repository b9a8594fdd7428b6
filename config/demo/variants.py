"""The same name as another person would write it, from the table of 222 groups of spellings."""

import csv
import random
from functools import cache
from pathlib import Path

import cases
from cases.names import fold

TABLE = Path(cases.__file__).parent / "data" / "name_variants.csv"


@cache
def groups() -> dict[str, list[str]]:
    """Return {folded spelling: all spellings of its name}; the first group wins a shared one."""
    found: dict[str, list[str]] = {}
    with TABLE.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            spellings = row["variants"].split("|")
            for spelling in spellings:
                found.setdefault(fold(spelling), spellings)
    return found


def respell(rng: random.Random, text: str) -> str:
    """Return the text with one of its names spelled otherwise, when the table knows one."""
    others = [s for s in groups().get(fold(text), []) if fold(s) != fold(text)]
    if others:
        return rng.choice(others)
    words = text.split()
    known = [i for i, word in enumerate(words) if len(words) > 1 and fold(word) in groups()]
    if not known:
        return _slip(rng, text)
    place = rng.choice(known)
    words[place] = respell(rng, words[place])
    return " ".join(words)


def shorten(text: str) -> str:
    """Return a compound name without its first part: "Mamadou Alpha" -> "Alpha"."""
    words = text.replace("-", " ").split()
    return " ".join(words[1:]) or text


def _slip(rng: random.Random, text: str) -> str:
    """A clerk's slip on a name outside the table: accents lost, or one inner letter doubled."""
    plain = fold(text).title()
    if plain != text:
        return plain
    place = rng.randrange(1, len(text))
    return text[:place] + text[place].lower() + text[place:]
