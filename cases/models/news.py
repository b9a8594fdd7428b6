"""What is tried to have news of a young person who was not seen for a while."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases.choices import NewsKind
from cases.models.minors import Minor
from staff.choices import Compartment, Erasure
from staff.models import User
from staff.permissions import Level, can


class NewsStepQuerySet(models.QuerySet["NewsStep"]):
    def visible_to(self, user: User) -> "NewsStepQuerySet":
        return self.all() if can(user, Compartment.IDENTITY, Level.READ) else self.none()


class NewsStep(models.Model):
    """One thing that somebody did: one row each, never a text nor a judgement."""

    database_grants = "SELECT, INSERT"
    compartment = Compartment.IDENTITY
    personal_fields = dict.fromkeys(["kind", "until"], Erasure.ROW)

    minor = models.ForeignKey(Minor, on_delete=models.PROTECT, related_name="news_steps")
    kind = models.CharField(_("what was done"), max_length=15, choices=NewsKind)
    until = models.DateField(_("until"), null=True, blank=True)
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    objects = NewsStepQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind=NewsKind.NOTHING_UNTIL, until__isnull=False)
                | ~Q(kind=NewsKind.NOTHING_UNTIL) & Q(until__isnull=True),
                name="cases_news_nothing_until",
                violation_error_code="until",
                violation_error_message=_("Say until when there is nothing to do, then only."),
            ),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()
