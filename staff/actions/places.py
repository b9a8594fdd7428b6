"""What happens to the centre, its sites and their hours."""

import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from staff import audit, new_sites
from staff.choices import SiteKind
from staff.models import Centre, OpeningException, OpeningHours, Site, User


@transaction.atomic
def open_centre(*, by: User | None, name: str, is_demo: bool = False) -> Centre:
    """Write the one row that makes this database a centre's.

    Raises ValidationError when it already belongs to one.
    """
    if Centre.objects.exists():
        raise ValidationError(_("This database already belongs to a centre."))
    centre = Centre(name=name, is_demo=is_demo)
    centre.full_clean()
    centre.save()
    audit.record(by=by, action="open_centre", subject=centre)
    return centre


@transaction.atomic
def create_site(
    *,
    by: User | None,
    name: str,
    kind: str = SiteKind.DAY_CENTRE,
    valid_from: datetime.date | None = None,
    valid_to: datetime.date | None = None,
) -> Site:
    """Make a site, and whatever the higher apps give a new one (its desks)."""
    start = valid_from or timezone.localdate()
    site = Site(name=name, kind=kind, valid_from=start, valid_to=valid_to)
    site.full_clean()
    site.save()
    new_sites.furnish(by=by, site=site)
    audit.record(by=by, action="create_site", subject=site, site_id=site.pk)
    return site


@transaction.atomic
def edit_site(*, by: User, site: Site) -> Site:
    """Save a site whose name, kind or dates a form has changed."""
    site.full_clean()
    site.save()
    audit.record(by=by, action="edit_site", subject=site, site_id=site.pk)
    return site


@transaction.atomic
def set_opening_hours(
    *,
    by: User | None,
    site: Site,
    weekday: int,
    hours: tuple[datetime.time, datetime.time] | None,
    valid_from: datetime.date | None = None,
) -> OpeningHours | None:
    """From `valid_from` (today) on, the site keeps these hours on this day, or none.

    The former hours keep their past: they end the day before, so that an average per open day
    of last year stays what it was.
    """
    start = valid_from or timezone.localdate()
    current = site.opening_hours.filter(weekday=weekday, valid_to__isnull=True).first()
    if current and hours == (current.opens_at, current.closes_at):
        return current
    if current and current.valid_from >= start:
        current.delete()  # they have not held a day yet
        current = None
    if current:
        current.valid_to = start - datetime.timedelta(days=1)
        current.save()
    row = None
    if hours is not None:
        row = OpeningHours(
            site=site, weekday=weekday, opens_at=hours[0], closes_at=hours[1], valid_from=start
        )
        row.full_clean()
        row.save()
    audit.record(by=by, action="set_opening_hours", subject=row or site, site_id=site.pk)
    return row


@transaction.atomic
def add_opening_exception(*, by: User | None, exception: OpeningException) -> OpeningException:
    exception.full_clean()
    exception.save()
    audit.record(
        by=by, action="add_opening_exception", subject=exception, site_id=exception.site_id
    )
    return exception


@transaction.atomic
def remove_opening_exception(*, by: User, exception: OpeningException) -> None:
    audit.record(
        by=by, action="remove_opening_exception", subject=exception, site_id=exception.site_id
    )
    exception.delete()
