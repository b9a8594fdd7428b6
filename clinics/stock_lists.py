"""What the cupboards and bags of a site hold, as the pages show it."""

from collections.abc import Iterable

from django.core.paginator import Page, Paginator
from django.db.models import Q, Sum
from django.utils import timezone

from clinics.choices import StockList
from clinics.medicines import Medicine, medicines
from clinics.models import Lot, StockMove
from clinics.models.stock import LotQuerySet
from staff.models import Site, User

PAGE_SIZE = 40  # lots
MOVES_SHOWN = 30


def lots_at(site: Site, user: User) -> LotQuerySet:
    return Lot.objects.visible_to(user).filter(site=site).with_left()


def page_of(site: Site, user: User, which: StockList, bag: str | None, page: str | None) -> Page:
    """Return a page of the lots that are there, or that expire; of one place when `bag` says so."""
    rows = lots_at(site, user)
    if which == StockList.EXPIRING:
        rows = rows.expiring(timezone.localdate()).order_by("expires_on", "medicine", "pk")
    else:
        rows = rows.exclude(left=0).order_by("medicine", "expires_on", "pk")  # type: ignore[misc] # annotated
    rows = rows if bag is None else rows.filter(bag=bag)
    return Paginator(rows.select_related("site"), PAGE_SIZE).get_page(page)


def run_out(site: Site) -> list[Medicine]:
    """Return the medicines that the site has had and of which its rows say that none is left."""
    sums = StockMove.objects.filter(lot__site=site).order_by().values("lot__medicine")
    gone = sums.annotate(left=Sum("amount")).filter(left__lte=0)
    codes = gone.values_list("lot__medicine", flat=True)
    return sorted((medicines()[code] for code in codes), key=str)


def places(site: Site) -> list[str]:
    """Return the bags of a site that hold or held something; "" is its cupboard."""
    bags = Lot.objects.filter(site=site).order_by("bag").values_list("bag", flat=True)
    return list(bags.distinct())


def to_give(site: Site, user: User) -> LotQuerySet:
    """Return what a site may give today: not expired, the first to expire first."""
    held = lots_at(site, user).filter(expires_on__gte=timezone.localdate(), left__gt=0)  # type: ignore[misc] # annotated
    return held.order_by("medicine", "expires_on", "pk")


def to_count(site: Site, user: User, bag: str, also: Iterable[int] = ()) -> list[Lot]:
    """Return what the rows say is in a place, or is owed there, by medicine.

    `also`: the numbers of those that a page has shown, whatever is left of them now.
    """
    is_there = ~Q(left=0) | Q(pk__in=also)
    rows = lots_at(site, user).filter(is_there, bag=bag)
    return list(rows.order_by("medicine", "expires_on", "pk"))


def history(lot: Lot) -> list[StockMove]:
    return list(lot.moves.select_related("by").order_by("-pk")[:MOVES_SHOWN])
