"""What happens in a clinic."""

from django.db import transaction

from clinics.models import Consultation
from staff import audit
from staff.models import User


@transaction.atomic
def log_consultation(*, by: User, consultation: Consultation) -> Consultation:
    """Keep a consultation that a form has filled; raises ValidationError."""
    consultation.recorded_by = by
    consultation.full_clean()
    consultation.save()
    audit.record(
        by=by,
        action="log_consultation",
        subject=consultation,
        minor_id=consultation.minor_id,
        site_id=consultation.site_id,
    )
    return consultation
