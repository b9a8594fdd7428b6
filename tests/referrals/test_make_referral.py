"""Referring somebody to a partner: kept in the compartment of the profession that makes it."""

import datetime
from collections.abc import Callable

import pytest
from django.test import Client
from django.utils import timezone

from cases.models import Minor, Partner
from clinics import actions as clinic_actions
from referrals import permissions
from referrals.choices import Agreement, ReferralKind, ReferralStatus
from referrals.models import Referral
from staff import actions as staff_actions
from staff.choices import Role
from staff.models import Site, User
from staff.permissions import Compartment
from tests import factories
from tests.staff.trail import actions_since, last_entry


@pytest.fixture
def minor(person: Callable[..., User], site: Site) -> Minor:
    return factories.make_minor("Mamadou Diallo", by=person(), site=site)[0]


@pytest.fixture
def partner(site: Site) -> Partner:
    return factories.make_partner("CASNAV")


def day(days: int = 0) -> str:
    return (timezone.localdate() + datetime.timedelta(days=days)).isoformat()


def post(client: Client, minor: Minor, asked: Partner, **changes: str) -> object:
    typed = {
        "partner": asked.pk,
        "kind": ReferralKind.SCHOOL,
        "reason": "Test de niveau",
        "agreement": Agreement.AGREES,
        "made_on": day(),
        **changes,
    }
    return client.post(f"/cases/{minor.reference}/referrals/new/", typed)


def made(client: Client, minor: Minor, partner: Partner, **changes: str) -> Referral:
    response = post(client, minor, partner, **changes)
    assert response.status_code == 302, response.context["form"].errors
    found = Referral.objects.with_status().latest("pk")
    assert response.url == f"/cases/{minor.reference}/referrals/{found.pk}/"
    return found


@pytest.mark.parametrize(
    ("role", "compartment"),
    [
        (Role.SOCIAL, Compartment.SOCIAL),
        (Role.JURIST, Compartment.LEGAL),
        (Role.NURSE, Compartment.HEALTH),
        (Role.NURSE, Compartment.SEXUAL_HEALTH),
        (Role.DOCTOR, Compartment.HEALTH),
        (Role.DOCTOR, Compartment.SEXUAL_HEALTH),
        (Role.MIDWIFE, Compartment.SEXUAL_HEALTH),
        (Role.PSYCHOLOGIST, Compartment.PSYCHOLOGY),
    ],
)
def test_each_profession_keeps_its_own(
    as_role: Callable[..., Client],
    minor: Minor,
    partner: Partner,
    site: Site,
    role: str,
    compartment: str,
) -> None:
    client = as_role(role)
    if role == Role.PSYCHOLOGIST:
        clinic_actions.follow_case(by=client.user, minor=minor)
    start = last_entry()
    found = made(client, minor, partner, compartment=compartment)
    assert found.compartment == compartment
    assert (found.made_by, found.site, found.partner) == (client.user, site, partner)
    assert (found.status, found.status_on) == (ReferralStatus.WRITTEN, timezone.localdate())
    recorded = actions_since(start, by=client.user, minor_id=minor.pk)
    assert recorded == ["make_referral"]


def test_who_writes_two_parts_says_which_and_nobody_another_one(
    as_role: Callable[..., Client], minor: Minor, partner: Partner
) -> None:
    nurse = as_role(Role.NURSE)
    form = nurse.get(f"/cases/{minor.reference}/referrals/new/").context["form"]
    assert [value for value, _label in form.fields["compartment"].choices] == [
        "health", "sexual_health",
    ]  # fmt: skip
    assert form["compartment"].value() == "health"
    for other in ("", "social", "psychology"):
        response = post(nurse, minor, partner, compartment=other)
        assert set(response.context["form"].errors) == {"compartment"}
    # Who has one only is asked nothing, and what is typed there is not heard.
    social = as_role(Role.SOCIAL)
    assert (
        'name="compartment"'
        not in social.get(f"/cases/{minor.reference}/referrals/new/").content.decode()
    )
    assert made(social, minor, partner, compartment="legal").compartment == "social"


def test_a_psychologist_refers_those_she_follows(
    as_role: Callable[..., Client], minor: Minor, partner: Partner, person: Callable[..., User]
) -> None:
    client = as_role(Role.PSYCHOLOGIST)
    page = f"/cases/{minor.reference}/referrals/"
    assert client.get(page).context["may_make"] is False
    assert post(client, minor, partner).status_code == 403
    colleague = person(Role.PSYCHOLOGIST, username="autre")
    clinic_actions.follow_case(by=colleague, minor=minor)
    assert post(client, minor, partner).status_code == 403
    assert not Referral.objects.exists()
    clinic_actions.add_psychologist(by=colleague, minor=minor, user=client.user)
    assert client.get(page).context["may_make"] is True
    assert made(client, minor, partner).compartment == Compartment.PSYCHOLOGY


def test_whoever_was_asked_not_to_receive_her_refers_her_nowhere(
    as_role: Callable[..., Client], minor: Minor, partner: Partner
) -> None:
    nurse = as_role(Role.NURSE)
    found = made(nurse, minor, partner, compartment="health")
    factories.make_opposition(minor, by=nurse.user, kind="colleague", colleague=nurse.user)
    assert post(nurse, minor, partner, compartment="health").status_code == 403
    assert nurse.get(f"/cases/{minor.reference}/referrals/{found.pk}/").status_code == 404
    assert list(nurse.get("/referrals/").context["page_obj"]) == []


@pytest.mark.parametrize("role", [Role.RECEPTION, Role.COORDINATOR, Role.DIRECTOR])
def test_the_others_make_none(
    as_role: Callable[..., Client], minor: Minor, partner: Partner, role: str
) -> None:
    client = as_role(role)
    assert post(client, minor, partner).status_code == 403
    assert not permissions.can_make_referral(client.user)
    assert not Referral.objects.exists()


def test_somebody_at_reception_and_the_social_desk_refers_as_social(
    as_role: Callable[..., Client], minor: Minor, partner: Partner, site: Site
) -> None:
    client = as_role(Role.RECEPTION)
    staff_actions.add_posting(by=None, user=client.user, role=Role.SOCIAL, site=site)
    assert made(client, minor, partner).compartment == Compartment.SOCIAL


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"partner": ""}, "partner"),
        ({"partner": "0"}, "partner"),
        ({"kind": ""}, "kind"),
        ({"kind": "gold"}, "kind"),
        ({"reason": ""}, "reason"),
        ({"reason": "   "}, "reason"),
        ({"reason": "x" * 2001}, "reason"),
        ({"agreement": ""}, "agreement"),
        ({"agreement": "gold"}, "agreement"),
        ({"made_on": ""}, "made_on"),
        ({"made_on": "hier"}, "made_on"),
    ],
)
def test_what_is_missing_is_said_beside_its_box_and_the_rest_stays(
    as_role: Callable[..., Client],
    minor: Minor,
    partner: Partner,
    changes: dict[str, str],
    field: str,
) -> None:
    response = post(as_role(Role.SOCIAL), minor, partner, **changes)
    form = response.context["form"]
    assert response.status_code == 422
    assert set(form.errors) == {field}
    if "reason" not in changes:
        assert form["reason"].value() == "Test de niveau"
    assert not Referral.objects.exists()


def test_it_was_not_made_tomorrow(
    as_role: Callable[..., Client], minor: Minor, partner: Partner
) -> None:
    client = as_role(Role.SOCIAL)
    response = post(client, minor, partner, made_on=day(1))
    assert set(response.context["form"].errors) == {"made_on"}
    found = made(client, minor, partner, made_on=day(-3))
    assert found.status_on.isoformat() == day(-3)


def test_only_partners_of_today_are_offered_by_what_they_do(
    as_role: Callable[..., Client], minor: Minor, partner: Partner
) -> None:
    yesterday = timezone.localdate() - datetime.timedelta(days=1)
    ended = factories.make_partner("Ancien", valid_to=yesterday)
    to_come = factories.make_partner(
        "Futur", valid_from=timezone.localdate() + datetime.timedelta(days=1)
    )
    client = as_role(Role.SOCIAL)
    form = client.get(f"/cases/{minor.reference}/referrals/new/").context["form"]
    groups = [pairs for label, pairs in form.fields["partner"].choices if isinstance(pairs, list)]
    assert [name for pairs in groups for _pk, name in pairs] == ["CASNAV"]
    for gone in (ended, to_come):
        response = post(client, minor, gone)
        assert set(response.context["form"].errors) == {"partner"}


def test_it_belongs_to_the_site_where_one_works_now(
    as_role: Callable[..., Client], minor: Minor, partner: Partner
) -> None:
    mobile = factories.make_site("La Chapelle", "mobile")
    nurse = as_role(Role.NURSE, site=mobile)
    assert made(nurse, minor, partner, compartment="health").site == mobile
