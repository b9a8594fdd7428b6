"""Simpler searches on the same files: a generator that is too kind would show in their figures."""

from django.db import connections

from benchmarks.finding.people import Query
from cases.names import fold

BONUS = 0.35  # of a birth date that is the same


def icontains(query: Query) -> list[int]:
    """Each word somewhere in the name, as Django's admin searches."""
    words = query.text.split()
    where = " AND ".join(["plain ILIKE %s"] * len(words))
    with connections["owner"].cursor() as cursor:
        cursor.execute(
            f"SELECT minor_id FROM finding WHERE {where} ORDER BY minor_id LIMIT 10",
            [f"%{word}%" for word in words],
        )
        return [pk for (pk,) in cursor.fetchall()]


def trigrams(query: Query) -> list[int]:
    """pg_trgm's similarity of the whole name, and a bonus for the birth date."""
    text, born = fold(query.text), query.birth.born_on if query.birth else None
    with connections["owner"].cursor() as cursor:
        cursor.execute(
            "SELECT minor_id FROM finding WHERE folded %% %s ORDER BY similarity(folded, %s)"
            " + CASE WHEN born = %s THEN %s ELSE 0 END DESC, minor_id LIMIT 10",
            [text, text, born, BONUS],
        )
        return [pk for (pk,) in cursor.fetchall()]
