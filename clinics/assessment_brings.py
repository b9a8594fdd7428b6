"""What health assessments and certificates bring to a file: their rows, their lines."""

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cases import registry
from cases.choices import DeskKind
from cases.models import Minor
from cases.registry import TIMELINE_LENGTH, Held, Merge, TimelineEntry
from clinics.models import (
    Assessment,
    AssessmentAnswer,
    AssessmentStep,
    AssessmentTest,
    AssessmentTestStep,
    CertificateHandover,
    MedicalCertificate,
)
from staff.choices import Compartment
from staff.models import User

ROWS = (Assessment, MedicalCertificate)
HELD = (
    Held(
        Assessment,
        "minor",
        _("Health assessments"),
        Merge.MOVE,
        contact="opened_on",
        to_check=((DeskKind.NURSE, _("the health assessments, and what is left to hand back")),),
    ),
    Held(
        AssessmentStep,
        "assessment__minor",
        _("Second steps of health assessments"),
        Merge.FOLLOW,
    ),
    Held(
        AssessmentAnswer,
        "assessment__minor",
        _("Answers and agreements of health assessments"),
        Merge.FOLLOW,
        compartment_path="compartment",
    ),
    Held(
        AssessmentTest,
        "assessment__minor",
        _("Tests of health assessments"),
        Merge.FOLLOW,
        compartment_path="compartment",
    ),
    Held(
        AssessmentTestStep,
        "test__assessment__minor",
        _("What became of these tests"),
        Merge.FOLLOW,
        compartment_path="test__compartment",
    ),
    Held(MedicalCertificate, "minor", _("Medical certificates"), Merge.MOVE),
    Held(
        CertificateHandover,
        "certificate__minor",
        _("Certificates handed over"),
        Merge.FOLLOW,
    ),
)


def timeline(minor: Minor, user: User) -> Iterable[TimelineEntry]:
    """That an assessment was opened: to those who read the health file alone."""
    if not registry.may_open(minor, user, Compartment.HEALTH):
        return
    rows = Assessment.objects.visible_to(user).filter(minor=minor).newest_first()
    for row in rows[:TIMELINE_LENGTH]:
        yield TimelineEntry(
            at=row.opened_at,
            icon="clipboard",
            text=gettext("Health assessment opened"),
            url=reverse("clinics:assessment", args=[minor.reference, row.pk]),
        )
