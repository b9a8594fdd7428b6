"""What the figures are called in DHIS2."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from reports.choices import Dhis2Kind
from staff.choices import Compartment
from staff.models import Site, User
from staff.permissions import Level, can

# A UID of DHIS2, or a code that somebody chose there: both are made of these.
DHIS2_CODE = r"^[A-Za-z0-9_.-]{1,50}$"
DHIS2_CODE_LENGTH = 50
NOT_A_CODE = _(
    "A DHIS2 code is made of letters without accents, digits, “_”, “-” and “.”, 50 at most."
)


class Dhis2CodeQuerySet(models.QuerySet["Dhis2Code"]):
    def visible_to(self, user: User) -> "Dhis2CodeQuerySet":
        """For whoever reads figures: a code says nothing of anybody."""
        return self if can(user, Compartment.FIGURES, Level.READ) else self.none()

    def standing(self) -> "Dhis2CodeQuerySet":
        """Return the last version of each, those that were taken out too."""
        what = Dhis2Code.WHAT
        return self.order_by(*what, "-version").distinct(*what)


class Dhis2Code(models.Model):
    """What one line, one site or the whole is called in DHIS2, from a moment on.

    The last version stands; an empty `code` takes it out. `figure`, `name` and `part` are the key
    of a line (reports.figures.Key); an organisation unit without a site is the mission's.
    """

    database_grants = "SELECT, INSERT"
    compartment = Compartment.FIGURES
    WHAT = ("kind", "figure", "name", "part", "site")

    kind = models.CharField(max_length=20, choices=Dhis2Kind)
    figure = models.CharField(max_length=10, blank=True, default="")
    name = models.CharField(max_length=60, blank=True, default="")
    part = models.CharField(max_length=80, blank=True, default="")
    site = models.ForeignKey(
        Site, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    code = models.CharField(_("code in DHIS2"), max_length=DHIS2_CODE_LENGTH, blank=True)
    option_combo = models.CharField(
        _("category option combination"), max_length=DHIS2_CODE_LENGTH, blank=True, default=""
    )
    version = models.PositiveSmallIntegerField(default=1)
    set_at = models.DateTimeField(default=timezone.now)
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    objects = Dhis2CodeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "figure", "name", "part", "site", "version"],
                name="reports_dhis2_once",
                nulls_distinct=False,
                violation_error_message=_("A colleague has just changed this code: look at it."),
            ),
            models.CheckConstraint(
                condition=(Q(code="") | Q(code__regex=DHIS2_CODE))
                & (Q(option_combo="") | Q(option_combo__regex=DHIS2_CODE)),
                name="reports_dhis2_code",
                violation_error_message=NOT_A_CODE,
            ),
            models.CheckConstraint(
                condition=Q(option_combo="") | (Q(kind=Dhis2Kind.FIGURE) & ~Q(code="")),
                name="reports_dhis2_combo_of_an_element",
                violation_error_code="option_combo",
                violation_error_message=_("A combination goes with a data element."),
            ),
            models.CheckConstraint(
                condition=Q(Q(kind=Dhis2Kind.FIGURE) & ~Q(figure="") & ~Q(name=""))
                | (~Q(kind=Dhis2Kind.FIGURE) & Q(figure="", name="", part="")),
                name="reports_dhis2_names_a_line",
                violation_error_message=_("A code is that of one line, or of a place."),
            ),
            models.CheckConstraint(
                condition=Q(site__isnull=True) | Q(kind=Dhis2Kind.ORG_UNIT),
                name="reports_dhis2_unit_of_a_site",
                violation_error_message=_("Only an organisation unit belongs to a site."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.figure} {self.name} {self.part} v{self.version}"

    @property
    def key(self) -> tuple[str, str, str]:
        return self.figure, self.name, self.part
