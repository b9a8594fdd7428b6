"""Where a young person stands: procedures, situations, and since when nobody has seen her."""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Max
from django.utils import timezone

from cases import retention
from cases.models import Minor
from referrals import deadline_lists, pathway
from referrals.deadline_lists import DeadlineLine
from referrals.models import Deadline, Procedure, Situation
from referrals.pathway import Headline
from staff.models import User


@dataclass(frozen=True)
class Stands:
    """All that the line at the top of the procedures says.

    `left` is the exit that stands; `still_open` and `deadlines` go on all the same. `returned` is
    the exit after which she came back on `came_on`. `not_seen` is the last contact, if it was too
    long ago.
    """

    headline: Headline
    situations: Sequence[Situation]  # those taken back too, the newest first
    left: Situation | None
    returned: Situation | None
    came_on: datetime.date | None
    not_seen: datetime.date | None
    still_open: Sequence[Procedure]
    deadlines: Sequence[DeadlineLine]

    @property
    def came_after_death(self) -> bool:
        """Two records that contradict each other: one of them is a slip."""
        return self.returned is not None and self.returned.code == pathway.DEATH


def of_minor(minor: Minor, user: User, procedures: Sequence[Procedure]) -> Stands:
    """`procedures` are hers, with their state."""
    situations = _situations(minor, user)
    said = [one for one in situations if one.taken_back is None]
    last = _last(said)
    came_on = minor.arrivals.counted().aggregate(day=Max("day"))["day"]
    is_over = last is not None and pathway.is_over(last.situated, came_on)
    now = _last([one for one in said if not pathway.is_over(one.situated, came_on)])
    left = last if last is not None and last.state.is_exit and not is_over else None
    today = timezone.localdate()
    not_seen = pathway.not_seen_since(retention.last_contacts(minor).get(minor.pk), today)
    return Stands(
        headline=pathway.headline(
            (one.standing for one in procedures),
            now.situated if now is not None else None,
            not_seen,
        ),
        situations=situations,
        left=left,
        returned=last if is_over else None,
        came_on=came_on,
        not_seen=None if left is not None else not_seen,
        still_open=[one for one in procedures if left is not None and not one.stage.ends],
        deadlines=_deadlines(minor, user) if left is not None else [],
    )


def _last(situations: Iterable[Situation]) -> Situation | None:
    """Return the one since the last day, as late as it may be: of a year only, it is not its
    beginning that counts."""
    return max(situations, key=lambda one: (one.at_latest, one.pk), default=None)


def _situations(minor: Minor, user: User) -> list[Situation]:
    rows = Situation.objects.visible_to(user).filter(minor=minor, takes_back__isnull=True)
    rows = rows.select_related("minor", "recorded_by", "taken_back_by__recorded_by")
    return list(rows.prefetch_related("minor__keys").newest_first())


def _deadlines(minor: Minor, user: User) -> list[DeadlineLine]:
    rows = Deadline.objects.visible_to(user).filter(minor=minor).open().first_due()
    return deadline_lists.lines(rows.select_related("state"))
