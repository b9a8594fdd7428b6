"""What every page needs: the centre's name, the site, the rail."""

from typing import Any

from django.http import HttpRequest

from staff import drafts, navigation, permissions, presence, undo
from staff.models import Centre, User


def house(request: HttpRequest) -> dict[str, Any]:
    """Stands even when a request was refused before it had a session or a user (a wrong host)."""
    centre = Centre.objects.first()
    user = getattr(request, "user", None)
    person = user if isinstance(user, User) else None
    return {
        "house": {
            "is_demo": bool(centre and centre.is_demo),
            "centre_name": centre.name if centre else "",
            "site": getattr(request, "site", None),
            "sites": getattr(request, "sites", []),
            "search_url": navigation.search_url(person) if person else "",
            "help": navigation.help_link(person) if person else None,
            "alarm": navigation.alarm_link(person, _reference(request)) if person else None,
            "undo": undo.offered(request) if person else None,
            "is_narrowed": bool(person and person.is_narrowed),
            "may_open_files": bool(person and not permissions.is_only_volunteer(person)),
            "may_print": bool(person and permissions.can_print(person)),
            "draft_key": drafts.key_of(person, request.path) if person else "",
            "locks_after": presence.idle_limit(request, person) if person else 0,
        },
        "nav": navigation.links(request.path, person) if person else [],
    }


def _reference(request: HttpRequest) -> str:
    """Return the file that the address of this page names, if it names one."""
    match = getattr(request, "resolver_match", None)
    return str(match.kwargs.get("reference", "")) if match else ""
