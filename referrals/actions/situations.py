"""What a young person is in outside any procedure: recorded, and a slip taken back."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from cases.models import Minor
from referrals.models import Situation
from staff import audit
from staff.models import User


@transaction.atomic
def record_situation(*, by: User, situation: Situation) -> Situation:
    """Keep a situation or an exit; raises ValidationError.

    Nothing else ends with it: procedures and deadlines stay as they are.
    """
    _keep(by, situation)
    audit.record(by=by, action="record_situation", subject=situation, minor_id=situation.minor_id)
    return situation


@transaction.atomic
def take_back_situation(*, by: User, situation: Situation) -> Situation:
    """It was a slip: another row says so, and both stay. Raises ValidationError the second time."""
    Minor.objects.select_for_update().get(pk=situation.minor_id)
    if not Situation.objects.standing().filter(pk=situation.pk).exists():
        raise ValidationError(_("A colleague has taken it back already."))
    slip = Situation(
        minor=situation.minor,
        code=situation.code,
        happened_on=situation.happened_on,
        precision=situation.precision,
        takes_back=situation,
    )
    _keep(by, slip)
    audit.record(by=by, action="take_back_situation", subject=slip, minor_id=slip.minor_id)
    return slip


def _keep(by: User, situation: Situation) -> None:
    situation.recorded_by = by
    situation.full_clean()
    situation.save()
