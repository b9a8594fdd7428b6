"""Writing down where somebody sleeps, and naming to a partner those who have no place."""

from collections.abc import Collection

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cases import nights
from cases.actions.consents import record_sharing
from cases.choices import Channel, NightPlace, Part, Purpose
from cases.consents import Recipient
from cases.models import Arrival, Minor, NamedForNight, Night, NightHandover, Partner
from staff import audit
from staff.models import Site, User


@transaction.atomic
def record_night(
    *, by: User, arrival: Arrival, place: NightPlace, is_to_orient: bool | None = None
) -> tuple[Night, bool]:
    """Write where she sleeps after this day. Returns the row and whether it is a new one.

    Without `is_to_orient`, whether she is to be oriented stays as it is.
    Raises ValidationError for somebody to be oriented on an evening that is over.
    """
    _alone(arrival)
    held = nights.standing_night(arrival.minor, arrival.day)
    if is_to_orient is None:
        is_to_orient = held is not None and held.is_to_orient
    elif is_to_orient:
        _check_is_tonight(arrival)
    night, is_new = _write(by, arrival, held, place, is_to_orient=is_to_orient)
    if is_new:
        audit.record(
            by=by,
            action="record_night",
            subject=night,
            minor_id=night.minor_id,
            site_id=night.site_id,
        )
    return night, is_new


@transaction.atomic
def mark_to_orient(*, by: User, arrival: Arrival, is_to_orient: bool) -> tuple[Night, bool]:
    """Somebody must find her a place this evening, or need not any more; the rest stays.

    Raises ValidationError for an evening that is over.
    """
    _check_is_tonight(arrival)
    _alone(arrival)
    held = nights.standing_night(arrival.minor, arrival.day)
    place = NightPlace(held.place) if held else NightPlace.UNKNOWN
    night, is_new = _write(by, arrival, held, place, is_to_orient=is_to_orient)
    if is_new:
        audit.record(
            by=by,
            action="record_night",
            subject=night,
            minor_id=night.minor_id,
            site_id=night.site_id,
        )
    return night, is_new


def _write(
    by: User, arrival: Arrival, held: Night | None, place: NightPlace, *, is_to_orient: bool
) -> tuple[Night, bool]:
    if held is not None and (held.place, held.is_to_orient) == (place, is_to_orient):
        return held, False
    night = Night.objects.create(
        minor=arrival.minor,
        site=arrival.site,
        night_on=arrival.day,
        place=place,
        is_to_orient=is_to_orient,
        recorded_by=by,
    )
    return night, True


@transaction.atomic
def undo_night(*, by: User, night: Night) -> None:
    """Take an answer back: what was known before holds again. Once, whoever asks."""
    Minor.objects.select_for_update(no_key=True).get(pk=night.minor_id)
    if night.undone_by.exists():
        return
    undone = Night.objects.create(
        minor=night.minor,
        site=night.site,
        night_on=night.night_on,
        place=night.place,
        is_to_orient=night.is_to_orient,
        undoes=night,
        recorded_by=by,
    )
    audit.record(
        by=by, action="undo_night", subject=undone, minor_id=undone.minor_id, site_id=undone.site_id
    )


@transaction.atomic
def hand_over_night(
    *, by: User, site: Site, partner: Partner, shown: Collection[str]
) -> NightHandover:
    """Name to a partner those who have no place this evening: first name and reference.

    `shown` are the references that the page listed: nobody else is named. Each is a line of the
    register of sharings. Raises ValidationError when the list is empty, or is another by now.
    """
    today = timezone.localdate()
    Site.objects.select_for_update(no_key=True).get(pk=site.pk)
    going = [line.minor for line in nights.to_orient(today, site, partner) if line.goes_out]
    if {minor.reference for minor in going} != set(shown):
        raise ValidationError(
            _("The list has changed meanwhile: nothing was handed over. Here is the new one.")
        )
    if not going:
        raise ValidationError(_("Nobody is on the list: there is nothing to hand over."))
    handover = NightHandover.objects.create(
        site=site, night_on=today, partner=partner, handed_by=by
    )
    for minor in going:
        [sharing] = record_sharing(
            by=by,
            minor=minor,
            recipient=Recipient(partner),
            parts=[Part.IDENTITY],
            purpose=Purpose.SHELTER,
            channel=Channel.ORAL,
            until=today,
        )
        NamedForNight.objects.create(handover=handover, sharing=sharing)
    audit.record(by=by, action="hand_over_night", subject=handover, site_id=site.pk)
    return handover


def _alone(arrival: Arrival) -> None:
    """Nobody else writes of her night until the transaction ends."""
    Minor.objects.select_for_update(no_key=True).get(pk=arrival.minor_id)


def _check_is_tonight(arrival: Arrival) -> None:
    if arrival.day != timezone.localdate():
        raise ValidationError(_("That evening is over: nobody is oriented any more."))
