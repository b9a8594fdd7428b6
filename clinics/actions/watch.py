"""What is done about a signal of the week; how its rules are changed."""

from django.db import transaction

from clinics.models import SignalRule, SignalStep
from staff import audit
from staff.models import User


@transaction.atomic
def record_signal_step(*, by: User, step: SignalStep) -> SignalStep:
    """Keep what one person did about a signal; raises ValidationError."""
    step.by = by
    step.full_clean()
    step.save()
    audit.record(by=by, action="signal_step", subject=step, site_id=step.site_id)
    return step


@transaction.atomic
def change_signal_rule(*, by: User, rule: SignalRule) -> SignalRule:
    """From now on a rule counts so; what it was stays. Raises ValidationError."""
    rule.by = by
    rule.full_clean()
    rule.save()
    audit.record(by=by, action="change_signal_rule", subject=rule)
    return rule
