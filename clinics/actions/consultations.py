"""What happens in a clinic."""

from django.db import transaction

from clinics import readings
from clinics.models import AnyConsultation, Consultation, SexualHealthConsultation
from staff import audit
from staff.models import User


@transaction.atomic
def log_consultation(*, by: User, consultation: Consultation) -> Consultation:
    """Keep a consultation that a form has filled; raises ValidationError."""
    _keep(by, consultation)
    audit.record(
        by=by,
        action="log_consultation",
        subject=consultation,
        minor_id=consultation.minor_id,
        site_id=consultation.site_id,
    )
    return consultation


@transaction.atomic
def log_sexual_health(
    *, by: User, consultation: SexualHealthConsultation
) -> SexualHealthConsultation:
    """Keep a consultation of sexual and reproductive health; raises ValidationError."""
    _keep(by, consultation)
    audit.record(
        by=by,
        action="log_sexual_health",
        subject=consultation,
        minor_id=consultation.minor_id,
        site_id=consultation.site_id,
    )
    return consultation


def _keep(by: User, consultation: AnyConsultation) -> None:
    consultation.recorded_by = by
    consultation.checks = readings.with_checks(consultation, by)
    consultation.full_clean()
    consultation.save()
