"""Which files bear which words, in the memory of each process: the first look of a search.

Numbers only, some tens of bytes a file, so that every file is looked at in about a millisecond.
What a search finds here it reads again in the database (SearchRow), which alone is right: a file
withdrawn since, or a row that was rolled back, may still be here.
"""

import math
import threading
import time
from array import array
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from django.db import connection
from numpy.typing import NDArray

from cases.search import evidence
from cases.search.evidence import EXTRA, MISSING, Sought
from cases.search.words import COST, Answer, Level, Words

# Below this many files every word would look common: a small centre is no smaller than that.
FEWEST_FILES = 1000
MOST_PARTS = 255
# All is read afresh after so many changes, or a fifth of all, and each day: what was erased goes.
MOST_CHANGES = 1000
OLDEST = 24 * 60 * 60  # seconds
# At least so much of what was typed has to be answered.
WORTH_SHOWING = 0.5

# What other transactions may have written since, none twice: the first number is the oldest still
# at work when this was asked. A row restored from elsewhere may bear one that is yet to come.
_NOW = """
    SELECT pg_snapshot_xmin(now)::text::bigint, pg_snapshot_xmax(now)::text::bigint,
           coalesce(pg_current_xact_id_if_assigned()::text::bigint, 0)
    FROM pg_current_snapshot() AS now
"""
_ROWS = """
    SELECT minor_id, words, parts, births, country, is_archived, written_in FROM cases_searchrow
"""
_SINCE = f"""{_ROWS}
    WHERE (written_in >= %s AND written_in < %s) OR written_in = %s OR minor_id = ANY (%s)
"""
_TEXTS = "SELECT id, text FROM cases_searchword WHERE id = ANY (%s)"
Row = tuple[int, list[int], int, list[int], str, bool, int]
Bits = NDArray[np.float32]  # of every file, by its place


@dataclass
class Meant:
    """What a typed word may mean: a word of the files, or one of each half that a file bears."""

    answers: dict[int, Answer]
    halves: list[tuple[set[int], set[int], Answer]]

    def offer(self, word: int, answer: Answer) -> None:
        if word not in self.answers or self.answers[word].gain < answer.gain:
            self.answers[word] = answer

    def best(self, words: set[int]) -> Answer | None:
        """Return the best answer of a file that bears these words, if any is worth something."""
        found = [self.answers[word] for word in words if word in self.answers]
        found += [answer for one, two, answer in self.halves if one & words and two & words]
        best = max(found, key=lambda answer: answer.gain, default=None)
        return best if best is not None and best.gain > MISSING else None


@dataclass(frozen=True)
class Columns:
    """What is known of the file at each place, and how many files each country has."""

    countries: dict[str, int]
    minors: NDArray[np.int64]
    parts: NDArray[np.int16]
    lands: NDArray[np.int32]
    archived: NDArray[np.bool_]
    dated: NDArray[np.bool_]  # a birth is known


class Memory:
    """The files by the words and births they bear; a file that changed stands here again."""

    def __init__(self) -> None:
        self.words = Words(self.bearers)
        self._places: dict[int, array[int]] = defaultdict(lambda: array("I"))  # of each word
        self._born: dict[int, array[int]] = defaultdict(lambda: array("I"))
        self._minors, self._parts = array("q"), array("B")
        self._lands, self._archived, self._dated = array("i"), array("b"), array("b")
        self._countries: dict[str, int] = {}
        self._columns: Columns | None = None
        self._read = 0  # files, the first time
        self._since = time.monotonic()
        self._horizon = -1
        self._last: dict[int, Row] = {}  # read since the horizon: not taken again unless changed
        self._provisional: set[int] = set()  # files as a transaction sees them that may roll back
        self._mutex = threading.Lock()

    def bearers(self, word: int) -> int:
        return len(self._places.get(word, ()))

    @property
    def countries(self) -> dict[str, int]:
        """Return how many files there are of each country."""
        return self._now().countries

    @property
    def is_worn(self) -> bool:
        """Whether too much here is no longer so: it would be counted too often, and kept."""
        changes = len(self._minors) - self._read
        is_old = time.monotonic() - self._since > OLDEST
        return is_old or changes > max(MOST_CHANGES, self._read / 5)

    # --- what the database holds ------------------------------------------------------------------

    def refresh(self) -> None:
        """Read what was written since the last time; after an error it is read the next time."""
        with self._mutex, connection.cursor() as cursor:
            cursor.execute(_NOW)
            oldest, newest, own = cursor.fetchone()
            is_first = self._horizon < 0
            if is_first:
                cursor.execute(_ROWS)
            else:
                cursor.execute(_SINCE, [self._horizon, newest, own, list(self._provisional)])
            found = cursor.fetchall()
            rows = [row for row in found if self._last.get(row[0]) != row]
            self._learn({word for row in rows for word in row[1]})
            for row in rows:
                self._take(*row)
            self._provisional = {row[0] for row in found if row[-1] == own}
            if oldest > self._horizon:
                self._horizon, self._last = oldest, {}
            if is_first:
                self._read = len(rows)
            else:
                self._last |= {row[0]: row for row in rows}
            self.words.people = max(FEWEST_FILES, len(self._minors))

    def _learn(self, numbers: set[int]) -> None:
        unknown = list(numbers - self.words.texts.keys())
        if unknown:
            with connection.cursor() as cursor:
                cursor.execute(_TEXTS, [unknown])
                self.words.add(dict(cursor.fetchall()))

    def _take(
        self,
        minor: int,
        words: list[int],
        parts: int,
        births: list[int],
        country: str,
        is_archived: bool,
        _written_in: int,
    ) -> None:
        place = len(self._minors)
        self._minors.append(minor)
        self._parts.append(min(parts, MOST_PARTS))
        self._lands.append(self._countries.setdefault(country, len(self._countries)))
        self._archived.append(is_archived)
        self._dated.append(bool(births))
        for word in words:
            self._places[word].append(place)
        for birth in births:
            self._born[birth].append(place)
        self._columns = None

    def _now(self) -> Columns:
        with self._mutex:
            if self._columns is None:
                lands = np.array(self._lands, np.int32)
                counts = np.bincount(lands, minlength=len(self._countries)).tolist()
                self._columns = Columns(
                    countries=dict(zip(self._countries, counts, strict=True)),
                    minors=np.array(self._minors, np.int64),
                    parts=np.array(self._parts, np.int16),
                    lands=lands,
                    archived=np.array(self._archived, np.bool_),
                    dated=np.array(self._dated, np.bool_),
                )
            return self._columns

    # --- the first look ---------------------------------------------------------------------------

    def meant(self, typed: str) -> Meant:
        """Return what a typed word may mean."""
        halves = []
        for one, other in self.words.halves(typed):
            if both := len(self._both(one, other)):
                gain = math.log2(self.words.people / both) - COST[Level.APART]
                halves.append((one, other, Answer(Level.APART, gain)))
        return Meant(self.words.answers(typed), halves)

    def nearest(
        self,
        words: list[Meant],
        birth: Sought,
        country: str | None,
        *,
        in_archive: bool,
        limit: int,
    ) -> list[int]:
        """Return the numbers of the files that are nearest at a first look, in no order."""
        if not words:
            return []
        files = self._now()
        size = len(files.minors)
        bits, answered = np.zeros(size, np.float32), np.zeros(size, np.int16)
        for word in words:
            gains = self._gains(word, size)
            bits += gains
            answered += gains > MISSING
        bits += EXTRA * np.maximum(0, files.parts - answered)
        if birth is not evidence.NOTHING:
            bits += np.where(files.dated, self._of_birth(birth, size), 0)
        if country in self._countries:
            same, _reason = evidence.of_country(country, country, self.countries)
            is_same = files.lands == self._countries[country]
            bits += np.where(is_same, same, evidence.OTHER_COUNTRY if same else 0.0)
        worth_it = (answered >= WORTH_SHOWING * len(words)) & (files.archived == in_archive)
        places = np.flatnonzero(worth_it)
        if len(places) > limit:
            places = places[np.argpartition(bits[places], -limit)[-limit:]]
        return files.minors[places].tolist()

    def _gains(self, word: Meant, size: int) -> Bits:
        """Return what the best answer of each file to a word is worth."""
        found: list[tuple[float, Iterable[int]]]
        found = [(answer.gain, self._places[one]) for one, answer in word.answers.items()]
        found += [(answer.gain, self._both(one, two)) for one, two, answer in word.halves]
        return _put(MISSING, found, size)

    def _of_birth(self, birth: Sought, size: int) -> Bits:
        """Return what each file's births are worth, but for an age (evidence.BOTH_YEARS)."""
        worth = [
            (evidence.NEXT_YEAR, birth.next_years),
            (evidence.SAME_YEAR, birth.years),
            (evidence.SAME_MONTH, birth.months),
            (evidence.NEXT_YEAR_DAY, birth.next_year_days),
            (evidence.SWAPPED_DAY, birth.swapped),
            (birth.worth, birth.days),
        ]
        found = [(bits, self._born.get(n, ())) for bits, numbers in worth for n in numbers]
        return _put(evidence.OTHER_BIRTH, found, size)

    def _both(self, one: set[int], other: set[int]) -> list[int]:
        first, last = (
            {place for word in words for place in self._places[word]} for words in (one, other)
        )
        return list(first & last)


def _put(otherwise: float, worth: Iterable[tuple[float, Iterable[int]]], size: int) -> Bits:
    """Return what each place is worth: the most that is said of it."""
    bits = np.full(size, otherwise, np.float32)
    for gain, places in sorted(worth, key=lambda pair: pair[0]):
        if gain > otherwise:
            there = np.array(places, np.intp)
            bits[there[there < size]] = gain  # another thread may have taken more meanwhile
    return bits


_known: dict[str, Memory] = {}


def known() -> Memory:
    """Return what the database in use holds, up to date."""
    name = str(connection.settings_dict["NAME"])
    memory = _known.get(name)
    if memory is None or memory.is_worn:
        memory = _known[name] = Memory()
    memory.refresh()
    return memory


def forget() -> None:
    """Read everything again when it is next asked."""
    _known.clear()
