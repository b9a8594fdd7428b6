"""Papers of the legal file, scanned or not: what they are, where the original is, what they serve.

A paper is known before it is scanned, or is never scanned: the original may be with the lawyer.
Where the original is stands in the last of its moves, which nobody changes.
"""

import datetime
import uuid

from django.conf import settings
from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.db.models import Exists, OuterRef, Q, Subquery
from django.utils import timezone
from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_lazy as _

from cases.choices import NOT_ASKED, DocumentKind, OriginalPlace, country_name
from cases.models import LegalDocument, Minor, SealedOfMinor
from cases.models.documents import may_open_documents
from referrals.choices.papers import Legalisation
from referrals.procedures import Procedure
from staff import history
from staff.choices import Compartment, Erasure
from staff.encryption import EncryptedTextField, SealedRow, SealError
from staff.permissions import Level, Person, can


class LegalPaperQuerySet(models.QuerySet["LegalPaper"]):
    def visible_to(self, user: Person) -> "LegalPaperQuerySet":
        """In full, the withdrawn ones too (see `current`)."""
        may = may_open_documents(user) and can(user, Compartment.LEGAL, Level.READ)
        return self.all() if may else self.none()

    def current(self) -> "LegalPaperQuerySet":
        """Without those recorded by mistake and withdrawn."""
        return self.filter(withdrawn_at__isnull=True)

    def with_place(self) -> "LegalPaperQuerySet":
        """Annotate `original` and `moved_on`: those of the move that comes last in time."""
        last = PaperMove.objects.filter(paper=OuterRef("pk")).order_by("-moved_on", "-pk")
        return self.annotate(
            original=Subquery(last.values("place")[:1]),
            moved_on=Subquery(last.values("moved_on")[:1]),
        )

    def with_served(self) -> "LegalPaperQuerySet":
        """Annotate `served`: the numbers of the procedures that it serves."""
        ties = PaperTie.objects.standing().filter(paper=OuterRef("pk"))
        return self.annotate(served=ArraySubquery(ties.values("procedure")))


@history.track()
class LegalPaper(SealedOfMinor):
    """One paper. `scan` is its picture, when there is one."""

    database_grants = "SELECT, INSERT, UPDATE"
    compartment = Compartment.LEGAL
    personal_fields = {
        **dict.fromkeys(["title", "authority", "number", "note"], Erasure.SHRED),
        **dict.fromkeys(["kind", "country", "said_on", "legalisation"], Erasure.ROW),
    }

    minor = models.ForeignKey(Minor, on_delete=models.PROTECT, related_name="papers")
    kind = models.CharField(_("kind of paper"), max_length=20, choices=DocumentKind)
    title = EncryptedTextField(_("which paper"), max_length=200, blank=True)
    country = models.CharField(_("issuing country"), max_length=10, default=NOT_ASKED)
    authority = EncryptedTextField(_("issuing authority"), max_length=200, blank=True)
    number = EncryptedTextField(_("number of the paper"), max_length=100, blank=True)
    said_on = models.DateField(_("date on the paper"), null=True, blank=True)
    legalisation = models.CharField(
        _("legalised?"), max_length=10, choices=Legalisation, default=Legalisation.NOT_ASKED
    )
    note = EncryptedTextField(_("note for the legal desk"), max_length=2000, blank=True)
    scan = models.ForeignKey(
        LegalDocument, on_delete=models.PROTECT, null=True, blank=True, related_name="papers"
    )
    recorded_at = models.DateTimeField(default=timezone.now)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = LegalPaperQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["minor"], name="referrals_paper_minor")]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=DocumentKind.values),
                name="referrals_paper_kind",
                violation_error_code="kind",
                violation_error_message=_("Choose a kind of paper, or “unknown”."),
            ),
            models.CheckConstraint(
                condition=Q(legalisation__in=Legalisation.values),
                name="referrals_paper_legalisation",
                violation_error_code="legalisation",
                violation_error_message=_("Say whether it is legalised, or “unknown”."),
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True, withdrawn_by__isnull=True)
                | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False),
                name="referrals_paper_withdrawn_by_someone",
                violation_error_message=_("A paper is withdrawn by somebody, at some time."),
            ),
            models.UniqueConstraint(
                fields=["scan"],
                condition=Q(withdrawn_at__isnull=True),
                name="referrals_paper_scan_once",
                violation_error_message=_("This scan is already that of another paper."),
            ),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()

    # Set by `with_place()` and by `with_served()`.
    original: str
    moved_on: datetime.date
    served: list[int]

    @property
    def shown_title(self) -> str:
        """What it was called, else its kind. A file that was erased has no title left."""
        try:
            return self.title or self.get_kind_display()
        except SealError:
            return pgettext("document", "Erased")

    @property
    def country_text(self) -> str:
        return country_name(self.country)

    @property
    def original_text(self) -> str:
        """ "Original: With the lawyer"."""
        return gettext("Original: %(place)s") % {"place": OriginalPlace(self.original).label}

    @property
    def scan_number(self) -> uuid.UUID | None:
        """The number of its scan in addresses; None without one, or once that was withdrawn."""
        is_there = self.scan is not None and self.scan.withdrawn_at is None
        return self.scan.number if self.scan is not None and is_there else None

    def serves(self, procedure: Procedure) -> bool:
        return procedure.pk in self.served


class PaperMove(SealedRow):
    """The original is somewhere since a day."""

    database_grants = "SELECT, INSERT"
    compartment = Compartment.LEGAL
    personal_fields = {
        "holder": Erasure.SHRED,
        **dict.fromkeys(["place", "moved_on"], Erasure.ROW),
    }

    paper = models.ForeignKey(LegalPaper, on_delete=models.PROTECT, related_name="moves")
    place = models.CharField(_("where the original is"), max_length=20, choices=OriginalPlace)
    moved_on = models.DateField(_("since"), default=timezone.localdate)
    holder = EncryptedTextField(_("who has it"), max_length=200, blank=True)
    recorded_at = models.DateTimeField(default=timezone.now)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        indexes = [
            models.Index(fields=["paper", "-moved_on", "-id"], name="referrals_paper_move_last")
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(place__in=OriginalPlace.values),
                name="referrals_paper_move_place",
                violation_error_code="place",
                violation_error_message=_("Say where the original is, or “unknown”."),
            ),
        ]

    def __str__(self) -> str:
        return self.get_place_display()

    def sealing_key(self) -> bytes:
        return self.paper.sealing_key()

    def opening_keys(self) -> list[bytes]:
        return self.paper.opening_keys()


class PaperTieQuerySet(models.QuerySet["PaperTie"]):
    def standing(self) -> "PaperTieQuerySet":
        """The last word on each paper and procedure, where it is that the one serves the other."""
        later = PaperTie.objects.filter(
            paper=OuterRef("paper"), procedure=OuterRef("procedure"), pk__gt=OuterRef("pk")
        )
        return self.filter(~Exists(later), is_tied=True)


class PaperTie(models.Model):
    """A paper serves a procedure, or no longer does; the last row holds."""

    database_grants = "SELECT, INSERT"
    compartment = Compartment.LEGAL
    personal_fields = {"is_tied": Erasure.ROW}

    paper = models.ForeignKey(LegalPaper, on_delete=models.PROTECT, related_name="ties")
    # Empty once it was erased: the procedure was another file's, joined for a time to this one.
    procedure = models.ForeignKey(
        Procedure, on_delete=models.PROTECT, null=True, related_name="paper_ties"
    )
    is_tied = models.BooleanField()
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    objects = PaperTieQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["paper", "procedure", "-id"], name="referrals_paper_tie_last")
        ]

    def __str__(self) -> str:
        return pgettext("paper", "Joined") if self.is_tied else pgettext("paper", "Taken out")
