"""A clinic session is opened, joined, closed."""

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clinics import sessions
from clinics.models import ClinicSession, SessionMember
from staff import audit
from staff.models import User

CLOSED = _("This session was closed meanwhile.")
IS_IT_ZERO = _("No consultation is recorded in it. Tick that there was none, or record them first.")


@transaction.atomic
def open_session(*, by: User, session: ClinicSession, team: Iterable[User]) -> ClinicSession:
    """Open a session with its team; raises ValidationError."""
    session.opened_by = by
    session.full_clean()
    session.save()
    for colleague in team:
        _join(session, colleague, by)
    audit.record(by=by, action="open_session", subject=session, site_id=session.site_id)
    return session


@transaction.atomic
def join_session(*, by: User, session: ClinicSession, colleague: User) -> SessionMember:
    """From now on this colleague works in it; raises ValidationError once it is closed."""
    held = _locked(session)
    if not held.is_open:
        raise ValidationError(CLOSED)
    member = _join(held, colleague, by)
    audit.record(by=by, action="join_session", subject=member, site_id=held.site_id)
    return member


@transaction.atomic
def close_session(*, by: User, session: ClinicSession, is_zero: bool) -> ClinicSession:
    """Close a session with what it counts. Already closed, it stays so since then.

    Zero is reported only when somebody says that it is zero; raises ValidationError.
    """
    held = _locked(session)
    if not held.is_open:
        return held
    count = sessions.count_of(held)
    if not count and not is_zero:
        raise ValidationError({"is_zero": IS_IT_ZERO})
    held.closed_at, held.closed_by, held.reported_count = timezone.now(), by, count
    held.save(update_fields=["closed_at", "closed_by", "reported_count"])
    audit.record(by=by, action="close_session", subject=held, site_id=held.site_id)
    return held


@transaction.atomic
def reopen_session(*, by: User, session: ClinicSession) -> ClinicSession:
    """It was not over."""
    held = _locked(session)
    if not held.is_open:
        held.closed_at = held.closed_by = held.reported_count = None
        held.save(update_fields=["closed_at", "closed_by", "reported_count"])
        audit.record(by=by, action="reopen_session", subject=held, site_id=held.site_id)
    return held


def _join(session: ClinicSession, colleague: User, by: User) -> SessionMember:
    return SessionMember.objects.create(session=session, colleague=colleague, added_by=by)


def _locked(session: ClinicSession) -> ClinicSession:
    return ClinicSession.objects.select_for_update(no_key=True).get(pk=session.pk)
