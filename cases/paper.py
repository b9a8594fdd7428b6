"""What is printed for a day without electricity: who may come, and an empty intake form."""

import datetime
from typing import Any

from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext as _

from cases.choices import DeskKind, Interpreter, Need, Sex
from cases.choices.answers import NO_ANSWER
from cases.models import Arrival, Minor
from cases.names import fold
from staff.models import Site, User
from staff.templatetags.escale import long_day

SEEN_WITHIN = 30  # days: who is likely to come
EMPTY_LINES = 15  # for those who are not on the list


def day_list(site: Site, user: User) -> dict[str, Any]:
    """Return the list of a day: name and reference of whoever came lately, the rest to be written.

    No age, no language, no desk: whoever finds the sheet learns nothing else.
    """
    since = timezone.localdate() - datetime.timedelta(days=SEEN_WITHIN)
    came = Arrival.objects.counted().filter(minor=OuterRef("pk"), site=site, day__gt=since)
    minors = Minor.objects.visible_to(user).current().filter(Exists(came))
    people = sorted(minors.prefetch_related("names"), key=lambda minor: fold(minor.display_name))
    return {
        "title": _("Day list"),
        "lead": _("%(site)s. Printed on %(day)s. Destroy it once it has been copied.")
        % {"site": site.name, "day": long_day(timezone.localdate())},
        "day": _("Day:"),
        "columns": [
            _("Name"), _("Reference"), _("Came at"), _("Desks"), _("Left at"), _("Tonight"),
        ],
        "rows": [[minor.display_name or _("(no name)"), minor.reference] for minor in people],
        "empty_lines": EMPTY_LINES,
        "footer": site.name,
    }  # fmt: skip


def intake_form(site: Site) -> dict[str, Any]:
    """Return the six questions of a first meeting, to be filled with a pen and copied later."""
    no_answer = [str(label) for _value, label in NO_ANSWER]
    return {
        "title": _("First meeting"),
        "lead": _(
            "Ask only what is needed now. “Unknown”, “not asked” and “does not wish to answer” are "
            "three different answers. Never an opinion on age or looks, no religion, no place "
            "where somebody sleeps. Copy it into Escale as soon as you can, then destroy it."
        ),
        "fields": [
            {"label": _("Day and hour"), "lines": 1, "options": []},
            {"label": _("Written by"), "lines": 1, "options": []},
            {"label": _("Name, as said"), "lines": 1, "options": [_("No family name")]},
            {"label": _("Age or year, as said"), "lines": 1, "options": no_answer},
            {"label": _("Country, as said"), "lines": 1, "options": no_answer},
            {
                "label": _("Language to speak now"),
                "lines": 1,
                "options": [_("Interpreter: %(said)s") % {"said": label}
                            for label in Interpreter.labels],
            },
            {"label": _("She or he says"), "lines": 0, "options": [str(s) for s in Sex.labels]},
            {"label": _("Urgent today"), "lines": 0, "options": [str(n) for n in Need.labels]},
            {"label": _("Sent to"), "lines": 0, "options": [str(d) for d in DeskKind.labels]},
            {"label": _("Telephone, if she or he wishes"), "lines": 1, "options": []},
        ],
        "closing": _(
            "Danger, violence, a risk of suicide: tell the coordination by voice at once; write "
            "nothing of it here."
        ),
        "footer": site.name,
    }  # fmt: skip
