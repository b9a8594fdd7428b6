"""The parts of the health page of a file, above its consultations.

A part is a template and what fills it: to bring one, add a line to PARTS. Its template is included
with `part.found` (whatever `find` returned), `minor` and `may_log`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cases.models import Minor
from clinics import assessments, readings, scabies, screens
from clinics.choices import FactKind
from clinics.health_facts import Known
from clinics.models import AnonymousConsultation, Assessment, AssessmentTest, Consultation
from clinics.vaccination import summary
from referrals.models import Referral
from staff.models import Site, User
from staff.permissions import Compartment

SHOWN = 5  # referrals, assessments
ATTACHED_SHOWN = 20  # consultations written before there was a file


@dataclass(frozen=True)
class Ask:
    """Whose page, for whom, at which site; `known` is what `health_facts.known` says."""

    minor: Minor
    user: User
    known: dict[str, Known]
    site: Site | None


@dataclass(frozen=True)
class Part:
    """One panel; `find` reads what it shows, with the same number of queries for any file."""

    order: int
    title: str | Promise
    icon: str
    template: str
    find: Callable[[Ask], Any]
    # In the second column, which stands below the first on a phone.
    is_beside: bool = False


@dataclass(frozen=True)
class Found:
    """A part of one file."""

    part: Part
    found: Any


def _of_kind(kind: FactKind) -> Callable[[Ask], Any]:
    return lambda ask: ask.known[kind.value]


def _readings(ask: Ask) -> Any:
    return readings.readings(Consultation, ask.minor)


def _referrals(ask: Ask) -> Any:
    """Return the newest referrals of health, each with its partner as this person may name it."""
    rows = Referral.objects.visible_to(ask.user).filter(
        minor=ask.minor, compartment=Compartment.HEALTH
    )
    newest = rows.with_status().select_related("partner").order_by("-made_on", "-pk")[:SHOWN]
    return [(row, row.partner.name_for(ask.user)) for row in newest]


def _attached(ask: Ask) -> Any:
    """Return what was attached to the file of consultations without identity, newest first."""
    rows = AnonymousConsultation.objects.visible_to(ask.user).attached_to(ask.minor)
    return list(rows.select_related("site").newest_first()[:ATTACHED_SHOWN])


def _vaccinations(ask: Ask) -> Any:
    return summary.lines(ask.minor, ask.user)


@dataclass(frozen=True)
class Awaited:
    """Results that are awaited or to be handed back: of the tests, and written by hand."""

    tests: list[AssessmentTest]
    known: Known


def _results(ask: Ask) -> Awaited:
    return Awaited(assessments.awaited_of(ask.minor, ask.user), ask.known[FactKind.RESULT.value])


def _assessments(ask: Ask) -> list[Assessment]:
    """Return the newest ones, each with whether it is closed."""
    rows = Assessment.objects.visible_to(ask.user).filter(minor=ask.minor)
    return list(rows.with_end().newest_first()[:SHOWN])


def _scabies(ask: Ask) -> Any:
    return scabies.offer(ask.minor, ask.user, ask.site)


def _screens(ask: Ask) -> Any:
    return screens.last_of_each(ask.minor, ask.user)


FACT = "clinics/includes/health_fact_part.html"
PARTS = (
    Part(5, _("Scabies of the site"), "warning", "clinics/includes/scabies_part.html", _scabies),
    Part(10, FactKind.ALLERGY.label, "warning", FACT, _of_kind(FactKind.ALLERGY)),
    Part(20, FactKind.CONDITION.label, "health", FACT, _of_kind(FactKind.CONDITION)),
    Part(30, FactKind.MEDICINE.label, "medical-file", FACT, _of_kind(FactKind.MEDICINE)),
    Part(
        40,
        _("Last measures"),
        "chart",
        "clinics/includes/readings_part.html",
        _readings,
        is_beside=True,
    ),
    Part(
        50,
        _("Vaccinations"),
        "shield",
        "clinics/includes/vaccination_part.html",
        _vaccinations,
        is_beside=True,
    ),
    Part(
        55,
        _("Health assessment"),
        "clipboard",
        "clinics/includes/assessment_part.html",
        _assessments,
        is_beside=True,
    ),
    Part(
        58,
        _("Screens"),
        "check",
        "clinics/includes/screens_part.html",
        _screens,
        is_beside=True,
    ),
    Part(60, FactKind.RESULT.label, "wait", "clinics/includes/results_part.html", _results),
    Part(70, _("Health referrals"), "send", "clinics/includes/referrals_part.html", _referrals),
    Part(
        80,
        _("Consultations before the file"),
        "people",
        "clinics/includes/attached_part.html",
        _attached,
        is_beside=True,
    ),
)


def columns(ask: Ask) -> list[list[Found]]:
    """Return what the two columns of the page show."""
    found = [Found(part, part.find(ask)) for part in sorted(PARTS, key=lambda part: part.order)]
    return [[one for one in found if one.part.is_beside == side] for side in (False, True)]
