"""The form of a new file: is the file that is there shown, and what is said of who is not there."""

import random
from collections.abc import Sequence

from benchmarks.finding.people import Person, Query, Table, generator, registration
from cases import search
from cases.search import Candidate
from cases.views.minors import NEAREST

ABSENT_SEED = 8  # people of the same kind that have no file
LIKELY = 0.5
FALSE_ALARMS = 0.05


def nearest(query: Query) -> list[Candidate]:
    return search.candidates(
        query.text, birth=query.birth, country=query.country, language=query.language, limit=NEAREST
    )


def compare(dice: random.Random, there: list[tuple[int, Person]], table: Table) -> None:
    """Print how often the true file is shown, and how often another is called likely."""
    true = []  # how likely the true file is said to be; 0 when it is not shown
    for number, person in there:
        found = {c.minor.pk: c.score for c in nearest(registration(dice, person))}
        true.append(found.get(number, 0.0))
    make = generator(table, ABSENT_SEED)
    first = []  # how likely the first one is said to be, for somebody who has no file
    for _person in there:
        found_first = nearest(registration(dice, make()))[:1]
        first.append(max((candidate.score for candidate in found_first), default=0.0))
    limit = sorted(first, reverse=True)[int(FALSE_ALARMS * len(first))]
    print(
        f"form of a new file: the true one is among the {NEAREST} shown for {_share(true, 0)},"
        f" called likely for {_share(true, LIKELY)}\n"
        f"people who are not there: another's is called likely for {_share(first, LIKELY)};"
        f" an alarm false for {FALSE_ALARMS:.0%} of them is true for {_share(true, limit)}"
    )


def _share(scores: Sequence[float], least: float) -> str:
    return f"{100 * sum(score > least for score in scores) / len(scores):.1f} %"
