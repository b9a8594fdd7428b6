"""Who reads which referrals, which ones await an answer, and what others may know of them."""

import datetime
from collections.abc import Callable

import pytest
from django.test import Client
from django.utils import timezone

from cases.models import Minor
from clinics import actions as clinic_actions
from referrals import actions
from referrals.choices import ReferralStatus
from referrals.models import SILENT_AFTER, Referral, ReferralStep
from staff.choices import Role
from staff.models import Site, User
from staff.permissions import TABLE, Compartment, Level
from tests import factories
from tests.staff.trail import actions_since, last_entry

MAKERS = {
    Compartment.SOCIAL: Role.SOCIAL,
    Compartment.LEGAL: Role.JURIST,
    Compartment.HEALTH: Role.NURSE,
    Compartment.SEXUAL_HEALTH: Role.MIDWIFE,
    Compartment.PSYCHOLOGY: Role.PSYCHOLOGIST,
}


@pytest.fixture(autouse=True)
def _thursday(time_machine: object) -> None:
    time_machine.move_to(datetime.datetime(2026, 11, 19, 9, tzinfo=datetime.UTC), tick=False)


@pytest.fixture
def minor(person: Callable[..., User], site: Site) -> Minor:
    return factories.make_minor("Mamadou Diallo", by=person(), site=site)[0]


def in_days(days: int) -> datetime.date:
    return timezone.localdate() + datetime.timedelta(days=days)


@pytest.fixture
def refer(minor: Minor, site: Site, person: Callable[..., User]) -> Callable[..., Referral]:
    """Return a maker of referrals of a compartment, made so many days ago."""
    by = {compartment: person(role) for compartment, role in MAKERS.items()}
    clinic_actions.follow_case(by=by[Compartment.PSYCHOLOGY], minor=minor)

    def make(compartment: str = Compartment.SOCIAL, days: int = 0, **fields: object) -> Referral:
        partner = factories.make_partner(f"Chez Untel {compartment}", **fields)
        return factories.make_referral(
            minor, by=by[compartment], site=site, partner=partner,
            compartment=Compartment(compartment), made_on=in_days(-days),
        )  # fmt: skip

    return make


def step(referral: Referral, status: str, days: int = 0, **fields: object) -> ReferralStep:
    """Record what happened so many days ago."""
    row = ReferralStep(referral=referral, status=status, happened_on=in_days(-days), **fields)
    return actions.record_step(by=referral.made_by, step=row)


class TestWhoReads:
    @pytest.mark.parametrize("role", [r for r in Role if TABLE[r].get(Compartment.IDENTITY)])
    def test_those_of_the_compartments_one_may_read(
        self,
        as_role: Callable[..., Client],
        refer: Callable[..., Referral],
        minor: Minor,
        role: Role,
    ) -> None:
        made = {compartment: refer(compartment) for compartment in MAKERS}
        mine = [r.pk for c, r in made.items() if TABLE[role].get(c, Level.NOTHING) >= Level.READ]
        client = as_role(role)
        if role == Role.PSYCHOLOGIST:
            let_in = {"by": made[Compartment.PSYCHOLOGY].made_by, "user": client.user}
            clinic_actions.add_psychologist(minor=minor, **let_in)
        page = client.get(f"/cases/{minor.reference}/referrals/")
        if not mine:
            assert page.status_code == 403
            return
        assert {r.pk for r in page.context["page_obj"]} == set(mine)
        for compartment, referral in made.items():
            address = f"/cases/{minor.reference}/referrals/{referral.pk}/"
            readable = referral.pk in mine
            assert client.get(address).status_code == (200 if readable else 404)
            assert (f"Chez Untel {compartment}" in page.content.decode()) is readable

    def test_the_table_in_words(
        self, person: Callable[..., User], refer: Callable[..., Referral]
    ) -> None:
        """Written a second time, by hand: the nurse never sees the jurist's."""
        for compartment in MAKERS:
            refer(compartment)
        seen = {
            role: set(
                Referral.objects.visible_to(person(role)).values_list("compartment", flat=True)
            )
            for role in (Role.RECEPTION, Role.NURSE, Role.SOCIAL, Role.JURIST, Role.MIDWIFE,
                         Role.PSYCHOLOGIST, Role.COORDINATOR, Role.DIRECTOR)
        }  # fmt: skip
        assert seen == {
            Role.RECEPTION: set(),
            Role.NURSE: {"social", "health", "sexual_health"},
            Role.SOCIAL: {"social", "legal"},
            Role.JURIST: {"social", "legal"},
            Role.MIDWIFE: {"social", "health", "sexual_health"},
            Role.PSYCHOLOGIST: {"social"},
            Role.COORDINATOR: {"social"},
            Role.DIRECTOR: set(),
        }

    def test_the_timeline_of_the_file_keeps_to_it_too(
        self, as_role: Callable[..., Client], refer: Callable[..., Referral], minor: Minor
    ) -> None:
        refer(Compartment.LEGAL)
        for role, lines in ((Role.NURSE, 0), (Role.SOCIAL, 1)):
            entries = as_role(role).get(f"/cases/{minor.reference}/").context["timeline"]
            assert sum("Chez Untel" in entry.text for entry in entries) == lines

    def test_reading_is_recorded(
        self, as_role: Callable[..., Client], refer: Callable[..., Referral], minor: Minor
    ) -> None:
        client, referral = as_role(Role.SOCIAL), refer()
        start = last_entry()
        client.get(f"/cases/{minor.reference}/referrals/")
        client.get(f"/cases/{minor.reference}/referrals/{referral.pk}/")
        recorded = actions_since(start, by=client.user, minor_id=minor.pk)
        assert recorded == ["read_referrals", "read_referral"]


class TestAwaiting:
    def awaited(self, client: Client) -> list[Referral]:
        return list(client.get("/referrals/").context["page_obj"])

    def test_the_longest_silence_first(
        self, as_role: Callable[..., Client], refer: Callable[..., Referral]
    ) -> None:
        week, today, month = refer(days=7), refer(days=0), refer(days=30)
        client = as_role(Role.SOCIAL)
        assert self.awaited(client) == [month, week, today]
        step(month, ReferralStatus.HANDED_OVER, 1)
        assert self.awaited(client) == [week, month, today]

    @pytest.mark.parametrize(
        ("status", "stays"),
        [
            (ReferralStatus.HANDED_OVER, True),
            (ReferralStatus.APPOINTMENT, True),
            (ReferralStatus.SEEN, True),
            (ReferralStatus.ANSWERED, False),
            (ReferralStatus.REFUSED, False),
            (ReferralStatus.NOT_SEEN, False),
        ],
    )
    def test_an_answer_takes_it_off_the_list(
        self,
        as_role: Callable[..., Client],
        refer: Callable[..., Referral],
        status: str,
        stays: bool,
    ) -> None:
        step(refer(), status, note="Oui", appointment_on=in_days(1))
        assert bool(self.awaited(as_role(Role.SOCIAL))) is stays

    def test_reopened_it_comes_back(
        self, as_role: Callable[..., Client], refer: Callable[..., Referral]
    ) -> None:
        referral = refer(days=3)
        step(referral, ReferralStatus.REFUSED, 2)
        step(referral, ReferralStatus.HANDED_OVER, 1)
        assert self.awaited(as_role(Role.SOCIAL)) == [referral]

    @pytest.mark.parametrize(
        ("days", "silent"), [(0, False), (SILENT_AFTER - 1, False), (SILENT_AFTER, True)]
    )
    def test_after_two_weeks_the_partner_is_asked_again(
        self,
        as_role: Callable[..., Client],
        refer: Callable[..., Referral],
        days: int,
        silent: bool,
    ) -> None:
        refer(days=days)
        response = as_role(Role.SOCIAL).get("/referrals/")
        [found] = response.context["page_obj"]
        assert found.is_silent is silent
        assert ("status-urgent" in response.content.decode()) is silent

    def test_news_begins_the_two_weeks_again(
        self, as_role: Callable[..., Client], refer: Callable[..., Referral], time_machine: object
    ) -> None:
        referral = refer(days=20)
        step(referral, ReferralStatus.HANDED_OVER, 1)
        assert self.awaited(as_role(Role.SOCIAL))[0].is_silent is False
        time_machine.shift(datetime.timedelta(days=13))
        assert self.awaited(as_role(Role.SOCIAL))[0].is_silent is True

    def test_each_sees_her_own(
        self, as_role: Callable[..., Client], refer: Callable[..., Referral]
    ) -> None:
        legal, health = refer(Compartment.LEGAL), refer(Compartment.HEALTH)
        assert self.awaited(as_role(Role.JURIST)) == [legal]
        assert self.awaited(as_role(Role.NURSE)) == [health]
        sexual, psychology = refer(Compartment.SEXUAL_HEALTH), refer(Compartment.PSYCHOLOGY)
        assert self.awaited(as_role(Role.NURSE)) == [health, sexual]
        assert self.awaited(as_role(Role.MIDWIFE)) == [health, sexual]
        assert self.awaited(as_role(Role.SOCIAL)) == [legal]
        assert self.awaited(as_role(Role.PSYCHOLOGIST)) == []
        follows = Client()
        follows.force_login(psychology.made_by)
        assert self.awaited(follows) == [psychology]
        assert as_role(Role.RECEPTION).get("/referrals/").status_code == 403


class TestNextAppointmentOutside:
    """Everybody may know when, nobody else with whom: the partner may tell the reason."""

    def mark(self, client: Client, minor: Minor) -> list[datetime.date]:
        response = client.get(f"/cases/{minor.reference}/")
        assert "Chez Untel" not in response.content.decode()
        return [m.next_on for m in response.context["marks"] if m.seen_on is None and m.next_on]

    def appointment(self, referral: Referral, days: int, ago: int = 0) -> None:
        step(referral, ReferralStatus.APPOINTMENT, ago, appointment_on=in_days(days))

    def test_reception_knows_the_day(
        self, as_role: Callable[..., Client], refer: Callable[..., Referral], minor: Minor
    ) -> None:
        self.appointment(refer(Compartment.HEALTH), 5)
        self.appointment(refer(Compartment.LEGAL), 9)
        assert self.mark(as_role(Role.RECEPTION), minor) == [in_days(5)]

    @pytest.mark.parametrize(("days", "shown"), [(-1, False), (0, True), (1, True)])
    def test_today_is_still_to_come(
        self,
        as_role: Callable[..., Client],
        refer: Callable[..., Referral],
        minor: Minor,
        days: int,
        shown: bool,
    ) -> None:
        self.appointment(refer(days=9), days, ago=5)
        found = self.mark(as_role(Role.RECEPTION), minor)
        assert found == ([in_days(days)] if shown else [])

    def test_an_appointment_moved_later_is_the_later_one(
        self, as_role: Callable[..., Client], refer: Callable[..., Referral], minor: Minor
    ) -> None:
        referral = refer(days=9)
        self.appointment(referral, 2, ago=5)
        self.appointment(referral, 12)
        assert self.mark(as_role(Role.RECEPTION), minor) == [in_days(12)]

    @pytest.mark.parametrize("status", [ReferralStatus.REFUSED, ReferralStatus.ANSWERED])
    def test_a_referral_that_is_closed_has_no_appointment_left(
        self,
        as_role: Callable[..., Client],
        refer: Callable[..., Referral],
        minor: Minor,
        status: str,
    ) -> None:
        """Nobody must wait at a door that will not open."""
        referral = refer(days=9)
        self.appointment(referral, 2, ago=5)
        step(referral, status, note="Annulé par le partenaire")
        assert self.mark(as_role(Role.RECEPTION), minor) == []


def test_a_name_that_tells_the_reason_is_its_own_desk_s(
    as_role: Callable[..., Client], refer: Callable[..., Referral], minor: Minor
) -> None:
    """The social worker has sent her to a mental health centre: the jurist reads a label."""
    referral = refer(kind="mental_health", neutral_label="Un rendez-vous", town="Pantin")
    for role, is_named in ((Role.SOCIAL, True), (Role.JURIST, False), (Role.NURSE, False)):
        client = as_role(role)
        for end in ("", f"{referral.pk}/"):
            html = client.get(f"/cases/{minor.reference}/referrals/{end}").content.decode()
            assert ("Chez Untel" in html) is is_named, (role, end)
            assert ("Un rendez-vous" in html) is not is_named
        assert ("Chez Untel" in client.get("/referrals/").content.decode()) is is_named
