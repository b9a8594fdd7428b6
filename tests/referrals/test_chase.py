"""A partner who says nothing is asked again: after how long is the house's to say."""

import datetime
from collections.abc import Callable

import pytest
from django.test import Client
from django.utils import timezone

from cases.models import Minor
from referrals import brings
from referrals.choices import ReferralStatus
from referrals.models import Referral, ReferralStep, SilenceDelay
from staff.choices import Role
from staff.models import Site
from tests import factories
from tests.staff.trail import actions_since, last_entry

DAY = datetime.timedelta(days=1)


@pytest.fixture
def social(as_role: Callable[..., Client]) -> Client:
    return as_role(Role.SOCIAL)


@pytest.fixture
def coordinator(as_role: Callable[..., Client]) -> Client:
    return as_role(Role.COORDINATOR)


@pytest.fixture
def minor(social: Client, site: Site) -> Minor:
    return factories.make_minor("Mamadou Diallo", by=social.user, site=site)[0]


@pytest.fixture
def referral(social: Client, minor: Minor, site: Site) -> Referral:
    """Made twenty days ago, and nothing since."""
    made_on = timezone.localdate() - 20 * DAY
    return factories.make_referral(minor, by=social.user, site=site, made_on=made_on)


def state(referral: Referral) -> Referral:
    return Referral.objects.with_status().get(pk=referral.pk)


def chase(client: Client, referral: Referral) -> object:
    return client.post(f"/cases/{referral.minor.reference}/referrals/{referral.pk}/chase/")


def test_one_tap(social: Client, referral: Referral) -> None:
    assert state(referral).is_silent
    start = last_entry()
    assert chase(social, referral).status_code == 302
    found = state(referral)
    assert (found.is_silent, found.is_chased, found.status) == (False, True, "written")
    assert "chase_referral" in actions_since(start, by=social.user)
    html = social.get("/referrals/").content.decode()
    assert "Relancé aujourd’hui" in html
    assert "À relancer" not in html


def test_chased_and_still_silent_it_is_to_be_chased_again(
    social: Client, referral: Referral
) -> None:
    ReferralStep.objects.create(
        referral=referral, status=ReferralStatus.CHASED, recorded_by=social.user,
        happened_on=timezone.localdate() - 14 * DAY,
    )  # fmt: skip
    found = state(referral)
    assert (found.is_silent, found.is_chased) == (True, True)


def test_an_answer_ends_it(social: Client, referral: Referral) -> None:
    chase(social, referral)
    ReferralStep.objects.create(
        referral=referral, status=ReferralStatus.REFUSED, recorded_by=social.user
    )
    assert not state(referral).is_chased
    chase(social, referral)
    assert referral.steps.filter(status=ReferralStatus.CHASED).count() == 1
    assert "n’attend plus rien" in social.get("/referrals/").content.decode()


def test_the_appointment_stays_expected(social: Client, referral: Referral) -> None:
    ReferralStep.objects.create(
        referral=referral, status=ReferralStatus.APPOINTMENT, recorded_by=social.user,
        appointment_on=timezone.localdate() + DAY,
    )  # fmt: skip
    chase(social, referral)
    assert state(referral).status == ReferralStatus.APPOINTMENT
    mark = next(iter(brings.marks(referral.minor, social.user)))
    assert mark.next_on == timezone.localdate() + DAY


def test_it_is_no_status_to_choose(social: Client, referral: Referral) -> None:
    address = f"/cases/{referral.minor.reference}/referrals/{referral.pk}/step/"
    today = timezone.localdate().isoformat()
    response = social.post(address, {"status": "chased", "happened_on": today})
    assert response.status_code == 422
    assert set(response.context["form"].errors) == {"status"}


@pytest.mark.parametrize(("days", "is_silent"), [(20, True), (21, False), (180, False), (1, True)])
def test_the_house_says_how_long(
    coordinator: Client, referral: Referral, days: int, is_silent: bool
) -> None:
    assert coordinator.post("/referrals/silence/", {"days": days}).status_code == 302
    assert SilenceDelay.objects.get().set_by == coordinator.user
    assert state(referral).is_silent is is_silent


@pytest.mark.parametrize("days", ["0", "181", "-1", "soon", ""])
def test_a_delay_that_is_none(coordinator: Client, days: str) -> None:
    response = coordinator.post("/referrals/silence/", {"days": days})
    assert response.status_code == 422
    assert set(response.context["form"].errors) == {"days"}
    assert not SilenceDelay.objects.exists()


def test_who_may_not_record_has_no_button(coordinator: Client, referral: Referral) -> None:
    html = coordinator.get("/referrals/").content.decode()
    assert "/chase/" not in html
    assert chase(coordinator, referral).status_code == 403


@pytest.mark.parametrize(("days", "is_silent"), [(0, False), (9, False), (-1, True)])
def test_before_the_appointment_nobody_is_asked_again(
    social: Client, referral: Referral, days: int, is_silent: bool
) -> None:
    today = timezone.localdate()
    ReferralStep.objects.create(
        referral=referral, status=ReferralStatus.APPOINTMENT, recorded_by=social.user,
        happened_on=today - 18 * DAY, appointment_on=today + days * DAY,
    )  # fmt: skip
    assert state(referral).is_silent is is_silent
