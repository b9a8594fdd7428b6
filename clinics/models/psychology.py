"""Psychology: what is said there is read by the psychologists of that young person only."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases.models import ExceptionalAccess, Minor, Note, NoteQuerySet
from staff import history
from staff.choices import Compartment, Erasure
from staff.models import User
from staff.permissions import Level, can


class CaseTeamQuerySet(models.QuerySet["CaseTeam"]):
    def visible_to(self, user: User) -> "CaseTeamQuerySet":
        """Among psychologists it is known who follows whom."""
        return self.all() if can(user, Compartment.PSYCHOLOGY, Level.READ) else self.none()

    def current(self) -> "CaseTeamQuerySet":
        return self.filter(ended_at__isnull=True)

    def at_work(self) -> "CaseTeamQuerySet":
        """Without those whose account is closed: they can no longer let a colleague in."""
        return self.current().filter(user__is_active=True)


@history.track()
class CaseTeam(models.Model):
    """A psychologist who follows a young person, from when to when."""

    database_grants = "SELECT, INSERT, UPDATE"
    compartment = Compartment.PSYCHOLOGY
    personal_fields: dict[str, Erasure] = {}

    minor = models.ForeignKey(Minor, on_delete=models.PROTECT, related_name="+")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("psychologist"),
    )
    began_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )

    objects = CaseTeamQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["minor", "user"],
                condition=Q(ended_at__isnull=True),
                name="clinics_team_once",
                violation_error_code="user",
                violation_error_message=_("She follows this young person already."),
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(ended_at__gte=F("began_at")),
                name="clinics_team_ends_after_start",
                violation_error_message=_("The end comes before the beginning."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class PsychologyNoteQuerySet(NoteQuerySet):
    def visible_to(self, user: User) -> NoteQuerySet:
        """To the psychologists of that young person, and through an exceptional access."""
        if not can(user, Compartment.PSYCHOLOGY, Level.READ):
            return self.none()
        followed = CaseTeam.objects.current().filter(user=user).values("minor")
        opened = ExceptionalAccess.objects.open_to(user, Compartment.PSYCHOLOGY).values("minor")
        return self.filter(Q(minor__in=followed) | Q(minor__in=opened))


class PsychologyNote(Note):
    """What a psychologist writes of a young person whom she follows."""

    compartment = Compartment.PSYCHOLOGY

    objects: ClassVar[Any] = PsychologyNoteQuerySet.as_manager()
