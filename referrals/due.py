"""What the social and the legal desks see to next, below their queue."""

from collections.abc import Iterable

from cases.choices import DeskKind
from cases.models import Desk
from cases.registry import DueList
from referrals import deadline_lists, entitlement_queries, permissions
from referrals.choices.deadlines import DueFilter
from staff.models import User

SHOWN = 8  # rows of each; the list itself has them all


def due(desk: Desk, user: User) -> Iterable[DueList]:
    if desk.kind == DeskKind.SOCIAL and permissions.can_keep_entitlements(user):
        rows = entitlement_queries.to_renew(user, SHOWN)
        yield DueList("referrals/includes/entitlements_due.html", {"rows": rows})
    if desk.kind == DeskKind.LEGAL and permissions.can_keep_deadlines(user):
        lines = deadline_lists.lines(deadline_lists.due(user, DueFilter.MONTH, None)[:SHOWN])
        yield DueList("referrals/includes/deadlines_due.html", {"lines": lines})
