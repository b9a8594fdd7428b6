"""What the midwife's and the nurse's desks see to next of sexual health, below their queues."""

import datetime
from collections.abc import Iterable

from django.utils import timezone

from cases import registry
from cases.choices import DeskKind
from cases.models import Desk, Minor
from cases.registry import DueList
from clinics import permissions, sexual_health_page
from clinics.models import Contraception, Pregnancy, SexualHealthQuerySet, Violence
from clinics.sexual_health_page import PregnancyLine, ViolenceLine
from staff.models import User
from staff.permissions import Compartment

AHEAD = datetime.timedelta(days=14)  # of what is due: time to call somebody
LONGEST = datetime.timedelta(days=6)  # after which no hour runs any more: 120 h, and a day's span
SHOWN = 8  # rows of each in sight (the template says so too); the others are folded below
MOST = 200  # rows of each
# What has been overdue for so long sinks below the rest: she may have gone elsewhere.
STALE = datetime.timedelta(days=90)
DESKS = frozenset({DeskKind.MIDWIFE, DeskKind.NURSE})


def due(desk: Desk, user: User) -> Iterable[DueList]:
    """Yield the list of those two desks, for whoever reads this book."""
    if desk.kind in DESKS and permissions.can_see_sexual_health(user):
        violences = _violences(user)
        pregnancies, contraceptions = _pregnancies(user), _contraceptions(user)
        context = {
            "violences": violences,
            "pregnancies": pregnancies,
            "contraceptions": contraceptions,
            "count": len(violences) + len(pregnancies) + len(contraceptions),
            "more": sum(max(0, len(rows) - SHOWN) for rows in (pregnancies, contraceptions)),
        }
        yield DueList("clinics/includes/sexual_health_due.html", context)


def _hers(rows: SexualHealthQuerySet, user: User) -> SexualHealthQuerySet:
    """Of files that are open to her; with what a line shows of whom it is about."""
    rows = rows.filter(
        registry.open_to(user, Compartment.SEXUAL_HEALTH),
        minor__archived_at__isnull=True,
        minor__in=Minor.objects.visible_to(user),
    )
    rows = rows.select_related("minor")
    return rows.prefetch_related("minor__names", "minor__claims", "minor__keys")


def _contraceptions(user: User) -> list[Contraception]:
    rows = Contraception.objects.visible_to(user).running().with_due()
    until = timezone.localdate() + AHEAD
    rows = rows.filter(due_on__lte=until)  # type: ignore[misc] # annotated
    found = list(_hers(rows, user).order_by("-due_on", "pk")[:MOST])
    return sorted(found, key=lambda row: _order(row.due_on))


def _pregnancies(user: User) -> list[PregnancyLine]:
    rows = Pregnancy.objects.visible_to(user).ongoing().with_steps()
    found = _hers(rows, user).order_by("-tested_on", "pk")[:MOST]
    lines = [sexual_health_page.pregnancy_line(row) for row in found]
    return sorted(lines, key=lambda line: _order(_ends_on(line)))


def _ends_on(line: PregnancyLine) -> datetime.date:
    """Return what she may miss first: the legal limit, else what is to be done at this term.

    Of a pregnancy whose beginning nobody knows, today: that is what is to be asked.
    """
    today = timezone.localdate()
    if line.beginning is None:
        return today
    if line.limit is not None and not line.is_limit_over:
        return line.limit.before
    return line.now[0].before if line.now else line.expected[-1]


def _order(day: datetime.date) -> tuple[bool, datetime.date]:
    """The soonest first; what should have been done long ago, last."""
    return day < timezone.localdate() - STALE, day


def _violences(user: User) -> list[ViolenceLine]:
    since = timezone.localdate() - LONGEST
    rows = Violence.objects.visible_to(user).standing().filter(happened_on__gte=since)
    lines = map(sexual_health_page.violence_line, _hers(rows, user).order_by("happened_on", "pk"))
    return [line for line in lines if line.is_running]
