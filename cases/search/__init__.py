"""Finding the child again, whatever the spelling.

One function. What is typed is compared with the words of all names (cases.search.words), then the
files that bear some of them are weighed, in bits, with all that is said beside the name
(cases.search.evidence). A card, a reference or a telephone number finds its file at once. The
designs that were tried, with their figures: docs/adr/0009-search.md.
"""

import contextlib
import datetime
import math
from dataclasses import dataclass, field
from itertools import combinations, pairwise
from typing import Any

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cases import births, cards, joined, phones, references
from cases.births import Birth, NotABirth
from cases.models import Minor
from cases.models.minors import MinorQuerySet
from cases.names import fold
from cases.search import evidence, words
from cases.search.evidence import EXTRA, MISSING
from cases.search.words import Answer, Level, Words

SHORTEST = 2  # letters
MOST_WORDS = 6  # typed; a name has fewer
LONGEST = 400  # letters of what is typed; a name has fewer
FEW = 300  # files: a word that so few bear is looked for alone
WEIGHED = 60  # files, the nearest by a first look
SEEN = 6000  # files at most of which that look is taken
# At least so much of what was typed has to be answered.
WORTH_SHOWING = 0.5
# So many of the first answers alike, within so many bits: only a year can tell them apart.
ALIKE, WITHIN = 5, 1.0


@dataclass
class Candidate:
    """A file that may be the one looked for: how likely (0 to 1), and why, in words.

    `verdict` is what somebody says of it while she opens a file (choices.Verdict).
    """

    minor: Minor
    score: float
    reasons: list[str]
    verdict: str = ""


def candidates(
    text: str,
    *,
    birth: Birth | None = None,
    country: str | None = None,
    phone: str | None = None,
    language: str | None = None,
    limit: int = 10,
    in_archive: bool = False,
    returning: bool = False,
) -> list[Candidate]:
    """Return the files nearest to what is known of somebody, best first, each with its reasons.

    `text` is a card that was scanned, a reference, the first or last digits of a telephone number
    (four or more), or any part of any name in any order and spelling; a year or a date may follow
    it. Those in use, or those of the archive. At the door (`returning`) a whole reference also
    finds its file in the archive: whoever shows her card is back.
    """
    minors = Minor.objects.archived() if in_archive else Minor.objects.current()
    known = Minor.objects.existing() if returning else minors
    scores = (
        _by_card(text, known)
        or _by_reference(text, known)
        or _by_phone(text, limit, minors)
        or _weighed(_question(text, birth, country, phone, language, in_archive), limit)
    )
    found = Minor.objects.with_identity().in_bulk([score.minor_id for score in scores])
    return [Candidate(found[s.minor_id], s.likelihood, s.reasons) for s in scores]


def asks_for_year(found: list[Candidate]) -> bool:
    """Whether a year of birth should be asked: too many files are as likely as the first."""
    odds = [_bits(candidate.score) for candidate in found[:ALIKE]]
    return len(odds) == ALIKE and odds[0] - odds[-1] < WITHIN


@dataclass
class Scored:
    minor_id: int
    likelihood: float
    reasons: list[str]


def _by_card(text: str, minors: MinorQuerySet) -> list[Scored]:
    return [Scored(pk, 1.0, [_("card")]) for pk in cards.holders(text, minors)]


def _by_reference(text: str, minors: MinorQuerySet) -> list[Scored]:
    reference = references.clean(text)
    if reference is None:
        return []
    # The card of a file that was joined to another finds that one.
    found = minors.filter(reference=joined.standing_for(reference)).values_list("pk", flat=True)
    return [Scored(pk, 1.0, [_("same reference")]) for pk in found]


def _by_phone(text: str, limit: int, minors: MinorQuerySet) -> list[Scored]:
    if not phones.looks_like_one(text):
        return []
    found = (
        minors.filter(phones__index__contains=[phones.typed(phones.search_key(), text)])
        .order_by("pk")
        .values_list("pk", flat=True)
        .distinct()[:limit]
    )
    return [Scored(pk, 1.0, [_("same telephone")]) for pk in found]


# --- the question ---------------------------------------------------------------------------------


@dataclass
class Question:
    """What is known of somebody: each word typed with what may answer it, and the rest."""

    words: list[str]
    answers: list[dict[int, Answer]]
    birth: evidence.Sought
    country: str | None
    language: str | None
    same_phone: set[int]
    in_archive: bool
    known: Words = field(repr=False)


def _question(
    text: str,
    birth: Birth | None,
    country: str | None,
    phone: str | None,
    language: str | None,
    in_archive: bool,
) -> Question:
    today = timezone.localdate()
    typed, said = _words_and_birth(text, today)
    known = words.known()
    return Question(
        words=typed,
        answers=_answers(known, typed),
        birth=evidence.sought(birth or said, today),
        country=country,
        language=language,
        same_phone=_bearers_of(phone),
        in_archive=in_archive,
        known=known,
    )


def _words_and_birth(text: str, today: datetime.date) -> tuple[list[str], Birth | None]:
    """Return the words of a name, and the year or date that was typed after it."""
    name = fold(text)[:LONGEST].split()
    date: list[str] = []
    while name and name[-1].isdecimal():
        date.insert(0, name.pop())
    birth = None
    if name and date:
        with contextlib.suppress(NotABirth):
            birth = births.parse(" ".join(date), today=today)
    if birth is None:
        name += date
    return list(dict.fromkeys(name))[:MOST_WORDS], birth


def _answers(known: Words, typed: list[str]) -> list[dict[int, Answer]]:
    """Return what may answer each word; two neighbours may be one word of a file."""
    found = [known.answers(word) for word in typed]
    for place, (one, other) in enumerate(pairwise(typed)):
        for number, answer in known.answers(one + other).items():
            if answer.level <= Level.SOUND:
                half = Answer(answer.level, answer.gain / 2)
                for answers in found[place : place + 2]:
                    if number not in answers or answers[number].gain < half.gain:
                        answers[number] = half
    return found


def _bearers_of(phone: str | None) -> set[int]:
    if not phone or not phones.looks_like_one(phone):
        return set()
    index = phones.typed(phones.search_key(), phone)
    found = Minor.objects.filter(phones__index__contains=[index])
    return set(found.values_list("pk", flat=True)[:WEIGHED])


# --- the files ------------------------------------------------------------------------------------

_FILES = """
    WITH typed AS MATERIALIZED (
        SELECT * FROM unnest(%(places)s::int[], %(words)s::int[], %(gains)s::float8[])
            AS t (place, word, gain)
    ), near AS MATERIALIZED (
        SELECT minor_id, words, parts, births, country, language
        FROM cases_searchrow
        WHERE is_archived = %(in_archive)s AND ({some})
        LIMIT %(seen)s
    ), gains AS (
        SELECT minor_id, sum(gain) AS gain
        FROM (
            SELECT n.minor_id, t.place, max(t.gain) AS gain
            FROM near n CROSS JOIN LATERAL unnest(n.words) AS u (word) JOIN typed t USING (word)
            GROUP BY n.minor_id, t.place
        ) best
        GROUP BY minor_id
    )
    SELECT n.minor_id, n.words, n.parts, n.births, n.country, n.language
    FROM near n LEFT JOIN gains g USING (minor_id)
    ORDER BY coalesce(g.gain, 0)
        + CASE WHEN n.births && %(days)s::int[] THEN 11
               WHEN n.births && %(near_days)s::int[] THEN 8
               WHEN n.births && %(months)s::int[] THEN 5
               WHEN n.births && %(years)s::int[] THEN 2 ELSE 0 END
        + CASE WHEN n.country = %(country)s THEN 2 ELSE 0 END
        + CASE WHEN n.minor_id = ANY (%(same_phone)s::bigint[]) THEN 18 ELSE 0 END
        - 1.6 * n.parts DESC, n.minor_id
    LIMIT %(weighed)s
"""


def _files(question: Question) -> list[tuple[Any, ...]]:
    """Return the files worth weighing, as rows of cases_searchrow."""
    some, params = _conditions(question)
    if not some:
        return []
    entries = [
        (place, number, answer.gain)
        for place, answers in enumerate(question.answers)
        for number, answer in answers.items()
    ]
    birth = question.birth
    params |= {
        "places": [place for place, _number, _gain in entries],
        "words": [number for _place, number, _gain in entries],
        "gains": [gain for _place, _number, gain in entries],
        "in_archive": question.in_archive,
        "days": list(birth.days),
        "near_days": [*birth.swapped, *birth.next_year_days],
        "months": list(birth.months),
        "years": list(birth.years),
        "country": question.country or "",
        "same_phone": list(question.same_phone),
        "seen": SEEN,
        "weighed": WEIGHED,
    }
    with transaction.atomic(), connection.cursor() as cursor:
        # The planner takes few files for many and reads them all, comparing list with list.
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(_FILES.format(some=" OR ".join(some)), params)
        return cursor.fetchall()


def _conditions(question: Question) -> tuple[list[str], dict[str, Any]]:
    """Return which files are looked at: two words agree, or one and the birth, or a rare one."""
    some: list[str] = []
    params: dict[str, Any] = {}
    sets = [list(answers) for answers in question.answers if answers]
    for place, numbers in enumerate(sets):
        params[f"set_{place}"] = numbers
        if len(question.words) == 1 or _bearers(question.known, numbers) <= FEW:
            some.append(f"words && %(set_{place})s::int[]")
    for one, other in combinations(range(len(sets)), 2):
        some.append(f"words && %(set_{one})s::int[] AND words && %(set_{other})s::int[]")
    if question.birth.all:
        params["births"] = question.birth.all
        params["any"] = sorted({number for numbers in sets for number in numbers})
        if sets and len(question.words) > 1:
            exact = question.birth.days or question.birth.months or question.birth.years
            params["births"] = [*exact, *question.birth.swapped, *question.birth.next_year_days]
            some.append("births && %(births)s::int[] AND words && %(any)s::int[]")
    if question.same_phone:
        some.append("minor_id = ANY (%(same_phone)s::bigint[])")
    return some, params


def _bearers(known: Words, numbers: list[int]) -> int:
    return sum(known.files[number] for number in numbers)


# --- weighing ------------------------------------------------------------------------------------


def _weighed(question: Question, limit: int) -> list[Scored]:
    if sum(map(len, question.words)) < SHORTEST and not question.same_phone:
        return []
    scored = [_scored(question, *row) for row in _files(question)]
    found = sorted(filter(None, scored), key=lambda s: (-s[0], s[1].minor_id))
    return [one for _score, one in found[:limit]]


def _scored(
    question: Question,
    minor_id: int,
    numbers: list[int],
    parts: int,
    births_: list[int],
    country: str,
    language: str,
) -> tuple[float, Scored] | None:
    """Weigh one file; None when too little of what was typed is answered."""
    best = [_best(answers, numbers) for answers in question.answers]
    answered = [answer for answer in best if answer is not None]
    has_phone = minor_id in question.same_phone
    if len(answered) < WORTH_SHOWING * len(best) and not has_phone:
        return None
    name = sum(answer.gain for answer in answered) + MISSING * (len(best) - len(answered))
    name += EXTRA * max(0, parts - len(answered))
    birth, born = evidence.of_birth(question.birth, births_)
    land, same_land = evidence.of_country(question.country, country, question.known.countries)
    bits = name + birth + land + evidence.of_language(question.language, language)
    bits += evidence.SAME_PHONE * has_phone
    reasons = [
        _name_reason(best),
        _("same telephone") if has_phone else "",
        same_land,
        born,
    ]
    likelihood = _likelihood(bits, question.known.people)
    return bits, Scored(minor_id, likelihood, [reason for reason in reasons if reason])


def _best(answers: dict[int, Answer], numbers: list[int]) -> Answer | None:
    found = [answers[number] for number in numbers if number in answers]
    best = max(found, key=lambda answer: answer.gain, default=None)
    return best if best is not None and best.gain > MISSING else None


def _name_reason(best: list[Answer | None]) -> str:
    levels = {answer.level for answer in best if answer is not None}
    if not levels:
        return ""
    if None in best:
        return _("part of the name")
    worst = max(levels)
    if worst == Level.SAME:
        return _("same name")
    if worst == Level.SPELLING:
        return _("same name, spelled otherwise")
    if worst == Level.BEGINNING:
        return _("name begins like this")
    return _("one letter apart") if worst == Level.SLIP else _("name sounds alike")


def _likelihood(bits: float, people: int) -> float:
    """Return how likely it is her, one of so many: the odds are the evidence over them."""
    odds = 2.0 ** max(-60.0, min(60.0, bits)) / people
    return odds / (1 + odds)


def _bits(likelihood: float) -> float:
    return math.log2(max(1e-18, likelihood) / max(1e-18, 1 - likelihood))
