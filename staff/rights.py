"""The table of rights as everybody on the team reads it: drawn from staff.permissions."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from staff import permissions
from staff.choices import Compartment, Role
from staff.permissions import Level

# What is in each compartment and whom it is for, in a plain sentence.
SENTENCES: dict[Compartment, str | Promise] = {
    Compartment.IDENTITY: _(
        "Names, age, language, days of arrival, where she sleeps in a word, notes for the desks."
    ),
    Compartment.SOCIAL: _("Her needs, her rights and papers, what the social workers do."),
    Compartment.LEGAL: _(
        "The procedure and its documents. Others see how far it has come, not what it says."
    ),
    Compartment.NARRATIVE: _(
        "What she told for her defence. It stays with the jurists: nobody else knows it exists."
    ),
    Compartment.HEALTH: _(
        "The care file. Others see when she was seen and when she comes back, never why."
    ),
    Compartment.SEXUAL_HEALTH: _(
        "Pregnancy, infections, violence. For the care team only; a total for the coordination."
    ),
    Compartment.PSYCHOLOGY: _(
        "Read by the psychologists who follow her, not by all of them. Others see when she came."
    ),
    Compartment.PROTECTION: _(
        "Anybody may raise an alert, and reads her own. The coordination reads them all."
    ),
    Compartment.FIGURES: _("Counts without a name. Each site sees its own, the coordination all."),
    Compartment.REFERENCE: _("The directory, the desks, the opening hours: no young person."),
    Compartment.TEAM: _("Who works here, as what, until when."),
    Compartment.AUDIT: _(
        "Who opened which file. Everybody sees her own reads; the director reviews the "
        "coordination's."
    ),
}
# How a level is shown: (icon, word).
SHOWN: dict[Level, tuple[str, str | Promise]] = {
    Level.WRITE: ("pencil", _("writes")),
    Level.READ: ("eye", _("reads")),
    Level.KNOW: ("info", _("that it exists")),
    Level.NOTHING: ("eye-off", _("nothing")),
}


@dataclass(frozen=True)
class Cell:
    role: Role
    level: Level

    @property
    def icon(self) -> str:
        return SHOWN[self.level][0]

    @property
    def word(self) -> str:
        return str(SHOWN[self.level][1])


@dataclass(frozen=True)
class Row:
    compartment: Compartment
    cells: list[Cell]

    @property
    def sentence(self) -> str:
        return str(SENTENCES[self.compartment])


def rows() -> list[Row]:
    """Return the table, a row a compartment, a cell a role."""
    return [
        Row(
            compartment,
            [Cell(role, permissions.TABLE[role].get(compartment, Level.NOTHING)) for role in Role],
        )
        for compartment in Compartment
    ]
