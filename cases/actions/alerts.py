"""Raising an alert, and each step until it is closed."""

import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cases import alerts
from cases.choices import SUICIDE_CHECK_HOURS, AlertKind, AlertStepKind, usual_level
from cases.models import Alert, AlertStep, Minor
from staff import audit
from staff.models import Site, User


@transaction.atomic
def raise_alert(*, by: User, alert: Alert, owner: User | None = None, reached: str = "") -> Alert:
    """Keep an alert that a form has filled; who takes it and who was reached, if that is said.

    Raises ValidationError.
    """
    alert.raised_by = by
    alert.full_clean()
    alert.save()
    audit.record(
        by=by, action="raise_alert", subject=alert, minor_id=alert.minor_id, site_id=alert.site_id
    )
    if owner is not None:
        record_alert_step(by=by, step=AlertStep(alert=alert, kind=AlertStepKind.OWNER, owner=owner))
    if reached:
        told = AlertStep(alert=alert, kind=AlertStepKind.REACHED, text=reached)
        record_alert_step(by=by, step=told)
    return alert


def raise_danger(*, by: User, minor: Minor, site: Site) -> Alert:
    """ "In danger" was ticked at the door: the alert is there at once, its words come after."""
    level = usual_level(AlertKind.DANGER)
    alert = Alert(minor=minor, site=site, kind=AlertKind.DANGER, first_level=level)
    return raise_alert(by=by, alert=alert)


@transaction.atomic
def record_alert_step(*, by: User, step: AlertStep) -> AlertStep:
    """Add a step to an alert; nobody else adds one meanwhile.

    Raises ValidationError, by field: what the step lacks, an owner who cannot be one, an alert
    closed meanwhile, one that may not be closed yet.
    """
    Site.objects.select_for_update(no_key=True).get(pk=step.alert.site_id)
    alert = Alert.objects.with_state().get(pk=step.alert_id)
    step.by = by
    _check_open(alert, step)
    if step.kind == AlertStepKind.OWNER:
        _check_owner(alert, step)
    if step.kind == AlertStepKind.NEXT:
        _check_due(alert, step)
    if step.kind == AlertStepKind.CLOSED:
        _check_may_close(alert)
    step.full_clean()
    step.save()
    audit.record(
        by=by,
        action=f"alert_{step.kind}",
        subject=step,
        minor_id=alert.minor_id,
        site_id=alert.site_id,
    )
    return step


def _check_open(alert: Alert, step: AlertStep) -> None:
    if alert.is_closed and step.kind != AlertStepKind.REOPENED:
        raise ValidationError(_("A colleague has closed this alert. Open it again first."))
    if not alert.is_closed and step.kind == AlertStepKind.REOPENED:
        raise ValidationError(_("This alert is open already."))


def _check_owner(alert: Alert, step: AlertStep) -> None:
    if step.owner is None or not alerts.owners(alert).filter(pk=step.owner.pk).exists():
        raise ValidationError(
            {"owner": _("This colleague cannot take it: not here any more, or not for this.")}
        )


def _check_due(alert: Alert, step: AlertStep) -> None:
    if step.due_at is None:
        return  # the constraint says so
    if step.due_at <= timezone.now():
        raise ValidationError({"due_at": _("This hour has passed. Say before when it is done.")})
    limit = timezone.now() + datetime.timedelta(hours=SUICIDE_CHECK_HOURS)
    if alert.kind == AlertKind.SUICIDE and step.due_at > limit:
        raise ValidationError(
            {"due_at": _("A risk of suicide: somebody sees her again within 24 hours.")}
        )


def _check_may_close(alert: Alert) -> None:
    missing = alerts.missing(alert)
    if missing:
        raise ValidationError(
            _("It cannot be closed yet: %(what)s.") % {"what": ", ".join(missing)}
        )
