"""What vaccinations bring to a file: their rows, their page."""

from django.utils.translation import gettext_lazy as _

from cases.choices import DeskKind
from cases.registry import Held, Merge, Tab
from clinics import permissions
from clinics.models import Vaccination, VaccinationAnswer
from staff.choices import Compartment

ROWS = (Vaccination, VaccinationAnswer)
HELD = (
    Held(
        Vaccination,
        "minor",
        _("Vaccinations"),
        Merge.MOVE,
        contact="recorded_at",
        to_check=((DeskKind.NURSE, _("the vaccinations")),),
    ),
    Held(
        VaccinationAnswer,
        "minor",
        _("Answers about vaccinations"),
        Merge.MOVE,
        to_check=((DeskKind.NURSE, _("severe reactions and immunity, as said in both files")),),
    ),
)

TAB = Tab(
    order=20,
    view="clinics:vaccinations",
    icon="shield",
    label=_("Vaccinations"),
    may_see=permissions.can_see_vaccinations,
    compartment=Compartment.HEALTH,
)
