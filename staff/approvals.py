"""What takes two people: each app registers its kinds, in `AppConfig.ready()`.

One person asks, another one approves within three days, and what was asked is done in that same
transaction. The one who asked may withdraw it, never approve it.
"""

import datetime
from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.utils.functional import Promise

from staff.models import Approval, User

LASTS = datetime.timedelta(days=3)


@dataclass(frozen=True)
class Kind:
    """One thing that takes two people.

    `label` says it in words for the second person, `describe` what it is about, without the name
    of a minor. `execute(by=approver, approval=approval)` does it, and writes its own audit row.
    """

    name: str
    label: str | Promise
    may_ask: Callable[[User], bool]
    may_approve: Callable[[User], bool]
    describe: Callable[[Approval], str]
    execute: Callable[..., object]


_kinds: dict[str, Kind] = {}


def register(kind: Kind) -> None:
    _kinds[kind.name] = kind


def kind_of(approval: Approval) -> Kind:
    return _kinds[approval.kind]


def kind(name: str) -> Kind:
    return _kinds[name]


def can_ask(user: User, name: str) -> bool:
    return _kinds[name].may_ask(user)


def can_decide(user: User, approval: Approval) -> bool:
    """Whether this person may approve: never the one who asked, nor the one it is about."""
    is_about_her = approval.subject == f"{user._meta.label_lower}:{user.pk}"
    return (
        approval.asked_by_id != user.pk
        and not is_about_her
        and _kinds[approval.kind].may_approve(user)
    )


def kinds_for(user: User) -> list[str]:
    """Return the names of what this person may approve."""
    return [kind.name for kind in _kinds.values() if kind.may_approve(user)]


def may_approve_something(user: User) -> bool:
    return bool(kinds_for(user))


def can_see(user: User) -> bool:
    """Whoever may ask or approve anything has a page of it."""
    return any(kind.may_ask(user) or kind.may_approve(user) for kind in _kinds.values())


def known_to(user: User) -> QuerySet[Approval]:
    """What this person asked, and what she may approve."""
    asked = Q(asked_by=user)
    found = Approval.objects.filter(asked | Q(kind__in=kinds_for(user)))
    return found.select_related("asked_by", "decided_by")


def awaiting(user: User) -> QuerySet[Approval]:
    """What waits for this person's answer, the oldest first."""
    about_her = f"{user._meta.label_lower}:{user.pk}"
    waiting = Approval.objects.open().filter(kind__in=kinds_for(user))
    waiting = waiting.exclude(asked_by=user).exclude(subject=about_her)
    return waiting.select_related("asked_by").order_by("asked_at", "pk")


def asked_by(user: User) -> QuerySet[Approval]:
    """What this person asked, the latest first."""
    asked = Approval.objects.filter(asked_by=user)
    return asked.select_related("decided_by").order_by("-asked_at", "-pk")


def badge(user: User) -> str:
    """How many requests wait for this person, for the rail."""
    return str(awaiting(user).count() or "")
