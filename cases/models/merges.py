"""Two files of one person: what people said of the pair, and one file joined to the other."""

from typing import Any

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases import choices
from cases.models.minors import Minor
from staff.choices import Compartment, Erasure


class OfPair(models.Model):
    """Two files, the one with the smaller number first: a pair is written one way only."""

    first = models.ForeignKey(Minor, on_delete=models.PROTECT, related_name="+")
    second = models.ForeignKey(Minor, on_delete=models.PROTECT, related_name="+")

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(first__lt=F("second")),
                name="%(app_label)s_%(class)s_in_order",
                violation_error_message=_("A pair is two different files."),
            ),
        ]


class PairVerdict(OfPair):
    """What somebody said of two files. The newest one counts, the former ones are kept."""

    database_grants = "SELECT, INSERT"
    compartment = Compartment.IDENTITY
    personal_fields = {"verdict": Erasure.ROW}

    verdict = models.CharField(max_length=10, choices=choices.Verdict)
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        indexes = [
            models.Index(fields=["first", "second", "-id"], name="cases_verdict_last"),
        ]
        constraints = [
            *OfPair.Meta.constraints,
            models.CheckConstraint(
                condition=Q(verdict__in=choices.Verdict.values),
                name="cases_verdict_is_one",
                violation_error_code="verdict",
                violation_error_message=_("Say whether it is the same person."),
            ),
        ]

    def __str__(self) -> str:
        return self.get_verdict_display()


class LikelyPair(OfPair):
    """Two files that the finder thinks may be one person's: how near, and why. A proposal only."""

    database_grants = "SELECT, INSERT"
    compartment = Compartment.IDENTITY
    personal_fields = dict.fromkeys(["score", "reasons"], Erasure.ROW)

    score = models.PositiveSmallIntegerField()  # 0 to 100
    reasons = ArrayField(models.CharField(max_length=20, choices=choices.PairReason))
    found_at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes = [models.Index(fields=["-score", "id"], name="cases_pair_nearest")]
        constraints = [
            *OfPair.Meta.constraints,
            models.UniqueConstraint(
                fields=["first", "second"],
                name="cases_pair_once",
                violation_error_message=_("This pair is already in the list."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def reasons_text(self) -> str:
        return ", ".join(str(choices.PairReason(reason).label) for reason in self.reasons)


class FinderRun(models.Model):
    """One search of the whole base for likely pairs: how far it is, and that it still lives."""

    database_grants = "SELECT, INSERT, UPDATE"

    started_at = models.DateTimeField(default=timezone.now)
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    total = models.PositiveIntegerField(default=0)  # files
    done = models.PositiveIntegerField(default=0)
    seen_at = models.DateTimeField(default=timezone.now)  # how far it is, last said
    ended_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.started_at:%Y-%m-%d}"


class FileMergeQuerySet(models.QuerySet["FileMerge"]):
    def standing(self) -> "FileMergeQuerySet":
        """Without the ones undone."""
        return self.filter(undone_at__isnull=True)


class FileMerge(models.Model):
    """One file joined to another: which rows went, and all that is needed to send them back.

    Written by the owner's functions alone (cases.merging). The file that is gone is withdrawn,
    its reference leads to the one that is kept.
    """

    database_grants = "SELECT"
    compartment = Compartment.IDENTITY
    personal_fields: dict[str, Erasure] = {}
    impersonal_fields = ("moved", "former")

    kept = models.ForeignKey(Minor, on_delete=models.PROTECT, related_name="merges")
    gone = models.ForeignKey(Minor, on_delete=models.PROTECT, related_name="merged_into")
    moved = models.JSONField()  # {table: [number of a row]}, tables with some only
    # {"arrivals": [undone since the kept file had that day], "tickets": {number: its arrival}}
    former = models.JSONField()
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = FileMergeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(kept=F("gone")),
                name="cases_merge_two_files",
                violation_error_message=_("A file is not joined to itself."),
            ),
            models.UniqueConstraint(
                fields=["gone"],
                condition=Q(undone_at__isnull=True),
                name="cases_merge_once",
                violation_error_message=_("This file is already joined to another."),
            ),
            models.CheckConstraint(
                condition=Q(undone_at__isnull=True, undone_by__isnull=True)
                | Q(undone_at__isnull=False, undone_by__isnull=False),
                name="cases_merge_undone_by_someone",
                violation_error_message=_("A merge is undone by somebody, at some time."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    def has_moved(self, row: models.Model) -> bool:
        return row.pk in self.moved.get(row._meta.label, ())


class MergeCheck(models.Model):
    """That a desk has looked at what two joined files say: somebody of it, at some time."""

    database_grants = "SELECT, INSERT"
    compartment = Compartment.IDENTITY
    personal_fields: dict[str, Erasure] = {}
    impersonal_fields = ("desk_kind",)

    merge = models.ForeignKey(FileMerge, on_delete=models.PROTECT, related_name="checks")
    desk_kind = models.CharField(max_length=15, choices=choices.DeskKind)
    done_at = models.DateTimeField(default=timezone.now)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["merge", "desk_kind"],
                name="cases_merge_check_once",
                violation_error_message=_("A colleague has ticked it already."),
            ),
        ]

    def __str__(self) -> str:
        return self.get_desk_kind_display()


def moved_with(minor: Minor, row: Any) -> list[FileMerge]:
    """Return the merges that brought a row into this file, the last one first: one query each.

    Empty for a row that was always its own.
    """
    merges = FileMerge.objects.standing().filter(kept=minor).select_related("gone")
    found = next((merge for merge in merges if merge.has_moved(row)), None)
    return [] if found is None else [found, *moved_with(found.gone, row)]
