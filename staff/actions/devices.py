"""Enrolling a PC of the centre, and withdrawing it."""

from django.db import transaction
from django.utils import timezone

from staff import audit, enrolled
from staff.models import Device, Site, User


@transaction.atomic
def enrol_device(*, by: User, label: str, site: Site) -> tuple[Device, str]:
    """Return the device and its secret, which only its cookie keeps. Raises ValidationError."""
    secret = enrolled.new_secret()
    device = Device(label=label, site=site, secret_hash=enrolled.hash_of(secret), enrolled_by=by)
    device.full_clean()
    device.save()
    audit.record(by=by, action="enrol_device", subject=device, site_id=site.pk)
    return device, secret


@transaction.atomic
def revoke_device(*, by: User, device: Device) -> Device:
    """Who signed in thanks to it is out at her next page. Withdrawn already, it stays so."""
    device = Device.objects.select_for_update().get(pk=device.pk)
    if device.revoked_at is None:
        device.revoked_at, device.revoked_by = timezone.now(), by
        device.save(update_fields=["revoked_at", "revoked_by"])
        enrolled.take_back(by, device)
        audit.record(by=by, action="revoke_device", subject=device, site_id=device.site_id)
    return device
