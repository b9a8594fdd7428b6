"""Writing what holds between consultations, and that it is over."""

from django.db import transaction

from cases.models import Minor
from clinics.models import HealthFact, HealthFactEnd
from staff import audit
from staff.models import User


@transaction.atomic
def record_health_fact(*, by: User, fact: HealthFact) -> HealthFact:
    """Keep what was said, or that there is none; raises ValidationError."""
    fact.recorded_by = by
    fact.full_clean()
    fact.save()
    audit.record(by=by, action="record_health_fact", subject=fact, minor_id=fact.minor_id)
    return fact


@transaction.atomic
def end_health_fact(*, by: User, end: HealthFactEnd) -> HealthFactEnd:
    """Say that it is over, or was a mistake; raises ValidationError, when it was said already."""
    Minor.objects.select_for_update(no_key=True).get(pk=end.fact.minor_id)  # two at once
    end.by = by
    end.full_clean()
    end.save()
    audit.record(by=by, action="end_health_fact", subject=end, minor_id=end.fact.minor_id)
    return end
