"""Reviewing the audit trail: that a digest was read, that a printed sheet still holds."""

import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from staff import audit, audit_queries
from staff.audit_chain import BrokenChainError, Head
from staff.models import AuditReview, User


@transaction.atomic
def confirm_digest(*, by: User, week: datetime.date) -> AuditReview:
    """Say that one has read the digest of the week that begins on `week`.

    Raises ValidationError while the week is not over, and for a second time.
    """
    if timezone.localdate() < week + datetime.timedelta(days=7):
        raise ValidationError(_("This week is not over: its digest still changes."))
    review = AuditReview(week=week, reader=by)
    review.full_clean()
    review.save()
    audit.record(by=by, action="confirm_digest", subject=review)
    return review


@transaction.atomic
def check_head(*, by: User, given: Head) -> BrokenChainError | None:
    """Walk from a printed head to the end of the trail; return what is broken, if anything is."""
    try:
        audit_queries.verify(given, whole=False)
        found = None
    except BrokenChainError as broken:
        found = broken
    audit.record(by=by, action="check_head", purpose="broken" if found else "whole")
    return found
