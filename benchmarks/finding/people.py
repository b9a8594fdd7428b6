"""Invented people and what somebody types to find them again.

Names are drawn from the field's table of spellings (cases/data/name_variants.csv); its groups are
split by seed into those that the search may know and those kept from it, and the files are made of
both. About one name in eight is put together from syllables, as names outside any table are.
"""

import csv
import datetime
import random
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from cases.births import Birth
from cases.choices import Precision
from cases.names import fold
from cases.search import spellings

COUNTRIES = {"GN": 31, "ML": 24, "CI": 17, "AF": 6, "SN": 5, "GM": 4, "SD": 5, "CD": 5, "BD": 3}
# What is spoken best, by country, and how often another language is said the next time: assumed.
LANGUAGES = {
    "GN": {"ff": 40, "sus": 25, "man": 20, "fr": 15},
    "ML": {"bm": 50, "snk": 20, "fr": 20, "ff": 10},
    "CI": {"dyu": 50, "fr": 50}, "AF": {"prs": 55, "ps": 45}, "SN": {"wo": 80, "ff": 20},
    "GM": {"man": 50, "wo": 30, "en": 20}, "SD": {"ar": 100}, "CD": {"ln": 60, "fr": 40},
    "BD": {"bn": 100},
}  # fmt: skip
ANOTHER_LANGUAGE = 0.15
SYLLABLES = "ba da di fa ga ka ko la lo ma mi mou na nou ra sa si sou ta tou wa ya yo za".split()  # noqa: SIM905
ARABIC = {
    "a": "ا", "b": "ب", "c": "ك", "d": "د", "e": "", "f": "ف", "g": "غ", "h": "ه", "i": "ي",
    "j": "ج", "k": "ك", "l": "ل", "m": "م", "n": "ن", "o": "و", "p": "ب", "q": "ق", "r": "ر",
    "s": "س", "t": "ت", "u": "و", "v": "ف", "w": "و", "x": "كس", "y": "ي", "z": "ز",
}  # fmt: skip
FIRST_DAY, LAST_DAY = datetime.date(2000, 1, 1), datetime.date(2012, 12, 31)
COMPOUND, ONE_NAME, ALIAS = 0.25, 0.08, 0.15  # shares of the files


@dataclass(frozen=True)
class Name:
    """One name: its spellings, the usual one first, and whether the search may know them."""

    spellings: list[str]
    is_known: bool


@dataclass
class Table:
    """All names, the most frequent first, and the lines of those that the search may know."""

    given: list[Name] = field(default_factory=list)
    family: list[Name] = field(default_factory=list)
    known_rows: list[dict[str, str]] = field(default_factory=list)


def table(seed: int, known_share: float = 0.5) -> Table:
    """Split the table by seed. Two groups that share a spelling go together: it would tell."""
    dice = random.Random(seed)
    with spellings.TABLE.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    found = Table()
    side_of: dict[str, bool] = {}
    for row in rows:
        words = {spellings.joined(text) for text in row["variants"].split("|")}
        told = {side_of[word] for word in words if word in side_of}
        is_known = told.pop() if len(told) == 1 else (not told and dice.random() < known_share)
        if len(told) > 1:
            is_known = True
        side_of |= dict.fromkeys(words, is_known)
        names = found.given if row["kind"] == "given" else found.family
        names.append(Name(row["variants"].split("|"), is_known))
        if is_known:
            found.known_rows.append(row)
    dice.shuffle(found.given)
    dice.shuffle(found.family)
    return found


@dataclass
class Person:
    """A file: each name as (the name, the spelling recorded)."""

    names: list[tuple[Name, str]]
    alias: str
    country: str
    language: str
    born_on: datetime.date
    birth: Birth


def generator(names: Table, seed: int) -> Callable[[], Person]:
    """Return a function that gives another person at each call, the same ones for one seed."""
    dice = random.Random(seed)

    def one(among: list[Name]) -> tuple[Name, str]:
        if dice.random() < 0.12:
            text = "".join(dice.choices(SYLLABLES, k=dice.choice((2, 3, 3, 4)))).capitalize()
            return Name([text], False), text
        weights = [1 / (rank + 4) for rank in range(len(among))]
        [name] = dice.choices(among, weights)
        usual = dice.random() < 0.45
        return name, name.spellings[0] if usual else dice.choice(name.spellings)

    def person() -> Person:
        found = [one(names.given)]
        if dice.random() < COMPOUND:
            found.append(one(names.given))
        if dice.random() > ONE_NAME:
            found.append(one(names.family))
        days = (LAST_DAY - FIRST_DAY).days
        born = FIRST_DAY + datetime.timedelta(days=dice.randrange(days))
        alias = dice.choice(found[0][0].spellings) if dice.random() < ALIAS else ""
        [country] = dice.choices(list(COUNTRIES), list(COUNTRIES.values()))
        born, birth = recorded(dice, born)
        return Person(found, alias, country, spoken(dice, country), born, birth)

    return person


def spoken(dice: random.Random, country: str) -> str:
    [language] = dice.choices(list(LANGUAGES[country]), list(LANGUAGES[country].values()))
    return language


def recorded(dice: random.Random, born: datetime.date) -> tuple[datetime.date, Birth]:
    """Return the birth as a paper or a word has it: a quarter on 1 January, a sixth a year only."""
    chance = dice.random()
    if chance < 0.25:
        born = born.replace(month=1, day=1)
    if 0.25 <= chance < 0.42:
        return born, Birth(Precision.YEAR, born_on=born.replace(month=1, day=1))
    return born, Birth(Precision.DAY, born_on=born)


# --- what is typed -------------------------------------------------------------------------------


@dataclass(frozen=True)
class Query:
    """What somebody types for a person, and which kind of difference it is."""

    kind: str
    text: str
    birth: Birth | None
    country: str | None
    is_unseen: bool  # a name of hers is none that the search may know
    language: str | None = None


def respelled(dice: random.Random, name: Name, text: str) -> str:
    others = [spelling for spelling in name.spellings if fold(spelling) != fold(text)]
    return dice.choice(others) if others else text


def slip(dice: random.Random, text: str) -> str:
    """One letter more, less, other, or two exchanged."""
    place = dice.randrange(1, len(text))
    letter = dice.choice("aeioubdgklmnrst")
    return dice.choice(
        [
            text[:place] + text[place + 1 :],
            text[:place] + letter + text[place:],
            text[:place] + letter + text[place + 1 :],
            text[: place - 1] + text[place] + text[place - 1] + text[place + 1 :],
        ]
    )


def in_arabic(text: str) -> str:
    """Write a name as a hand that hears it might: consonants, and long vowels only."""
    plain = fold(text).replace("ou", "u").replace("ch", "x").replace("kh", "q")
    letters = [ARABIC.get(letter, letter) for letter in plain]
    return letters[0] + "".join(letters[1:])


def same(dice: random.Random, words: list[str], person: Person) -> list[str]:
    return words


def spelled(dice: random.Random, words: list[str], person: Person) -> list[str]:
    return [respelled(dice, name, text) for name, text in person.names]


def one_spelled(dice: random.Random, words: list[str], person: Person) -> list[str]:
    place = dice.randrange(len(words))
    name, text = person.names[place]
    return [*words[:place], respelled(dice, name, text), *words[place + 1 :]]


def swapped(dice: random.Random, words: list[str], person: Person) -> list[str]:
    return list(reversed(one_spelled(dice, words, person)))


def dropped(dice: random.Random, words: list[str], person: Person) -> list[str]:
    if len(words) < 2:
        return words
    gone = dice.randrange(len(words))
    return [word for place, word in enumerate(words) if place != gone]


def added(dice: random.Random, words: list[str], person: Person) -> list[str]:
    return [*words[:1], dice.choice(["Alpha", "Mohamed", "Sory", "Lamine", "Binta"]), *words[1:]]


def together(dice: random.Random, words: list[str], person: Person) -> list[str]:
    return ["".join(words[:2]), *words[2:]]


def plain(dice: random.Random, words: list[str], person: Person) -> list[str]:
    return [fold(word) for word in words]


def slipped(dice: random.Random, words: list[str], person: Person) -> list[str]:
    longest = max(range(len(words)), key=lambda place: len(words[place]))
    return [slip(dice, word) if place == longest else word for place, word in enumerate(words)]


def spelled_and_slipped(dice: random.Random, words: list[str], person: Person) -> list[str]:
    return slipped(dice, one_spelled(dice, words, person), person)


def begun(dice: random.Random, words: list[str], person: Person) -> list[str]:
    return [word[: dice.choice((3, 4, 4))] for word in words]


def arabic(dice: random.Random, words: list[str], person: Person) -> list[str]:
    return [in_arabic(word) for word in words]


Difference = Callable[[random.Random, list[str], Person], list[str]]
KINDS: dict[str, tuple[int, Difference]] = {
    "as recorded": (8, same),
    "every name spelled otherwise": (22, spelled),
    "one name spelled otherwise": (16, one_spelled),
    "order swapped, one spelled otherwise": (10, swapped),
    "one name dropped": (8, dropped),
    "one name added": (6, added),
    "names joined": (4, together),
    "accents and hyphens gone": (5, plain),
    "one slip": (8, slipped),
    "one slip in another spelling": (5, spelled_and_slipped),
    "3 or 4 letters of each": (4, begun),
    "Arabic script": (4, arabic),
}

BEGUN = {"3 or 4 letters of each"}  # while typing only


def query(dice: random.Random, person: Person, kind: str | None = None) -> Query:
    kinds = list(KINDS)
    [chosen] = [kind] if kind else dice.choices(kinds, [KINDS[name][0] for name in kinds])
    words = KINDS[chosen][1](dice, [text for _name, text in person.names], person)
    return Query(
        kind=chosen,
        text=" ".join(words),
        birth=said(dice, person),
        country=person.country if dice.random() < 0.7 else None,
        is_unseen=any(not name.is_known for name, _text in person.names),
    )


def registration(dice: random.Random, person: Person) -> Query:
    """What a form for a new file holds: names in any spelling, birth, country and language."""
    kinds = [kind for kind in KINDS if kind not in BEGUN]
    [kind] = dice.choices(kinds, [KINDS[name][0] for name in kinds])
    typed = query(dice, person, kind)
    birth = typed.birth
    while birth is None:
        birth = said(dice, person)
    says_another = dice.random() < ANOTHER_LANGUAGE
    language = spoken(dice, person.country) if says_another else person.language
    return replace(typed, birth=birth, country=person.country, language=language)


def said(dice: random.Random, person: Person) -> Birth | None:
    """Return the birth as she says it now: mostly the same, sometimes near it, or nothing."""
    chance, born = dice.random(), person.born_on
    if chance < 0.10:
        return None
    if chance < 0.22 or person.birth.precision == Precision.YEAR:
        return Birth(Precision.YEAR, born_on=born.replace(month=1, day=1))
    if chance < 0.30:
        return Birth(Precision.DAY, born_on=_next_year(born, dice.choice((-1, 1))))
    if chance < 0.36 and born.day <= 12:
        return Birth(Precision.DAY, born_on=born.replace(month=born.day, day=born.month))
    if chance < 0.42:
        return Birth(Precision.DAY, born_on=born.replace(month=1, day=1))
    return Birth(Precision.DAY, born_on=born)


def _next_year(day: datetime.date, years: int) -> datetime.date:
    return day.replace(year=day.year + years, day=min(day.day, 28))
