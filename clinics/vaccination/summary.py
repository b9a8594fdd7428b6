"""The lines that the health page shows of the vaccinations of a file."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cases.models import Minor
from clinics import vaccination_rows
from clinics.choices.vaccination import STATUS
from staff.models import User


@dataclass(frozen=True)
class Line:
    """A line: `kind` is that of the mark that shows it (staff.templatetags.escale.status)."""

    kind: str
    text: str


def lines(minor: Minor, user: User) -> list[Line]:
    """Return what is known, what is not, and what was a severe reaction; nothing of a plan.

    Read by whoever may see vaccinations: the caller has asked.
    """
    rows = vaccination_rows.standing(vaccination_rows.of_file(minor, user))
    answers = vaccination_rows.last_answers(minor)
    severe = _("Severe reaction: %(vaccine)s")
    found = [Line("danger", severe % {"vaccine": row.name}) for row in rows if row.is_severe]
    if STATUS not in answers:
        found.append(Line("waiting", _("Vaccinations before: not asked")))
    else:
        found.append(Line("neutral", answers[STATUS].answer_text))
    valences = vaccination_rows.by_valence(rows)
    known = [line for line in valences if line.doses]
    text = ngettext(
        "%(known)s protection of %(all)s with a known dose",
        "%(known)s protections of %(all)s with a known dose",
        len(known),
    )
    found.append(Line("neutral", text % {"known": len(known), "all": len(valences)}))
    refused = sum(not row.is_given for row in rows)
    if refused:
        said = ngettext("%(count)s refusal", "%(count)s refusals", refused)
        found.append(Line("neutral", said % {"count": refused}))
    return found
