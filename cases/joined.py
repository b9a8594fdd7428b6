"""Where a file that was joined to another now stands, and what each desk then checks."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice

from django.db.models import Exists, OuterRef, QuerySet

from cases import permissions, registry
from cases.choices import DeskKind
from cases.models import FileMerge, MergeCheck, Minor
from cases.registry import Held
from staff.models import User

MOST_LINES = 10  # on the page of a desk
MOST_READ = 500  # merges that nobody of a desk has looked at


def standing_for(reference: str) -> str:
    """Return the reference of the file to which this one was joined; its own when it was not."""
    merge = FileMerge.objects.standing().filter(gone__reference=reference)
    kept = merge.values_list("kept__reference", flat=True).first()
    return standing_for(kept) if kept else reference


def joined_to(minor: Minor) -> list[Minor]:
    """Return the files joined to this one, and those joined to them."""
    found = [merge.gone for merge in minor.merges.standing().select_related("gone")]
    return found + [further for file in found for further in joined_to(file)]


# --- what the desks check ---------------------------------------------------------------------


@dataclass(frozen=True)
class ToCheck:
    """What one desk has to look at after a merge."""

    merge: FileMerge
    desk_kind: DeskKind
    what: str

    @property
    def desk_text(self) -> str:
        return str(self.desk_kind.label)


@dataclass(frozen=True)
class Checks:
    """What this person's desks have to check, and which other desks have not checked yet."""

    mine: list[ToCheck] = field(default_factory=list)
    others: list[str] = field(default_factory=list)


def words_of(merge: FileMerge, kind: DeskKind) -> list[str]:
    """Return what a desk of this kind looks at, of what this merge brought."""
    found = [
        str(words)
        for held in registry.held()
        for desk, words in held.to_check
        if desk == kind and _has_moved(merge, held, kind)
    ]
    return list(dict.fromkeys(found))


def _has_moved(merge: FileMerge, held: Held, kind: DeskKind) -> bool:
    numbers = merge.moved.get(held.model._meta.label)
    if not numbers or not held.checked_where_read:
        return bool(numbers)
    return held.concerns(kind, held.model._base_manager.filter(pk__in=numbers))


def tables_of(kind: DeskKind) -> list[str]:
    """Return the tables of which this kind of desk checks the rows."""
    return [
        held.model._meta.label
        for held in registry.held()
        if any(desk == kind for desk, _words in held.to_check)
    ]


def to_check_in(minor: Minor, user: User) -> Checks:
    """Return what is still to check in this file, as far as this person may know it.

    The coordinator sees which desks have not, never of what: nor that a midwife has to, which
    would say what of.
    """
    merges = list(minor.merges.standing().order_by("pk"))
    if not merges:
        return Checks()
    done = set(MergeCheck.objects.filter(merge__in=merges).values_list("merge", "desk_kind"))
    for merge in merges:
        merge.kept = minor
    lines = [
        ToCheck(merge, kind, ", ".join(words))
        for merge in merges
        for kind in DeskKind
        if (words := words_of(merge, kind)) and (merge.pk, kind.value) not in done
    ]
    mine = permissions.desk_kinds(user)
    others = [
        line.desk_text
        for line in lines
        if permissions.can_review_duplicates(user)
        and line.desk_kind not in mine
        and line.desk_kind != DeskKind.MIDWIFE
    ]
    return Checks([line for line in lines if line.desk_kind in mine], list(dict.fromkeys(others)))


def to_check_by(user: User) -> Checks:
    """Return what this person's desks still have to check, in whichever file: the oldest first."""
    kinds = [DeskKind(kind) for kind in permissions.desk_kinds(user)]
    return Checks([
        ToCheck(merge, kind, ", ".join(words))
        for kind in kinds
        for merge, words in islice(_to_look_at(kind), MOST_LINES)
    ])  # fmt: skip


def _to_look_at(kind: DeskKind) -> Iterator[tuple[FileMerge, list[str]]]:
    """Yield the merges that brought something to this kind of desk, with what it looks at."""
    for merge in _unchecked(kind)[:MOST_READ]:
        if words := words_of(merge, kind):
            yield merge, words


def _unchecked(kind: DeskKind) -> "QuerySet[FileMerge]":
    checked = MergeCheck.objects.filter(merge=OuterRef("pk"), desk_kind=kind)
    found = FileMerge.objects.standing().filter(
        ~Exists(checked),
        kept__withdrawn_at__isnull=True,
        moved__has_any_keys=tables_of(kind),
    )
    return found.select_related("kept").order_by("at", "pk")
