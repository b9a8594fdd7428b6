"""What waits for a nurse: results to hand back, tests, second steps, vaccination recalls.

The oldest first, what is late marked. Whoever does not read the health file is told nothing of it:
an appointment planned from here stands under its neutral label.
"""

import datetime
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.core.paginator import Page, Paginator
from django.db.models import Count, Exists, Min, OuterRef, Q, Subquery
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cases import registry
from cases.choices import DeskKind
from cases.models import Arrival, Desk, Minor
from cases.models.minors import MinorQuerySet
from cases.registry import DueList
from clinics import permissions, vaccination_rows
from clinics.assessment_panel import second_step_late_on
from clinics.choices.assessments import PanelStage
from clinics.models import Assessment, AssessmentTest, Vaccination
from clinics.models.assessments import COMPARTMENTS, AssessmentQuerySet, AssessmentTestQuerySet
from clinics.vaccination_pages import RuleLine
from staff.choices import Compartment
from staff.models import Site, User

PAGE_SIZE = 25
SHOWN = 3  # of each at the desk; the page has them all
LOOKED_AT = 40  # of those who came here today, whose catch-up is counted


@dataclass(frozen=True)
class DueLine:
    """One tap: whom it is about, what is to be done, whether it is late."""

    minor: Minor
    text: str
    url: str
    late_on: datetime.date | None = None

    @property
    def is_late(self) -> bool:
        return self.late_on is not None and self.late_on < timezone.localdate()


def _assessments(user: User) -> AssessmentQuerySet:
    """Those of the files that this person opens."""
    rows = Assessment.objects.visible_to(user).filter(minor__archived_at__isnull=True)
    return rows.filter(minor__in=Minor.objects.visible_to(user))


def _tests(user: User, stage: PanelStage) -> AssessmentTestQuerySet:
    """The tests at this stage, each of a compartment that is open to this person."""
    opened = Q()
    for compartment in COMPARTMENTS:
        files = _assessments(user).filter(registry.open_to(user, compartment))
        opened |= Q(compartment=compartment, assessment__in=files.values("pk"))
    return AssessmentTest.objects.visible_to(user).filter(opened).at_stage(stage)


def _with_people(rows: AssessmentQuerySet) -> AssessmentQuerySet:
    return rows.select_related("minor").prefetch_related("minor__names", "minor__claims")


# --- tests ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _OfTests:
    """The lines of one stage: an assessment each, with how many of its tests are there."""

    stage: PanelStage
    view: str

    def page(
        self, user: User, site: Site | None, number: str | None, size: int
    ) -> tuple[Page, list[DueLine]]:
        counted = _tests(user, self.stage).values("assessment")
        counted = counted.annotate(count=Count("pk"), late=Min("late_on"))
        page = Paginator(counted.order_by("late", "assessment"), size).get_page(number)
        found = {row["assessment"]: row for row in page.object_list}
        rows = _with_people(Assessment.objects.filter(pk__in=found)).in_bulk()
        lines = [self._line(rows[pk], row["count"], row["late"]) for pk, row in found.items()]
        return page, lines

    def _line(self, row: Assessment, count: int, late_on: datetime.date | None) -> DueLine:
        url = reverse(self.view, args=[row.minor.reference, row.pk])
        return DueLine(row.minor, self._said(count) % {"count": count}, url, late_on)

    def _said(self, count: int) -> str:
        if self.stage == PanelStage.TO_HAND_BACK:
            return ngettext(
                "%(count)s result to hand back", "%(count)s results to hand back", count
            )
        if self.stage == PanelStage.AWAITED:
            return ngettext("%(count)s result awaited", "%(count)s results awaited", count)
        return ngettext("%(count)s test to sample", "%(count)s tests to sample", count)


# --- second steps -----------------------------------------------------------------------------


def second_steps(
    user: User, site: Site | None, number: str | None, size: int
) -> tuple[Page, list[DueLine]]:
    """Those for which nothing is planned, or whose appointment has passed."""
    rows = _assessments(user).filter(registry.open_to(user, Compartment.HEALTH))
    rows = rows.without_second_step()
    page = Paginator(_with_people(rows).order_by("opened_on", "pk"), size).get_page(number)
    lines = [
        DueLine(
            row.minor,
            _("Second step to plan"),
            reverse("clinics:plan_second_step", args=[row.minor.reference, row.pk]),
            second_step_late_on(row.opened_on),
        )
        for row in page.object_list
    ]
    return page, lines


# --- vaccination recalls ----------------------------------------------------------------------


def _came(user: User, site: Site | None) -> MinorQuerySet:
    """Who came to this site today and has been vaccinated, the newest arrival first."""
    here = Arrival.objects.on(timezone.localdate(), site).filter(minor=OuterRef("pk"))
    last = here.order_by("-arrived_at").values("arrived_at")[:1]
    vaccinated = Vaccination.objects.standing().filter(
        registry.open_to(user, Compartment.HEALTH), minor=OuterRef("pk")
    )
    minors = Minor.objects.visible_to(user).annotate(came_at=Subquery(last))
    return minors.filter(Exists(vaccinated), came_at__isnull=False).order_by("-came_at", "-pk")


def not_looked_at(user: User, site: Site | None) -> int:
    """Return how many came before those whose recalls are counted."""
    return max(_came(user, site).count() - LOOKED_AT, 0)


def recalls(
    user: User, site: Site | None, number: str | None, size: int
) -> tuple[Page, list[DueLine]]:
    """Of those who came here today, whose next dose of a vaccine begun may be given now."""
    found = _came(user, site).prefetch_related("names", "claims", "keys")[:LOOKED_AT]
    plans = vaccination_rows.plans_of(list(found), user)
    lines = []
    for minor in found:
        due = [i.rule for i in plans[minor.pk].today if i.rule.dose_n > 1]
        if due:
            names = ", ".join(RuleLine(rule, None).label for rule in due)
            url = reverse("clinics:plan_vaccination", args=[minor.reference])
            lines.append(DueLine(minor, _("Recall: %(vaccines)s") % {"vaccines": names}, url))
    page = Paginator(lines, size).get_page(number)
    return page, list(page.object_list)


# --- all of them ------------------------------------------------------------------------------

Lines = Callable[[User, Site | None, str | None, int], tuple[Page, list[DueLine]]]
# By the word in the address, in the order of the tabs.
DUE: dict[str, Lines] = {
    "hand-back": _OfTests(PanelStage.TO_HAND_BACK, "clinics:hand_back_results").page,
    "awaited": _OfTests(PanelStage.AWAITED, "clinics:receive_results").page,
    "sample": _OfTests(PanelStage.TO_SAMPLE, "clinics:sample_tests").page,
    "second-step": second_steps,
    "recalls": recalls,
}
AT_DESK = ("hand-back", "second-step", "recalls")


def labels() -> dict[str, str]:
    return {
        "hand-back": _("Results to hand back"),
        "awaited": _("Results awaited"),
        "sample": _("Tests to sample"),
        "second-step": _("Second steps to plan"),
        "recalls": _("Recalls, among those here"),
    }


def tabs(current: str) -> list[dict[str, object]]:
    return [
        {
            "url": reverse("clinics:due_results", args=[which]),
            "label": label,
            "is_current": which == current,
        }
        for which, label in labels().items()
    ]


def due(desk: Desk, user: User) -> Iterable[DueList]:
    """What a nurse finds below her queue."""
    if desk.kind != DeskKind.NURSE or not permissions.can_open_assessment(user):
        return
    lines = [line for which in AT_DESK for line in DUE[which](user, desk.site, None, SHOWN)[1]]
    more = not_looked_at(user, desk.site)
    yield DueList("clinics/includes/nurse_due.html", {"lines": lines, "more": more})
