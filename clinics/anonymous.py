"""What is known of consultations without a file: whose they are, whether they are a follow-up."""

import contextlib
import datetime

from clinics.choices import Episode
from clinics.models import AnonymousConsultation, AnonymousLink, ClinicSession
from staff.encryption import SealError
from staff.models import User


def link_of(consultation: AnonymousConsultation) -> AnonymousLink | None:
    """Return what attaches it to somebody now; None, nobody."""
    last = consultation.links.select_related("minor", "by").order_by("pk").last()
    return last if last is not None and last.is_attached else None


def episode_of(consultation: AnonymousConsultation) -> Episode:
    """Return what a slip says of it: the same problem, within its days, is the same episode."""
    line = consultation.line
    if not consultation.tick_code or line is None:
        return Episode.NEW
    since = consultation.day - datetime.timedelta(days=line.days)
    earlier = AnonymousConsultation.objects.filter(
        tick_code=consultation.tick_code, day__gte=since, day__lte=consultation.day
    )
    for row in earlier:
        with contextlib.suppress(SealError):
            is_same = row.line is not None and row.line.code == line.code
            if is_same and row.pk != consultation.corrects_id:
                return Episode.FOLLOW_UP
    return Episode.NEW


def last_of(user: User, session: ClinicSession) -> AnonymousConsultation | None:
    """Return the one that she wrote last in this session: what changes little is kept from it."""
    return AnonymousConsultation.objects.filter(session=session, recorded_by=user).last()


def languages_of(session: ClinicSession) -> set[str]:
    """Return the languages spoken in a session so far."""
    rows = AnonymousConsultation.objects.filter(session=session).exclude(language="")
    return set(rows.values_list("language", flat=True))
