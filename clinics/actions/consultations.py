"""What happens in a clinic: a consultation is signed, corrected within the day, added to."""

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db import transaction

from cases.models import Minor
from clinics import episodes, permissions, readings, sessions
from clinics.actions import stock
from clinics.choices import StockMoveKind
from clinics.models import (
    CORRECTED_ALREADY,
    NO_LONGER,
    AnyAddendum,
    AnyConsultation,
    Consultation,
    Lot,
    SexualHealthConsultation,
)
from referrals import actions as referral_actions
from referrals.models import Referral
from staff import audit
from staff.models import User
from staff.permissions import Compartment

Given = Iterable[tuple[Lot, int]]  # a lot of the cupboard, how many


@transaction.atomic
def log_consultation(
    *,
    by: User,
    consultation: Consultation,
    referral: Referral | None = None,
    given: Given = (),
) -> Consultation:
    """Sign a consultation that a form has filled, and the referral made in the same act.

    `given`: what was taken out of the cupboard. Raises ValidationError.
    """
    _place(by, consultation)
    if referral is not None:
        referral_actions.make_referral(by=by, referral=referral, compartment=Compartment.HEALTH)
        consultation.referral = referral
    _keep(by, consultation)
    _take(by, given)
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
    *, by: User, consultation: SexualHealthConsultation, given: Given = ()
) -> SexualHealthConsultation:
    """Sign a consultation of sexual and reproductive health; raises ValidationError."""
    _place(by, consultation)
    _keep(by, consultation)
    _take(by, given)
    audit.record(
        by=by,
        action="log_sexual_health",
        subject=consultation,
        minor_id=consultation.minor_id,
        site_id=consultation.site_id,
    )
    return consultation


@transaction.atomic
def correct_consultation(
    *, by: User, consultation: Consultation, corrects: Consultation
) -> Consultation:
    """Put a consultation in the place of another, which stays readable; raises ValidationError."""
    consultation.referral_id = corrects.referral_id
    _keep_in_place(by, consultation, corrects)
    audit.record(
        by=by,
        action="correct_consultation",
        subject=consultation,
        minor_id=consultation.minor_id,
        site_id=consultation.site_id,
    )
    return consultation


@transaction.atomic
def correct_sexual_health(
    *, by: User, consultation: SexualHealthConsultation, corrects: SexualHealthConsultation
) -> SexualHealthConsultation:
    """The same, of sexual and reproductive health; raises ValidationError."""
    _keep_in_place(by, consultation, corrects)
    audit.record(
        by=by,
        action="correct_sexual_health",
        subject=consultation,
        minor_id=consultation.minor_id,
        site_id=consultation.site_id,
    )
    return consultation


@transaction.atomic
def add_to_consultation(*, by: User, addendum: AnyAddendum) -> AnyAddendum:
    """Add a few words to a signed consultation; raises ValidationError."""
    _keep_addendum(by, addendum)
    audit.record(
        by=by,
        action="add_to_consultation",
        subject=addendum.consultation,
        minor_id=addendum.consultation.minor_id,
        site_id=addendum.consultation.site_id,
    )
    return addendum


@transaction.atomic
def add_to_sexual_health(*, by: User, addendum: AnyAddendum) -> AnyAddendum:
    """The same, of sexual and reproductive health; raises ValidationError."""
    _keep_addendum(by, addendum)
    audit.record(
        by=by,
        action="add_to_sexual_health",
        subject=addendum.consultation,
        minor_id=addendum.consultation.minor_id,
        site_id=addendum.consultation.site_id,
    )
    return addendum


def _place(by: User, consultation: AnyConsultation) -> None:
    """Say in which session it takes place: whoever consults there is of its team."""
    consultation.session = sessions.session_on(by, consultation.site, consultation.day)
    if consultation.session is not None and consultation.session.is_open:
        sessions.make_member(consultation.session, by)


def _keep(by: User, consultation: AnyConsultation) -> None:
    consultation.recorded_by = by
    if not consultation.episode and consultation.motif:
        consultation.episode = episodes.computed(consultation)
    consultation.checks = readings.with_checks(consultation, by)
    consultation.full_clean()
    consultation.save()


def _take(by: User, given: Given) -> None:
    """The cupboard holds so many fewer; it never says for whom."""
    for lot, amount in given:
        stock.take_from_lot(by=by, lot=lot, kind=StockMoveKind.GIVEN, amount=amount)


def _keep_in_place(by: User, consultation: AnyConsultation, former: AnyConsultation) -> None:
    _hold(former)
    if type(former).every.filter(corrects=former).exists():
        raise ValidationError(CORRECTED_ALREADY)
    if not permissions.can_correct(by, former):
        raise ValidationError(NO_LONGER)
    consultation.corrects = former
    consultation.minor, consultation.site = former.minor, former.site
    consultation.signed_at = former.signed_at
    consultation.session = former.session
    if consultation.day != former.day:
        consultation.session = sessions.session_on(by, former.site, consultation.day)
    _keep(by, consultation)


def _keep_addendum(by: User, addendum: AnyAddendum) -> None:
    _hold(addendum.consultation)
    if type(addendum.consultation).every.filter(corrects=addendum.consultation).exists():
        raise ValidationError(CORRECTED_ALREADY)
    addendum.written_by = by
    addendum.full_clean()
    addendum.save()


def _hold(consultation: AnyConsultation) -> None:
    """Of two people who correct it or add to it in the same instant, one waits."""
    Minor.objects.select_for_update(no_key=True).get(pk=consultation.minor_id)
