"""Likely pairs: files that may be one person's, looked for over the whole base.

Files meet when they share a telephone, or two words that sound alike and either the country or the
year of birth, one more or less. What a pair is worth is how much less likely its agreements are by
chance than for one person (Fellegi and Sunter, 1969): a rare name says much, a frequent one next
to nothing. The finder proposes; it joins nothing.
"""

import heapq
import itertools
import math
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cache

from django.db import connection, transaction
from django.utils import timezone

from cases.choices import DECLINED, NOT_ASKED, UNKNOWN, PairReason, Verdict
from cases.models import (
    BirthClaim,
    FinderRun,
    LikelyPair,
    Minor,
    MinorName,
    MinorPhone,
    PairVerdict,
)
from cases.names import sound
from staff import background
from staff.models import User

WORK = "search for duplicates"  # of staff.background: one at a time in the house
COMMAND = "find_duplicates"
SQL = "UPDATE cases_finderrun SET done = %s, seen_at = clock_timestamp() WHERE id = %s"

MOST_PAIRS = 3000  # of one run: nobody looks at more
BATCH = 2000  # files between two words of how far it is
WIDEST = 400  # files that share one key: beyond that the key says nothing
LEAST = 40  # of 100: below that a pair is rather two persons
SMALLEST_BASE = 1000  # files: the frequencies of a small base say little

# What an agreement or its contrary is worth, in bits.
PHONE, SAME_LETTERS, OTHER_WORD = 14.0, 1.5, -2.0
SAME_YEAR, NEXT_YEAR, OTHER_YEAR = 2.5, 1.0, -6.0
# Little: names and languages say where from already.
SAME_COUNTRY, OTHER_COUNTRY, SAME_LANGUAGE, OTHER_SEX = 1.0, -5.0, 0.5, -6.0
MOST_OF_A_WORD, MOST_OF_A_DAY = 8.0, 10.0
# Agreements are not independent: so many bits double the odds, and not one.
CAUTION = 4.0

UNSAID = {UNKNOWN, NOT_ASKED, DECLINED, "other", ""}
Key = tuple[object, ...]
Pair = tuple[int, int]


@dataclass
class File:
    """What is compared of one file."""

    country: str
    language: str
    sex: str
    sounds: set[str] = field(default_factory=set)
    letters: set[str] = field(default_factory=set)
    days: set[date] = field(default_factory=set)
    years: set[int] = field(default_factory=set)
    phones: set[int] = field(default_factory=set)

    def keys(self) -> Iterator[Key]:
        """Yield what another file must share to be compared with this one."""
        for phone in self.phones:
            yield "phone", phone
        places: list[object] = [] if self.country in UNSAID else [self.country]
        near = {year + step for year in self.years for step in (0, 1)}
        for two in itertools.combinations(sorted(self.sounds), 2):
            for place in (*places, *near):
                yield *two, place
        if len(self.sounds) == 1 and places:
            for year in near:
                yield *self.sounds, *places, year


# --- the base, as it is compared ----------------------------------------------------------------


def load(tick: Callable[[], None]) -> dict[int, File]:
    """Return every file in use; `tick` is called now and then."""
    rows = Minor.objects.current().order_by("pk")
    found = {
        pk: File(country, language, sex)
        for pk, country, language, sex in rows.values_list("pk", "country", "language", "sex")
    }
    tick()
    heard = cache(sound)  # for this run only: no name outlives it in memory
    for pk, folded in MinorName.objects.values_list("minor", "folded"):
        if pk in found:
            found[pk].letters |= set(folded.split())
            found[pk].sounds |= set(map(heard, folded.split()))
    tick()
    claims = BirthClaim.objects.values_list(
        "minor", "precision", "born_on", "declared_age", "declared_on"
    )
    for pk, precision, born_on, age, said_on in claims:
        if pk in found:
            _add_birth(found[pk], precision, born_on, age, said_on)
    tick()
    for pk, number in MinorPhone.objects.values_list("minor", "fingerprint"):
        if pk in found:
            found[pk].phones.add(number)
    return found


def _add_birth(
    file: File, precision: str, born_on: date | None, age: int | None, said_on: date
) -> None:
    if born_on is not None:
        file.years.add(born_on.year)
        if precision == "day":
            file.days.add(born_on)
    elif age is not None:
        file.years.add(said_on.year - age)


def block(files: dict[int, File]) -> dict[Key, list[int]]:
    """Return {key: the files that have it}, those only that bring some together."""
    found: dict[Key, list[int]] = defaultdict(list)
    for pk, file in files.items():
        for key in set(file.keys()):
            found[key].append(pk)
    return {key: numbers for key, numbers in found.items() if 1 < len(numbers) <= WIDEST}


class Scale:
    """What agreements are worth in this base."""

    def __init__(self, files: dict[int, File]) -> None:
        self.size = max(len(files), SMALLEST_BASE)
        self._words = Counter(word for file in files.values() for word in file.sounds)
        self._days = Counter(day for file in files.values() for day in file.days)

    def compare(self, one: File, other: File) -> tuple[int, list[PairReason]]:
        """Return how much two files look like one person's (0 to 100), and why."""
        bits, reasons = -math.log2(self.size), []
        for found, reason in (
            self._phones(one, other),
            self._names(one, other),
            self._births(one, other),
            self._country(one, other),
            self._language(one, other),
        ):
            bits += found
            reasons += reason
        if one.sex != other.sex and not {one.sex, other.sex} & UNSAID:
            bits += OTHER_SEX
        return round(100 / (1 + 2 ** (-bits / CAUTION))), reasons

    def _phones(self, one: File, other: File) -> tuple[float, list[PairReason]]:
        return (PHONE, [PairReason.PHONE]) if one.phones & other.phones else (0, [])

    def _names(self, one: File, other: File) -> tuple[float, list[PairReason]]:
        """A rare word that sounds alike says much; so do letters; a word apart says a little."""
        common = one.sounds & other.sounds
        apart = min(len(one.sounds), len(other.sounds)) - len(common)
        bits = apart * OTHER_WORD
        for word in common:
            bits += min(math.log2(self.size / self._words[word]), MOST_OF_A_WORD)
        if not common:
            return bits, []
        if len(one.letters & other.letters) >= len(common):
            return bits + SAME_LETTERS * len(common), [PairReason.NAME]
        return bits, [PairReason.SOUND]

    def _births(self, one: File, other: File) -> tuple[float, list[PairReason]]:
        if not one.years or not other.years:
            return 0, []
        if days := one.days & other.days:  # the first of January says next to nothing
            bits = math.log2(self.size / min(self._days[day] for day in days))
            return SAME_YEAR + min(bits, MOST_OF_A_DAY), [PairReason.BIRTH]
        apart = min(abs(a - b) for a in one.years for b in other.years)
        if apart > 1:
            return OTHER_YEAR, []
        return (NEXT_YEAR if apart else SAME_YEAR), [PairReason.YEAR]

    def _country(self, one: File, other: File) -> tuple[float, list[PairReason]]:
        if {one.country, other.country} & UNSAID:
            return 0, []
        if one.country != other.country:
            return OTHER_COUNTRY, []
        return SAME_COUNTRY, [PairReason.COUNTRY]

    def _language(self, one: File, other: File) -> tuple[float, list[PairReason]]:
        if one.language != other.language or one.language in UNSAID:
            return 0, []
        return SAME_LANGUAGE, [PairReason.LANGUAGE]


# --- one run ----------------------------------------------------------------------------------


@transaction.atomic
def begin(*, by: User | None) -> FinderRun | None:
    """Open a run; None when one is at work. Of two at once, one."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('cases.finder'))")
    before = last_run()
    if before is not None and is_at_work(before):
        return None
    now, total = timezone.now(), Minor.objects.current().count()
    return FinderRun.objects.create(started_by=by, total=total, started_at=now, seen_at=now)


def send_off(run: FinderRun) -> None:
    """Have a run done by a process of its own once the page is committed."""
    background.start(COMMAND, "--run", str(run.pk))


def last_run() -> FinderRun | None:
    return FinderRun.objects.order_by("-pk").first()


def is_at_work(run: FinderRun) -> bool:
    """Whether a process does this run or is about to: one that was killed is none."""
    if run.ended_at is not None:
        return False
    if run.seen_at > run.started_at:  # it has said how far it is: no more time to begin
        return background.is_running(WORK)
    return not background.has_stopped(WORK, since=run.started_at)


def advance(number: int) -> int | None:
    """Do a run; return how many pairs are new, None when it is over or another took its place."""
    with background.turn(WORK):
        run = last_run()
        if run is None or run.pk != number or run.ended_at is not None:
            return None
        with background.progress(SQL, run.pk) as progress:
            return find(run, progress)


def find(run: FinderRun, progress: Callable[[int], None]) -> int:
    """Compare every file with those it shares a key with; return how many pairs are new."""
    files = load(lambda: progress(0))
    nearest = _nearest(files, block(files), others(), progress)
    pairs = [
        LikelyPair(first_id=first, second_id=second, score=score, reasons=reasons)
        for score, first, second, reasons in nearest
    ]
    before = LikelyPair.objects.count()
    LikelyPair.objects.bulk_create(pairs, batch_size=BATCH, ignore_conflicts=True)
    now, total = timezone.now(), len(files)
    FinderRun.objects.filter(pk=run.pk).update(done=total, total=total, seen_at=now, ended_at=now)
    return LikelyPair.objects.count() - before


def _nearest(
    files: dict[int, File],
    blocks: dict[Key, list[int]],
    apart: set[Pair],
    say: Callable[[int], None],
) -> list[tuple[int, int, int, list[PairReason]]]:
    """Return the MOST_PAIRS likeliest pairs, best first."""
    scale = Scale(files)
    kept: list[tuple[int, int, int, list[PairReason]]] = []
    for done, (pk, file) in enumerate(files.items()):
        if done % BATCH == 0:
            say(done)
        met = {n for key in set(file.keys()) for n in blocks.get(key, ()) if n > pk}
        for number in met:
            score, reasons = scale.compare(file, files[number])
            if score >= LEAST and (pk, number) not in apart:
                kept.append((score, pk, number, reasons))
        if len(kept) > 4 * MOST_PAIRS:
            kept = _best(kept)
    return _best(kept)


def _best(
    pairs: list[tuple[int, int, int, list[PairReason]]],
) -> list[tuple[int, int, int, list[PairReason]]]:
    return heapq.nsmallest(MOST_PAIRS, pairs, key=lambda pair: (-pair[0], pair[1], pair[2]))


def others() -> set[Pair]:
    """Return the pairs that somebody said are two persons: never proposed again."""
    last = PairVerdict.objects.order_by("first", "second", "-pk").distinct("first", "second")
    return {
        (first, second)
        for first, second, verdict in last.values_list("first", "second", "verdict")
        if verdict == Verdict.ANOTHER
    }
