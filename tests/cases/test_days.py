"""The day of a site: told in the morning, handed over, closed in the evening; on paper too."""

import datetime
from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone

from cases import actions, briefing, closing, paper
from cases.births import Birth
from cases.choices import Precision, Service
from cases.models import AlertStep, Arrival, DayClosing, DayEntry, Minor
from staff.choices import Role
from staff.models import Site, User
from staff.templatetags.escale import clock
from tests import factories
from tests.staff.trail import actions_since, last_entry

DAY = datetime.timedelta(days=1)


@pytest.fixture
def client(as_role: Callable[..., Client]) -> Client:
    return as_role()


@pytest.fixture
def host(client: Client) -> User:
    return client.user


@pytest.fixture
def minor(host: User, site: Site) -> Minor:
    return factories.make_minor("Awa Kanté", by=host, site=site)[0]


def text_of(client: Client, url: str) -> str:
    response = client.get(url)
    assert response.status_code == 200
    return response.content.decode()


# --- the morning ----------------------------------------------------------------------------------


def test_the_coordinator_opens_on_the_briefing(as_role: Callable[..., Client]) -> None:
    coordinator = as_role(Role.COORDINATOR)
    assert coordinator.get("/").url == "/briefing/"
    assert as_role(Role.NURSE).get("/").url == "/desk/"


def test_alerts_are_told_to_their_readers_and_counted_for_the_others(
    client: Client, minor: Minor, site: Site, as_role: Callable[..., Client]
) -> None:
    nurse = as_role(Role.NURSE)
    start = last_entry()
    factories.make_alert(minor, by=nurse.user, site=site, kind="sexual_violence")
    assert "Violences sexuelles" in text_of(nurse, "/briefing/")
    html = text_of(client, "/briefing/")
    assert "Violences sexuelles" not in html
    assert minor.reference not in html
    assert "1 alerte" in html
    assert "read_briefing" in actions_since(start, by=client.user)


def test_an_alert_that_is_finished_is_told_for_a_day(
    client: Client, host: User, minor: Minor, site: Site, time_machine: Any
) -> None:
    """One that lacks an owner or a next step is told until it has both.

    From a Monday on: one of a Friday is told on the next Monday too, the day of opening after it.
    """
    time_machine.move_to(timezone.now() + (7 - timezone.localdate().weekday()) * DAY)
    alert = factories.make_alert(minor, by=host, site=site, owner=host)
    in_four_days = timezone.now() + 4 * DAY
    time_machine.move_to(timezone.now() + 3 * DAY)
    assert len(alert_lines(site, host)) == 1
    actions.record_alert_step(
        by=host, step=AlertStep(alert=alert, kind="next", due_at=in_four_days, text="Rappeler")
    )
    assert len(alert_lines(site, host)) == 0


def alert_lines(site: Site, user: User) -> list[briefing.Line]:
    parts = briefing.parts(site, timezone.localdate(), user)
    return next(part.lines for part in parts if part.order == 10)


def test_what_was_handed_over_on_the_last_open_day(client: Client, host: User, site: Site) -> None:
    before = briefing.last_open_day(site, timezone.localdate())
    factories.make_day_entry(by=host, site=site, day=before, text="Deux lits promis")
    html = text_of(client, "/briefing/")
    assert "Deux lits promis" in html
    assert "n’a pas été fermée" in html
    DayClosing.objects.create(site=site, day=before, by=host)
    assert "n’a pas été fermée" not in text_of(client, "/briefing/")


def test_a_monday_looks_back_to_friday(site: Site) -> None:
    open_on = {hours.weekday for hours in site.opening_hours.all()}
    monday = datetime.date(2026, 11, 23)
    assert briefing.last_open_day(site, monday).isoweekday() in open_on


@pytest.mark.parametrize(
    ("birth", "day", "is_told"),
    [
        (Birth(Precision.DAY, born_on=datetime.date(2008, 11, 30)), "2026-11-23", True),
        (Birth(Precision.DAY, born_on=datetime.date(2008, 11, 30)), "2026-11-22", False),
        (Birth(Precision.DAY, born_on=datetime.date(2008, 11, 23)), "2026-11-23", True),
        (Birth(Precision.DAY, born_on=datetime.date(2008, 11, 22)), "2026-11-23", False),
        (Birth(Precision.MONTH, born_on=datetime.date(2008, 12, 1)), "2026-11-26", True),
        (Birth(Precision.YEAR, born_on=datetime.date(2009, 1, 1)), "2026-12-28", True),
        # Nobody is born on 29 February of a year that has none: 18 on 1 March.
        (Birth(Precision.DAY, born_on=datetime.date(2008, 2, 29)), "2026-03-01", True),
        (Birth(Precision.DAY, born_on=datetime.date(2008, 2, 29)), "2026-03-02", False),
        (Birth(Precision.UNKNOWN), "2026-11-23", False),
    ],
)
def test_who_turns_eighteen_within_a_week(
    birth: Birth, day: str, is_told: bool, host: User, site: Site, time_machine: Any
) -> None:
    time_machine.move_to(datetime.datetime.fromisoformat(f"{day}T10:00+01:00"))
    minor, _arrival = factories.make_minor("Awa", by=host, site=site, birth=birth)
    found = briefing.turning_eighteen(timezone.localdate(), as_nurse(site))
    assert [claim.minor for claim in found] == ([minor] if is_told else [])


def as_nurse(site: Site) -> User:
    return factories.make_user(Role.NURSE, site)


def test_an_age_makes_eighteen_on_its_anniversary(
    minor: Minor, site: Site, time_machine: Any
) -> None:
    said_on = timezone.localdate()
    nurse = as_nurse(site)
    in_two_years = said_on.replace(year=said_on.year + 2)
    time_machine.move_to(
        datetime.datetime.combine(in_two_years, datetime.time(10), datetime.UTC) - 5 * DAY
    )
    factories.arrival_on(minor, timezone.localdate() - DAY, site, nurse)
    nurse = as_nurse(site)
    assert [c.minor for c in briefing.turning_eighteen(timezone.localdate(), nurse)] == [minor]
    assert briefing.turning_eighteen(timezone.localdate() - 10 * DAY, nurse) == []


def test_a_majority_is_told_to_whoever_may_know_of_the_procedure(
    host: User, site: Site, as_role: Callable[..., Client]
) -> None:
    today = timezone.localdate()
    born = today.replace(year=today.year - 18)
    birth = Birth(Precision.DAY, born_on=born)
    minor, _arrival = factories.make_minor("Awa", by=host, site=site, birth=birth)
    assert minor.reference in text_of(as_role(Role.JURIST), "/briefing/")


def part(site: Site, user: User, order: int) -> list[briefing.Line]:
    parts = briefing.parts(site, timezone.localdate(), user)
    return next((part.lines for part in parts if part.order == order), [])


def test_appointments_are_told_in_the_words_that_each_may_know(
    minor: Minor, site: Site, as_role: Callable[..., Client]
) -> None:
    psychologist, social = as_role(Role.PSYCHOLOGIST).user, as_role(Role.SOCIAL).user
    factories.make_appointment(
        minor, by=psychologist, site=site, desk_kind="psychologist", language="ps",
        interpreter="needed", time=datetime.time(23, 50),
    )  # fmt: skip
    [line] = part(site, social, 30)
    assert line.minor == minor
    assert line.text.split(", ", 1) == [clock(datetime.time(23, 50)), "Rendez-vous, au centre"]
    assert "pachto" in line.status.lower()
    assert line.kind == "waiting"
    [line] = part(site, psychologist, 30)
    assert "sychologue" in line.text


def test_tasks_are_counted_by_desk_and_nobody_reads_why_she_is_wanted(
    host: User, minor: Minor, site: Site
) -> None:
    factories.make_task(
        by=host, site=site, minor=minor, desk_kind="nurse", text="Dose", is_follow_up=True,
        due_on=timezone.localdate(),
    )  # fmt: skip
    wanted, desk = part(site, host, 50)
    assert wanted.minor == minor
    assert "Dose" not in f"{wanted.text}{wanted.detail}"
    assert (desk.text, desk.detail) == ("Infirmerie", "1 pour aujourd’hui, 0 en retard")


def test_those_not_seen_for_two_weeks(host: User, minor: Minor, site: Site) -> None:
    for days, is_told in ((13, False), (14, True), (20, True), (22, False)):
        day = timezone.localdate() - datetime.timedelta(days=days)
        Arrival.objects.update(day=day)
        assert [line.minor for line in part(site, host, 70)] == ([minor] if is_told else []), days


def test_an_outing_not_noted_back_is_asked_about(host: User, site: Site) -> None:
    factories.make_activity(by=host, site=site, kind="outing")
    texts = [check.text for check in closing.checks(site, host)]
    assert any("Retour non noté" in text and "15" in text for text in texts), texts


# --- the log of the desks ---------------------------------------------------------------------


def test_each_desk_hands_over_and_a_late_line_keeps_its_day(
    client: Client, site: Site, as_role: Callable[..., Client]
) -> None:
    nurse = as_role(Role.NURSE)
    form = nurse.get("/handover/write/").context["form"]
    assert form["desk"].value() == "nurse"
    start = last_entry()
    yesterday = timezone.localdate() - DAY
    data = {"desk": "nurse", "text": "Rappeler le laboratoire", "day": yesterday.isoformat()}
    response = nurse.post("/handover/write/", data)
    assert response.url == f"/handover/?day={yesterday}"
    assert "write_day_entry" in actions_since(start, by=nurse.user)
    html = text_of(client, response.url)
    assert "Rappeler le laboratoire" in html
    assert "écrit" in html
    assert b"laboratoire" not in bytes(DayEntry.objects.values_list("text", flat=True).get())


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"text": ""}, "obligatoire"),
        ({"desk": "cuisine"}, "valide"),
        ({"day": "2999-01-01"}, "pas encore venu"),
        ({"day": "1999-01-01"}, "pas encore ouvert"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_lost(
    client: Client, typed: dict[str, str], said: str
) -> None:
    data = {"desk": "reception", "text": "Clés", "day": timezone.localdate().isoformat()} | typed
    response = client.post("/handover/write/", data)
    assert response.status_code == 422
    html = response.content.decode()
    assert said in html
    assert not DayEntry.objects.exists()


# --- the evening ----------------------------------------------------------------------------------


def close(client: Client, day: datetime.date | None = None) -> str:
    day = day or timezone.localdate()
    response = client.post(f"/handover/{day}/close/", follow=True)
    return response.content.decode()


def test_the_day_is_not_closed_while_an_alert_has_no_owner(
    client: Client, host: User, minor: Minor, site: Site
) -> None:
    alert = factories.make_alert(minor, by=host, site=site)
    html = close(client)
    assert "La journée n’est pas finie" in html
    assert not DayClosing.objects.exists()
    owner = AlertStep(alert=alert, kind="owner", owner=host)
    actions.record_alert_step(by=host, step=owner)
    html = close(client)
    assert "Bonne soirée" in html
    assert DayClosing.objects.get().by == host


def test_nor_while_nobody_was_reached_about_an_immediate_one(
    host: User, minor: Minor, site: Site
) -> None:
    alert = factories.make_alert(minor, by=host, site=site, owner=host, first_level=3)
    with pytest.raises(ValidationError):
        actions.close_day(by=host, site=site, day=timezone.localdate())
    actions.record_alert_step(by=host, step=AlertStep(alert=alert, kind="reached", text="Dr Diop"))
    actions.close_day(by=host, site=site, day=timezone.localdate())


def test_the_colleague_concerned_is_not_told_of_hers(host: User, minor: Minor, site: Site) -> None:
    concerned = factories.make_user(Role.COORDINATOR, site)
    nurse = as_nurse(site)
    factories.make_alert(
        minor, by=host, site=site, kind="colleague", about=concerned, first_level=2
    )
    assert any(check.blocks for check in closing.checks(site, nurse))
    assert not any(check.blocks for check in closing.checks(site, concerned))


def test_what_each_room_has_left_over(client: Client, host: User, minor: Minor, site: Site) -> None:
    texts = [check.text for check in closing.checks(site, host)]
    assert "1 jeune encore là" in texts
    assert any(text.startswith("Pas compté") for text in texts)
    for service in Service:
        actions.add_tally(by=host, site=site, day=timezone.localdate(), service=service, amount=1)
    arrival = minor.arrivals.get()
    assert "1 jeune à qui personne n’a demandé où dormir" in texts
    factories.make_night(arrival, by=host, is_to_orient=True)
    [oriented] = [check.text for check in closing.checks(site, host) if check.icon == "moon"]
    assert oriented == "1 jeune à orienter, pas encore confié à un partenaire"
    actions.mark_to_orient(by=host, arrival=arrival, is_to_orient=False)
    actions.leave(by=host, arrival=arrival)
    assert closing.checks(site, host) == []
    assert "Rien ne reste en suspens" in text_of(client, "/handover/")


def test_it_is_closed_once_and_only_today(client: Client, host: User, site: Site) -> None:
    yesterday = timezone.localdate() - DAY
    assert "d’un autre jour" in close(client, yesterday)
    close(client)
    assert "déjà fermé" in close(client)
    assert DayClosing.objects.count() == 1


# --- paper ----------------------------------------------------------------------------------------


def test_the_day_list_names_whoever_came_lately(
    client: Client, host: User, minor: Minor, site: Site
) -> None:
    old, _arrival = factories.make_minor("Binta", by=host, site=site)
    then = timezone.now() - 60 * DAY
    Arrival.objects.filter(minor=old).update(day=timezone.localdate(then), arrived_at=then)
    assert [row[1] for row in paper.day_list(site, host)["rows"]] == [minor.reference]
    start = last_entry()
    response = client.get("/paper/day-list.pdf")
    assert response["Content-Type"] == "application/pdf"
    assert response.content.startswith(b"%PDF")
    assert actions_since(start, by=host) == ["print_day_list"]
    assert client.get("/paper/intake.pdf").content.startswith(b"%PDF")


def test_an_arrival_is_copied_with_its_real_day(
    client: Client, host: User, minor: Minor, site: Site
) -> None:
    day = timezone.localdate() - 2 * DAY
    response = client.post("/reception/late/", {"day": day.isoformat()})
    page = response.url
    found = client.post(page, {"q": "awa kante"}).content.decode()
    assert minor.reference in found
    start = last_entry()
    copied = client.post(f"{page}{minor.reference}/", {"at": "09:40"})
    assert copied.url == f"{page}?at=09:40"
    arrival = Arrival.objects.get(day=day)
    assert timezone.localtime(arrival.arrived_at).strftime("%H:%M") == "09:40"
    assert timezone.localdate(arrival.copied_at) == timezone.localdate()
    assert actions_since(start, by=host) == ["register_late_arrival"]
    assert minor.reference in text_of(client, page)
    client.post(f"{page}{minor.reference}/", {"at": "11:00"})
    assert Arrival.objects.filter(day=day).count() == 1
    client.post(f"/reception/late/arrivals/{arrival.pk}/cancel/")
    assert not Arrival.objects.counted().filter(day=day).exists()


@pytest.mark.parametrize("at", ["", "25:00", "matin", "9h40"])
def test_an_hour_that_is_none_is_said(
    client: Client, host: User, minor: Minor, site: Site, at: str
) -> None:
    day = timezone.localdate() - DAY
    response = client.post(f"/reception/late/{day}/{minor.reference}/", {"at": at}, follow=True)
    assert "10:15" in response.content.decode()
    assert not Arrival.objects.filter(day=day).exists()


def test_today_and_tomorrow_are_no_late_days(client: Client, minor: Minor) -> None:
    today = timezone.localdate()
    for day in (today, today + DAY):
        assert client.get(f"/reception/late/{day}/").status_code == 404
        response = client.post("/reception/late/", {"day": day.isoformat()})
        assert response.status_code == 422
