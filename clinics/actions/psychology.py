"""Who follows a file as a psychologist."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from cases.models import Minor
from clinics import permissions
from clinics.models import CaseTeam
from staff import audit
from staff.models import User


@transaction.atomic
def follow_case(*, by: User, minor: Minor) -> CaseTeam:
    """A psychologist takes up a file that nobody follows; raises PermissionDenied."""
    Minor.objects.select_for_update().get(pk=minor.pk)  # two colleagues in the same instant
    if not permissions.can_follow_case(by, minor):
        raise PermissionDenied
    member = _joined(by, minor, by)
    audit.record(by=by, action="follow_case", subject=member, minor_id=minor.pk)
    return member


@transaction.atomic
def add_psychologist(*, by: User, minor: Minor, user: User) -> CaseTeam:
    """A psychologist of the file lets a colleague in; raises PermissionDenied, ValidationError."""
    if not permissions.can_add_psychologist(by, minor):
        raise PermissionDenied
    member = _joined(by, minor, user)
    audit.record(by=by, action="add_psychologist", subject=member, minor_id=minor.pk)
    return member


def _joined(by: User, minor: Minor, user: User) -> CaseTeam:
    member = CaseTeam(minor=minor, user=user, added_by=by)
    member.full_clean()
    member.save()
    return member


@transaction.atomic
def stop_following(*, by: User, minor: Minor) -> None:
    """She no longer follows the file: its notes close to her at once."""
    for member in CaseTeam.objects.current().filter(minor=minor, user=by).select_for_update():
        member.ended_at = timezone.now()
        member.save(update_fields=["ended_at"])
        audit.record(by=by, action="stop_following", subject=member, minor_id=minor.pk)
