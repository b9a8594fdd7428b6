"""Which rows may be somebody who has a file already, or another row of the same spreadsheet.

The search (cases.search) answers one name in some milliseconds; twenty thousand of them would take
minutes, so that here the whole file is compared at once: every row and every file goes under the
pairs of words of its names as they sound (cases.names), whatever their order and spelling, and two
that share a pair are compared. What a slip of the keyboard hides from this, the list of possible
duplicates finds later. Homonyms are never left out by themselves: a person answers.
"""

import datetime
import itertools
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from django.contrib.postgres.aggregates import StringAgg

from cases import choices, phones
from cases.choices import PairReason, Precision
from cases.imports.rows import Person
from cases.models import BirthClaim, Minor, MinorName, MinorPhone
from cases.names import fold, sound, sounds

MOST_WORDS = 6  # of one person: fifteen pairs
SHOWN = 3  # for one row
BATCH = 2000  # rows asked for at once
Years = tuple[int, int]  # the first and the last year of birth that are possible
Words = frozenset[str]


@dataclass(frozen=True)
class Known:
    """Somebody that a row is compared with. `row` is her row, or `minor` the number of her file."""

    words: Words
    letters: Words
    years: Years | None
    country: str
    row: int = 0
    minor: int = 0


@dataclass(frozen=True)
class Match:
    """Somebody who may be the person of a row, and why. `is_likely` when much agrees."""

    row: int
    minor: int
    is_likely: bool
    reasons: list[PairReason]
    score: float


def words_of(texts: Iterable[str]) -> Words:
    """Return how the words of these names sound."""
    return frozenset(list(dict.fromkeys(sounds(fold(" ".join(texts)))))[:MOST_WORDS])


def pairs(words: Words) -> Iterator[tuple[str, ...]]:
    """Yield what two spellings of one person share; a single name stands alone."""
    if len(words) == 1:
        yield tuple(words)
    yield from itertools.combinations(sorted(words), 2)


def years_of(
    precision: str, born_on: datetime.date | None, age: int | None, declared_on: datetime.date
) -> Years | None:
    if precision == Precision.AGE and age is not None:
        return declared_on.year - age - 1, declared_on.year - age
    return (born_on.year, born_on.year) if born_on else None


def compare(person: Known, other: Known, *, same_phone: bool) -> Match | None:
    """Return what makes these two one person, perhaps; None when too little does."""
    fewer = min(person.words, other.words, key=len)
    # A single name is the same only as a single name: half the house is called Mamadou.
    shared = person.words & other.words
    same_name = fewer <= shared if len(fewer) > 1 else bool(fewer) and person.words == other.words
    apart = (
        person.years
        and other.years
        and (person.years[0] > other.years[1] + 1 or other.years[0] > person.years[1] + 1)
    )
    no_answer = {choices.UNKNOWN, choices.NOT_ASKED, choices.DECLINED}
    both_countries = not {person.country, other.country} & no_answer
    same_country = both_countries and person.country == other.country
    if not same_phone and (not same_name or apart or (both_countries and not same_country)):
        return None
    same_years = bool(person.years and other.years and not apart)
    same_letters = same_name and min(person.letters, other.letters, key=len) <= (
        person.letters & other.letters
    )
    name = PairReason.NAME if same_letters else PairReason.SOUND
    found = {
        PairReason.PHONE: same_phone,
        name: same_name,
        PairReason.COUNTRY: same_country,
        PairReason.YEAR: same_years,
    }
    reasons = [reason for reason, holds in found.items() if holds]
    is_likely = same_phone or (same_years and same_country and len(fewer) > 1)
    score = 4 * same_phone + 2 * same_name + same_years + same_country + 0.5 * same_letters
    return Match(other.row, other.minor, is_likely, reasons, score)


class Base:
    """All that the rows of one spreadsheet are compared with, found by name or by telephone."""

    def __init__(self) -> None:
        self.by_pair: dict[tuple[str, ...], list[Known]] = defaultdict(list)
        self.by_phone: dict[int, list[Known]] = defaultdict(list)

    def add(self, known: Known, fingerprint: int | None = None) -> None:
        for pair in pairs(known.words):
            self.by_pair[pair].append(known)
        if fingerprint is not None:
            self.by_phone[fingerprint].append(known)

    def matches(self, person: Known, fingerprint: int | None) -> list[Match]:
        """Return the nearest, best first."""
        near = {known: False for pair in pairs(person.words) for known in self.by_pair[pair]}
        if fingerprint is not None:
            near |= dict.fromkeys(self.by_phone[fingerprint], True)
        found = (compare(person, other, same_phone=same) for other, same in near.items())
        return sorted(filter(None, found), key=lambda m: (-m.score, m.minor, m.row))[:SHOWN]


def find(
    people: list[Person], *, today: datetime.date, progress: Callable[[int], object]
) -> dict[int, list[Match]]:
    """Return {row number: who it may be} for the rows that may be somebody; nothing is written."""
    key = phones.search_key()
    fingerprints = {p.number: phones.fingerprint(key, p.phone) for p in people if p.phone}
    rows = [(_known(person, today), fingerprints.get(person.number)) for person in people]
    base = _files(
        {pair for known, _phone in rows for pair in pairs(known.words)},
        set(fingerprints.values()),
    )
    found = {}
    for count, (known, fingerprint) in enumerate(rows, 1):
        if matches := base.matches(known, fingerprint):
            found[known.row] = matches
        base.add(known, fingerprint)  # the rows after it are compared with it too
        if count % BATCH == 0:
            progress(count)
    return found


def _known(person: Person, today: datetime.date) -> Known:
    texts = [text for _kind, text in person.names]
    birth = person.birth
    said_on = person.first_seen_on or today
    return Known(
        words=words_of(texts),
        letters=frozenset(fold(" ".join(texts)).split()),
        years=years_of(birth.precision, birth.born_on, birth.declared_age, said_on),
        country=person.country,
        row=person.number,
    )


def _files(wanted: set[tuple[str, ...]], fingerprints: set[int]) -> Base:
    """Return the files that share a pair of words or a telephone with some row."""
    base, near = Base(), {}
    names = (
        MinorName.objects.filter(minor__withdrawn_at__isnull=True)
        .values_list("minor")
        .annotate(all_words=StringAgg("folded", " "))
        .order_by()
    )
    heard = cache(sound)  # for this run only: no name outlives it in memory
    for minor, folded in names.iterator(chunk_size=BATCH):
        words = frozenset(list(dict.fromkeys(map(heard, folded.split())))[:MOST_WORDS])
        if not wanted.isdisjoint(pairs(words)):
            near[minor] = (words, frozenset(folded.split()))
    numbers: dict[int, list[int]] = defaultdict(list)
    phones_known = MinorPhone.objects.filter(
        fingerprint__in=fingerprints, minor__withdrawn_at__isnull=True
    )
    for minor, fingerprint in phones_known.values_list("minor", "fingerprint"):
        numbers[minor].append(fingerprint)
        near.setdefault(minor, (frozenset(), frozenset()))
    for chunk in _chunks(list(near)):
        years, countries = (
            _years(chunk),
            dict(Minor.objects.filter(pk__in=chunk).values_list("pk", "country")),
        )
        for minor in chunk:
            known = Known(*near[minor], years.get(minor), countries[minor], minor=minor)
            base.add(known)
            for fingerprint in numbers[minor]:
                base.by_phone[fingerprint].append(known)
    return base


def _chunks(numbers: list[int]) -> Iterator[list[int]]:
    for start in range(0, len(numbers), BATCH):
        yield numbers[start : start + BATCH]


def _years(minors: list[int]) -> dict[int, Years | None]:
    """Return the years of birth that all the claims of each file leave open, together."""
    found: dict[int, Years | None] = {}
    claims = BirthClaim.objects.filter(minor__in=minors)
    for minor, precision, born_on, age, said_on in claims.values_list(
        "minor", "precision", "born_on", "declared_age", "declared_on"
    ):
        years, before = years_of(precision, born_on, age, said_on), found.get(minor)
        if years and before:
            years = min(before[0], years[0]), max(before[1], years[1])
        found[minor] = years or before
    return found
