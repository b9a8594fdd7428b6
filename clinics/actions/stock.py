"""Receiving, taking, moving and counting medicines."""

from collections.abc import Mapping

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from clinics.choices import StockMoveKind
from clinics.models import Lot, StockMove
from staff import audit
from staff.models import Site, User


@transaction.atomic
def receive_lot(*, by: User, lot: Lot, amount: int) -> Lot:
    """Add so many of a lot; the same lot in the same place grows. Raises ValidationError."""
    _alone(lot.site)
    kept = _kept(lot)
    _move(by, kept, StockMoveKind.RECEIVED, amount)
    audit.record(by=by, action="receive_lot", subject=kept, site_id=kept.site_id)
    return kept


@transaction.atomic
def take_from_lot(*, by: User, lot: Lot, kind: StockMoveKind, amount: int) -> StockMove:
    """Give or throw away so many, even more than the rows say is left."""
    _alone(lot.site)
    move = _move(by, lot, kind, -amount)
    audit.record(by=by, action="take_from_lot", subject=move, site_id=lot.site_id)
    return move


@transaction.atomic
def move_lot(*, by: User, lot: Lot, bag: str, amount: int) -> Lot:
    """Move so many to another bag of the site, or to its cupboard (""); raises ValidationError."""
    _alone(lot.site)
    if bag == lot.bag:
        raise ValidationError({"bag": _("It is there already.")})
    left = Lot.objects.with_left().get(pk=lot.pk).left
    if amount > left:
        sentence = _("%(left)s left here. Count first.") % {"left": left}
        raise ValidationError({"amount": sentence})
    there = Lot(
        site=lot.site,
        bag=bag,
        medicine=lot.medicine,
        number=lot.number,
        expires_on=lot.expires_on,
    )
    there = _kept(there)
    _move(by, lot, StockMoveKind.MOVED, -amount)
    _move(by, there, StockMoveKind.MOVED, amount)
    audit.record(by=by, action="move_lot", subject=there, site_id=lot.site_id)
    return there


@transaction.atomic
def count_stock(
    *, by: User, site: Site, shown: Mapping[int, int | None], found: Mapping[int, int]
) -> int:
    """Bring each lot (by number) to what was found; return how many were not as the rows said.

    Raises ValidationError where somebody took or brought some since the page was made.
    """
    _alone(site)
    lots = {lot.pk: lot for lot in Lot.objects.filter(site=site, pk__in=found).with_left()}
    moved = {
        f"found-{pk}": _("A colleague has changed it since: %(left)s now. Count again.")
        % {"left": lot.left}
        for pk, lot in lots.items()
        if lot.left != shown[pk]
    }
    if moved:
        raise ValidationError(moved)
    for pk, lot in lots.items():
        _move(by, lot, StockMoveKind.COUNTED, found[pk] - lot.left, found=found[pk])
    audit.record(by=by, action="count_stock", site_id=site.pk)
    return sum(found[pk] != lot.left for pk, lot in lots.items())


def _alone(site: Site) -> None:
    """Nobody else changes the stock of this site until the transaction ends."""
    Site.objects.select_for_update(no_key=True).get(pk=site.pk)


def _kept(lot: Lot) -> Lot:
    """Return this lot of this place: the one that is there, or a new one."""
    same = {"site": lot.site, "bag": lot.bag, "medicine": lot.medicine, "number": lot.number}
    there = Lot.objects.filter(**same).first()
    if there is None:
        lot.full_clean()
        lot.save()
        return lot
    if there.expires_on != lot.expires_on:
        raise ValidationError(
            {"expires_on": _("This lot is here with another date. Read the box again.")}
        )
    return there


def _move(
    by: User, lot: Lot, kind: StockMoveKind, amount: int, *, found: int | None = None
) -> StockMove:
    move = StockMove(lot=lot, kind=kind, amount=amount, found=found, by=by)
    move.full_clean()
    move.save()
    return move
