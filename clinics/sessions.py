"""Which session somebody works in, who is in its team, what it has counted so far."""

import datetime
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.utils import timezone
from django.utils.translation import ngettext

from clinics.choices import INTERPRETED, CareInterpreting, Episode
from clinics.models import (
    AnonymousConsultation,
    ClinicSession,
    ClinicSessionQuerySet,
    Consultation,
    SessionMember,
    SexualHealthConsultation,
    TallyReport,
)
from staff.models import Site, User

BOOKS = (Consultation, SexualHealthConsultation)
ENTERED = (*BOOKS, AnonymousConsultation)


@dataclass
class SessionLine:
    """A session and what a list shows of it."""

    session: ClinicSession
    team: list[User] = field(default_factory=list)
    count: int = 0

    @property
    def team_text(self) -> str:
        return ", ".join(colleague.full_name for colleague in self.team)

    @property
    def count_text(self) -> str:
        text = ngettext("%(count)d consultation", "%(count)d consultations", self.count)
        return text % {"count": self.count}

    @property
    def added_count(self) -> int:
        """How many were written down once the session was closed."""
        if self.session.is_open:
            return 0
        return max(self.count - (self.session.reported_count or 0), 0)


def lines(sessions: Iterable[ClinicSession]) -> list[SessionLine]:
    """Return the sessions with their team and count, in five queries whatever their number."""
    found = {session.pk: SessionLine(session) for session in sessions}
    members = SessionMember.objects.filter(session__in=found).select_related("colleague")
    for member in members.order_by("pk"):
        team = found[member.session_id].team
        if member.colleague not in team:
            team.append(member.colleague)
    for pk, count in _counts(found).items():
        found[pk].count = count
    return list(found.values())


def _counts(sessions: Iterable[int]) -> dict[int, int]:
    """Return how many consultations each session had: entered one by one, or on its sheet.

    Of the two the higher: a sheet counts what is entered too, and maybe what is not.
    """
    found = Counter[int]()
    for model in ENTERED:
        found.update(model.objects.filter(session__in=sessions).values_list("session", flat=True))
    sheets = TallyReport.objects.current().filter(session__in=sessions)
    return dict(found | Counter(dict(sheets.values_list("session", "total"))))


def count_of(session: ClinicSession) -> int:
    return _counts([session.pk]).get(session.pk, 0)


@dataclass(frozen=True)
class Summary:
    """What is read before a session is closed. `on_sheet_only`: of `count`, nowhere else."""

    count: int
    persons: int
    new_episodes: int
    interpreted: int
    without_interpreter: int
    without_identity: int
    on_sheet_only: int


def summary_of(session: ClinicSession) -> Summary:
    rows: list[tuple[int | str, str, str]] = [
        row
        for model in BOOKS
        for row in model.objects.filter(session=session).values_list(
            "minor", "episode", "interpreting"
        )
    ]
    nameless = AnonymousConsultation.objects.with_file().filter(session=session)
    rows += [(row.person, row.episode, row.interpreting) for row in nameless]
    said = [interpreting for _person, _episode, interpreting in rows]
    count = count_of(session)
    return Summary(
        count=count,
        persons=len({person for person, _episode, _interpreting in rows}),
        new_episodes=sum(episode == Episode.NEW for _person, episode, _interpreting in rows),
        interpreted=sum(interpreting in INTERPRETED for interpreting in said),
        without_interpreter=said.count(CareInterpreting.ABSENT),
        without_identity=len(nameless),
        on_sheet_only=count - len(rows),
    )


def open_at(site: Site, day: datetime.date | None = None) -> ClinicSessionQuerySet:
    return ClinicSession.objects.of_day(site, day or timezone.localdate()).still_open()


def session_of(user: User, site: Site) -> ClinicSession | None:
    """Return the session that she picked today at this site, else the only one that is open."""
    sessions = {session.pk: session for session in open_at(site)}
    mine = SessionMember.objects.filter(colleague=user, session__in=sessions).order_by("pk").last()
    if mine is not None:
        return sessions[mine.session_id]
    return next(iter(sessions.values())) if len(sessions) == 1 else None


def session_on(user: User, site: Site, day: datetime.date) -> ClinicSession | None:
    """Return the session of a consultation of that day: hers today, else the only one there was."""
    if day == timezone.localdate():
        return session_of(user, site)
    held = list(ClinicSession.objects.of_day(site, day)[:2])
    return held[0] if len(held) == 1 else None


def make_member(session: ClinicSession, user: User) -> None:
    """Whoever consults in a session is of its team."""
    if not SessionMember.objects.filter(session=session, colleague=user).exists():
        SessionMember.objects.create(session=session, colleague=user, added_by=user)
