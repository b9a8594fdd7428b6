"""What became of a referral: dated, with its author, never overwritten."""

import datetime
from collections.abc import Callable

import pytest
from django.test import Client
from django.utils import timezone

from cases.models import Minor
from referrals.choices import ReferralStatus
from referrals.models import Referral
from staff.choices import Role
from staff.models import Site, User
from staff.permissions import Compartment
from tests import factories
from tests.staff.trail import actions_since, last_entry

THURSDAY = datetime.date(2026, 11, 19)


@pytest.fixture(autouse=True)
def _thursday(time_machine: object) -> None:
    time_machine.move_to(datetime.datetime(2026, 11, 19, 9, tzinfo=datetime.UTC), tick=False)


@pytest.fixture
def social(as_role: Callable[..., Client]) -> Client:
    return as_role(Role.SOCIAL)


@pytest.fixture
def minor(social: Client, site: Site) -> Minor:
    return factories.make_minor("Mamadou Diallo", by=social.user, site=site)[0]


@pytest.fixture
def referral(social: Client, minor: Minor, site: Site) -> Referral:
    """Made ten days ago."""
    made_on = timezone.localdate() - datetime.timedelta(days=10)
    return factories.make_referral(minor, by=social.user, site=site, made_on=made_on)


def day(days: int = 0) -> str:
    return (THURSDAY + datetime.timedelta(days=days)).isoformat()


def post(client: Client, referral: Referral, status: str, **typed: str) -> object:
    address = f"/cases/{referral.minor.reference}/referrals/{referral.pk}/step/"
    return client.post(address, {"status": status, "happened_on": day(), **typed})


def status(referral: Referral) -> str:
    return Referral.objects.with_status().get(pk=referral.pk).status


VALID = {
    ReferralStatus.HANDED_OVER: {},
    ReferralStatus.APPOINTMENT: {"appointment_on": day(5)},
    ReferralStatus.SEEN: {},
    ReferralStatus.ANSWERED: {"note": "Inscrit au collège"},
    ReferralStatus.REFUSED: {},
    ReferralStatus.NOT_SEEN: {"note": "Pas de papiers"},
}


@pytest.mark.parametrize("step", VALID)
def test_each_thing_that_may_happen(social: Client, referral: Referral, step: str) -> None:
    start = last_entry()
    response = post(social, referral, step, **VALID[step])
    assert response.url == f"/cases/{referral.minor.reference}/referrals/{referral.pk}/"
    assert status(referral) == step
    last = referral.steps.latest("pk")
    assert (last.recorded_by, last.happened_on) == (social.user, timezone.localdate())
    assert actions_since(start, by=social.user, minor_id=referral.minor_id) == ["record_step"]


def test_what_happened_before_is_kept(social: Client, referral: Referral) -> None:
    post(social, referral, ReferralStatus.HANDED_OVER, happened_on=day(-9))
    post(social, referral, ReferralStatus.APPOINTMENT, happened_on=day(-5), appointment_on=day(2))
    post(social, referral, ReferralStatus.ANSWERED, note="Oui")
    address = f"/cases/{referral.minor.reference}/referrals/{referral.pk}/"
    steps = social.get(address).context["steps"]
    assert [step.status for step in steps] == ["answered", "appointment", "handed_over", "written"]


def test_a_closed_referral_may_be_reopened(social: Client, referral: Referral) -> None:
    post(social, referral, ReferralStatus.REFUSED)
    post(social, referral, ReferralStatus.APPOINTMENT, appointment_on=day(3))
    assert status(referral) == ReferralStatus.APPOINTMENT


@pytest.mark.parametrize(
    ("step", "typed", "field"),
    [
        ("", {}, "status"),
        ("gold", {}, "status"),
        (ReferralStatus.WRITTEN, {}, "status"),
        (ReferralStatus.APPOINTMENT, {}, "appointment_on"),
        (ReferralStatus.APPOINTMENT, {"appointment_on": "bientôt"}, "appointment_on"),
        (ReferralStatus.NOT_SEEN, {}, "note"),
        (ReferralStatus.NOT_SEEN, {"note": "  "}, "note"),
        (ReferralStatus.ANSWERED, {}, "note"),
        (ReferralStatus.SEEN, {"happened_on": ""}, "happened_on"),
        (ReferralStatus.SEEN, {"happened_on": day(1)}, "happened_on"),
        (ReferralStatus.SEEN, {"happened_on": day(-11)}, "happened_on"),
        (ReferralStatus.SEEN, {"note": "x" * 2001}, "note"),
    ],
)
def test_what_is_missing_is_said_beside_its_box(
    social: Client, referral: Referral, step: str, typed: dict[str, str], field: str
) -> None:
    response = post(social, referral, step, **typed)
    form = response.context["form"]
    assert response.status_code == 422
    assert set(form.errors) == {field}
    for name, value in typed.items():
        assert form[name].value() == value
    assert status(referral) == ReferralStatus.WRITTEN


@pytest.mark.parametrize("days", [0, -10])
def test_today_and_the_day_it_was_made_are_both_possible(
    social: Client, referral: Referral, days: int
) -> None:
    assert post(social, referral, ReferralStatus.SEEN, happened_on=day(days)).status_code == 302


@pytest.mark.parametrize(
    ("role", "answer"),
    [
        (Role.RECEPTION, 403),
        (Role.NURSE, 403),
        (Role.JURIST, 403),
        (Role.COORDINATOR, 403),
        (Role.SOCIAL, 302),
    ],
)
def test_the_compartment_that_made_it_records_the_answer(
    as_role: Callable[..., Client], referral: Referral, role: str, answer: int
) -> None:
    assert post(as_role(role), referral, ReferralStatus.SEEN).status_code == answer


def test_a_referral_one_may_not_read_is_no_page(
    as_role: Callable[..., Client], minor: Minor, site: Site, person: Callable[..., User]
) -> None:
    legal = factories.make_referral(
        minor, by=person(Role.JURIST), site=site, compartment=Compartment.LEGAL
    )
    assert post(as_role(Role.NURSE), legal, ReferralStatus.SEEN).status_code == 404
    assert post(as_role(Role.SOCIAL), legal, ReferralStatus.SEEN).status_code == 403
    assert status(legal) == ReferralStatus.WRITTEN


def test_the_referral_of_somebody_else_is_no_page(
    social: Client, referral: Referral, site: Site
) -> None:
    other, _arrival = factories.make_minor("Awa Sow", by=social.user, site=site)
    for end in ("", "step/"):
        address = f"/cases/{other.reference}/referrals/{referral.pk}/{end}"
        assert social.get(address).status_code == 404
