"""What the coordinator sees of likely pairs, side by side and one into the other."""

import datetime
from collections import Counter
from dataclasses import dataclass

from django.db.models import Count, Max, Min, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cases import permissions, registry
from cases.choices import DeskKind, Verdict
from cases.models import FileMerge, LikelyPair, Minor, MinorName, PairVerdict, Tombstone
from cases.registry import Held, Merge
from staff.choices import Compartment
from staff.models import User
from staff.permissions import Level, can

PAIRS_A_PAGE = 20
TO_REVIEW = "to_review"
STATES: dict[str, str | Promise] = {
    TO_REVIEW: _("To review"),
    Verdict.NOT_SURE: _("Not sure"),
    Verdict.SAME: _("The same person, not joined yet"),
}


def last_verdicts(first: OuterRef | int, second: OuterRef | int) -> "QuerySet[PairVerdict]":
    """Return what was said of a pair, the last word first."""
    rows = PairVerdict.objects.filter(first=first, second=second)
    return rows.order_by("-pk")


def likely(state: str) -> "QuerySet[LikelyPair]":
    """Return the pairs of a state whose two files are in use, the likeliest first.

    What somebody said to be two persons is in none of them.
    """
    said = last_verdicts(OuterRef("first"), OuterRef("second")).values("verdict")[:1]
    in_use = Q(**{
        f"{file}__{gone}__isnull": True
        for file in ("first", "second") for gone in ("withdrawn_at", "archived_at")
    })  # fmt: skip
    pairs = LikelyPair.objects.filter(in_use)
    pairs = pairs.annotate(state=Coalesce(Subquery(said), Value(TO_REVIEW))).filter(state=state)
    shown = [f"{file}__{rows}" for file in ("first", "second") for rows in ("names", "claims")]
    found = pairs.select_related("first", "second").prefetch_related(*shown)
    return found.order_by("-score", "pk")


def likely_pair(first: Minor, second: Minor) -> LikelyPair | None:
    """Return why the finder proposed this pair; None when it did not."""
    return LikelyPair.objects.filter(first=first, second=second).first()


# --- side by side -----------------------------------------------------------------------------


@dataclass(frozen=True)
class RowCount:
    """How many rows of a compartment a file holds."""

    compartment: Compartment
    count: int

    @property
    def label(self) -> str:
        return str(self.compartment.label)


@dataclass(frozen=True)
class Side:
    """One file beside another."""

    minor: Minor
    arrivals_count: int
    first_on: datetime.date | None
    last_on: datetime.date | None
    held: list[RowCount]


def side_of(minor: Minor, user: User) -> Side:
    days = minor.arrivals.counted().aggregate(
        count=Count("pk"), first_on=Min("day"), last_on=Max("day")
    )
    return Side(minor, days["count"], days["first_on"], days["last_on"], held_in(minor, user))


def held_in(minor: Minor, user: User) -> list[RowCount]:
    """Return how many rows a file holds in each compartment of which this person may know it."""
    counts: Counter[str] = Counter()
    for held in registry.held():
        if held.merge is Merge.MOVE and held.is_exported:
            counts += _counted(held, minor)
    return [
        RowCount(compartment, counts[compartment])
        for compartment in Compartment
        if counts[compartment]
        and can(user, compartment, Level.KNOW)
        and compartment not in permissions.NEVER_COUNTED_IN_A_FILE
    ]


def _counted(held: Held, minor: Minor) -> Counter[str]:
    rows = held.rows(minor)
    if not held.compartment_path:
        of = str(held.model.compartment)  # type: ignore[attr-defined] # each says its own
        return Counter({of: rows.count()})
    counted = rows.order_by().values(held.compartment_path).annotate(count=Count("pk"))
    return Counter(dict(counted.values_list(held.compartment_path, "count")))


# --- one into the other -------------------------------------------------------------------------


@dataclass(frozen=True)
class Preview:
    """What joining `gone` to `kept` would do."""

    kept: Side
    gone: Side
    desks: list[str]  # that will have something to check
    differences: list[tuple[str | Promise, str, str]]  # what the kept file says instead


def preview(kept: Minor, gone: Minor, user: User) -> Preview:
    kept_side, gone_side = side_of(kept, user), side_of(gone, user)
    return Preview(kept_side, gone_side, _desks_with(gone), _differences(kept, gone))


def _desks_with(minor: Minor) -> list[str]:
    """Return the desks that a file gives something to check; not the midwife: see cases.joined."""
    kinds = {
        desk
        for held in registry.held()
        if held.merge is Merge.MOVE
        for desk, _words in held.to_check
        if held.concerns(desk, held.rows(minor))
    }
    return [str(kind.label) for kind in DeskKind if kind in kinds - {DeskKind.MIDWIFE}]


def _differences(kept: Minor, gone: Minor) -> list[tuple[str | Promise, str, str]]:
    """Return what is said once a file and differs: the kept file's stands, the other is hidden."""
    pairs = (
        (_("Country (declared)"), kept.country_text, gone.country_text),
        (_("Language to speak now"), kept.language_text, gone.language_text),
        (_("Sex"), kept.get_sex_display(), gone.get_sex_display()),
        (_("Interpreter"), kept.get_interpreter_display(), gone.get_interpreter_display()),
        (
            _("Family name"),
            kept.get_family_name_status_display(),
            gone.get_family_name_status_display(),
        ),
    )
    return [(label, str(one), str(other)) for label, one, other in pairs if one != other]


def merges_of(minor: Minor) -> "QuerySet[FileMerge]":
    """Return what was joined to this file, the undone ones too."""
    return minor.merges.select_related("kept", "gone", "by")


def names_that_return(merge: FileMerge) -> list[str]:
    """Return the names that go back to the former file when the two are taken apart."""
    rows = MinorName.objects.filter(pk__in=merge.moved.get(MinorName._meta.label, []))
    return list(rows.order_by("pk").values_list("text", flat=True))


def refusal_of(merge: FileMerge) -> str:
    """Return why a merge can no longer be undone; "" when it can."""
    if merge.undone_at is not None:
        return str(_("This merge is already undone."))
    if FileMerge.objects.standing().filter(gone=merge.kept_id).exists():
        return str(_("This file was joined to another since: take these apart first."))
    erased = Tombstone.objects.filter(minor_number__in=[merge.kept_id, merge.gone_id])
    if erased.filter(erased_at__gte=merge.at).exists():
        return str(_("A part of this file was erased since: what came cannot be told apart."))
    return ""
