"""What was tried to have news of somebody not seen for a while."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cases.models import NewsStep
from staff import audit
from staff.models import User


@transaction.atomic
def record_news(*, by: User, step: NewsStep) -> NewsStep:
    """Keep what a form has filled; raises ValidationError."""
    step.by = by
    step.full_clean()
    if step.until is not None and step.until < timezone.localdate():
        raise ValidationError({"until": _("This day is over: choose today or later.")})
    step.save()
    audit.record(by=by, action="record_news", subject=step, minor_id=step.minor_id)
    return step
