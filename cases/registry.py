"""What each app brings to a minor's file, registered in `AppConfig.ready()`.

cases never names a higher app; a higher app adds its tab, its timeline and its "seen on / next
on". A test fails on any model that reaches a minor from an app that has not registered.
"""

import datetime
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.utils.functional import Promise

from cases.models import Minor
from staff.models import User


@dataclass(frozen=True)
class Tab:
    """A page of the case file: `view` takes the reference. `desk_kinds` open on it."""

    order: int
    view: str
    icon: str
    label: str | Promise
    may_see: Callable[[User], bool]
    desk_kinds: frozenset[str] = frozenset()


@dataclass(frozen=True)
class TimelineEntry:
    """One line of the file's timeline, in words this reader may know."""

    at: datetime.datetime
    icon: str
    text: str
    url: str = ""
    detail: str = ""


@dataclass(frozen=True)
class Mark:
    """That somebody was received, and when next: never why."""

    label: str | Promise
    seen_on: datetime.date | None
    next_on: datetime.date | None


@dataclass(frozen=True)
class Brings:
    """All that one app brings. Each function takes (minor, user) and shows what she may see."""

    app: str
    tabs: tuple[Tab, ...] = ()
    timeline: Callable[[Minor, User], Iterable[TimelineEntry]] | None = None
    marks: Callable[[Minor, User], Iterable[Mark]] | None = None
    # Whether the file holds something of this app: it can no longer be taken for a slip.
    holds: Callable[[Minor], bool] | None = None


_brought: dict[str, Brings] = {}
TIMELINE_LENGTH = 50  # lines: what each app gives at most


def register(brings: Brings) -> None:
    _brought[brings.app] = brings


def registered_apps() -> set[str]:
    return set(_brought)


def tabs(user: User) -> list[Tab]:
    found = (tab for brings in _brought.values() for tab in brings.tabs if tab.may_see(user))
    return sorted(found, key=lambda tab: tab.order)


def tab_of_desk(kind: str) -> Tab | None:
    """Return the page on which this kind of desk receives somebody."""
    found = (tab for brings in _brought.values() for tab in brings.tabs if kind in tab.desk_kinds)
    return next(found, None)


def timeline(minor: Minor, user: User) -> list[TimelineEntry]:
    """Return the newest lines of every app, newest first."""
    entries = [
        entry
        for brings in _brought.values()
        if brings.timeline
        for entry in brings.timeline(minor, user)
    ]
    return sorted(entries, key=lambda entry: entry.at, reverse=True)[:TIMELINE_LENGTH]


def marks(minor: Minor, user: User) -> list[Mark]:
    return [
        mark for brings in _brought.values() if brings.marks for mark in brings.marks(minor, user)
    ]


def is_in_use(minor: Minor) -> bool:
    """Whether some app keeps something in the file."""
    return any(brings.holds(minor) for brings in _brought.values() if brings.holds)
