"""What is known of consultations without a file: whose they are, whether they are a follow-up."""

import contextlib
import datetime

from django.db.models import Q

from cases import registry
from cases.models import Minor
from clinics.choices import Episode
from clinics.models import (
    AnonymousConsultation,
    AnonymousLink,
    AnonymousQuerySet,
    ClinicSession,
)
from staff.encryption import SealError
from staff.models import Site, User
from staff.permissions import Compartment

OFFERED = 40  # consultations that a page offers to attach


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


def file_of(link: AnonymousLink | None, user: User) -> Minor | None:
    """Return whose file it is attached to, if this person may read its health."""
    if link is None:
        return None
    minor = Minor.objects.visible_to(user).with_identity().filter(pk=link.minor_id).first()
    if minor is None or not registry.may_open(minor, user, Compartment.HEALTH):
        return None
    return minor


def of_slip(user: User, code: str) -> AnonymousQuerySet:
    """Return what was written with this code, at any site, newest first; nothing without one."""
    rows = AnonymousConsultation.objects.visible_to(user).filter(tick_code=code)
    rows = rows if code else rows.none()
    return rows.with_file().select_related("site", "recorded_by").newest_first()


def offered(user: User, site: Site, code: str) -> list[AnonymousConsultation]:
    """Return those of a slip, else the last ones of this site, that are of no file yet."""
    code = "".join(code.split()).replace("-", "").upper()
    rows = AnonymousConsultation.objects.visible_to(user).with_file().filter(Q(file=None))
    rows = rows.filter(tick_code=code) if code else rows.filter(site=site)
    return list(rows.select_related("site").newest_first()[:OFFERED])


def corrections_of(consultation: AnonymousConsultation) -> list[AnonymousConsultation]:
    """Return the rows in whose place it stands, newest first."""
    found = []
    former = consultation.corrects
    while former is not None:
        found.append(former)
        former = former.corrects
    return found
