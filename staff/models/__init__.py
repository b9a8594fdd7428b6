"""Who works here, where, and what they did."""

from staff.models.audit import AuditEntry
from staff.models.dates import BLANK, valid_on
from staff.models.devices import Device, DeviceQuerySet
from staff.models.people import Posting, User, UserQuerySet
from staff.models.pins import Pin
from staff.models.places import Centre, OpeningException, OpeningHours, Site, SiteQuerySet

__all__ = [
    "BLANK",
    "AuditEntry",
    "Centre",
    "Device",
    "DeviceQuerySet",
    "OpeningException",
    "OpeningHours",
    "Pin",
    "Posting",
    "Site",
    "SiteQuerySet",
    "User",
    "UserQuerySet",
    "valid_on",
]
