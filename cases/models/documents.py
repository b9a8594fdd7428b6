"""Papers of a file: one table a compartment, their contents encrypted outside the database."""

import uuid
from typing import ClassVar, TypeVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.template.defaultfilters import filesizeformat
from django.utils import timezone
from django.utils.translation import gettext, ngettext, pgettext
from django.utils.translation import gettext_lazy as _

from cases import choices
from cases.models.keys import SealedOfMinor
from cases.models.minors import Minor
from staff import history
from staff.choices import Compartment, Erasure, Role
from staff.encryption import EncryptedTextField, SealError
from staff.models import User
from staff.permissions import Level, Person, can

AnyDocument = TypeVar("AnyDocument", bound="Document")

# What a file may be once cleaned, and how its name ends when it is downloaded.
ENDINGS = {"application/pdf": "pdf", "image/jpeg": "jpg", "image/png": "png"}
HASH = r"^[0-9a-f]{64}$"


def may_open_documents(user: Person) -> bool:
    """Volunteers work from today's list and the search: no paper is theirs to take home."""
    return isinstance(user, User) and bool(user.own_roles - {Role.VOLUNTEER})


class DocumentQuerySet(models.QuerySet[AnyDocument]):
    def visible_to(self, user: Person) -> "DocumentQuerySet[AnyDocument]":
        """In full, for whoever may read the compartment; the withdrawn ones too (see `current`)."""
        may = may_open_documents(user) and can(user, self.model.compartment, Level.READ)
        return self.all() if may else self.none()

    def current(self) -> "DocumentQuerySet[AnyDocument]":
        """Without those added by mistake and withdrawn."""
        return self.filter(withdrawn_at__isnull=True)

    def newest_first(self) -> "DocumentQuerySet[AnyDocument]":
        return self.order_by("-added_at", "-pk")


class Document(SealedOfMinor):
    """One paper or its picture. Facts never change; what was a slip is withdrawn.

    `seal_number` is its number in addresses: it says neither what the paper is nor in which table.
    """

    database_grants = "SELECT, INSERT, UPDATE"
    compartment: ClassVar[Compartment]
    personal_fields = {
        "title": Erasure.SHRED,
        **dict.fromkeys(
            ["kind", "said_on", "original", "content_hash", "size", "media_type", "page_count"],
            Erasure.ROW,
        ),
    }

    minor = models.ForeignKey(Minor, on_delete=models.PROTECT, related_name="%(class)ss")
    title = EncryptedTextField(_("title"), max_length=200, blank=True)
    kind = models.CharField(_("kind of paper"), max_length=20, choices=choices.DocumentKind)
    said_on = models.DateField(_("date on the paper"), null=True, blank=True)
    original = models.CharField(
        _("where the original is"), max_length=20, choices=choices.OriginalPlace
    )
    content_hash = models.CharField(max_length=64, unique=True, editable=False)
    size = models.PositiveIntegerField(editable=False)  # bytes, before encryption
    media_type = models.CharField(max_length=20, choices=[(t, t) for t in ENDINGS], editable=False)
    page_count = models.PositiveSmallIntegerField(editable=False)
    added_at = models.DateTimeField(default=timezone.now)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = DocumentQuerySet.as_manager()

    class Meta:
        abstract = True
        indexes = [models.Index(fields=["minor", "-added_at"], name="%(app_label)s_%(class)s_of")]
        constraints = [
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True, withdrawn_by__isnull=True)
                | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False),
                name="%(app_label)s_%(class)s_withdrawn_by_someone",
                violation_error_message=_("A document is withdrawn by somebody, at some time."),
            ),
            models.CheckConstraint(
                condition=Q(content_hash__regex=HASH),
                name="%(app_label)s_%(class)s_is_named_by_its_hash",
                violation_error_message=_("A document is named by the hash of its file."),
            ),
            models.CheckConstraint(
                condition=Q(size__gt=0, page_count__gt=0, media_type__in=list(ENDINGS)),
                name="%(app_label)s_%(class)s_is_readable",
                violation_error_message=_("A document is a photo or a PDF with something in it."),
            ),
            models.CheckConstraint(
                condition=Q(kind__in=choices.DocumentKind.values),
                name="%(app_label)s_%(class)s_kind",
                violation_error_code="kind",
                violation_error_message=_("Choose a kind of paper, or “unknown”."),
            ),
            models.CheckConstraint(
                condition=Q(original__in=choices.OriginalPlace.values),
                name="%(app_label)s_%(class)s_original",
                violation_error_code="original",
                violation_error_message=_("Say where the original is, or “unknown”."),
            ),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()

    @property
    def number(self) -> uuid.UUID:
        return self.seal_number

    @property
    def shown_title(self) -> str:
        """The title as typed, else the kind of paper. A file that was erased has no title left."""
        try:
            return self.title or self.get_kind_display()
        except SealError:
            return pgettext("document", "Erased")

    @property
    def place(self) -> str:
        """What the content is bound to: moved to another document, it does not open."""
        return f"{self.compartment}|{self._meta.db_table}|content|{self.seal_number}"

    @property
    def compartment_label(self) -> str:
        return str(self.compartment.label)

    @property
    def original_text(self) -> str:
        return gettext("Original: %(place)s") % {"place": self.get_original_display()}

    @property
    def file_text(self) -> str:
        """ "PDF, 3 pages, 214,0 Ko"."""
        pages = ngettext("%(count)d page", "%(count)d pages", self.page_count)
        ending = ENDINGS[self.media_type].upper()
        return f"{ending}, {pages % {'count': self.page_count}}, {filesizeformat(self.size)}"


@history.track()
class IdentityDocument(Document):
    compartment = Compartment.IDENTITY


@history.track()
class SocialDocument(Document):
    compartment = Compartment.SOCIAL


@history.track()
class LegalDocument(Document):
    compartment = Compartment.LEGAL


@history.track()
class NarrativeDocument(Document):
    compartment = Compartment.NARRATIVE


@history.track()
class HealthDocument(Document):
    compartment = Compartment.HEALTH


@history.track()
class SexualHealthDocument(Document):
    compartment = Compartment.SEXUAL_HEALTH


@history.track()
class PsychologyDocument(Document):
    compartment = Compartment.PSYCHOLOGY


@history.track()
class ProtectionDocument(Document):
    compartment = Compartment.PROTECTION


DOCUMENTS: dict[Compartment, type[Document]] = {
    model.compartment: model
    for model in (
        IdentityDocument,
        SocialDocument,
        LegalDocument,
        NarrativeDocument,
        HealthDocument,
        SexualHealthDocument,
        PsychologyDocument,
        ProtectionDocument,
    )
}


def documents_of(minor: Minor, compartment: Compartment) -> DocumentQuerySet[Document]:
    """Return this file's documents in one compartment, each knowing its minor already."""
    manager = getattr(minor, f"{DOCUMENTS[compartment]._meta.model_name}s")
    found: DocumentQuerySet[Document] = manager.all()
    return found
