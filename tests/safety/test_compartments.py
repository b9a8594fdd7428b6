"""Each table in its compartment; a row of one is found only by those who read it.

What pages tell of them: test_what_is_told.py beside here. Written from section 4 of the design, a
second time: neither `staff.permissions` nor a model is asked what should be.
"""

import pytest
from django.apps import apps
from django.db.models import Model

from cases import registry
from cases.models import DOCUMENTS
from clinics.models import CaseTeam, PsychologyNote
from referrals.models import Referral
from staff.choices import Compartment, Role
from staff.models import User
from tests import factories
from tests.matrix.scene import Scene, make_person
from tests.staff.test_permissions import EXPECTED, ROLES

pytestmark = pytest.mark.django_db(databases=["default", "owner"])

# Every table that reaches a minor. "row": each row says its own compartment.
TABLES = {
    "cases.Absence": "identity",
    "cases.AccessPart": "row",
    "cases.AccessRequest": "identity",
    "cases.Alert": "protection",
    "cases.AlertStep": "protection",
    "cases.Appointment": "row",
    "cases.AppointmentStep": "row",
    "cases.Arrival": "identity",
    "cases.BirthClaim": "identity",
    "cases.CardStep": "identity",
    "cases.ClaimRetention": "legal",
    "cases.Consent": "row",
    "cases.ConsentWithdrawal": "row",
    "cases.CriteriaStep": "row",
    "cases.DeskNote": "identity",
    "cases.EmergencyLine": "identity",
    "cases.ExceptionalAccess": "protection",
    "cases.Explanation": "identity",
    "cases.FileMerge": "identity",
    "cases.HealthDocument": "health",
    "cases.IdentityDocument": "identity",
    "cases.IntakeAnswer": "row",
    "cases.LawyerCopy": "health",
    "cases.LawyerCopyTaken": "health",
    "cases.LegalDocument": "legal",
    "cases.LegalHold": "legal",
    "cases.LikelyPair": "identity",
    "cases.MergeCheck": "identity",
    "cases.Minor": "identity",
    "cases.MinorKey": "row",
    "cases.MinorName": "identity",
    "cases.MinorPhone": "identity",
    "cases.ImportedMinor": "identity",
    "cases.SearchRow": "identity",
    "cases.NamedForNight": "identity",
    "cases.NarrativeDocument": "narrative",
    "cases.Night": "identity",
    "cases.NewsStep": "identity",
    "cases.Opposition": "identity",
    "cases.PairVerdict": "identity",
    "cases.ParticipantStep": "identity",
    "cases.ProtectionDocument": "protection",
    "cases.ProtectionNote": "protection",
    "cases.PsychologyDocument": "psychology",
    "cases.ReferentStep": "row",
    "cases.RequisitionHold": "audit",
    "cases.SexualHealthDocument": "sexual_health",
    "cases.Sharing": "row",
    "cases.SocialDocument": "social",
    "cases.SocialNote": "social",
    "cases.Task": "row",
    "cases.TaskStep": "row",
    "cases.Ticket": "identity",
    "cases.TicketStep": "identity",
    "clinics.AnonymousLink": "health",
    "clinics.Assessment": "health",
    "clinics.AssessmentAnswer": "row",
    "clinics.AssessmentStep": "health",
    "clinics.AssessmentTest": "row",
    "clinics.AssessmentTestStep": "row",
    "clinics.CertificateHandover": "health",
    "clinics.MedicalCertificate": "health",
    "clinics.CaseTeam": "psychology",
    "clinics.Consultation": "health",
    "clinics.ConsultationAddendum": "health",
    "clinics.HealthFact": "health",
    "clinics.HealthFactEnd": "health",
    "clinics.PsychologyNote": "psychology",
    "clinics.ScabiesMarkRow": "health",
    "clinics.Screening": "health",
    "clinics.SexualHealthAddendum": "sexual_health",
    "clinics.SexualHealthConsultation": "sexual_health",
    "clinics.SexualHealthAct": "sexual_health",
    "clinics.Pregnancy": "sexual_health",
    "clinics.PregnancyStep": "sexual_health",
    "clinics.Contraception": "sexual_health",
    "clinics.ContraceptionStep": "sexual_health",
    "clinics.Violence": "sexual_health",
    "clinics.Vaccination": "health",
    "clinics.VaccinationAnswer": "health",
    "referrals.Deadline": "legal",
    "referrals.DeadlineState": "legal",
    "referrals.DeadlineStep": "legal",
    "referrals.LegalNote": "legal",
    "referrals.NarrativeNote": "narrative",
    "referrals.Entitlement": "social",
    "referrals.EntitlementStep": "social",
    "referrals.HearingCall": "legal",
    "referrals.LegalPaper": "legal",
    "referrals.PaperMove": "legal",
    "referrals.PaperTie": "legal",
    "referrals.Situation": "legal",
    "referrals.Procedure": "legal",
    "referrals.ProcedureEvent": "legal",
    "referrals.Referral": "row",
    "referrals.ReferralSheet": "row",
    "referrals.ReferralStep": "row",
}
# Asked for through the row they hang from, or shown by a page of their own right only.
WITHOUT_A_SCOPE_OF_THEIR_OWN = {
    "cases.Absence", "cases.AccessPart", "cases.AccessRequest", "cases.BirthClaim",
    "cases.ConsentWithdrawal", "cases.FileMerge", "cases.LegalHold", "cases.LikelyPair",
    "cases.LawyerCopyTaken",
    "cases.MergeCheck", "cases.MinorKey", "cases.MinorName", "cases.MinorPhone",
    "cases.ImportedMinor", "cases.PairVerdict", "cases.RequisitionHold", "cases.SearchRow",
    "cases.TicketStep", "referrals.ReferralSheet", "referrals.ReferralStep",
    "cases.NamedForNight",
    "cases.TaskStep",
    "clinics.AnonymousLink", "clinics.HealthFactEnd",
    "clinics.PregnancyStep", "clinics.ContraceptionStep",
    "clinics.AssessmentStep", "clinics.AssessmentTestStep", "clinics.CertificateHandover",
    "cases.AlertStep",
    "referrals.EntitlementStep", "referrals.HearingCall",
    "clinics.ConsultationAddendum", "clinics.SexualHealthAddendum",
    "referrals.DeadlineState", "referrals.DeadlineStep",
    "referrals.PaperMove", "referrals.PaperTie",
}  # fmt: skip
OF_A_MINOR = [  # the compartments in which something may be written of a minor
    "identity", "social", "legal", "narrative", "health", "sexual_health", "psychology",
    "protection",
]  # fmt: skip


def readers(compartment: str) -> set[str]:
    """Return the roles that read a compartment, as the design draws it."""
    return {role for role, letter in zip(ROLES, EXPECTED[compartment], strict=True)
            if letter in "rw"}  # fmt: skip


# --- each table in its compartment -----------------------------------------------------------


def placed() -> dict[str, str]:
    found = {}
    for held in registry.held():
        says = getattr(held.model, "compartment", None)
        found[held.model._meta.label] = str(says) if isinstance(says, Compartment) else "row"
    return found


def test_every_table_is_in_the_compartment_of_the_design() -> None:
    assert placed() == TABLES


# --- through the ORM -------------------------------------------------------------------------


def scoped_tables() -> dict[str, type[Model]]:
    found = {label: apps.get_model(label) for label in TABLES}
    return {
        label: model
        for label, model in found.items()
        if hasattr(model._default_manager.none(), "visible_to")
    }


def test_every_table_has_its_scope_or_says_why_not() -> None:
    assert set(TABLES) - set(scoped_tables()) == WITHOUT_A_SCOPE_OF_THEIR_OWN


def visible(user: User) -> set[str]:
    """Return the tables in which this person finds something, the rows' compartments beside."""
    found = set()
    for label, model in scoped_tables().items():
        rows = model._default_manager.visible_to(user)
        if TABLES[label] == "row":
            found |= {f"{label} {row.compartment}" for row in rows}
        elif rows.exists():
            found.add(label)
    return found


# What the scene holds in the tables whose rows say their own compartment.
ROWS = {
    **{
        f"referrals.Referral {c}": c
        for c in ("social", "legal", "health", "sexual_health", "psychology")
    },
    "cases.Appointment health": "health",
    "cases.AppointmentStep health": "health",
    **{f"cases.Consent {c}": c for c in ("identity", "social", "health")},
    **{f"cases.Sharing {c}": c for c in ("identity", "social", "health")},
    "cases.ReferentStep identity": "identity",
    **{f"cases.IntakeAnswer {c}": c for c in ("identity", "social", "legal", "health")},
    **{f"cases.CriteriaStep {c}": c for c in ("social", "legal", "health", "sexual_health")},
    **{f"clinics.AssessmentAnswer {c}": c for c in ("health", "sexual_health")},
    **{f"clinics.AssessmentTest {c}": c for c in ("health", "sexual_health")},
}


def interview(scene: Scene) -> None:
    """An answer and a criterion of each compartment that has some."""
    for question, value in INTERVIEW.values():
        factories.make_answer(scene.minor, by=scene.host, question=question, values=(value,))
    factories.make_criteria(
        scene.minor, by=scene.host, social=["rough"], legal=["majority"], health=["illness"],
        sexual_health=["pregnant"],
    )  # fmt: skip


INTERVIEW = {
    "identity": ("reading", "easily"),
    "social": ("schooling", "primary"),
    "legal": ("mother", "alive"),
    "health": ("countries_of_screening", "LY"),
}


# A task says its words to its desk, not to whoever reads the compartment: no midwife.
TOLD = {"cases.Task health": {"nurse", "doctor"}}


# She has today's list and the search: no file, so nothing that is written in one.
HAS_NO_FILE = {Role.VOLUNTEER.value}


def expected(role: str) -> set[str]:
    found = {
        label
        for label in scoped_tables()
        if TABLES[label] != "row" and role in readers(TABLES[label])
    }
    found |= {row for row, compartment in ROWS.items() if role in readers(compartment)}
    found |= {row for row, told in TOLD.items() if role in told}
    return found - {"cases.IdentityDocument"} if role in HAS_NO_FILE else found


@pytest.mark.parametrize("role", ROLES)
def test_the_database_gives_each_role_what_its_level_says(scene: Scene, role: str) -> None:
    for compartment in DOCUMENTS:
        factories.make_document(scene.minor, by=scene.host, compartment=compartment)
    interview(scene)
    assert visible(make_person(scene, role)) == expected(role)


def test_a_psychologist_of_no_case_finds_nothing_written(scene: Scene) -> None:
    alone = factories.make_user(Role.PSYCHOLOGIST, scene.site, "seule")
    assert CaseTeam.objects.visible_to(alone).exists()
    assert not PsychologyNote.objects.visible_to(alone).exists()
    referrals = Referral.objects.visible_to(alone).values_list("compartment", flat=True)
    assert set(referrals) == {"social"}


def test_every_compartment_that_has_a_table_is_one_of_a_minor() -> None:
    """The requisitions' are the director's own: their tests are with them."""
    assert set(TABLES.values()) - {"row", "audit"} == set(OF_A_MINOR)
