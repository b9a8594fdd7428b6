"""Who works here, where, and what they did."""

from staff.models.approvals import Approval
from staff.models.audit import AuditEntry, AuditHead, AuditLink, AuditReview
from staff.models.backups import BackupRun
from staff.models.dates import BLANK, valid_on
from staff.models.devices import Device, DeviceQuerySet
from staff.models.drafts import Draft
from staff.models.keys import HouseKey, KeyFingerprint
from staff.models.people import Posting, User, UserQuerySet
from staff.models.pins import Pin
from staff.models.places import Centre, OpeningException, OpeningHours, Site, SiteQuerySet
from staff.models.submissions import Submission

__all__ = [
    "BLANK",
    "Approval",
    "AuditEntry",
    "AuditHead",
    "AuditLink",
    "AuditReview",
    "BackupRun",
    "Centre",
    "Device",
    "DeviceQuerySet",
    "Draft",
    "HouseKey",
    "KeyFingerprint",
    "OpeningException",
    "OpeningHours",
    "Pin",
    "Posting",
    "Site",
    "SiteQuerySet",
    "Submission",
    "User",
    "UserQuerySet",
    "valid_on",
]
