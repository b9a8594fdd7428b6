"""One run: files, queries, and for each search how often the file is first, in five, in ten."""

import csv
import random
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.finding import files, forms, over_http, people, rivals
from benchmarks.finding.people import Query
from cases import search
from cases.search import memory, spellings

QUERY_SEED = 11
WARM_UP = 30


@dataclass
class Score:
    """Where the file stood in each answer (None: not in ten), and how long each took, in ms."""

    ranks: list[int | None] = field(default_factory=list)
    times: list[float] = field(default_factory=list)

    def recall(self, within: int) -> float:
        hits = sum(rank is not None and rank <= within for rank in self.ranks)
        return 100 * hits / max(1, len(self.ranks))

    def quantile(self, share: float) -> float:
        return sorted(self.times)[min(len(self.times) - 1, int(share * len(self.times)))]


Search = Callable[[Query], list[int]]


def ours(query: Query) -> list[int]:
    found = search.candidates(query.text, birth=query.birth, country=query.country)
    return [candidate.minor.pk for candidate in found]


@contextmanager
def knowing(rows: list[dict[str, str]]):
    """Let the search know these names only."""
    before = spellings.TABLE
    with tempfile.NamedTemporaryFile("w", suffix=".csv", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, ["group", "kind", "origin", "variants"])
        writer.writeheader()
        writer.writerows(rows)
        file.flush()
        spellings.TABLE = Path(file.name)
        spellings.forget()
        try:
            yield
        finally:
            spellings.TABLE = before
            spellings.forget()


def measure(asked: list[tuple[int, Query]], find: Search) -> dict[str, Score]:
    """Return {kind of difference: score}, "" for all of them."""
    for _number, query in asked[:WARM_UP]:
        find(query)
    scores: dict[str, Score] = defaultdict(Score)
    for number, query in asked:
        began = time.perf_counter()
        found = find(query)
        took = 1000 * (time.perf_counter() - began)
        rank = found.index(number) + 1 if number in found else None
        kinds = ["", query.kind, *(["unseen names"] if query.is_unseen else [])]
        for kind in kinds:
            scores[kind].ranks.append(rank)
            scores[kind].times.append(took)
    return scores


def line(name: str, score: Score) -> str:
    figures = "".join(f"{score.recall(within):>7.1f}" for within in (1, 5, 10))
    times = f"{score.quantile(0.5):>8.1f}{score.quantile(0.95):>8.1f}"
    return f"{name:<42}{figures}{times}{len(score.ranks):>8}"


def run(count: int, *, queries: int, seed: int) -> None:
    table = people.table(seed)
    files.ready(count, table, seed)
    dice = random.Random(QUERY_SEED)
    chosen = set(dice.sample(range(1, count + 1), min(queries, count)))
    there = [
        (number, person)
        for number, person in enumerate(files.people(count, table), start=1)
        if number in chosen
    ]
    dice.shuffle(there)
    asked = [(number, people.query(dice, person)) for number, person in there]
    print(f"\n{count:,} files, {len(asked)} queries, {len(memory.known().words.texts):,} words")
    print(f"{'':<42}{'R@1':>7}{'R@5':>7}{'R@10':>7}{'p50 ms':>8}{'p95 ms':>8}{'queries':>8}")
    print(line("icontains, each word", measure(asked, rivals.icontains)[""]))
    print(line("trigrams and birth date", measure(asked, rivals.trigrams)[""]))
    with knowing(table.known_rows):
        scores = measure(asked, ours)
        print(line("this search, half the table kept from it", scores.pop("")))
        for kind, score in sorted(scores.items()):
            print(line(f"  {kind}", score))
        forms.compare(dice, there, table)
    print(line("this search, knowing every spelling", measure(asked, ours)[""]))
    forms.compare(dice, there, table)
    print(over_http.line([query for _number, query in asked]))
