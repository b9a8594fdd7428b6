"""The words that the files bear, in memory: what was typed is compared with them, not with files.

There are few of them (some 15,000 in a million files). Each process keeps its own copy; a word that
came since is read before each search, all of them with their counts every ten minutes.
"""

import bisect
import enum
import math
import threading
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db import connection

from cases.names import ear, sound
from cases.search import spellings

READ_AGAIN = 600  # seconds
# Below this many files every word would look common: a small centre is no smaller than that.
FEWEST_FILES = 1000
SHORTEST_SLIP = 4  # letters; in a shorter word one letter is another name
SHORTEST_BEGINNING = 2
MOST_WORDS = 200  # that one typed word may stand for


class Level(enum.IntEnum):
    """How a word of a file answers a word that was typed, the nearest first."""

    SAME = 0
    SPELLING = 1  # the table says that it is the same name
    EAR = 2
    SLIP = 3  # one letter more, less or other
    SOUND = 4  # the same consonants
    BEGINNING = 5
    EAR_SLIP = 6
    SOUND_SLIP = 7
    EAR_BEGINNING = 8


# Bits lost by each level: how seldom somebody writes a name so far from how it is recorded. Set on
# invented people (benchmarks/search), as are the penalties of cases.search.evidence.
COST = {
    Level.SAME: 0.6,
    Level.SPELLING: 2.2,
    Level.EAR: 2.2,
    Level.SLIP: 3.0,
    Level.SOUND: 3.0,
    Level.BEGINNING: 2.6,
    Level.EAR_SLIP: 4.2,
    Level.SOUND_SLIP: 5.0,
    Level.EAR_BEGINNING: 4.2,
}
ANOTHER_NAME = 3.0  # more, when the table knows the two words as two names


@dataclass(frozen=True)
class Answer:
    """What it is worth, in bits, that a file bears a word like the one typed."""

    level: Level
    gain: float


def _shortened(word: str) -> Iterator[str]:
    """Yield the word and what is left of it without one letter.

    Two words that share one of these are one slip apart.
    """
    yield word
    for place in range(len(word)):
        yield word[:place] + word[place + 1 :]


class Words:
    """The words of all files, and how to come from what is typed to them."""

    def __init__(self) -> None:
        self.texts: dict[int, str] = {}
        self.files: dict[int, int] = {}
        self.people = FEWEST_FILES
        self.countries: dict[str, int] = {}
        self._ids: dict[str, int] = {}
        self._by: dict[Level, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
        self._sorted: list[tuple[str, int]] = []
        self._sorted_ears: list[tuple[str, int]] = []
        self._seen = 0
        self._read_at = -math.inf
        self._mutex = threading.Lock()

    def refresh(self) -> None:
        """Read what has come since; everything, counts too, when the last time is long ago."""
        with self._mutex:
            is_old = time.monotonic() - self._read_at > READ_AGAIN
            with connection.cursor() as cursor:
                # A number may become visible after a higher one: those of the last minutes are
                # read each time.
                cursor.execute(
                    "SELECT id, text, files FROM cases_searchword WHERE id > %s",
                    [0 if is_old else self._seen],
                )
                for number, text, files in cursor.fetchall():
                    self.files[number] = files
                    if number not in self.texts:
                        self._add(number, text)
                if is_old:
                    self._seen = max(self.texts, default=0)
                    self._read_at = time.monotonic()
                    cursor.execute("SELECT country, count(*) FROM cases_searchrow GROUP BY country")
                    self.countries = dict(cursor.fetchall())
                    self.people = max(FEWEST_FILES, sum(self.countries.values()))

    def _add(self, number: int, text: str) -> None:
        self.texts[number] = text
        self._ids[text] = number
        heard, sounded = ear(text), sound(text)
        self._by[Level.EAR][heard].append(number)
        self._by[Level.SOUND][sounded].append(number)
        for level, word in (
            (Level.SLIP, text),
            (Level.EAR_SLIP, heard),
            (Level.SOUND_SLIP, sounded),
        ):
            if len(word) >= SHORTEST_SLIP:
                for part in _shortened(word):
                    self._by[level][part].append(number)
        bisect.insort(self._sorted, (text, number))
        bisect.insort(self._sorted_ears, (heard, number))

    def answers(self, typed: str) -> dict[int, Answer]:
        """Return what a file's words may answer to a typed one: {word: answer}, the best first."""
        levels: dict[int, Level] = {}
        for level, found in self._near(typed):
            for number in found:
                levels.setdefault(number, level)
        ordered = sorted(levels.items(), key=lambda item: (item[1], -self.files[item[0]]))
        answers, bearers = {}, 0
        for number, level in ordered[:MOST_WORDS]:
            # Near enough by chance: whoever bears this word or one nearer.
            bearers += self.files[number]
            own = self.files[number] if level == Level.SAME else bearers
            gain = math.log2(self.people / min(self.people, max(1, own))) - COST[level]
            if level > Level.SPELLING and spellings.are_two_names(typed, self.texts[number]):
                gain -= ANOTHER_NAME
            answers[number] = Answer(level, gain)
        return answers

    def _near(self, typed: str) -> Iterator[tuple[Level, Iterable[int]]]:
        heard, sounded = ear(typed), sound(typed)
        yield Level.SAME, self._of([typed])
        yield Level.SPELLING, self._of(spellings.others(typed))
        yield Level.EAR, self._by[Level.EAR].get(heard, ())
        if len(typed) >= SHORTEST_SLIP:
            yield Level.SLIP, self._slips(Level.SLIP, typed)
        yield Level.SOUND, self._by[Level.SOUND].get(sounded, ())
        if len(typed) >= SHORTEST_BEGINNING:
            yield Level.BEGINNING, _beginning(self._sorted, typed)
        if len(heard) >= SHORTEST_SLIP:
            yield Level.EAR_SLIP, self._slips(Level.EAR_SLIP, heard)
        if len(sounded) >= SHORTEST_SLIP:
            yield Level.SOUND_SLIP, self._slips(Level.SOUND_SLIP, sounded)
        if len(heard) >= SHORTEST_BEGINNING + 1:
            yield Level.EAR_BEGINNING, _beginning(self._sorted_ears, heard)

    def _of(self, texts: Iterable[str]) -> list[int]:
        return [self._ids[text] for text in texts if text in self._ids]

    def _slips(self, level: Level, word: str) -> Iterator[int]:
        index = self._by[level]
        for part in _shortened(word):
            yield from index.get(part, ())


def _beginning(ordered: list[tuple[str, int]], beginning: str) -> list[int]:
    start = bisect.bisect_left(ordered, (beginning, 0))
    end = bisect.bisect_left(ordered, (beginning + "\U0010ffff", 0))
    return [number for _text, number in ordered[start:end]]


_known: dict[str, Words] = {}


def known() -> Words:
    """Return the words of the database in use, up to date."""
    words = _known.setdefault(str(connection.settings_dict["NAME"]), Words())
    words.refresh()
    return words
