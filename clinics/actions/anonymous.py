"""Consultations of people without a file: kept once, corrected within the day, attached later."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases.models import Minor
from clinics import anonymous, permissions, sessions
from clinics.models import (
    CORRECTED_ALREADY,
    NO_LONGER,
    AnonymousConsultation,
    AnonymousLink,
    ClinicSession,
)
from staff import audit
from staff.models import User

# What makes two sendings the same consultation: all that somebody chose.
CONTENT = ("motif", "problem", "acts", "destination", "sex", "age_band", "language",
           "nationality", "tick_code", "interpreting")  # fmt: skip
OTHER_CONTENT = _(
    "Another consultation is kept under this number, and stays as it is. This one was not kept: "
    "write it anew."
)
NOT_HERE = _("This session is not of a site where you work.")
NO_MORE = _("A colleague has said meanwhile that it was written by mistake.")
OTHER_FILE = _("It is attached to another file: detach it there first.")


@transaction.atomic
def log_anonymous_consultation(
    *, by: User, session: ClinicSession, consultation: AnonymousConsultation
) -> AnonymousConsultation:
    """Keep a consultation that a form has filled, in this session, open or closed.

    The same one sent again (its token) gives the row that is kept. Raises ValidationError: of code
    "other_content" when the token is that of another consultation, "not_here" when she does not
    work at the site of the session.
    """
    held = _held(by, session)
    kept = AnonymousConsultation.every.filter(token=consultation.token).first()
    if kept is not None:
        if kept.session_id != held.pk or not _is_same(kept, consultation):
            raise ValidationError(OTHER_CONTENT, code="other_content")
        return kept
    consultation.written_at = min(consultation.written_at, timezone.now())
    _keep(by, held, consultation)
    consultation.signed_at = consultation.recorded_at
    consultation.full_clean()
    consultation.save()
    if held.is_open:
        sessions.make_member(held, by)
    audit.record(
        by=by, action="log_anonymous_consultation", subject=consultation, site_id=held.site_id
    )
    return consultation


@transaction.atomic
def correct_anonymous_consultation(
    *, by: User, consultation: AnonymousConsultation, corrects: AnonymousConsultation
) -> AnonymousConsultation:
    """Put a row in the place of another, which stays; `is_mistake` says that there was none.

    What the former one was attached to, the new one is. Raises ValidationError.
    """
    held = _held(by, corrects.session)
    if AnonymousConsultation.every.filter(corrects=corrects).exists():
        raise ValidationError(CORRECTED_ALREADY)
    if not permissions.can_correct_anonymous(by, corrects):
        raise ValidationError(NO_LONGER)
    consultation.corrects = corrects
    consultation.signed_at, consultation.written_at = corrects.signed_at, corrects.written_at
    _keep(by, held, consultation)
    consultation.full_clean()
    consultation.save()
    link = anonymous.link_of(corrects)
    if link is not None:
        _link(by, corrects, link.minor, is_attached=False)
        if not consultation.is_mistake:
            _link(by, consultation, link.minor, is_attached=True)
    audit.record(
        by=by, action="correct_anonymous_consultation", subject=consultation, site_id=held.site_id
    )
    return consultation


@transaction.atomic
def attach_consultation(
    *, by: User, consultation: AnonymousConsultation, minor: Minor
) -> AnonymousLink:
    """It was this young person's; attached to her already, it stays so. Raises ValidationError.

    Corrected in the same instant, it is the row that took its place.
    """
    consultation = _current(consultation)
    if consultation.is_mistake:
        raise ValidationError(NO_MORE)
    last = consultation.links.order_by("pk").last()
    if last is not None and last.is_attached:
        if last.minor_id != minor.pk:
            raise ValidationError(OTHER_FILE)
        return last
    link = _link(by, consultation, minor, is_attached=True)
    audit.record(
        by=by,
        action="attach_consultation",
        subject=link,
        minor_id=minor.pk,
        site_id=consultation.site_id,
    )
    return link


@transaction.atomic
def detach_consultation(
    *, by: User, consultation: AnonymousConsultation, minor: Minor
) -> AnonymousLink | None:
    """It was not hers, after all. None when it is not attached to her, any more or ever."""
    consultation = _current(consultation)
    last = consultation.links.order_by("pk").last()
    if last is None or not last.is_attached or last.minor_id != minor.pk:
        return None
    link = _link(by, consultation, minor, is_attached=False)
    audit.record(
        by=by,
        action="detach_consultation",
        subject=link,
        minor_id=minor.pk,
        site_id=consultation.site_id,
    )
    return link


def _current(consultation: AnonymousConsultation) -> AnonymousConsultation:
    """Return the row that stands in its place, under the lock of its session.

    Whoever corrects or attaches one holds that lock: of two in the same instant, one waits and
    reads what the other has written.
    """
    _locked(consultation.session_id)
    while newer := AnonymousConsultation.every.filter(corrects=consultation.pk).first():
        consultation = newer
    return consultation


def _link(
    by: User, consultation: AnonymousConsultation, minor: Minor, *, is_attached: bool
) -> AnonymousLink:
    return AnonymousLink.objects.create(
        consultation=consultation, minor=minor, is_attached=is_attached, by=by
    )


def _keep(by: User, held: ClinicSession, consultation: AnonymousConsultation) -> None:
    consultation.session, consultation.site, consultation.day = held, held.site, held.day
    consultation.recorded_by, consultation.recorded_at = by, timezone.now()
    if not consultation.episode:
        consultation.episode = anonymous.episode_of(consultation)


def _is_same(kept: AnonymousConsultation, sent: AnonymousConsultation) -> bool:
    return all((getattr(kept, name) or "") == (getattr(sent, name) or "") for name in CONTENT)


def _held(by: User, session: ClinicSession) -> ClinicSession:
    """Return the session under its lock: of two sendings at once, the second finds the first."""
    if not ClinicSession.objects.visible_to(by).filter(pk=session.pk).exists():
        raise ValidationError(NOT_HERE, code="not_here")
    return _locked(session.pk)


def _locked(pk: int) -> ClinicSession:
    return ClinicSession.objects.select_for_update(no_key=True).select_related("site").get(pk=pk)
