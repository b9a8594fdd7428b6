"""What every page, paper and file tells each role: all are asked for as each of them, once.

A word of its own is written in each compartment of a file, and its young person is referred to
four partners whose names may tell the reason: one of sexual health by a nurse, another by a
midwife, one of mental health by a psychologist, one with a neutral label by a social worker.
"""

import copy
import datetime
import io
import json
import zipfile
from collections import Counter, defaultdict
from dataclasses import dataclass, field

import pytest
from django.http import HttpResponse
from django.utils import timezone
from pytest_django import DjangoDbBlocker

from cases import actions
from cases.choices import COMPARTMENT_OF_DESK, DeskKind, Part, PartnerKind, Purpose
from cases.consents import Recipient
from cases.models import Partner
from referrals import actions as referral_actions
from referrals.models import ReferralStep
from staff.choices import Compartment, Role
from staff.models import User
from tests import factories
from tests.matrix.routes import ROUTES
from tests.matrix.scene import NOTE_KINDS, Scene, Visitor
from tests.matrix.test_routes import answer
from tests.safety.test_compartments import HAS_NO_FILE, OF_A_MINOR, readers
from tests.staff.test_permissions import ROLES

# --- a word in each compartment ---------------------------------------------------------------


def canary(compartment: str) -> str:
    return f"Zqx{compartment.replace('_', '')}xqZ"


def plant(scene: Scene) -> None:
    """Write a word of its own in each compartment, in everything that is free text there."""
    nurse = User.objects.get(username="infirmiere")
    for kind, (model, role) in NOTE_KINDS.items():
        writer = scene.psychologist if role == Role.PSYCHOLOGIST else scene.host
        scene.notes[kind] = factories.make_note(
            scene.minor,
            by=writer,
            site=scene.site,
            model=model,
            text=f"Mots {canary(model.compartment)}",
        )
    scene.sexual_health = factories.make_sexual_health(
        scene.minor, by=nurse, site=scene.site, observation=canary("sexual_health")
    )
    said = {"by": nurse, "site": scene.site}
    factories.add_pregnancy_step(
        scene.pregnancy, by=nurse, kind="wish", wish="unsure", word=canary("sexual_health")
    )
    factories.make_contraception(scene.minor, word=canary("sexual_health"), **said)
    factories.make_violence(scene.minor, facts=canary("sexual_health"), **said)
    factories.make_act(scene.minor, note=canary("sexual_health"), **said)
    scene.consultation = factories.make_consultation(
        scene.minor, by=nurse, site=scene.site, care=canary("health"), observation=canary("health")
    )
    for compartment in ("social", "legal", "health", "sexual_health", "psychology"):
        made = factories.make_referral(
            scene.minor,
            by=scene.host,
            site=scene.site,
            compartment=Compartment(compartment),
            reason=canary(compartment),
        )
        setattr(scene, f"{compartment}_referral", made)
    scene.sheet = factories.make_sheet(scene.social_referral, by=scene.host)
    factories.make_entitlement(
        scene.minor, by=scene.host, site=scene.site, kind="school", reference=canary("social")
    )
    factories.make_event(scene.procedure, by=scene.host, stage="L60", note=canary("legal"))
    factories.make_paper(
        scene.minor, by=scene.host, title=canary("legal"), authority=canary("legal"),
        number=canary("legal"), note=canary("legal"), holder=canary("legal"),
    )  # fmt: skip
    factories.make_situation(scene.minor, by=scene.host, note=canary("legal"))
    factories.make_vaccination(
        scene.minor, by=scene.host, site=scene.site, lot=canary("health")[:40]
    )
    for compartment, code in (("health", "stool"), ("sexual_health", "syphilis")):
        test = factories.make_test(scene.assessment, by=nurse, code=code)
        factories.make_test_step(test, by=nurse, kind="received", result=canary(compartment))
    factories.fill_guide(scene.assessment, by=nurse, symptoms_words=canary("health"))
    factories.fill_guide(scene.assessment, by=nurse, sexual_words=canary("sexual_health"))
    for kind, compartment in COMPARTMENT_OF_DESK.items():
        factories.make_appointment(
            scene.minor,
            by=scene.host,
            site=scene.site,
            desk_kind=kind,
            is_outside=True,
            place=f"Lieu {canary(compartment)}",
            companion_word=canary(compartment),
            subject=canary(compartment),
        )
    scene.access = actions.break_glass(
        by=factories.make_user(Role.PSYCHOLOGIST, scene.site, "autre-remplacante"),
        minor=scene.stranger,
        compartment=Compartment.PSYCHOLOGY,
        reason=f"Raison {canary('protection')}",
    )


# --- four partners ----------------------------------------------------------------------------

CARE, HOME, BIRTH, MIND = "Cegidd Zzyzx", "Foyer Zzyzx", "Maternité Zzyzx", "CMP Zzyzx"
NOON = datetime.time(12)
MAY_KNOW = {
    CARE: {Role.NURSE, Role.DOCTOR, Role.MIDWIFE},
    BIRTH: {Role.NURSE, Role.DOCTOR, Role.MIDWIFE},
    MIND: {Role.PSYCHOLOGIST},
    HOME: {
        Role.NURSE, Role.DOCTOR, Role.MIDWIFE, Role.PSYCHOLOGIST, Role.SOCIAL, Role.JURIST,
        Role.COORDINATOR,
    },
}  # fmt: skip
# The directory itself, and the forms where one chooses in it, beside no young person's name.
DIRECTORY = {
    "cases:partners", "cases:partner", "cases:edit_partner", "cases:create_partner",
    "cases:plan_appointment", "cases:record_consent", "cases:record_opposition",
    "cases:record_sharing", "referrals:make_referral", "clinics:log_consultation",
    "clinics:screen",
}  # fmt: skip


def sent_to(scene: Scene, partner: Partner, *, desk: DeskKind, purpose: Purpose) -> None:
    """She is referred there, expected today, agrees to it, is named there, then opposes it."""
    role, compartment = {
        DeskKind.NURSE: (Role.NURSE, Compartment.HEALTH),
        DeskKind.SOCIAL: (Role.SOCIAL, Compartment.SOCIAL),
        DeskKind.MIDWIFE: (Role.MIDWIFE, Compartment.SEXUAL_HEALTH),
        DeskKind.PSYCHOLOGIST: (Role.PSYCHOLOGIST, Compartment.PSYCHOLOGY),
    }[desk]
    by = factories.make_user(role, scene.site)
    given = {"by": by, "site": scene.site}
    referral = factories.make_referral(
        scene.minor, partner=partner, compartment=compartment, **given
    )
    today = timezone.localdate()
    taken = ReferralStep(
        referral=referral, status="appointment", appointment_on=today, appointment_time=NOON
    )
    referral_actions.record_step(by=by, step=taken)
    factories.make_appointment(
        scene.minor, desk_kind=desk, is_outside=True, partner=partner, **given
    )
    to = Recipient(partner)
    factories.make_consent(scene.minor, by=by, to=to, purpose=purpose)
    actions.record_sharing(
        by=by, minor=scene.minor, recipient=to, parts=[Part.IDENTITY], purpose=purpose,
        channel="oral",
    )  # fmt: skip
    factories.make_opposition(scene.minor, by=by, kind="partner", partner=partner)


def send_to_four_partners(scene: Scene) -> None:
    care = factories.make_partner(
        CARE, kind=PartnerKind.SEXUAL_HEALTH, neutral_label="Rendez-vous santé"
    )
    sent_to(scene, care, desk=DeskKind.NURSE, purpose=Purpose.CARE)
    home = factories.make_partner(HOME, neutral_label="Rendez-vous")
    sent_to(scene, home, desk=DeskKind.SOCIAL, purpose=Purpose.SOCIAL)
    birth = factories.make_partner(BIRTH, kind=PartnerKind.SEXUAL_HEALTH)
    sent_to(scene, birth, desk=DeskKind.MIDWIFE, purpose=Purpose.CARE)
    mind = factories.make_partner(MIND, kind=PartnerKind.MENTAL_HEALTH)
    sent_to(scene, mind, desk=DeskKind.PSYCHOLOGIST, purpose=Purpose.CARE)


# --- everything that is told ------------------------------------------------------------------


def text_of(response: HttpResponse) -> str:
    """All that an answer says; a spreadsheet is unpacked first."""
    content = response.getvalue()
    if content[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(content)) as book:
            content = b" ".join(book.read(name) for name in book.namelist())
    return content.decode(errors="replace")


@dataclass
class Told:
    """How many addresses each role asked for, and which of them told her each word."""

    asked: Counter[str] = field(default_factory=Counter)
    where: dict[tuple[str, str], set[str]] = field(default_factory=lambda: defaultdict(set))
    wrong: list[str] = field(default_factory=list)


WORDS = [*map(canary, OF_A_MINOR), *MAY_KNOW]


def told_to(role: str, scene: Scene, on_paper: list[str], told: Told) -> None:
    visitor = Visitor(scene, role)
    addresses = {route.url(scene): route for route in ROUTES if route.get != "405"}
    for url, route in addresses.items():
        on_paper.clear()
        response = visitor.ask("get", url)
        if answer(response) not in route.expected(role, "get"):
            told.wrong.append(f"{route} as {role}: {answer(response)}")
        text = text_of(response) + " ".join(on_paper)
        told.asked[role] += 1
        for word in WORDS:
            if word in text:
                told.where[role, word].add(route.name)


@pytest.fixture(scope="module")
def told(kept_scene: Scene, django_db_blocker: DjangoDbBlocker) -> Told:
    on_paper: list[str] = []

    def render(_name: str, data: object, **_more: object) -> bytes:
        on_paper.append(json.dumps(data, ensure_ascii=False, default=str))
        return b"%PDF-"

    found, scene = Told(), copy.deepcopy(kept_scene)
    with django_db_blocker.unblock(), pytest.MonkeyPatch.context() as patch:
        patch.setattr("staff.pdf.render", render)
        plant(scene)
        send_to_four_partners(scene)
        for role in ROLES:
            told_to(role, scene, on_paper, found)
    return found


def test_every_page_is_drawn_for_whoever_may_see_it(told: Told) -> None:
    """The matrix asks for the same answers and draws none of them."""
    assert not told.wrong, "\n".join(told.wrong)


def test_no_page_shows_a_compartment_to_who_does_not_read_it(told: Told) -> None:
    """And each compartment is shown somewhere to everyone who does: the walk can see it."""
    seen = {
        compartment: {role for role in ROLES if told.where[role, canary(compartment)]}
        for compartment in OF_A_MINOR
    }
    assert seen == {compartment: readers(compartment) - HAS_NO_FILE for compartment in OF_A_MINOR}
    assert min(told.asked.values()) > 60
    assert set(told.asked) == set(ROLES)


@pytest.mark.parametrize("name", MAY_KNOW)
def test_a_partner_is_named_to_those_who_may_know(told: Told, name: str) -> None:
    """But for the directory itself. Who may know reads it somewhere: else nothing would fail."""
    named = {role: where for role in ROLES if (where := told.where[role, name] - DIRECTORY)}
    assert named.keys() == {role.value for role in MAY_KNOW[name]}, named
