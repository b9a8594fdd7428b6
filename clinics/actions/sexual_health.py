"""Writing in the book of sexual health beside its consultations: acts, pregnancies, contraception,
violence. Rows are added, and none is changed.

The trail says that somebody wrote in this book, and not what: whoever investigates reads the trail,
and may not learn there that somebody is pregnant.
"""

from collections.abc import Iterable
from typing import TypeVar

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from cases import actions as case_actions
from cases.models import Alert, Minor
from clinics.choices import PregnancyStepKind
from clinics.models import (
    Contraception,
    ContraceptionStep,
    Pregnancy,
    PregnancyStep,
    SexualHealthAct,
    Violence,
)
from staff import audit
from staff.models import Site, User

Slip = TypeVar("Slip", SexualHealthAct, Violence)


@transaction.atomic
def record_act(*, by: User, act: SexualHealthAct) -> SexualHealthAct:
    """Keep an act, or that it was refused; raises ValidationError."""
    act.recorded_by = by
    act.full_clean()
    act.save()
    audit.record(
        by=by,
        action="write_sexual_health",
        minor_id=act.minor_id,
        site_id=act.site_id,
    )
    return act


@transaction.atomic
def take_back_act(*, by: User, act: SexualHealthAct, site: Site) -> SexualHealthAct:
    """It was a slip: another row says so. Raises ValidationError the second time."""
    row = _taken_back(by, act, SexualHealthAct(minor=act.minor, site=site, takes_back=act))
    audit.record(by=by, action="write_sexual_health", minor_id=act.minor_id, site_id=site.pk)
    return row


@transaction.atomic
def take_back_violence(*, by: User, violence: Violence, site: Site) -> Violence:
    """It was a slip: another row says so. Raises ValidationError the second time."""
    row = _taken_back(by, violence, Violence(minor=violence.minor, site=site, takes_back=violence))
    audit.record(by=by, action="write_sexual_health", minor_id=violence.minor_id, site_id=site.pk)
    return row


def _taken_back(by: User, former: Slip, row: Slip) -> Slip:
    _hold(former.minor_id)
    if type(former).objects.filter(takes_back=former).exists():
        raise ValidationError(_("A colleague has taken it back already."))
    row.recorded_by = by
    row.full_clean()
    row.save()
    return row


@transaction.atomic
def open_pregnancy(
    *, by: User, pregnancy: Pregnancy, steps: Iterable[PregnancyStep] = ()
) -> Pregnancy:
    """Open the follow-up of a pregnancy, with what is known of it; raises ValidationError."""
    _hold(pregnancy.minor_id)
    if Pregnancy.objects.ongoing().filter(minor=pregnancy.minor_id).exists():
        raise ValidationError(_("A pregnancy is followed already: end that one first."))
    pregnancy.recorded_by = by
    pregnancy.full_clean()
    pregnancy.save()
    for step in steps:
        step.pregnancy, step.by = pregnancy, by
        step.full_clean()
        step.save()
    audit.record(
        by=by, action="write_sexual_health", minor_id=pregnancy.minor_id, site_id=pregnancy.site_id
    )
    return pregnancy


@transaction.atomic
def record_pregnancy_step(*, by: User, step: PregnancyStep) -> PregnancyStep:
    """Say how far it is, what she wishes or how it ended; raises ValidationError once it ended."""
    minor_id = step.pregnancy.minor_id
    _hold(minor_id)
    if step.pregnancy.is_over:
        raise ValidationError(_("A colleague has ended it already."))
    step.by = by
    step.full_clean()
    step.save()
    audit.record(by=by, action="write_sexual_health", minor_id=minor_id)
    return step


@transaction.atomic
def tick_pregnancy_step(*, by: User, step: PregnancyStep) -> PregnancyStep:
    """Say that something of the follow-up was done; raises ValidationError the second time."""
    _hold(step.pregnancy.minor_id)
    pregnancy = Pregnancy.objects.with_steps().get(pk=step.pregnancy_id)
    if str(step.shown("rule")) in {str(done.shown("rule")) for done in pregnancy.done()}:
        raise ValidationError(_("A colleague has written it already."))
    step.kind = PregnancyStepKind.DONE
    return record_pregnancy_step(by=by, step=step)


@transaction.atomic
def take_back_pregnancy_step(*, by: User, step: PregnancyStep) -> PregnancyStep:
    """It was a slip: another row says so. Raises ValidationError the second time."""
    minor_id = step.pregnancy.minor_id
    _hold(minor_id)
    if PregnancyStep.objects.filter(takes_back=step).exists():
        raise ValidationError(_("A colleague has taken it back already."))
    back = PregnancyStep(
        pregnancy=step.pregnancy, kind=PregnancyStepKind.TAKEN_BACK, takes_back=step, by=by
    )
    back.full_clean()
    back.save()
    audit.record(by=by, action="write_sexual_health", minor_id=minor_id)
    return back


@transaction.atomic
def start_contraception(
    *, by: User, contraception: Contraception, act: SexualHealthAct | None = None
) -> Contraception:
    """Keep a method, and the act by which it was given; raises ValidationError."""
    contraception.recorded_by = by
    contraception.full_clean()
    contraception.save()
    audit.record(
        by=by,
        action="write_sexual_health",
        minor_id=contraception.minor_id,
        site_id=contraception.site_id,
    )
    if act is not None:
        record_act(by=by, act=act)
    return contraception


@transaction.atomic
def record_contraception_step(
    *, by: User, step: ContraceptionStep, act: SexualHealthAct | None = None
) -> ContraceptionStep:
    """Say that it was given again or stopped; raises ValidationError once it was stopped."""
    minor_id = step.contraception.minor_id
    _hold(minor_id)
    if step.contraception.is_over:
        raise ValidationError(_("A colleague has stopped it already."))
    step.by = by
    step.full_clean()
    step.save()
    audit.record(by=by, action="write_sexual_health", minor_id=minor_id)
    if act is not None:
        record_act(by=by, act=act)
    return step


@transaction.atomic
def record_violence(*, by: User, violence: Violence, alert: Alert | None = None) -> Violence:
    """Keep what was told, and the alert raised in the same act; raises ValidationError.

    The alert says what is written in it: nothing leads from it to the book of sexual health.
    """
    violence.is_alert_raised = alert is not None
    violence.recorded_by = by
    violence.full_clean()
    violence.save()
    audit.record(
        by=by, action="write_sexual_health", minor_id=violence.minor_id, site_id=violence.site_id
    )
    if alert is not None:
        case_actions.raise_alert(by=by, alert=alert)
    return violence


def _hold(minor_id: int) -> None:
    """Of two who write of the same thing in the same instant, one waits and is told."""
    Minor.objects.select_for_update(no_key=True).get(pk=minor_id)
