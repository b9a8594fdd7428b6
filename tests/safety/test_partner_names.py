"""A partner whose name tells the reason is named to those alone who may know it.

Every page, sheet and export is asked for as every role, beside a young person referred to four of
them: one of sexual health by a nurse, another by a midwife, one of mental health by a
psychologist, one with a neutral label by a social worker.
"""

import datetime
import io
import json
import zipfile
from collections.abc import Iterator

import pytest
from django.http import HttpResponse
from django.utils import timezone
from pytest_django import DjangoDbBlocker

from cases import actions
from cases.choices import DeskKind, Part, PartnerKind, Purpose
from cases.consents import Recipient
from cases.models import Partner
from referrals import actions as referral_actions
from referrals.models import ReferralStep
from staff.choices import Compartment, Role
from tests import factories
from tests.matrix.routes import ROUTES, Route
from tests.matrix.scene import Scene, Visitor

pytestmark = pytest.mark.django_db(databases=["default", "owner"])

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


@pytest.fixture(scope="module")
def kept_scene(kept_scene: Scene, django_db_blocker: DjangoDbBlocker) -> Scene:
    with django_db_blocker.unblock():
        send_to_four_partners(kept_scene)
    return kept_scene


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


def text_of(response: HttpResponse) -> str:
    """All that an answer says; a spreadsheet is unpacked first."""
    content = response.getvalue()
    if content[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(content)) as book:
            content = b" ".join(book.read(name) for name in book.namelist())
    return content.decode(errors="replace")


def pages(role: Role) -> Iterator[Route]:
    for route in ROUTES:
        if route.get == "200" and role in route.may and route.name not in DIRECTORY:
            yield route


@pytest.mark.parametrize("role", list(Role))
def test_the_name_is_read_by_those_who_may_know(
    scene: Scene, role: Role, monkeypatch: pytest.MonkeyPatch
) -> None:
    on_paper: list[str] = []

    def render(_name: str, data: object, **_more: object) -> bytes:
        on_paper.append(json.dumps(data, ensure_ascii=False, default=str))
        return b"%PDF-"

    monkeypatch.setattr("staff.pdf.render", render)
    visitor = Visitor(scene, role)
    where: dict[str, set[str]] = {name: set() for name in MAY_KNOW}
    for route in pages(role):
        on_paper.clear()
        response = visitor.ask("get", route.url(scene))
        assert response.status_code == 200, route
        for name, found in where.items():
            if name in text_of(response) + " ".join(on_paper):
                found.add(route.name)
    for name, may_know in MAY_KNOW.items():
        # Who may know reads it somewhere: else nothing of this would fail.
        assert bool(where[name]) == (role in may_know), (name, where[name])
