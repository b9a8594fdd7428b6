"""Finding the child again, whatever the spelling.

One function. What is typed is compared with the words of all names (cases.search.words), the files
that bear some of them are taken from memory (cases.search.memory), and the nearest are weighed, in
bits, with all that is said beside the name (cases.search.evidence). A card, a reference or a
telephone number finds its file at once. The designs that were tried, with their figures:
docs/adr/0009-search.md.
"""

import contextlib
import datetime
import math
from dataclasses import dataclass, field

from django.utils import timezone
from django.utils.translation import gettext as _

from cases import births, cards, joined, phones, references
from cases.births import Birth, NotABirth
from cases.models import Minor, SearchRow
from cases.models.minors import MinorQuerySet
from cases.names import fold
from cases.search import evidence, memory
from cases.search.evidence import EXTRA, MISSING
from cases.search.memory import WORTH_SHOWING, Meant, Memory
from cases.search.words import Answer, Level

SHORTEST = 2  # letters
MOST_WORDS = 6  # typed; a name has fewer
MOST_JOINED = 3  # words that are one in a file: "Abd el Rahman"
ISOLATED = "\u2068{}\u2069"  # an Arabic name does not turn the commas around it
LONGEST = 400  # letters of what is typed; a name has fewer
WEIGHED = 60  # files, the nearest by a first look
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
    return [
        Candidate(found[s.minor_id], s.likelihood, s.reasons + _also_called(found[s.minor_id], s))
        for s in scores
    ]


def _also_called(minor: Minor, score: "Scored") -> list[str]:
    """Return which name answers, when it is not the one that a list shows."""
    unseen = score.borne - set(fold(minor.display_name).split())
    answering = (n.text for n in minor.other_names if unseen & set(fold(n.text).split()))
    return [_("also called %(name)s") % {"name": ISOLATED.format(name)} for name in answering][:1]


def asks_for_year(found: list[Candidate]) -> bool:
    """Whether a year of birth should be asked: too many files are as likely as the first."""
    odds = [_bits(candidate.score) for candidate in found[:ALIKE]]
    return len(odds) == ALIKE and odds[0] - odds[-1] < WITHIN


@dataclass
class Scored:
    minor_id: int
    likelihood: float
    reasons: list[str]
    borne: frozenset[str] = frozenset()  # the words of the file that answer


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
    """What is known of somebody: what each word typed may mean, and the rest."""

    words: list[Meant]
    birth: evidence.Sought
    country: str | None
    language: str | None
    same_phone: set[int]
    in_archive: bool
    known: Memory = field(repr=False)


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
    known = memory.known()
    return Question(
        words=_meant(known, typed) if sum(map(len, typed)) >= SHORTEST else [],
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


def _meant(known: Memory, typed: list[str]) -> list[Meant]:
    """Return what each word may mean; neighbours may be one word of a file."""
    found = [known.meant(word) for word in typed]
    for length in range(2, MOST_JOINED + 1):
        for place in range(len(typed) - length + 1):
            together = "".join(typed[place : place + length])
            for number, answer in known.words.answers(together).items():
                if answer.level <= Level.SOUND:
                    part = Answer(answer.level, answer.gain / length, answer.text)
                    for meant in found[place : place + length]:
                        meant.offer(number, part)
    return found


def _bearers_of(phone: str | None) -> set[int]:
    if not phone or not phones.looks_like_one(phone):
        return set()
    index = phones.typed(phones.search_key(), phone)
    found = Minor.objects.filter(phones__index__contains=[index])
    return set(found.values_list("pk", flat=True)[:WEIGHED])


# --- weighing ------------------------------------------------------------------------------------


def _weighed(question: Question, limit: int) -> list[Scored]:
    scored = [_scored(question, *row) for row in _rows(question)]
    found = sorted(filter(None, scored), key=lambda s: (-s[0], s[1].minor_id))
    return [one for _score, one in found[:limit]]


def _rows(question: Question) -> list[tuple[int, list[int], int, list[int], str, str]]:
    """Return the files worth weighing, as they are now."""
    numbers = question.known.nearest(
        question.words,
        question.birth,
        question.country,
        in_archive=question.in_archive,
        limit=WEIGHED,
    )
    rows = SearchRow.objects.filter(
        pk__in=[*numbers, *question.same_phone], is_archived=question.in_archive
    )
    return list(rows.values_list("minor_id", "words", "parts", "births", "country", "language"))


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
    bearing = set(numbers)
    best = [meant.best(bearing) for meant in question.words]
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
    likelihood = _likelihood(bits, question.known.words.people)
    borne = frozenset(answer.text for answer in answered)
    return bits, Scored(minor_id, likelihood, [reason for reason in reasons if reason], borne)


def _name_reason(best: list[Answer | None]) -> str:
    """Return what the farthest word says."""
    levels = {answer.level for answer in best if answer is not None}
    if not levels:
        return ""
    if None in best:
        return _("part of the name")
    match max(levels):
        case Level.SAME:
            return _("same name")
        case Level.SPELLING | Level.APART:
            return _("same name, spelled otherwise")
        case Level.SLIP:
            return _("one letter apart")
        case Level.BEGINNING | Level.SPELLING_BEGINNING | Level.STEM:
            return _("name begins like this")
    return _("name sounds alike")


def _likelihood(bits: float, people: int) -> float:
    """Return how likely it is her, one of so many: the odds are the evidence over them."""
    odds = 2.0 ** max(-60.0, min(60.0, bits)) / people
    return odds / (1 + odds)


def _bits(likelihood: float) -> float:
    return math.log2(max(1e-18, likelihood) / max(1e-18, 1 - likelihood))
