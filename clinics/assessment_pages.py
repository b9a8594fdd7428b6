"""What the page of a health assessment shows, and the one thing to do next."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from clinics import assessment_guide, assessment_panel, assessments
from clinics.assessment_guide import Section
from clinics.assessments import Agreement, Part, SecondStep, TestLine
from clinics.choices.assessments import PanelStage
from clinics.models import Assessment, AssessmentTest, AssessmentTestStep
from referrals.models import Referral
from staff.choices import Compartment
from staff.models import User

SHOWN = 5  # referrals


@dataclass(frozen=True)
class Next:
    """One thing to do: `view` is its page."""

    label: str
    icon: str
    url: str


@dataclass(frozen=True)
class AssessmentPage:
    parts: list[Part]
    agreements: list[Agreement]
    lines: list[TestLine]
    second: SecondStep
    referrals: list[tuple[Referral, str]]
    next: Next | None
    others: list[Next]
    may_keep: bool
    may_write: bool
    is_validated: bool


def page(found: Assessment, user: User) -> AssessmentPage:
    """Return what this person may see of it; as many queries however many tests there are."""
    answers = assessments.standing(found, user)
    opened = assessments.open_compartments(found.minor, user)
    written = assessments.written_by(found.minor, user)
    parts = assessments.parts(found, user, answers)
    rows = assessments.prescribed(found, user)
    second = assessments.second_step(found)
    may_keep = Compartment.HEALTH in written
    steps = _steps(found, [row for row in rows if row.compartment in written])
    if second.closed is None:
        steps += _kept_steps(found, parts, rows, second) if may_keep else []
        steps += _more_tests(found) if written and not may_keep else []
    return AssessmentPage(
        parts=parts,
        agreements=assessments.agreements(opened, answers),
        lines=assessments.lines_of(found, user, rows),
        second=second,
        referrals=referrals(found, user),
        next=steps[0] if steps else None,
        others=steps[1:],
        may_keep=may_keep,
        may_write=bool(written),
        is_validated=assessment_guide.is_validated() and assessment_panel.is_validated(),
    )


def _step(found: Assessment, label: str, icon: str, view: str, *more: str) -> Next:
    where = [found.minor.reference, found.pk, *more]
    return Next(label, icon, reverse(f"clinics:{view}", args=where))


def _steps(found: Assessment, rows: list[AssessmentTest]) -> list[Next]:
    """What the tests ask for, what is nearest to the young person first."""
    asked = (
        (PanelStage.TO_HAND_BACK, _("Hand back the results"), "chat", "hand_back_results"),
        (PanelStage.AWAITED, _("Results received"), "inbox", "receive_results"),
        (PanelStage.TO_SAMPLE, _("Sampled"), "check", "sample_tests"),
    )
    return [
        _step(found, label, icon, view)
        for stage, label, icon, view in asked
        if assessments.at_stage(rows, stage)
    ]


def _more_tests(found: Assessment) -> list[Next]:
    return [_step(found, _("Prescribe tests"), "plus", "prescribe_tests")]


def _kept_steps(
    found: Assessment, parts: list[Part], rows: list[AssessmentTest], second: SecondStep
) -> list[Next]:
    """What the assessment itself asks for: its guide, the tests, the second step."""
    steps = []
    left = next((part for part in parts if part.may_fill and not part.answered), None)
    if left is not None:
        label = _("Interview: %(section)s") % {"section": left.section.label}
        steps.append(_step(found, label, "pencil", "fill_assessment", left.section.code))
    steps += _more_tests(found)
    if second.planned_on is None and second.held is None:
        steps.append(_step(found, _("Plan the second step"), "calendar", "plan_second_step"))
    if rows:
        steps.append(_step(found, _("The second step"), "clipboard", "hold_second_step"))
    return steps


def referrals(found: Assessment, user: User) -> list[tuple[Referral, str]]:
    """Return the referrals of health made since it was opened, with the partner's name."""
    rows = Referral.objects.visible_to(user).filter(
        minor=found.minor, compartment=Compartment.HEALTH, made_on__gte=found.opened_on
    )
    newest = rows.with_status().select_related("partner").order_by("-made_on", "-pk")[:SHOWN]
    return [(row, row.partner.name_for(user)) for row in newest]


def section_after(found: Assessment, user: User, code: str) -> Section | None:
    """Return the section that this person fills in after this one; None after the last."""
    written = assessments.written_by(found.minor, user)
    own = [s for s in assessment_guide.sections().values() if s.compartment in written]
    codes = [section.code for section in own]
    following = codes.index(code) + 1 if code in codes else len(codes)
    return own[following] if following < len(own) else None


def agreements_to_write(found: Assessment, user: User) -> list[Agreement]:
    answers = assessments.standing(found, user)
    return assessments.agreements(assessments.written_by(found.minor, user), answers)


def tests_to_write(found: Assessment, user: User, *stages: str) -> list[AssessmentTest]:
    """Return the tests of these stages that this person writes."""
    written = assessments.written_by(found.minor, user)
    rows = assessments.at_stage(assessments.prescribed(found, user), *stages)
    return [row for row in rows if row.compartment in written]


def step_to_take_back(found: Assessment, user: User, pk: int) -> AssessmentTestStep | None:
    """Return a step that stands, of a test that this person writes; None for any other."""
    rows = {row.pk: row for row in tests_to_write(found, user, *PanelStage.values)}
    steps = AssessmentTestStep.objects.standing().filter(test__in=list(rows))
    step = steps.filter(pk=pk).first()
    if step is not None:
        step.test = rows[step.test_id]
    return step
