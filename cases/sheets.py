"""What is printed for the minor, and of her: in plain words, nothing of the centre above them."""

from collections.abc import Iterable
from typing import Any

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from cases.models import Minor, NightHandover, Sharing
from cases.nights import first_name
from staff.models import User
from staff.templatetags.escale import long_day


def sharings_sheet(minor: Minor, user: User, language: str) -> dict[str, Any]:
    """Return what was shared, as far as this person may read it, in the language of the reader.

    What a colleague of another profession shared is printed by her.
    """
    rows = Sharing.objects.visible_to(user).filter(minor=minor).prefetch_related("minor__keys")
    rows = rows.select_related("partner", "consent", "shared_by").order_by("-shared_on", "-pk")
    with translation.override(language):
        return {
            "language": language,
            "title": _("What was said about you to other people"),
            "lead": _("Printed on %(day)s for the person who holds this sheet.")
            % {"day": long_day(timezone.localdate())},
            "rows": [{"title": row.recipient_text, "facts": _facts(row)} for row in rows],
            "empty": _("Nothing was said about you to anybody."),
            "closing": [
                _(
                    "You can change your mind at any time and say stop: tell any of us. From then "
                    "on we say nothing more."
                ),
                _(
                    "Another of us may have spoken with somebody to help you: ask the nurse, the "
                    "jurist, the social worker or the psychologist for her own sheet."
                ),
                _("Keep this sheet for yourself. You need not show it to anybody."),
            ],
            "footer": minor.reference,
        }


def _facts(row: Sharing) -> list[dict[str, str]]:
    facts = {
        _("What was said"): row.parts_text,
        _("What for"): str(row.get_purpose_display()),
        _("Why"): row.why,
        _("When"): long_day(row.shared_on),
        _("How"): str(row.get_channel_display()),
        _("Until when"): long_day(row.until) or _("as long as it serves this purpose"),
        _("By whom"): row.shared_by.full_name,
        _("Because"): _ground(row),
    }
    return [{"label": label, "value": value} for label, value in facts.items() if value]


def _ground(row: Sharing) -> str:
    if row.consent is not None:
        return _("you had said yes on %(day)s") % {"day": long_day(row.consent.given_on)}
    return _("the law allows it: %(law)s") % {"law": row.get_exception_display()}


def night_sheet(handover: NightHandover, minors: Iterable[Minor]) -> dict[str, Any]:
    """Return the list that the evening's partner receives: first names and references, no more."""
    return {
        "title": long_day(handover.night_on),
        "lead": _("For %(partner)s, to find a place this evening.")
        % {"partner": handover.partner.name},
        "columns": [_("First name"), _("Reference")],
        "rows": [[first_name(minor) or _("(no name)"), minor.reference] for minor in minors],
        "closing": _("To be destroyed tomorrow morning. To be shown to nobody else."),
        "footer": "",
    }
