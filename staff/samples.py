"""What the styleguide shows: every component with the names and texts it must stand."""

import datetime
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.utils import timezone
from django.utils.translation import gettext as _

from staff import forms
from staff.models import User


@dataclass(frozen=True)
class Sample:
    """A person as `person_line` reads one. Nobody real."""

    display_name: str
    reference: str = "K7F2MQ"
    declared_age_text: str = ""
    language_text: str = ""
    url: str = "#"


PEOPLE = [
    Sample("Mamadou Alpha Oury Diallo-Barry dit Petit Thierno", "K7F2MQ", "16 ans", "Pular"),
    Sample("محمد کریم احمدزی", "3HXW9B", "15 ans", "Dari"),
    Sample("Awa", "9PT4ZC", "", "Bambara"),
    Sample("", "V2N8RD", "17 ans", ""),
]


def context(user: User) -> dict[str, Any]:
    now = timezone.now()
    return {
        "form": forms.CreateAccountForm(prefix="empty", giver=user),
        "bound_form": forms.CreateAccountForm(
            {"bound-full_name": "", "bound-username": "Été 2026", "bound-role": "volunteer"},
            prefix="bound",
            giver=user,
        ),
        "people": PEOPLE,
        "nobody": PEOPLE[-1],
        "page_obj": Paginator(PEOPLE * 58, 6).get_page(3),
        "steps": [_("Identity"), _("Language"), _("Needs"), _("Done")],
        "sections": [
            {"url": "#", "label": _("Overview"), "is_current": True, "icon": "person"},
            {"url": "#", "label": _("Health"), "is_current": False, "badge": "3"},
        ],
        "now": now,
        "yesterday": now - datetime.timedelta(days=1),
        "last_year": now - datetime.timedelta(days=400),
    }
