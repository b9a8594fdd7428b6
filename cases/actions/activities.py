"""Holding an activity, ticking who takes part, noting that they are back."""

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cases import activities
from cases.models import Activity, ActivityLeader, Minor, ParticipantStep
from staff import audit
from staff.models import User


@transaction.atomic
def hold_activity(*, by: User, activity: Activity, leaders: Iterable[User]) -> Activity:
    """Keep a new activity and who leads it; raises ValidationError."""
    activity.created_by = by
    activity.full_clean()
    activity.save()
    ActivityLeader.objects.bulk_create(
        ActivityLeader(activity=activity, colleague=leader) for leader in leaders
    )
    audit.record(by=by, action="hold_activity", subject=activity, site_id=activity.site_id)
    return activity


@transaction.atomic
def tick_participant(
    *, by: User, activity: Activity, minor: Minor, is_there: bool
) -> ParticipantStep | None:
    """Put a minor on the list, or take her off. None when that is how it stands already.

    Raises ValidationError for an activity that was called off.
    """
    held = _locked(activity)
    if held.cancelled_at is not None:
        raise ValidationError(_("This activity was called off meanwhile."))
    if activities.takes_part(held, minor) == is_there:
        return None
    step = ParticipantStep.objects.create(activity=held, minor=minor, is_there=is_there, by=by)
    action = "tick_participant" if is_there else "untick_participant"
    audit.record(
        by=by,
        action=action,
        subject=step,
        minor_id=minor.pk,
        site_id=held.site_id,
    )
    return step


@transaction.atomic
def note_return(*, by: User, activity: Activity) -> Activity:
    """They are back. Already noted, it stays so since then.

    Raises ValidationError for what does not leave the site, or was called off.
    """
    held = _locked(activity)
    if held.returned_at is not None:
        return held
    if not held.goes_out or held.cancelled_at is not None:
        raise ValidationError(_("Nobody is out for this activity."))
    held.returned_at, held.returned_by = timezone.now(), by
    held.save(update_fields=["returned_at", "returned_by"])
    audit.record(by=by, action="note_return", subject=held, site_id=held.site_id)
    return held


@transaction.atomic
def cancel_activity(*, by: User, activity: Activity) -> Activity:
    """It did not take place: out of every list and figure. Once, whoever asks."""
    held = _locked(activity)
    if held.cancelled_at is None:
        held.cancelled_at, held.cancelled_by = timezone.now(), by
        held.save(update_fields=["cancelled_at", "cancelled_by"])
        audit.record(by=by, action="cancel_activity", subject=held, site_id=held.site_id)
    return held


@transaction.atomic
def restore_activity(*, by: User, activity: Activity) -> Activity:
    """It took place after all."""
    held = _locked(activity)
    if held.cancelled_at is not None:
        held.cancelled_at = held.cancelled_by = None
        held.save(update_fields=["cancelled_at", "cancelled_by"])
        audit.record(by=by, action="restore_activity", subject=held, site_id=held.site_id)
    return held


def _locked(activity: Activity) -> Activity:
    """Nobody else changes it or its list until the transaction ends."""
    return Activity.objects.select_for_update(no_key=True).get(pk=activity.pk)
