"""The invented centre before anybody comes: its sites and hours, its directory, its team."""

import datetime
from dataclasses import dataclass

from cases import actions
from cases.models import Desk, Partner
from config.demo import accounts
from config.demo.distributions import MOBILE_HOURS, Preset
from config.demo.partners import fill_directory
from staff import actions as staff_actions
from staff.choices import SiteKind, Weekday
from staff.models import Site, User

SITES = {
    "pantin": ("Pantin", SiteKind.DAY_CENTRE),
    "la_chapelle": ("La Chapelle", SiteKind.MOBILE),
    "calais": ("Calais", SiteKind.BORDER),
}


@dataclass(frozen=True)
class House:
    """What the story's rows point at."""

    sites: dict[str, Site]
    desks: dict[tuple[str, str], Desk]  # (site, profession)
    partners: dict[str, Partner]
    users: dict[str, User]


def open_house(preset: Preset, since: datetime.date) -> House:
    """Make the house through the same actions as a real one, open since its first visitor came."""
    sites = {
        key: actions.open_site(by=None, name=name, kind=kind, valid_from=since)
        for key, (name, kind) in SITES.items()
    }
    for weekday in Weekday:
        _keep_hours(sites["pantin"], weekday, preset.hours.get(weekday), since)
        _keep_hours(sites["la_chapelle"], weekday, MOBILE_HOURS.get(weekday), since)
    actions.seed_partners(by=None)
    fill_directory()
    keys = {site.pk: key for key, site in sites.items()}
    return House(
        sites,
        {(keys[desk.site_id], desk.kind): desk for desk in Desk.objects.all()},
        {partner.name: partner for partner in Partner.objects.all()},
        accounts.create(sites, since=since),
    )


def _keep_hours(
    site: Site,
    weekday: Weekday,
    hours: tuple[datetime.time, datetime.time] | None,
    since: datetime.date,
) -> None:
    if hours or site.opening_hours.filter(weekday=weekday).exists():
        staff_actions.set_opening_hours(
            by=None, site=site, weekday=weekday, hours=hours, valid_from=since
        )
