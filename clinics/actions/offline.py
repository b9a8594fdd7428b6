"""A phone is prepared for work without network; what it sends is taken in; its key is destroyed."""

from dataclasses import dataclass
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clinics import offline as sealing
from clinics.actions.sessions import CLOSED
from clinics.choices import OfflineEnd
from clinics.models import ClinicSession, OfflineEntry, OfflineSession, OfflineSessionQuerySet
from staff import audit, enrolled
from staff.models import Device, User

NOT_TODAY = _("Only a session of today is prepared.")
WITHDRAWN = _("This phone was withdrawn meanwhile.")


@dataclass(frozen=True)
class Prepared:
    """What the phone is handed once: its secret, and the point that it seals for."""

    offline: OfflineSession
    secret: str
    point: bytes


@transaction.atomic
def prepare_offline(*, by: User, session: ClinicSession, device: Device) -> Prepared:
    """Prepare this phone for this session; raises ValidationError.

    Prepared twice, it has two keys, in case the answer to the first was lost: what it keeps under
    either is sent. Of a tally sheet it keeps one for both.
    """
    forget_expired(by=None)
    session = ClinicSession.objects.select_for_update(no_key=True).get(pk=session.pk)
    if not session.is_open:
        raise ValidationError(CLOSED)
    if session.day != timezone.localdate():
        raise ValidationError(NOT_TODAY)
    if Device.objects.select_for_update(no_key=True).get(pk=device.pk).revoked_at is not None:
        raise ValidationError(WITHDRAWN)
    secret = enrolled.new_secret()
    writes_until, sends_until = sealing.window_of(session.day)
    made = OfflineSession(
        session=session,
        device=device,
        prepared_by=by,
        secret_hash=enrolled.hash_of(secret),
        writes_until=writes_until,
        sends_until=sends_until,
    )
    made.sealed_key, point = sealing.new_pair(made.number)
    made.save()
    audit.record(by=by, action="prepare_offline", subject=made, site_id=session.site_id)
    return Prepared(made, secret, point)


@transaction.atomic
def note_entry(*, by: User, offline: OfflineSession, token: UUID) -> OfflineEntry | None:
    """Note that what bears this number arrives now; None when it had arrived already.

    Those of one phone are taken one after the other, whatever asks for them at once. Raises
    ValidationError once the key is gone.
    """
    held = OfflineSession.objects.select_for_update(no_key=True).get(pk=offline.pk)
    if not held.is_open:
        raise ValidationError(held.why_closed.label)
    if OfflineEntry.objects.filter(token=token).exists():
        return None
    session = ClinicSession.objects.get(pk=held.session_id)
    entry = OfflineEntry.objects.create(offline=held, token=token, is_late=not session.is_open)
    audit.record(by=by, action="receive_entry", subject=entry, site_id=session.site_id)
    return entry


@transaction.atomic
def end_offline(*, by: User, offline: OfflineSession, is_lost: bool) -> OfflineSession:
    """Destroy the key: what is still on the phone is read by nobody. Ended, it stays so."""
    why = OfflineEnd.LOST if is_lost else OfflineEnd.SETTLED
    [*ended] = _end(OfflineSession.objects.filter(pk=offline.pk), why, by)
    for held in ended:
        audit.record(by=by, action="end_offline", subject=held, purpose=why)
    return ended[0] if ended else offline


@transaction.atomic
def end_offline_of_device(*, by: User, device: Device) -> None:
    """The phone is withdrawn: whatever it was prepared for ends."""
    for held in _end(OfflineSession.objects.filter(device=device), OfflineEnd.DEVICE, by):
        audit.record(by=by, action="end_offline", subject=held, purpose=OfflineEnd.DEVICE)


@transaction.atomic
def forget_expired(*, by: User | None) -> None:
    """Destroy the keys whose time has passed."""
    expired = OfflineSession.objects.expired_at(timezone.now())
    for held in _end(expired, OfflineEnd.EXPIRED, None):
        audit.record(by=by, action="end_offline", subject=held, purpose=OfflineEnd.EXPIRED)


def _end(rows: OfflineSessionQuerySet, why: OfflineEnd, by: User | None) -> list[OfflineSession]:
    """End those that are open, each without its key; return them."""
    found = list(rows.still_open().select_for_update(no_key=True).order_by("pk"))
    for held in found:
        held.ended_at, held.ended_by, held.ended_why, held.sealed_key = timezone.now(), by, why, b""
        held.save(update_fields=["ended_at", "ended_by", "ended_why", "sealed_key"])
    return found
