"""The tabs of the page of tasks: one's lists, who was not seen, what is to be handed over."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from cases import permissions, referents, tasks
from staff.models import User


def task_tabs(user: User, current: str) -> list[dict[str, object]]:
    """Return the tabs; `current` is one of her lists, or the name of a page."""
    url = reverse("cases:tasks")
    found: list[dict[str, object]] = [
        {"url": f"{url}?of={one}", "label": one.label, "is_current": one == current}
        for one in tasks.lists_for(user)
    ]
    found.append(
        {
            "url": reverse("cases:not_seen_for"),
            "label": pgettext("tab", "Not seen"),
            "is_current": current == "cases:not_seen_for",
        }
    )
    if permissions.can_see_intakes(user):
        found.append(
            {
                "url": reverse("cases:intakes"),
                "label": _("Interviews"),
                "is_current": current == "cases:intakes",
            }
        )
    if permissions.can_hand_over(user):
        found.append(
            {
                "url": reverse("cases:to_hand_over"),
                "label": _("To hand over"),
                "is_current": current == "cases:to_hand_over",
                "badge": referents.left_count(user) or "",
            }
        )
    return found
