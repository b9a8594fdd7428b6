"""Opening a centre on an empty database: its name, its sites, its first coordinator."""

import datetime
from collections.abc import Sequence

from django.db import transaction

from cases.actions.partners import seed_partners
from staff import actions as staff_actions
from staff import audit
from staff.choices import Role, SiteKind, Weekday
from staff.models import Centre, Site, User

# Until the coordinator says otherwise: Monday to Friday, nine to six.
USUAL_HOURS = (datetime.time(9), datetime.time(18))
USUAL_DAYS = [Weekday.MONDAY, Weekday.TUESDAY, Weekday.WEDNESDAY, Weekday.THURSDAY, Weekday.FRIDAY]


@transaction.atomic
def open_site(
    *, by: User | None, name: str, kind: str, valid_from: datetime.date | None = None
) -> Site:
    """Make a site (its desks come with it); a day centre also gets the usual opening hours."""
    site = staff_actions.create_site(by=by, name=name, kind=kind, valid_from=valid_from)
    if kind == SiteKind.DAY_CENTRE:
        for day in USUAL_DAYS:
            staff_actions.set_opening_hours(
                by=by, site=site, weekday=day, hours=USUAL_HOURS, valid_from=site.valid_from
            )
    audit.record(by=by, action="open_site", subject=site, site_id=site.pk)
    return site


@transaction.atomic
def open_centre(
    *,
    by: User | None,
    name: str,
    sites: Sequence[tuple[str, str]],
    username: str,
    full_name: str,
    password: str,
) -> tuple[Centre, User]:
    """Open a real centre on an empty database. `sites` are (name, kind), one at least.

    Raises ValidationError when the database already holds a centre (a demonstration included)
    or when a name is missing or taken.
    """
    centre = staff_actions.open_centre(by=by, name=name)
    for site_name, kind in sites:
        open_site(by=by, name=site_name, kind=kind)
    coordinator, _password = staff_actions.create_account(
        by=by,
        username=username,
        full_name=full_name,
        role=Role.COORDINATOR,
        site=None,
        password=password,
    )
    seed_partners(by=coordinator)
    audit.record(by=coordinator, action="open_centre")
    return centre, coordinator
