"""Finding the child again, whatever the spelling.

One function. Names are compared by their trigrams (`folded`) and by how they sound (`sounds`),
order, accents and case ignored; a reference or a telephone number finds its file at once.
"""

from dataclasses import dataclass

from django.db import connection, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases import joined, phones, references
from cases.models import Minor
from cases.models.minors import MinorQuerySet
from cases.names import fold, sound

# Below this a name has too little in common with what was typed to be worth a line. One word of
# two that agrees is enough: the other may have been dropped.
WORTH_SHOWING = 0.5
# A sound that agrees says a little less than letters that do.
SOUND_WEIGHT = 0.9
SHORTEST = 2  # letters
MOST_WORDS = 8  # typed; a name has fewer
# From here on the letters agree, and not only the sound.
SAME_LETTERS = 0.8


@dataclass(frozen=True)
class Candidate:
    """A file that may be the one looked for: how near (0 to 1), and why, in words."""

    minor: Minor
    score: float
    reasons: list[str]


def candidates(
    text: str, *, limit: int = 10, in_archive: bool = False, returning: bool = False
) -> list[Candidate]:
    """Return the files nearest to what was typed, best first, each with its reasons.

    Those in use, or those of the archive. At the door (`returning`) a whole reference also finds
    its file in the archive: whoever shows her card is back.

    `text` is a reference, the first or last digits of a telephone number (four or more), or any
    part of any name in any order and spelling. Nothing for fewer than two letters.
    """
    minors = Minor.objects.archived() if in_archive else Minor.objects.current()
    known = Minor.objects.existing() if returning else minors
    scores = (
        _by_reference(text, known)
        or _by_phone(text, limit, minors)
        or _by_name(text, limit, in_archive)
    )
    found = Minor.objects.with_identity().in_bulk(list(scores))
    return [Candidate(found[pk], score, [reason]) for pk, (score, reason) in scores.items()]


Scores = dict[int, tuple[float, str]]


def _by_reference(text: str, minors: MinorQuerySet) -> Scores:
    reference = references.clean(text)
    if reference is None:
        return {}
    # The card of a file that was joined to another finds that one.
    found = minors.filter(reference=joined.standing_for(reference)).values_list("pk", flat=True)
    return {pk: (1.0, _("same reference")) for pk in found}


def _by_phone(text: str, limit: int, minors: MinorQuerySet) -> Scores:
    if not phones.looks_like_one(text):
        return {}
    found = (
        minors.filter(phones__index__contains=[phones.typed(phones.search_key(), text)])
        .order_by("pk")
        .values_list("pk", flat=True)
        .distinct()[:limit]
    )
    return {pk: (1.0, _("same telephone")) for pk in found}


# Each word typed is compared with every word of every name of a file; a file is worth the mean of
# its best answers, so that neither order nor a name more or less in the file counts against it.
_NAME_QUERY = """
    WITH typed AS (
        SELECT * FROM unnest(%(words)s::text[], %(sounds)s::text[]) AS t(word, sound)
    ), near AS (
        SELECT DISTINCT n.minor_id
        FROM typed t
        JOIN cases_minorname n
          ON n.folded %%> t.word OR n.sounds %%> t.sound OR n.folded LIKE t.word || '%%'
    ), names AS (
        SELECT n.minor_id, string_agg(n.folded, ' ') AS folded,
               string_to_array(string_agg(n.sounds, ' '), ' ') AS sounds
        FROM cases_minorname n
        JOIN near USING (minor_id)
        JOIN cases_minor m ON m.id = n.minor_id AND m.withdrawn_at IS NULL
            AND (m.archived_at IS NOT NULL) = %(in_archive)s
        GROUP BY n.minor_id
    )
    SELECT minor_id, avg(greatest(letters, sound)) AS score, avg(letters) AS letters
    FROM (
        SELECT n.minor_id,
               CASE WHEN ' ' || n.folded LIKE '%% ' || t.word || '%%' THEN 1
                    ELSE word_similarity(t.word, n.folded) END AS letters,
               CASE WHEN t.sound = ANY(n.sounds) THEN %(sound_weight)s ELSE 0 END AS sound
        FROM names n CROSS JOIN typed t
    ) compared
    GROUP BY minor_id
    HAVING avg(greatest(letters, sound)) >= %(worth)s
    ORDER BY score DESC, letters DESC, minor_id
    LIMIT %(limit)s
"""


def _by_name(text: str, limit: int, in_archive: bool) -> Scores:
    words = fold(text).split()[:MOST_WORDS]
    if sum(map(len, words)) < SHORTEST:
        return {}
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL pg_trgm.word_similarity_threshold = 0.5")
        cursor.execute(
            _NAME_QUERY,
            {
                "words": words,
                "sounds": [sound(word) for word in words],
                "sound_weight": SOUND_WEIGHT,
                "worth": WORTH_SHOWING,
                "limit": limit,
                "in_archive": in_archive,
            },
        )
        return {
            pk: (float(score), str(_LETTERS if letters > SAME_LETTERS else _SOUNDS))
            for pk, score, letters in cursor.fetchall()
        }


_LETTERS = gettext_lazy("same name")
_SOUNDS = gettext_lazy("name sounds alike")
