"""The rail: each app adds its entries in `AppConfig.ready()`, staff never names a higher app."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from django.urls import reverse
from django.utils.functional import Promise

from staff.models import User


def no_badge(user: User) -> str:
    return ""


@dataclass(frozen=True)
class Entry:
    """One line of the rail. The entry with the smallest `order` a person may see is her home."""

    order: int
    view: str
    icon: str
    label: Promise
    may_see: Callable[[User], bool]
    # What waits there for this person, in a figure; "" or 0 shows nothing.
    badge: Callable[[User], str | int] = no_badge


@dataclass(frozen=True)
class Link:
    url: str
    icon: str
    label: Promise
    is_current: bool
    badge: str = ""


_entries: list[Entry] = []
_searches: list[Entry] = []
_helps: list[Entry] = []
_alarms: list[Entry] = []


def register(entry: Entry) -> None:
    if entry not in _entries:
        _entries.append(entry)
        _entries.sort(key=lambda e: e.order)


def register_search(entry: Entry) -> None:
    """The page that the search box of the top bar opens, for those who may see it."""
    _searches[:] = [entry]


def search_url(user: User) -> str:
    return next((reverse(entry.view) for entry in _searches if entry.may_see(user)), "")


def register_help(entry: Entry) -> None:
    """The page that the top bar opens from anywhere, for what cannot wait."""
    _helps[:] = [entry]


def register_alarm(entry: Entry) -> None:
    """The page that raises an alert, from anywhere."""
    _alarms[:] = [entry]


def help_link(user: User) -> Link | None:
    return _first_link(_helps, user)


def alarm_link(user: User, reference: str) -> Link | None:
    """Return the link; from the page of a file, it says which (`reference`, else "")."""
    link = _first_link(_alarms, user)
    return replace(link, url=f"{link.url}?for={reference}") if link and reference else link


def _first_link(entries: list[Entry], user: User) -> Link | None:
    links = (
        Link(reverse(e.view), e.icon, e.label, is_current=False) for e in entries if e.may_see(user)
    )
    return next(links, None)


def entries_for(user: User) -> list[Entry]:
    return [entry for entry in _entries if entry.may_see(user)]


def links(path: str, user: User) -> list[Link]:
    """Return the rail of this person on the page at `path`."""
    here = [(entry, reverse(entry.view)) for entry in entries_for(user)]
    under = [url for _entry, url in here if path.startswith(url)]
    current = max(under, key=len, default=None)
    return [
        Link(url, e.icon, e.label, is_current=url == current, badge=str(e.badge(user) or ""))
        for e, url in here
    ]
