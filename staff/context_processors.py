"""What every page needs: the centre's name, the site, the rail."""

from typing import Any

from django.http import HttpRequest

from staff import navigation, undo
from staff.models import Centre, User


def house(request: HttpRequest) -> dict[str, Any]:
    centre = Centre.objects.first()
    user = getattr(request, "user", None)
    return {
        "house": {
            "is_demo": bool(centre and centre.is_demo),
            "centre_name": centre.name if centre else "",
            "site": getattr(request, "site", None),
            "sites": getattr(request, "sites", []),
            "search_url": navigation.search_url(user) if isinstance(user, User) else "",
            "undo": undo.take(request),
        },
        "nav": navigation.links(request),
    }
