"""Tables that a coordinator composed, saved by name."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from reports.periods import PeriodKind
from staff.choices import Compartment
from staff.models import User
from staff.permissions import Level, can


class TableColumn(models.TextChoices):
    """What a saved table can have beside each line."""

    TOTAL = "total", _("Total")
    SEX = "sex", _("By sex")
    AGE = "age", _("By age band")
    SEX_AND_AGE = "sex_and_age", _("By sex and age band")


class LayoutQuerySet(models.QuerySet["Layout"]):
    def visible_to(self, user: User) -> "LayoutQuerySet":
        """A table names no person: for whoever reads figures."""
        return self if can(user, Compartment.FIGURES, Level.READ) else self.none()

    def current(self) -> "LayoutQuerySet":
        """Return the last version of each table, by name."""
        later = Layout.objects.filter(first=Coalesce(OuterRef("first"), OuterRef("pk")))
        later = later.filter(version__gt=OuterRef("version"))
        return self.filter(~Exists(later)).order_by("name", "pk")

    def of(self, number: int) -> "LayoutQuerySet":
        """Return the versions of one table, the last one first."""
        return self.filter(Q(pk=number) | Q(first=number)).order_by("-version")


class Layout(models.Model):
    """One version of a table that a funder asks for: which lines and columns, of which sites.

    A change is a row more, which takes the place of the last one; so is putting it aside. It holds
    no figure and no person.
    """

    database_grants = "SELECT, INSERT"
    compartment = Compartment.FIGURES

    first = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="later_versions"
    )
    version = models.PositiveSmallIntegerField(default=1)
    name = models.CharField(
        pgettext_lazy("of a saved table", "name"),
        max_length=80,
        help_text=_("Of the funder, without the name of a person."),
    )
    kind = models.CharField(_("usual period"), max_length=10, choices=PeriodKind)
    sites = ArrayField(models.BigIntegerField(), default=list, blank=True)  # empty: all of them
    lines = ArrayField(models.CharField(max_length=60))  # "W02.caseload", in the order of the table
    columns = ArrayField(models.CharField(max_length=15, choices=TableColumn))
    bands = ArrayField(models.PositiveSmallIntegerField(), default=list, blank=True)  # see bands.py
    is_archived = models.BooleanField(default=False)
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    objects = LayoutQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["first", "version"],
                name="reports_layout_version",
                violation_error_message=_("A colleague has just changed this table: look at it."),
            ),
            models.CheckConstraint(
                condition=Q(version=1, first__isnull=True) | Q(version__gt=1, first__isnull=False),
                name="reports_layout_first",
                violation_error_message=_("A later version says which table it changes."),
            ),
            models.CheckConstraint(
                condition=Q(kind__in=PeriodKind.values) & ~Q(kind=PeriodKind.SPAN),
                name="reports_layout_kind",
                violation_error_code="kind",
                violation_error_message=_("Choose a week, a month, a quarter or a year."),
            ),
            models.CheckConstraint(
                condition=~Q(name="") & Q(lines__len__gte=1) & Q(columns__len__gte=1),
                name="reports_layout_holds",
                violation_error_message=_("A table has a name, a line and a column at least."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def number(self) -> int:
        """What its address says, of every version."""
        return self.first_id or self.pk

    def next_version(self) -> "Layout":
        """Return the row that takes the place of this one, not kept yet."""
        return Layout(
            first_id=self.number,
            version=self.version + 1,
            name=self.name,
            kind=self.kind,
            sites=self.sites,
            lines=self.lines,
            columns=self.columns,
            bands=self.bands,
        )
