"""PINs, the lock of a whole site, second factors removed."""

from allauth.mfa.models import Authenticator
from django.contrib.sessions.backends.base import SessionBase
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from staff import audit, passwords, presence, second_factor
from staff.models import Approval, Pin, Site, User


@transaction.atomic
def choose_pin(*, by: User, pin: str) -> Pin:
    hashed = passwords.pin_hash(by.pk, pin)
    row, _is_new = Pin.objects.update_or_create(
        user=by, defaults={"secret_hash": hashed, "set_at": timezone.now()}
    )
    audit.record(by=by, action="choose_pin")
    return row


@transaction.atomic
def try_pin(*, by: User, session: SessionBase, pin: str) -> int | None:
    """Return None when it is the right one, else how many tries this browser leaves her.

    Her row is locked meanwhile: a hundred tries sent at once are counted like any others.
    """
    row = Pin.objects.select_for_update().filter(user=by).first()
    is_known = presence.is_known(session, by)
    if row and is_known and passwords.pin_matches(by.pk, pin, row.secret_hash):
        audit.record(by=by, action="reopen_with_pin")
        return None
    audit.record(by=by, action="pin_refused")
    return presence.note_wrong_pin(session, by)


@transaction.atomic
def lock_site(*, by: User, site: Site) -> Site:
    """Everybody there signs in again, with the password and the second factor."""
    site.locked_at = timezone.now()
    site.save(update_fields=["locked_at"])
    audit.record(by=by, action="lock_site", subject=site, site_id=site.pk)
    return site


@transaction.atomic
def remove_passkey(*, by: User, passkey: Authenticator) -> None:
    """Raises ValidationError when it is her only second factor."""
    adapter = second_factor.StaffMFAAdapter()
    if not adapter.can_delete_authenticator(passkey):
        raise ValidationError(adapter.error_messages["cannot_delete_authenticator"])
    passkey.delete()
    audit.record(by=by, action="remove_webauthn")


@transaction.atomic
def reset_second_factor(*, by: User, approval: Approval) -> User:
    """Approved by a second person: the factors go, every session ends, she enrols again."""
    person = User.objects.select_for_update().get(pk=approval.subject_number)
    Authenticator.objects.filter(user=person).delete()
    User.objects.filter(pk=person.pk).update(session_epoch=F("session_epoch") + 1)
    audit.record(by=by, action="reset_second_factor", subject=person)
    return person
