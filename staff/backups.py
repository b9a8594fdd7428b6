"""Whether the house is backed up: the last backup, the last restore that was proven."""

import datetime
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils import timezone

from staff.choices import BackupKind, BackupProblem
from staff.models import BackupRun, Centre

# A night and two hours: one that was missed is seen the next morning.
LATE = datetime.timedelta(hours=26)
# A quarter and some days.
UNPROVEN = datetime.timedelta(days=100)
KEPT = datetime.timedelta(days=400)


class BackupError(Exception):
    """A backup or a restore cannot go on. Its text says why and what to do, and names nobody."""

    def __init__(self, problem: BackupProblem, sentence: str) -> None:
        super().__init__(sentence)
        self.problem = problem


@dataclass(frozen=True)
class State:
    """What the coordinator is told. `last` and `proven` went well; `newest` may have failed."""

    newest: BackupRun | None
    last: BackupRun | None
    proven: BackupRun | None
    is_demo: bool
    now: datetime.datetime

    @property
    def is_late(self) -> bool:
        return self.last is None or self.now - self.last.ended_at > LATE

    @property
    def has_failed(self) -> bool:
        return self.newest is not None and bool(self.newest.problem)

    @property
    def is_unproven(self) -> bool:
        return self.proven is None or self.now - self.proven.ended_at > UNPROVEN

    @property
    def is_well(self) -> bool:
        return self.is_demo or not (self.is_late or self.has_failed or self.is_unproven)


def runs() -> QuerySet[BackupRun]:
    """Return every run that is remembered, newest first."""
    return BackupRun.objects.order_by("-ended_at", "-pk")


def state() -> State:
    backups = runs().filter(kind=BackupKind.BACKUP)
    return State(
        newest=backups.first(),
        last=backups.filter(problem="").first(),
        proven=runs().filter(kind=BackupKind.DRILL, problem="").first(),
        is_demo=Centre.objects.filter(is_demo=True).exists(),
        now=timezone.now(),
    )
