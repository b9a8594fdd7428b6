"""Exceptional access: opening a file for an hour, and seeing that it was opened."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cases import permissions, registry
from cases.models import ExceptionalAccess, Minor
from cases.models.access import LASTS
from staff import audit
from staff.models import User
from staff.permissions import Compartment


@transaction.atomic
def break_glass(
    *, by: User, minor: Minor, compartment: Compartment, reason: str
) -> ExceptionalAccess:
    """Open a compartment of a file to this person for one hour; open already, it is that one.

    The coordination finds it at once in its list of what nobody has seen yet. Raises
    PermissionDenied outside her profession or within her scope, ValidationError.
    """
    if not permissions.can_break_glass(by, compartment):
        raise PermissionDenied
    if not registry.out_of_scope(minor, by, compartment):
        raise PermissionDenied
    found = registry.exceptional_access(minor, by, compartment)
    if found is not None:
        return found
    now = timezone.now()
    access = ExceptionalAccess(
        minor=minor,
        opened=compartment,
        reason=" ".join(reason.split()),
        opened_at=now,
        opened_by=by,
        expires_at=now + LASTS,
    )
    access.full_clean()
    access.save()
    audit.record(
        by=by, action="break_glass", subject=access, minor_id=minor.pk, purpose="break_glass"
    )
    return access


@transaction.atomic
def review_exceptional_access(*, by: User, access: ExceptionalAccess) -> ExceptionalAccess:
    """Say that one has seen it; raises PermissionDenied to whoever opened it, ValidationError."""
    if not permissions.can_review_exceptional_access(by, access):
        raise PermissionDenied
    access = ExceptionalAccess.objects.select_for_update().get(pk=access.pk)
    if access.reviewed_at is not None:
        raise ValidationError(_("A colleague has seen it already."))
    access.reviewed_at, access.reviewed_by = timezone.now(), by
    access.save(update_fields=["reviewed_at", "reviewed_by"])
    audit.record(
        by=by, action="review_exceptional_access", subject=access, minor_id=access.minor_id
    )
    return access
