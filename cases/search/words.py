"""The words that the files bear, and how to come from what is typed to them.

There are few of them: some 17,000 in a hundred thousand files.
"""

import enum
import math
import string
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from cases.names import ear, sound
from cases.search import spellings

SHORTEST_SLIP = 4  # letters; in a shorter word one letter is another name
LONGEST = 40  # letters; what is longer is no word, and is neither cut nor mended
SHORTEST_BEGINNING = 2
SHORTEST_STEM = 4  # letters as heard, of a name of which more was typed
MOST_ANSWERS = 200  # words that one typed word may stand for
SHORTEST_HALF = 2  # letters: "elhadj" is "el hadj"


class Level(enum.IntEnum):
    """How a word of a file answers a word that was typed, the nearest first."""

    SAME = enum.auto()
    SPELLING = enum.auto()  # the table says that it is the same name
    APART = enum.auto()  # two words that were typed as one: "Dieumerci", "Dieu Merci"
    EAR = enum.auto()
    SLIP = enum.auto()  # one letter more, less, other, or two exchanged
    SOUND = enum.auto()  # the same consonants
    BEGINNING = enum.auto()
    EAR_SLIP = enum.auto()
    SOUND_SLIP = enum.auto()
    EAR_BEGINNING = enum.auto()
    SPELLING_BEGINNING = enum.auto()  # of another spelling in the table: "mouh", "Mamadou"
    STEM = enum.auto()  # more was typed than is recorded: "Hekmatullah", "Hekmat"


# Bits lost by each level: how seldom somebody writes a name so far from how it is recorded. Set on
# invented people (benchmarks/finding), as are the penalties of cases.search.evidence.
COST = {
    Level.SAME: 1.6,
    Level.SPELLING: 2.2,
    Level.APART: 2.2,
    Level.EAR: 2.2,
    Level.SLIP: 2.8,
    Level.SOUND: 4.0,
    Level.BEGINNING: 1.8,
    Level.EAR_SLIP: 4.8,
    Level.SOUND_SLIP: 5.0,
    Level.EAR_BEGINNING: 4.2,
    Level.SPELLING_BEGINNING: 4.2,
    Level.STEM: 5.0,
}
ANOTHER_NAME = 3.2  # more, when the table knows the two words as two names


@dataclass(frozen=True)
class Answer:
    """What it is worth, in bits, that a file bears a word like the one typed."""

    level: Level
    gain: float
    text: str = ""  # the word


class Keys:
    """Words by one of their keys: as spelled, as heard or as they sound."""

    def __init__(self, key: Callable[[str], str]) -> None:
        self.key = key
        self._words: dict[str, list[int]] = defaultdict(list)
        self._sorted: list[str] = []

    def add(self, words: Iterable[tuple[int, str]]) -> None:
        for number, text in words:
            key = self.key(text)
            if key not in self._words:
                self._sorted.append(key)
            self._words[key].append(number)
        self._sorted.sort()

    def __contains__(self, key: str) -> bool:
        return key in self._words

    def of(self, keys: Iterable[str]) -> Iterator[int]:
        for key in keys:
            yield from self._words.get(key, ())

    def beginning(self, start: str) -> Iterator[int]:
        """Yield the words whose key begins like this."""
        return self.of(spellings.beginning(self._sorted, start))


class Words:
    """The words of all files. `bearers` says how many files bear a word, of how many `people`."""

    def __init__(self, bearers: Callable[[int], int]) -> None:
        self.texts: dict[int, str] = {}
        self.people = 1
        self._bearers = bearers
        self._spelled = Keys(str)
        self._heard = Keys(ear)
        self._sounded = Keys(sound)

    def add(self, words: dict[int, str]) -> None:
        self.texts |= words
        for keys in (self._spelled, self._heard, self._sounded):
            keys.add(words.items())

    def answers(self, typed: str) -> dict[int, Answer]:
        """Return what a file's words may answer to a typed one: {word: answer}."""
        levels: dict[int, Level] = {}
        for level, found in self._near(typed):
            for number in found:
                levels.setdefault(number, level)
        ordered = sorted(levels.items(), key=lambda item: (item[1], -self._bearers(item[0])))
        answers, bearers = {}, 0
        for number, level in ordered[:MOST_ANSWERS]:
            # Near enough by chance: whoever bears this word or one nearer.
            own = self._bearers(number)
            bearers += own
            chance = min(self.people, max(1, own if level == Level.SAME else bearers))
            gain = math.log2(self.people / chance) - COST[level]
            if level > Level.SPELLING and spellings.are_two_names(typed, self.texts[number]):
                gain -= ANOTHER_NAME
            answers[number] = Answer(level, gain, self.texts[number])
        return answers

    def _near(self, typed: str) -> Iterator[tuple[Level, Iterable[int]]]:
        heard, sounded = ear(typed), sound(typed)
        yield Level.SAME, self._spelled.of([typed])
        yield Level.SPELLING, self._spelled.of(spellings.others(typed))
        yield Level.EAR, self._heard.of([heard])
        yield Level.SLIP, self._spelled.of(_slips(typed))
        yield Level.SOUND, self._sounded.of([sounded])
        if len(typed) >= SHORTEST_BEGINNING:
            yield Level.BEGINNING, self._spelled.beginning(typed)
        yield Level.EAR_SLIP, self._heard.of(_slips(heard))
        yield Level.SOUND_SLIP, self._sounded.of(_slips(sounded))
        if len(heard) > SHORTEST_BEGINNING:
            yield Level.EAR_BEGINNING, self._heard.beginning(heard)
        if len(typed) > SHORTEST_BEGINNING:
            yield Level.SPELLING_BEGINNING, self._spelled.of(spellings.begun(typed))
        stems = (heard[:length] for length in range(len(heard) - 1, SHORTEST_STEM - 1, -1))
        yield Level.STEM, self._heard.of(stems)

    def halves(self, typed: str) -> Iterator[tuple[set[int], set[int]]]:
        """Yield the words that two halves of what was typed may be: "mamadoualpha"."""
        end = len(typed) - SHORTEST_HALF if len(typed) <= LONGEST else 0
        for place in range(SHORTEST_HALF, end + 1):
            first = set(self._heard.of([ear(typed[:place])]))
            if first and (last := set(self._heard.of([ear(typed[place:])]))):
                yield first, last


def _slips(word: str) -> set[str]:
    """Return what is one slip of the keyboard away from a word long enough."""
    if not SHORTEST_SLIP <= len(word) <= LONGEST:
        return set()
    letters = {*string.ascii_lowercase, *word}
    cuts = [(word[:place], word[place:]) for place in range(len(word) + 1)]
    found = {start + end[1:] for start, end in cuts if end}
    found |= {start + end[1] + end[0] + end[2:] for start, end in cuts if len(end) > 1}
    for letter in letters:
        found |= {start + letter + end for start, end in cuts}
        found |= {start + letter + end[1:] for start, end in cuts if end}
    return found
