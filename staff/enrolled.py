"""Which enrolled PC a request comes from: the random secret in its cookie, of which we keep a hash.

The cookie is signed, out of reach of scripts, and says nothing by itself: a row that is not
revoked must know its hash.
"""

import datetime
import hashlib
import secrets
from collections.abc import Callable

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from staff.models import Device, User

COOKIE = "escale_pc"
SALT = "staff.enrolled"
KEPT = datetime.timedelta(days=365)
SEEN_EVERY = datetime.timedelta(hours=1)


Revocation = Callable[[User, Device], object]
_at_revocation: list[Revocation] = []


def register_revocation(step: Revocation) -> None:
    """staff does not know what else a device was given: an app above takes it back with it."""
    _at_revocation.append(step)


def take_back(by: User, device: Device) -> None:
    """Take back all that this device was given, in the transaction that withdraws it."""
    for step in _at_revocation:
        step(by, device)


def new_secret() -> str:
    return secrets.token_urlsafe(32)


def hash_of(secret: str) -> str:
    """Random enough not to need a slow hash."""
    return hashlib.sha256(secret.encode()).hexdigest()


def remember(response: HttpResponse, secret: str) -> None:
    response.set_signed_cookie(
        COOKIE,
        secret,
        salt=SALT,
        max_age=int(KEPT.total_seconds()),
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def device_of(request: HttpRequest) -> Device | None:
    """Return the device of this request, revoked ones too; read once a request."""
    if not hasattr(request, "_enrolled_device"):
        request._enrolled_device = _read(request)  # type: ignore[attr-defined]
    found: Device | None = request._enrolled_device  # type: ignore[attr-defined]
    return found


def _read(request: HttpRequest) -> Device | None:
    if COOKIE not in request.COOKIES:
        return None
    try:
        secret = request.get_signed_cookie(COOKIE, salt=SALT) or ""
    except signing.BadSignature:
        return None
    return Device.objects.filter(secret_hash=hash_of(secret)).select_related("site").first()


def trusted(request: HttpRequest) -> Device | None:
    """Return the device of this request if it still stands as a second factor."""
    device = device_of(request)
    return device if device is not None and device.revoked_at is None else None


def is_revoked(request: HttpRequest) -> bool:
    device = device_of(request)
    return device is not None and device.revoked_at is not None


def vouches_for(request: HttpRequest, user: User) -> Device | None:
    """Return the device that is this person's second factor here: hers is a PC of her own site."""
    device = trusted(request)
    if device is None or not (user.is_mission_wide or device.site_id in user.site_ids):
        return None
    return device


def note_seen(device: Device) -> None:
    """Keep when the device was last used, once an hour at most."""
    now = timezone.now()
    if device.last_seen_at is None or now - device.last_seen_at > SEEN_EVERY:
        Device.objects.filter(pk=device.pk).update(last_seen_at=now)


def revoked_sentence() -> str:
    return _("This PC is no longer one of the centre's: a coordinator withdrew it. "
             "Sign in with your own second factor, or ask her to enrol it again.")  # fmt: skip
