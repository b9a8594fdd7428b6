"""Notes: one table a compartment, all of the same shape, each sealed under its own key.

A note is never changed: a correction is a new note that points at the one it replaces.
"""

import datetime
from typing import Any, ClassVar

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases.choices import NoteAgreement
from cases.models.keys import SealedOfMinor
from cases.models.minors import Minor
from staff.choices import Compartment, Erasure
from staff.encryption import EncryptedTextField
from staff.models import Site, User
from staff.permissions import Level, can


class NoteQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: User) -> "NoteQuerySet":
        """Whoever reads the compartment reads its notes, whatever the site."""
        return self.all() if can(user, self.model.compartment, Level.READ) else self.none()

    def hidden_from(self, user: User) -> "NoteQuerySet":
        """Those that this person does not read."""
        return self.exclude(pk__in=self.model.objects.visible_to(user).values("pk"))

    def with_correction(self) -> "NoteQuerySet":
        """Annotate `is_corrected`: a newer note replaces it."""
        newer = self.model.objects.filter(corrects=OuterRef("pk"))
        return self.annotate(is_corrected=Exists(newer))

    def newest_first(self) -> "NoteQuerySet":
        return self.order_by("-day", "-pk")


class Note(SealedOfMinor):
    """What somebody wrote of a young person, for those who read its compartment."""

    database_grants = "SELECT, INSERT"
    compartment: ClassVar[Compartment]
    personal_fields: ClassVar[dict[str, Erasure]] = {
        "day": Erasure.ROW,
        "text": Erasure.SHRED,
    }

    minor = models.ForeignKey(Minor, on_delete=models.PROTECT, related_name="+")
    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="+")
    day = models.DateField(_("date"), default=timezone.localdate)
    text = EncryptedTextField(_("note"), max_length=4000)
    corrects = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    written_at = models.DateTimeField(default=timezone.now)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )

    objects: ClassVar[Any] = NoteQuerySet.as_manager()

    class Meta:
        abstract = True
        indexes = [
            models.Index(fields=["minor", "-day"], name="%(app_label)s_%(class)s_day"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["corrects"],
                name="%(app_label)s_%(class)s_corrected_once",
                violation_error_code="text",
                violation_error_message=_(
                    "A colleague has corrected this note already: correct hers."
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day}"

    # Set by `with_correction()`.
    is_corrected: bool


class DeskNoteQuerySet(NoteQuerySet):
    def live_on(self, day: datetime.date) -> "NoteQuerySet":
        """Those that hold that day: with an end that is not over, and not corrected since.

        One without an end was written before there were any: it is read with the former ones.
        """
        newer = DeskNote.objects.filter(corrects=OuterRef("pk"))
        return self.filter(~Exists(newer), ends_on__gte=day)


class DeskNote(Note):
    """What the desks tell each other, an action and until when: who reads identity reads it."""

    compartment = Compartment.IDENTITY
    personal_fields = {
        **Note.personal_fields,
        "ends_on": Erasure.ROW,
        "agreement": Erasure.ROW,
        "despite": Erasure.SHRED,
    }

    # Asked of every new one by its form; those written before have none.
    ends_on = models.DateField(_("until"), null=True, blank=True)
    agreement = models.CharField(
        _("the young person agrees"),
        max_length=10,
        choices=NoteAgreement,
        default=NoteAgreement.NOT_ASKED,
        db_default=NoteAgreement.NOT_ASKED,
    )
    despite = EncryptedTextField(
        _("if not, what then"), max_length=300, blank=True, default="", db_default=b""
    )

    objects: ClassVar[Any] = DeskNoteQuerySet.as_manager()

    class Meta(Note.Meta):
        constraints = [
            *Note.Meta.constraints,
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("day")),
                name="cases_desknote_ends_after_start",
                violation_error_code="ends_on",
                violation_error_message=_("The last day comes before the first one."),
            ),
        ]

    def clean(self) -> None:
        """A refusal says what then: beside what no CHECK can read, since the words are sealed."""
        if self.agreement == NoteAgreement.REFUSED and not self.despite.strip():
            raise ValidationError({"despite": _("Say what then: why it is written all the same.")})


class SocialNote(Note):
    """What the social workers write."""

    compartment = Compartment.SOCIAL


class ProtectionNoteQuerySet(NoteQuerySet):
    def visible_to(self, user: User) -> NoteQuerySet:
        """All may raise an alert and read what they wrote; the coordination reads all of it."""
        if can(user, Compartment.PROTECTION, Level.READ):
            return self.all()
        if can(user, Compartment.PROTECTION, Level.KNOW):
            return self.filter(written_by=user)
        return self.none()


class ProtectionNote(Note):
    """What somebody saw or heard that puts a young person in danger."""

    compartment = Compartment.PROTECTION

    objects: ClassVar[Any] = ProtectionNoteQuerySet.as_manager()
