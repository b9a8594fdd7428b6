"""Who has signed in fully on this browser this shift, who is at it now, when she last moved.

All of it stands in the server's session. A locked browser is one at which nobody is signed in:
whoever opens an address of the house finds the lock page, because there is no `request.user`.
What is kept while it is locked is the list of those who may take their place again.
"""

import time
from typing import TypedDict

from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest
from django.utils.crypto import constant_time_compare

from staff import enrolled, kept_posts
from staff.choices import RECEPTION_ROLES
from staff.models import Device, Site, User

SHIFT = 10 * 60 * 60
IDLE_AT_THE_DESK = 5 * 60
IDLE = 10 * 60
WRONG_PINS = 3
# The session is written at most this often by mere activity.
NOTED_EVERY = 10
# A fragment that a page asks for by itself says so: it is no sign that anybody is there.
POLL_HEADER = "Escale-Poll"

_PEOPLE, _NARROWED, _SEEN_AT = "people", "is_narrowed", "seen_at"
# What belongs to the browser and not to the person at it.
_OF_THE_BROWSER = (_PEOPLE, "site_id", kept_posts.SESSION_KEY)
BACKEND = "staff.backends.StaffBackend"

# How somebody proved who she is, besides her password.
OWN, DEVICE, DEMONSTRATION, NONE = "own", "device", "demo", ""


class Entry(TypedDict):
    """One person who has signed in fully on this browser."""

    full_at: float
    auth_hash: str
    factor: str
    device: int | None
    site: int | None
    wrong_pins: int


def entries(session: SessionBase) -> dict[str, Entry]:
    found: dict[str, Entry] = session.get(_PEOPLE, {})
    return found


def entry_of(session: SessionBase, user: User) -> Entry | None:
    return entries(session).get(str(user.pk))


def note(session: SessionBase, user: User, **changes: object) -> None:
    """Change what is kept of a person on this browser."""
    people = dict(entries(session))
    people[str(user.pk)] = {**people[str(user.pk)], **changes}  # type: ignore[typeddict-item]
    session[_PEOPLE] = people


def begin(session: SessionBase, user: User, *, factor: str, device: Device | None = None) -> Entry:
    """This person has just signed in fully here."""
    entry: Entry = {
        "full_at": time.time(),
        "auth_hash": user.get_session_auth_hash(),
        "factor": factor,
        "device": device.pk if device else None,
        "site": device.site_id if device else None,
        "wrong_pins": 0,
    }
    session[_PEOPLE] = {**entries(session), str(user.pk): entry}
    session.pop(_NARROWED, None)
    session[_SEEN_AT] = time.time()
    return entry


def note_site(session: SessionBase, user: User, site: Site | None) -> None:
    """Keep where she works now: the lock of that site ends what she began before."""
    entry = entry_of(session, user)
    if entry and site and entry["site"] != site.pk:
        note(session, user, site=site.pk)


def forget(session: SessionBase, user: User) -> None:
    """Only a full sign-in lets this person in again on this browser."""
    session[_PEOPLE] = {pk: e for pk, e in entries(session).items() if pk != str(user.pk)}


def keep(session: SessionBase, people: dict[str, Entry]) -> None:
    """Put those people back on a session made new."""
    if people:
        session[_PEOPLE] = people


def lock(request: HttpRequest) -> None:
    """Nobody is at this browser any more. What was hers (undo, messages) goes with her."""
    kept = {key: request.session[key] for key in _OF_THE_BROWSER if key in request.session}
    for _message in messages.get_messages(request):
        pass
    request.session.flush()
    for key, value in kept.items():
        request.session[key] = value
    request.user = AnonymousUser()


def is_locked(request: HttpRequest) -> bool:
    """Whether nobody is signed in here and somebody may take her place again."""
    return not request.user.is_authenticated and bool(entries(request.session))


def reopen(request: HttpRequest, user: User, *, is_narrowed: bool) -> None:
    """This person takes her place again: with her PIN, only as far as reception goes."""
    login(request, user, backend=BACKEND)
    note(request.session, user, wrong_pins=0)
    if is_narrowed:
        request.session[_NARROWED] = True
    else:
        open_fully(request.session)
    request.session[_SEEN_AT] = time.time()


def open_fully(session: SessionBase) -> None:
    session.pop(_NARROWED, None)


def is_known(session: SessionBase, user: User) -> bool:
    """Whether she may still take her place again, whatever this request read at its start."""
    session._session_cache = session.load()  # type: ignore[attr-defined] # what others wrote since
    return entry_of(session, user) is not None


def note_wrong_pin(session: SessionBase, user: User) -> int:
    """Count one more wrong PIN; the third one ends it here. Return how many tries are left.

    Saved at once, so that tries made at the same time are counted one after the other: the caller
    holds the lock that puts them in order.
    """
    entry = entry_of(session, user)
    left = WRONG_PINS - entry["wrong_pins"] - 1 if entry else 0
    if left > 0 and entry:
        note(session, user, wrong_pins=entry["wrong_pins"] + 1)
    else:
        forget(session, user)
    session.save()
    session.modified = False
    return left


def is_narrowed(session: SessionBase) -> bool:
    return bool(session.get(_NARROWED))


def note_activity(request: HttpRequest) -> None:
    """Somebody is there. What a page asks for by itself does not count."""
    if POLL_HEADER in request.headers:
        return
    now = time.time()
    if now - request.session.get(_SEEN_AT, 0) >= NOTED_EVERY:
        request.session[_SEEN_AT] = now


def idle_limit(request: HttpRequest, user: User) -> int:
    """Return how many seconds without a sign of life lock this browser."""
    is_desk = enrolled.trusted(request) is not None or bool(user.own_roles & RECEPTION_ROLES)
    return IDLE_AT_THE_DESK if is_desk else IDLE


def is_idle(request: HttpRequest, user: User) -> bool:
    seen_at = request.session.get(_SEEN_AT, time.time())
    return bool(time.time() - seen_at > idle_limit(request, user))


def is_shift_over(entry: Entry) -> bool:
    return time.time() - entry["full_at"] > SHIFT


def is_before_site_lock(entry: Entry, site: Site | None) -> bool:
    """Whether the site was locked after this person signed in."""
    return bool(site and site.locked_at and entry["full_at"] <= site.locked_at.timestamp())


def may_reopen(request: HttpRequest) -> list[User]:
    """Return those who may take their place again here, by name."""
    people = entries(request.session)
    users = User.objects.filter(pk__in=people, is_active=True).select_related("pin")
    sites = Site.objects.in_bulk({e["site"] for e in people.values() if e["site"]})
    device = enrolled.trusted(request)
    return [
        user
        for user in users.order_by("full_name", "pk")
        if _still_holds(user, people[str(user.pk)], sites, device)
    ]


def _still_holds(user: User, entry: Entry, sites: dict[int, Site], device: Device | None) -> bool:
    """A password changed, a PC revoked, a site locked, a shift over: all ask for a full sign-in."""
    return (
        bool(user.own_roles)
        and constant_time_compare(entry["auth_hash"], user.get_session_auth_hash())
        and not is_shift_over(entry)
        and not is_before_site_lock(entry, sites.get(entry["site"] or 0))
        and not is_without_device(entry, device)
    )


def is_without_device(entry: Entry, device: Device | None) -> bool:
    """Whether this sign-in leaned on a PC that does not, or no longer, vouch for her."""
    return entry["factor"] == DEVICE and (device is None or device.pk != entry["device"])
