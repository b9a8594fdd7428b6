"""The appointment that a partner gives: one of the house's, its reason behind the referral."""

import datetime
from collections.abc import Callable

import pytest
from django.test import Client
from django.utils import timezone

from cases import actions as case_actions
from cases import appointments as case_appointments
from cases.choices import AppointmentStepKind, DeskKind
from cases.models import Appointment, Minor
from clinics import actions as clinic_actions
from referrals import actions, brings
from referrals.appointments import appointment_of
from referrals.choices import ReferralStatus
from referrals.models import Referral, ReferralStep
from staff.choices import Role
from staff.models import Site, User
from staff.permissions import Compartment
from tests import factories

THURSDAY = datetime.date(2026, 11, 19)
DAY = datetime.timedelta(days=1)
S, K = ReferralStatus, AppointmentStepKind


@pytest.fixture(autouse=True)
def _thursday(time_machine: object) -> None:
    time_machine.move_to(datetime.datetime(2026, 11, 19, 9, tzinfo=datetime.UTC), tick=False)


@pytest.fixture
def midwife(as_role: Callable[..., Client]) -> Client:
    return as_role(Role.MIDWIFE)


@pytest.fixture
def minor(midwife: Client, site: Site) -> Minor:
    return factories.make_minor("Mamadou Diallo", by=midwife.user, site=site)[0]


@pytest.fixture
def referral(midwife: Client, minor: Minor, site: Site) -> Referral:
    """Made ten days ago, to a partner whose name tells the reason."""
    partner = factories.make_partner("Centre de planification", kind="sexual_health")
    return factories.make_referral(
        minor, by=midwife.user, site=site, partner=partner, reason="Contraception",
        compartment=Compartment.SEXUAL_HEALTH, made_on=timezone.localdate() - 10 * DAY,
    )  # fmt: skip


def post(client: Client, referral: Referral, status: str, **typed: str) -> object:
    address = f"/cases/{referral.minor.reference}/referrals/{referral.pk}/step/"
    return client.post(address, {"status": status, "happened_on": str(THURSDAY), **typed})


def take(client: Client, referral: Referral, day: datetime.date, time: str = "14:30") -> None:
    typed = {"appointment_on": str(day), "appointment_time": time}
    assert post(client, referral, S.APPOINTMENT, **typed).status_code == 302


def held() -> Appointment:
    return Appointment.objects.with_state().latest("pk")


def slot(row: Appointment) -> tuple[datetime.date, datetime.time]:
    return row.day, row.time


def status(referral: Referral) -> str:
    return Referral.objects.with_status().get(pk=referral.pk).status


class TestTaken:
    def test_with_an_hour_it_is_one_of_the_house(self, midwife: Client, referral: Referral) -> None:
        take(midwife, referral, THURSDAY + 4 * DAY)
        row = held()
        assert slot(row) == (THURSDAY + 4 * DAY, datetime.time(14, 30))
        assert (row.is_outside, row.partner, row.desk_kind) == (
            True, referral.partner, DeskKind.MIDWIFE,
        )  # fmt: skip
        assert (row.compartment, row.subject) == (Compartment.SEXUAL_HEALTH, "")
        assert referral.steps.latest("pk").appointment == row

    def test_without_an_hour_it_is_a_day_and_no_more(
        self, midwife: Client, referral: Referral
    ) -> None:
        day = THURSDAY + 4 * DAY
        assert post(midwife, referral, S.APPOINTMENT, appointment_on=str(day)).status_code == 302
        assert not Appointment.objects.exists()
        [mark] = brings.marks(referral.minor, midwife.user)
        assert mark.next_on == day

    def test_without_an_hour_the_briefing_says_it_on_the_day_last_given(
        self, midwife: Client, referral: Referral, site: Site
    ) -> None:
        def told(days: int, where: Site = site) -> list[Minor]:
            parts = brings._expected(where, THURSDAY + days * DAY, midwife.user)
            return [line.minor for part in parts for line in part.lines]

        def given(days: int) -> None:
            assert post(
                midwife, referral, S.APPOINTMENT, appointment_on=str(THURSDAY + days * DAY)
            ).status_code == 302  # fmt: skip

        assert told(4) == []
        given(4)
        assert told(4) == [referral.minor]
        assert told(5) == told(4, factories.make_site("Ailleurs")) == []
        given(6)
        assert (told(4), told(6)) == ([], [referral.minor])
        given(4)
        assert (told(4), told(6)) == ([referral.minor], [])
        assert post(midwife, referral, S.SEEN).status_code == 302
        assert told(4) == []

    def test_the_day_is_not_said_twice(self, midwife: Client, referral: Referral) -> None:
        take(midwife, referral, THURSDAY)
        assert list(brings.marks(referral.minor, midwife.user)) == []
        assert list(brings._expected(referral.site, THURSDAY, midwife.user)) == []
        page = midwife.get(f"/cases/{referral.minor.reference}/")
        assert [m.next_on for m in page.context["marks"] if m.next_on] == [THURSDAY]

    @pytest.mark.parametrize("role", [Role.RECEPTION, Role.SOCIAL, Role.JURIST, Role.PSYCHOLOGIST])
    def test_the_others_see_when_and_not_why(
        self, as_role: Callable[..., Client], midwife: Client, referral: Referral, role: str
    ) -> None:
        take(midwife, referral, THURSDAY)
        client, reference = as_role(role), referral.minor.reference
        file = f"/cases/{reference}/"
        for address in ("/appointments/", f"{file}appointments/", file):
            html = client.get(address).content.decode()
            assert "Rendez-vous, à l’extérieur" in html, address
            for told in ("planification", "Contraception", f"/referrals/{referral.pk}/"):
                assert told not in html, (address, told)

    def test_the_same_again_makes_no_second_one(self, midwife: Client, referral: Referral) -> None:
        for _ in range(2):
            take(midwife, referral, THURSDAY + DAY)
        assert Appointment.objects.count() == 1
        assert held().steps.count() == 1
        assert referral.steps.filter(appointment=held()).count() == 2

    def test_another_day_moves_it(self, midwife: Client, referral: Referral) -> None:
        take(midwife, referral, THURSDAY + DAY)
        take(midwife, referral, THURSDAY + 2 * DAY, "09:00")
        assert Appointment.objects.count() == 1
        assert slot(held()) == (THURSDAY + 2 * DAY, datetime.time(9))
        # A new day without an hour keeps the one that is known.
        post(midwife, referral, S.APPOINTMENT, appointment_on=str(THURSDAY + 3 * DAY))
        assert slot(held()) == (THURSDAY + 3 * DAY, datetime.time(9))

    def test_cancelled_then_taken_again_it_is_another_one(
        self, midwife: Client, referral: Referral
    ) -> None:
        take(midwife, referral, THURSDAY + DAY)
        first = held()
        case_actions.record_appointment_step(by=midwife.user, appointment=first, kind=K.CANCELLED)
        take(midwife, referral, THURSDAY + DAY)
        assert (Appointment.objects.count(), held().replaces) == (2, None)

    def test_after_a_missed_one_it_is_what_is_done_next(
        self, midwife: Client, referral: Referral
    ) -> None:
        take(midwife, referral, THURSDAY)
        first = held()
        case_actions.record_appointment_step(by=midwife.user, appointment=first, kind=K.MISSED)
        take(midwife, referral, THURSDAY + 7 * DAY)
        assert held().replaces == first
        assert Appointment.objects.with_state().get(pk=first.pk).status == K.REPLACED

    def test_another_one_at_that_time_is_said(
        self, midwife: Client, referral: Referral, site: Site
    ) -> None:
        day, time = THURSDAY + DAY, datetime.time(14, 20)
        factories.make_appointment(
            referral.minor, by=midwife.user, site=site, day=day, time=time, is_outside=True
        )
        take(midwife, referral, day)
        page = midwife.get(f"/cases/{referral.minor.reference}/referrals/{referral.pk}/")
        assert "déjà un rendez-vous à cette heure-là" in page.content.decode()

    @pytest.mark.parametrize(
        ("given", "typed"),
        [
            (S.APPOINTMENT, {"appointment_time": "14:30"}),
            (S.SEEN, {"appointment_on": "2026-11-30"}),
            (S.SEEN, {"appointment_time": "14:30"}),
            (S.ANSWERED, {"note": "Oui", "appointment_on": "2026-11-30"}),
        ],
    )
    def test_a_day_and_an_hour_are_those_of_an_appointment(
        self, midwife: Client, referral: Referral, given: str, typed: dict[str, str]
    ) -> None:
        response = post(midwife, referral, given, **typed)
        assert response.status_code == 422
        assert set(response.context["form"].errors) == {"appointment_on"}
        assert referral.steps.count() == 1


class TestOnTheReferral:
    def page(self, client: Client, referral: Referral) -> tuple[case_appointments.Line, str]:
        response = client.get(f"/cases/{referral.minor.reference}/referrals/{referral.pk}/")
        return response.context["line"], response.content.decode()

    def test_it_is_there_with_its_slip(self, midwife: Client, referral: Referral) -> None:
        assert self.page(midwife, referral)[0] is None
        take(midwife, referral, THURSDAY + DAY)
        line, html = self.page(midwife, referral)
        assert line.appointment == held()
        assert f"/appointments/{held().pk}/slip/" in html

    def test_moved_or_cancelled_elsewhere_it_says_so(
        self, midwife: Client, referral: Referral
    ) -> None:
        take(midwife, referral, THURSDAY + DAY)
        case_actions.move_appointment(
            by=midwife.user, appointment=held(), day=THURSDAY + 5 * DAY, time=datetime.time(8)
        )
        line, html = self.page(midwife, referral)
        assert slot(line.appointment) == (THURSDAY + 5 * DAY, datetime.time(8))
        assert "mardi 24 novembre" in html
        case_actions.record_appointment_step(by=midwife.user, appointment=held(), kind=K.CANCELLED)
        assert self.page(midwife, referral)[0].appointment.status == K.CANCELLED

    def test_what_replaces_it_is_the_referrals_too(
        self, midwife: Client, referral: Referral, site: Site
    ) -> None:
        """Planned from the calendar after a missed one, then again."""
        take(midwife, referral, THURSDAY)
        for _ in range(2):
            missed = held()
            case_actions.record_appointment_step(by=midwife.user, appointment=missed, kind=K.MISSED)
            factories.make_appointment(
                referral.minor, by=midwife.user, site=site, desk_kind=DeskKind.MIDWIFE,
                is_outside=True, partner=referral.partner, replaces=missed,
            )  # fmt: skip
        assert appointment_of(referral) == held()
        [line] = case_appointments.lines([held()], midwife.user)
        assert line.origin.url.endswith(f"/referrals/{referral.pk}/")

    @pytest.mark.parametrize(
        ("given", "days", "expected"),
        [
            (S.SEEN, 0, K.CAME),
            (S.SEEN, 3, K.PLANNED),
            (S.NOT_SEEN, 0, K.MISSED),
            (S.NOT_SEEN, 3, K.CANCELLED),
            (S.REFUSED, 3, K.CANCELLED),
            (S.REFUSED, 0, K.CANCELLED),
            (S.ANSWERED, 3, K.CANCELLED),
            (S.ANSWERED, 0, K.PLANNED),
            (S.HANDED_OVER, 0, K.PLANNED),
        ],
    )
    def test_what_is_said_of_the_one_is_said_of_the_other(
        self, midwife: Client, referral: Referral, given: str, days: int, expected: str
    ) -> None:
        take(midwife, referral, THURSDAY + days * DAY)
        row = ReferralStep(referral=referral, status=given, note="Une phrase")
        actions.record_step(by=midwife.user, step=row)
        assert held().status == expected


class TestLeadsBack:
    def test_came_leads_to_seen(self, midwife: Client, referral: Referral) -> None:
        take(midwife, referral, THURSDAY)
        response = midwife.post(f"/appointments/{held().pk}/took-place/")
        assert response.url == (
            f"/cases/{referral.minor.reference}/referrals/{referral.pk}/step/"
            "?status=seen&happened_on=2026-11-19"
        )
        form = midwife.get(response.url).context["form"]
        assert (form["status"].value(), form["happened_on"].value()) == ("seen", THURSDAY)
        assert post(midwife, referral, S.SEEN).status_code == 302
        assert (status(referral), held().status) == (S.SEEN, K.CAME)

    def test_missed_leads_to_not_seen_and_why(self, midwife: Client, referral: Referral) -> None:
        take(midwife, referral, THURSDAY)
        response = midwife.post(f"/appointments/{held().pk}/missed/")
        assert "status=not_seen" in response.url
        assert set(post(midwife, referral, S.NOT_SEEN).context["form"].errors) == {"note"}

    def test_cancelled_or_said_already_leads_nowhere(
        self, midwife: Client, referral: Referral
    ) -> None:
        take(midwife, referral, THURSDAY)
        back = f"/cases/{referral.minor.reference}/appointments/"
        assert midwife.post(f"/appointments/{held().pk}/cancelled/").url == back
        take(midwife, referral, THURSDAY)
        post(midwife, referral, S.ANSWERED, note="Oui")
        assert midwife.post(f"/appointments/{held().pk}/took-place/").url == back

    def test_who_goes_along_and_does_not_read_it_is_led_nowhere(
        self, midwife: Client, referral: Referral, person: Callable[..., User]
    ) -> None:
        take(midwife, referral, THURSDAY)
        [line] = case_appointments.lines([held()], person(Role.RECEPTION))
        assert (line.origin, line.is_told) == (None, False)

    @pytest.mark.parametrize("said", ["?status=gold&happened_on=2026-99-99", "?status=%00"])
    def test_an_address_that_says_nonsense_fills_nothing(
        self, midwife: Client, referral: Referral, said: str
    ) -> None:
        address = f"/cases/{referral.minor.reference}/referrals/{referral.pk}/step/"
        form = midwife.get(address + said).context["form"]
        assert (form["status"].value(), form["happened_on"].value()) == (None, THURSDAY)


def test_what_a_partner_gives_is_no_meeting_with_the_psychologist(
    person: Callable[..., User], minor: Minor, site: Site
) -> None:
    by = person(Role.PSYCHOLOGIST)
    given = {"by": by, "site": site, "desk_kind": DeskKind.PSYCHOLOGIST}
    factories.make_appointment(
        minor, is_outside=True, partner=factories.make_partner("CMP"), **given
    )
    factories.make_appointment(minor, **given)
    rows = list(Appointment.objects.with_state().order_by("pk"))
    assert case_appointments.meeting_numbers(rows, by) == {rows[1].pk: 1}


def test_the_partner_is_named_in_the_files_that_are_hers(
    as_role: Callable[..., Client], minor: Minor, site: Site
) -> None:
    """A colleague who does not follow this young person reads when, and not with whom."""
    hers, colleague = as_role(Role.PSYCHOLOGIST), as_role(Role.PSYCHOLOGIST)
    clinic_actions.follow_case(by=hers.user, minor=minor)
    row = factories.make_appointment(
        minor, by=factories.make_user(Role.PSYCHOLOGIST, site), site=site, is_outside=True,
        desk_kind=DeskKind.PSYCHOLOGIST, partner=factories.make_partner("Centre du trauma"),
    )  # fmt: skip
    page = f"/cases/{minor.reference}/appointments/"
    assert "Centre du trauma" in hers.get(page).content.decode()
    assert "Centre du trauma" not in colleague.get(page).content.decode()
    assert colleague.post(f"/appointments/{row.pk}/took-place/").status_code == 404


def test_moved_it_is_awaited_on_its_new_day(midwife: Client, referral: Referral) -> None:
    take(midwife, referral, THURSDAY + DAY)
    case_actions.move_appointment(
        by=midwife.user, appointment=held(), day=THURSDAY + 40 * DAY, time=datetime.time(9)
    )
    row = Referral.objects.with_status().get(pk=referral.pk)
    assert row.expected_on == THURSDAY + 40 * DAY


def test_one_of_another_file_is_not_the_referrals(
    midwife: Client, referral: Referral, site: Site
) -> None:
    """As when two files that were joined are told apart: it stays where it was made."""
    other = factories.make_minor("Awa Bah", by=midwife.user, site=site)[0]
    made = factories.make_appointment(
        other, by=midwife.user, site=site, desk_kind=DeskKind.MIDWIFE, day=THURSDAY
    )
    referral.steps.create(
        status=S.APPOINTMENT, appointment_on=THURSDAY, appointment=made, recorded_by=midwife.user
    )
    row = ReferralStep(referral=referral, status=S.SEEN)
    actions.record_step(by=midwife.user, step=row)
    assert held().status == K.PLANNED
    page = midwife.get(f"/cases/{other.reference}/appointments/").content.decode()
    assert f"/referrals/{referral.pk}/" not in page
