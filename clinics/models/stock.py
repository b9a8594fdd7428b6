"""Medicines in the cupboard of a site and in the bags that go out from it: lots, and their moves.

Nothing here says to whom a medicine was given: that stands in the health file, sealed.
"""

import datetime

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clinics.choices import EXPIRY_AHEAD, MOST_MOVED, StockMoveKind
from clinics.medicines import Medicine, medicines
from staff.choices import Compartment
from staff.models import Site, User
from staff.permissions import Level, can


class LotQuerySet(models.QuerySet["Lot"]):
    def visible_to(self, user: User) -> "LotQuerySet":
        """The cupboards and bags of one's own sites, for the care team."""
        if not can(user, Compartment.HEALTH, Level.READ):
            return self.none()
        return self if user.is_mission_wide else self.filter(site__in=user.site_ids)

    def with_left(self) -> "LotQuerySet":
        """Annotate `left`: the sum of the moves."""
        moves = StockMove.objects.filter(lot=OuterRef("pk")).order_by().values("lot")
        left = Subquery(moves.annotate(left=Sum("amount")).values("left"))
        return self.annotate(left=Coalesce(left, 0))

    def expiring(self, today: datetime.date) -> "LotQuerySet":
        """What is there and has expired, or will within two months."""
        until = today + datetime.timedelta(days=EXPIRY_AHEAD)
        return self.filter(expires_on__lte=until, left__gt=0)


class Lot(models.Model):
    """One lot of one medicine, in one cupboard or bag; how much is left is the sum of its moves."""

    database_grants = "SELECT, INSERT"
    compartment = Compartment.HEALTH  # the care team's; it holds nothing of a person

    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="+")
    bag = models.CharField(
        _("bag"),
        max_length=30,
        blank=True,
        help_text=_("Empty: the cupboard of the site."),
    )
    medicine = models.CharField(_("medicine"), max_length=20)
    number = models.CharField(_("lot number"), max_length=30)
    expires_on = models.DateField(_("expires on"))

    objects = LotQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["site", "bag", "medicine", "number"],
                name="clinics_lot_once_a_place",
                violation_error_code="number",
                violation_error_message=_("This lot is in this place already."),
            )
        ]

    def __str__(self) -> str:
        return self.number

    # Set by `with_left()`.
    left: int

    def clean(self) -> None:
        if self.medicine not in medicines():
            raise ValidationError({"medicine": _("Choose a medicine of the list.")})

    @property
    def line(self) -> Medicine:
        return medicines()[self.medicine]

    @property
    def is_expired(self) -> bool:
        return self.expires_on < timezone.localdate()

    @property
    def is_expiring(self) -> bool:
        return not self.is_expired and (self.expires_on - timezone.localdate()).days <= EXPIRY_AHEAD


class StockMove(models.Model):
    """So many more, or fewer, of one lot. Rows are added up and never changed.

    Care is never held up by a count: more may be given than the rows say is left, and the page
    then asks to count. `found` is what somebody counted; her row makes up the difference.
    """

    database_grants = "SELECT, INSERT"
    compartment = Compartment.HEALTH

    lot = models.ForeignKey(Lot, on_delete=models.PROTECT, related_name="moves")
    kind = models.CharField(_("what happened"), max_length=10, choices=StockMoveKind)
    amount = models.IntegerField()
    found = models.PositiveIntegerField(null=True, blank=True)
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(amount__gte=-MOST_MOVED, amount__lte=MOST_MOVED),
                name="clinics_stock_amount_possible",
                violation_error_message=_("This is more than a cupboard holds."),
            ),
            models.CheckConstraint(
                condition=Q(kind=StockMoveKind.COUNTED, found__isnull=False)
                | (Q(found__isnull=True) & ~Q(kind=StockMoveKind.COUNTED)),
                name="clinics_stock_counted_says_how_many",
                violation_error_message=_("A count says how many were found."),
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["counted", "moved"])
                | Q(kind=StockMoveKind.RECEIVED, amount__gt=0)
                | Q(kind__in=["given", "thrown"], amount__lt=0),
                name="clinics_stock_adds_or_takes",
                violation_error_message=_("What is received adds; what is given takes away."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.amount:+}".replace("-", "\N{MINUS SIGN}")
