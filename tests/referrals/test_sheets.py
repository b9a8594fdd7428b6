"""The sheet a partner is handed: what was ticked, what was agreed to, and nothing else."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from cases import actions as case_actions
from cases.choices import Part, Purpose
from cases.consents import Recipient
from cases.models import Consent, Minor, Sharing
from referrals import actions, sheets
from referrals.choices import ReferralStatus
from referrals.models import COMPARTMENTS, Referral, ReferralSheet
from staff import pdf
from staff.choices import Role
from staff.models import Site
from staff.permissions import Compartment
from tests import factories
from tests.staff.trail import actions_since, last_entry

TYPED = {"told": ["name", "language"], "asked": "Une place ce soir", "channel": "handed"}


@pytest.fixture
def social(as_role: Callable[..., Client]) -> Client:
    return as_role(Role.SOCIAL)


@pytest.fixture
def minor(social: Client, site: Site) -> Minor:
    return factories.make_minor("Mamadou Diallo", by=social.user, site=site, phone="0612345678")[0]


@pytest.fixture
def referral(social: Client, minor: Minor, site: Site) -> Referral:
    return factories.make_referral(minor, by=social.user, site=site, reason="Dort dehors")


def agree(referral: Referral, client: Client, *parts: Part, **fields: Any) -> Consent:
    return factories.make_consent(
        referral.minor, by=client.user, to=Recipient(referral.partner), purpose=Purpose.SOCIAL,
        parts=list(parts), **fields,
    )  # fmt: skip


def url(referral: Referral) -> str:
    return f"/cases/{referral.minor.reference}/referrals/{referral.pk}/sheet/"


def post(client: Client, referral: Referral, **typed: Any) -> HttpResponse:
    return client.post(url(referral), TYPED | typed)


def facts(sheet: ReferralSheet) -> dict[str, str]:
    return {fact["label"]: fact["value"] for fact in sheets.filled(sheet)["facts"]}


def status(referral: Referral) -> str:
    return Referral.objects.with_status().get(pk=referral.pk).status


# --- what gates it ----------------------------------------------------------------------------


def test_what_she_agreed_to_goes_out_and_is_in_the_register(
    social: Client, referral: Referral
) -> None:
    agree(referral, social, Part.IDENTITY, Part.LANGUAGE, Part.SOCIAL)
    start = last_entry()
    assert post(social, referral).status_code == 302
    sheet = ReferralSheet.objects.get()
    assert sheet.told == ["name", "language", "asked"]
    shared = {part for row in Sharing.objects.all() for part in row.parts}
    assert shared == {Part.IDENTITY, Part.LANGUAGE, Part.SOCIAL}
    assert {row.partner for row in Sharing.objects.all()} == {referral.partner}
    assert status(referral) == ReferralStatus.HANDED_OVER
    assert "hand_over_sheet" in actions_since(start, by=social.user)


def test_the_referral_is_written_without_any_agreement_and_the_sheet_refused(
    social: Client, referral: Referral
) -> None:
    response = post(social, referral)
    assert response.status_code == 422
    said = " ".join(response.context["form"].errors["told"])
    assert "Nom, Langue, Ce qui est demandé" in said
    assert "notez sa réponse" in said
    assert response.context["form"]["asked"].value() == "Une place ce soir"
    assert not ReferralSheet.objects.exists()
    assert not Sharing.objects.exists()
    assert status(referral) == ReferralStatus.WRITTEN


@pytest.mark.parametrize(
    "given",
    [
        {"purpose": Purpose.SCHOOL},
        {"answer": "refused"},
        {"answer": "not_asked", "said_how": ""},
    ],
)
def test_an_agreement_for_something_else_opens_nothing(
    social: Client, minor: Minor, referral: Referral, given: dict[str, Any]
) -> None:
    to = Recipient(referral.partner)
    parts = [Part.IDENTITY, Part.LANGUAGE, Part.SOCIAL]
    fields = {"purpose": Purpose.SOCIAL, "to": to, "parts": parts, **given}
    factories.make_consent(minor, by=social.user, **fields)
    assert post(social, referral).status_code == 422
    assert not ReferralSheet.objects.exists()


def test_an_agreement_to_another_partner_opens_nothing(
    social: Client, minor: Minor, referral: Referral
) -> None:
    other = factories.make_partner("Un autre")
    factories.make_consent(
        minor, by=social.user, to=Recipient(other), purpose=Purpose.SOCIAL,
        parts=[Part.IDENTITY, Part.LANGUAGE, Part.SOCIAL],
    )  # fmt: skip
    assert post(social, referral).status_code == 422


def test_taken_back_in_that_instant(social: Client, referral: Referral) -> None:
    consent = agree(referral, social, Part.IDENTITY)
    sheet = ReferralSheet(referral=referral, told=["name"], channel="handed")
    case_actions.withdraw_consent(by=social.user, consent=consent)
    with pytest.raises(ValidationError, match="Aucun accord noté"):
        actions.hand_over_sheet(by=social.user, sheet=sheet)
    assert not ReferralSheet.objects.exists()


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"told": [], "asked": " "}, "told"),
        ({"told": ["narrative"]}, "told"),
        ({"told": ["asked"]}, "told"),
        ({"channel": "pigeon"}, "channel"),
        ({"channel": ""}, "channel"),
        ({"asked": "x" * 1001}, "asked"),
    ],
)
def test_what_cannot_be_is_said_beside_its_box(
    social: Client, referral: Referral, typed: dict[str, Any], field: str
) -> None:
    agree(referral, social, Part.IDENTITY, Part.LANGUAGE, Part.SOCIAL)
    response = post(social, referral, **typed)
    assert response.status_code == 422
    assert set(response.context["form"].errors) == {field}
    assert not ReferralSheet.objects.exists()


# --- what it tells ----------------------------------------------------------------------------


def test_only_what_was_ticked_is_on_it(social: Client, referral: Referral) -> None:
    agree(referral, social, *[Part.IDENTITY, Part.LANGUAGE, Part.PHONE, Part.SOCIAL])
    post(social, referral)
    told = facts(ReferralSheet.objects.get())
    assert told == {
        "Nom": "Mamadou Diallo",
        "Langue": "Français",
        "Ce qui est demandé au partenaire": "Une place ce soir",
    }
    every = ["name", "birth", "language", "interpreter", "phone", "reason"]
    post(social, referral, told=every)
    told = facts(ReferralSheet.objects.latest("pk"))
    assert told["Motif de l’orientation"] == "Dort dehors"
    assert told["Téléphone"] == "+33612345678"
    assert set(told) >= {"Nom", "Langue", "Besoin d’interprète"}
    assert "Ce qui est demandé au partenaire" in told


def test_what_is_taken_back_leaves_the_paper(social: Client, referral: Referral) -> None:
    agree(referral, social, Part.IDENTITY, Part.SOCIAL)
    language = agree(referral, social, Part.LANGUAGE)
    post(social, referral)
    case_actions.withdraw_consent(by=social.user, consent=language)
    assert "Langue" not in facts(ReferralSheet.objects.get())


def test_what_she_agreed_to_is_ticked_beforehand(social: Client, referral: Referral) -> None:
    agree(referral, social, Part.IDENTITY)
    form = social.get(url(referral)).context["form"]
    assert form["told"].value() == ["name", "birth"]


def test_the_paper(social: Client, referral: Referral, monkeypatch: pytest.MonkeyPatch) -> None:
    sheet = factories.make_sheet(referral, by=social.user)
    page = social.get(f"/cases/{referral.minor.reference}/referrals/{referral.pk}/")
    base = f"/cases/{referral.minor.reference}/referrals/{referral.pk}/sheets/{sheet.pk}/"
    start = last_entry()
    for address in (base, f"{base}letter/"):
        assert f'href="{address}"' in page.content.decode()
        response = social.get(address)
        assert response.content.startswith(b"%PDF-")
        assert referral.minor.display_name not in response["Content-Disposition"]
    assert actions_since(start, by=social.user) == ["print_sheet", "print_sheet"]
    drawn: list[dict[str, Any]] = []
    monkeypatch.setattr(pdf, "render", lambda _name, data, **_more: drawn.append(data) or b"%PDF-")
    social.get(f"{base}letter/")
    assert drawn[0]["to"] == [referral.partner.name]
    assert drawn[0]["signature"] == social.user.full_name


@pytest.mark.parametrize(("channel", "is_named"), [("handed", False), ("post", True)])
def test_a_paper_that_she_carries_does_not_tell_the_reason(
    social: Client, minor: Minor, site: Site, channel: str, is_named: bool
) -> None:
    partner = factories.make_partner("CeGIDD", kind="sexual_health", neutral_label="Rendez-vous")
    referral = factories.make_referral(minor, by=social.user, site=site, partner=partner)
    sheet = factories.make_sheet(referral, by=social.user, channel=channel)
    for paper in (sheets.filled(sheet), sheets.letter(sheet)):
        assert ("CeGIDD" in str(paper)) is is_named


@pytest.mark.parametrize("role", [Role.NURSE, Role.JURIST, Role.COORDINATOR, Role.RECEPTION])
def test_others_print_nothing(
    social: Client, as_role: Callable[..., Client], referral: Referral, role: Role
) -> None:
    sheet = factories.make_sheet(referral, by=social.user)
    other = as_role(role)
    base = f"/cases/{referral.minor.reference}/referrals/{referral.pk}"
    assert other.get(f"{base}/sheets/{sheet.pk}/").status_code == 403
    assert other.get(f"{base}/sheets/{sheet.pk}/letter/").status_code == 403
    assert other.get(f"{base}/sheet/").status_code == 403


def test_a_sheet_of_another_referral_is_not_found(
    social: Client, minor: Minor, referral: Referral, site: Site
) -> None:
    sheet = factories.make_sheet(referral, by=social.user)
    other = factories.make_referral(minor, by=social.user, site=site)
    address = f"/cases/{minor.reference}/referrals/{other.pk}/sheets/{sheet.pk}/"
    assert social.get(address).status_code == 404


def test_a_second_sheet_does_not_take_the_referral_back(social: Client, referral: Referral) -> None:
    agree(referral, social, Part.IDENTITY, Part.LANGUAGE, Part.SOCIAL)
    factories.make_sheet(referral, by=social.user)
    step = {"status": "appointment", "appointment_on": "2030-01-07"}
    today = timezone.localdate().isoformat()
    address = f"/cases/{referral.minor.reference}/referrals/{referral.pk}/step/"
    assert social.post(address, step | {"happened_on": today}).status_code == 302
    post(social, referral)
    assert status(referral) == ReferralStatus.APPOINTMENT


def test_a_nurse_hands_over_health_and_no_social_part(
    as_role: Callable[..., Client], minor: Minor, site: Site
) -> None:
    nurse = as_role(Role.NURSE)
    referral = factories.make_referral(
        minor, by=nurse.user, site=site, kind="medical", compartment=Compartment.HEALTH
    )
    sheet = factories.make_sheet(referral, by=nurse.user)
    assert sheets.parts_of(referral, sheet.told) == [Part.IDENTITY, Part.HEALTH_SUMMARY]


@pytest.mark.parametrize("compartment", COMPARTMENTS)
def test_what_a_desk_asks_is_shared_as_its_own_part_of_the_file(
    social: Client, minor: Minor, site: Site, compartment: Compartment
) -> None:
    referral = factories.make_referral(minor, by=social.user, site=site, compartment=compartment)
    factories.make_sheet(referral, by=social.user, told=["reason"])
    assert Sharing.objects.get().compartment == compartment
